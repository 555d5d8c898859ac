"""Protection of people before publication: what a text says that could name somebody, and what to put instead."""
