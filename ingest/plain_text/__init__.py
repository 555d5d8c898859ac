"""Text, Markdown and messages: bytes to characters, characters to paragraphs."""
