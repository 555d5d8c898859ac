"""The index on disk: its cache, byte formats and checksums."""
