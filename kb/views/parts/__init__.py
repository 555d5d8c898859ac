"""Parts that several pages draw: cards, excerpts, filters, texts, glossary terms."""
