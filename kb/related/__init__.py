"""Records beside each other: choosing those that differ, comparing, associating, putting in heaps."""
