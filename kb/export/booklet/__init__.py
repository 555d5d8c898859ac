"""Booklets on paper: a layout, as PDF by Typst and as DOCX."""
