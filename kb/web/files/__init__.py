"""Routes that give files, and the one that takes them."""
