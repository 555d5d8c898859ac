"""Needs, the services that meet them, and the gaps."""
