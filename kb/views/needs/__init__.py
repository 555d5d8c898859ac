"""The pages of needs and gaps."""
