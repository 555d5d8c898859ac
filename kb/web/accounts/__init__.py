"""Routes of signing in: passwords, the organisation's directory, letters."""
