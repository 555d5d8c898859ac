"""What a restored base keeps of the one that it replaces."""
