"""Review, remarks, and « Je me reconnais »."""
