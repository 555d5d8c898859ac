"""One page of a PDF: from the letters that it draws to its paragraphs, headings and tables."""
