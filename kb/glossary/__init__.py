"""The common language exchanged with other thesauri, and what the glossary makes of texts."""
