"""Workshops, what is said in them, and the leads that came of them."""
