"""Contributing: guided, or told in one go; protection; sending."""
