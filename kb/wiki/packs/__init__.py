"""Reading packs: filled, ordered, read with each reader's rights; trails."""
