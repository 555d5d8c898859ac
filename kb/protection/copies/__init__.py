"""Copies of files for readers: without metadata, and without what is not shown."""
