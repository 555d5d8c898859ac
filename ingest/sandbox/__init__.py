"""Reading in a process of its own, within limits of time and memory: a crash becomes a note."""
