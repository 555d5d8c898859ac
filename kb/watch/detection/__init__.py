"""What stands out of counts of signals: EARS, Farrington, pooled laws for sparse series."""
