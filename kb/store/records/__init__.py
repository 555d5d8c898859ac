"""Records: revisions, what was published to whom, links, sources, attachments."""
