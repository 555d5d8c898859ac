"""Reading a record, and what surrounds it."""
