"""What whoever runs the server sees of it: its state, its measures, its log."""
