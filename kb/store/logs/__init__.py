"""What was done, and what was asked; never by whom a question was."""
