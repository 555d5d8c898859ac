"""Word files: DOCX and its kin; DOC through LibreOffice."""
