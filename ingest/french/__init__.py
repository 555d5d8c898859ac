"""French words and sentences: what tells text from garbage, and the repair of what producers break."""
