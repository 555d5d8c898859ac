"""Exploring by place, year and theme."""
