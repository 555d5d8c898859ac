"""The signs by which a paragraph of a narrative shows its field: its words, their pairs, and a few marks."""

import re
from itertools import pairwise

from kb.index.words.analysis import fold

# Letters of a word's ending; times that a mark of the whole paragraph counts.
ENDING, STRONG = 4, 3
QUOTES = tuple('«“"')
TOKEN = re.compile(r"[a-z]+'?|[?!«]|\d+")


def signs(text: str) -> list[str]:
    """Folded words of a paragraph, pairs of neighbours, endings, how it begins, whether it asks or quotes."""
    words = ["0" if one.isdigit() else one for one in TOKEN.findall(fold(text.replace("’", "'")))]
    out = words + [f"{one} {other}" for one, other in pairwise(words)]
    # Endings tell the tense: what was done, what was wanted, what one would do again.
    out += [f"~{one[-ENDING:]}" for one in words if len(one) > ENDING + 1]
    if words:
        out += [f"^{words[0]}", f"^{' '.join(words[:2])}"]
    if text.rstrip().endswith("?"):
        out += ["§asks"] * STRONG
    if text.lstrip()[:1] in QUOTES:
        out += ["§quotes"] * STRONG
    return out
