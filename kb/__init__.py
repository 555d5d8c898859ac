"""Récits partagés: a knowledge base of practice narratives with semantic search, in French."""
