"""Writing: forms, drafts, files, narratives told in one go, protection of people."""
