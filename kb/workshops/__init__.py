"""Workshops: from a narrative told in a room to a restitution, and to leads that are followed."""
