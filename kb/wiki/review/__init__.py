"""From a submitted text to a published one: remarks, grid, tags, history, how open it may be."""
