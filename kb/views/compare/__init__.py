"""Choosing, comparing, associating: the pages."""
