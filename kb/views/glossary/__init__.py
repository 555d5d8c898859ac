"""The pages of the common language."""
