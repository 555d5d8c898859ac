"""Records as files: for other programs, for a text editor, for paper."""
