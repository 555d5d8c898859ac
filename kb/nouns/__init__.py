"""What people do with a base, by noun: its actions as methods that know their base already."""
