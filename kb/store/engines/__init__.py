"""What keeps a base: SQLite files in its home, or PostgreSQL for several machines."""
