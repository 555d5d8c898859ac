"""The controlled lists and the glossary: shipped, completed by each base, found in texts."""
