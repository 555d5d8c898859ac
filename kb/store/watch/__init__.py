"""Signals and what is told of them."""
