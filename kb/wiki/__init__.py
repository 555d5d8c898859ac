"""What people do with records: write, protect, review, publish, discuss, follow."""
