"""Where the paragraphs of a narrative told in one go belong in its form."""
