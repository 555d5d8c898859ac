"""Opening hours: typed as people write, told in French, asked at a moment."""
