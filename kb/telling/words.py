"""The signs by which a paragraph of a narrative shows its field: its words, their pairs, and a few marks."""

import re
from itertools import pairwise

from kb.index.analysis import fold

TOKEN = re.compile(r"[a-z]+'?|[?!«]|\d+")


def signs(text: str) -> list[str]:
    """Folded words and pairs of neighbouring words of a paragraph, with its question marks, quotes and figures."""
    words = ["0" if one.isdigit() else one for one in TOKEN.findall(fold(text.replace("’", "'")))]
    return words + [f"{one} {other}" for one, other in pairwise(words)]
