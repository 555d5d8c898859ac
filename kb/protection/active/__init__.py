"""What acts by itself in files that others open, taken out."""
