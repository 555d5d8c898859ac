"""Pages of PDFs as images: drawn for readers, and read by OCR when they are scans."""
