"""What concerns me, and recent changes."""
