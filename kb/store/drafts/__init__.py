"""What is being written: proposals in the register, their words in the private database."""
