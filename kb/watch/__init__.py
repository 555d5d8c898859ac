"""The shared watch: signals of the field, the cell that handles them, and what emerges from them."""
