"""From a question to hits: analysis, retrieval, fusion, quotes. Filters and rights act inside retrieval."""
