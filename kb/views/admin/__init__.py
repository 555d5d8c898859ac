"""Administration, and the page of the base."""
