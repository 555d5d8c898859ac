"""Which words of a text name a person met there."""
