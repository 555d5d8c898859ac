"""What the program computed from the register: passages, lexical index, vectors. It can be deleted and built again."""
