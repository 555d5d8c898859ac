"""The tables of the register and of the private database, as steps in order."""
