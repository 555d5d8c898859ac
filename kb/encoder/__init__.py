"""The encoder: what it is, how it is served, how its tokens are made."""
