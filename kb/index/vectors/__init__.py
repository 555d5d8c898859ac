"""Meaning in the index: vectors of passages, and what is taken off them."""
