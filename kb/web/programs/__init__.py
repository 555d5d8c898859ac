"""The doors of other programs."""
