"""The home page and the results of a question."""
