"""`kb build`: from the files of a home to the register."""
