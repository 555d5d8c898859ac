"""From what a workshop kept to a restitution, and its leads."""
