"""Reading packs: composing, sharing, reading."""
