"""Reading packs and trails."""
