"""Records: their kinds, fields, cards and text. Values only."""
