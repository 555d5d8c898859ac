"""The files of a base: opening them, what the machine says of them, whether they are sound."""
