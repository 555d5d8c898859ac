"""What a file says of itself, in a card at its head or beside it, however clumsy: facts, and who may read it."""
