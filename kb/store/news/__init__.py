"""What people say of records, and what they are told."""
