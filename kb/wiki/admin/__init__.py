"""What an administrator does, and what keeps a base in order."""
