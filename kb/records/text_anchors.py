"""Where words that a remark was made on stand in a later text."""

import re

from rapidfuzz import fuzz

# Likeness, from 0 to 100, under which words are said to be gone rather than changed.
LIKE_ENOUGH = 75.0
# Characters before and after the old place that are searched for changed words.
AROUND = 2_000
# Characters: the likeness of a longer quote to each place of a text is not worked out, but that of its two ends.
LONG_QUOTE = 600


# Words that a reader points at, at most, in characters: past it, it is the text that one speaks of.
LONGEST_WORDS = 5_000


# What stands between two words of a text: white space, and the bar between the cells of a table.
BETWEEN = r"\s+(?:\|\s+)*"


def words_at(words: str, text: str) -> tuple[int, int] | None:
    """Bounds of words as a reader selects or copies them: spaces, ends of lines and of cells differ from the text's."""
    if len(words) > LONGEST_WORDS or not (parts := words.split()):
        return None
    found = re.search(BETWEEN.join(map(re.escape, parts)), text)
    return found.span() if found else None


def place_of(quote: str, start: int, text: str) -> tuple[int, int] | None:
    """Bounds of `quote`, which stood at `start`, in `text`: the nearest same words, else the likest; None when gone."""
    if not quote or not text:
        return None
    # The last that begins at `start` or before, and the first that begins there or after: no other is nearer.
    start = max(0, start)
    places = [at for at in (text.rfind(quote, 0, start + len(quote)), text.find(quote, start)) if at >= 0]
    if places:
        best = min(places, key=lambda place: (abs(place - start), place))
        return best, best + len(quote)
    first = max(0, min(start, len(text)) - AROUND)
    if len(quote) > LONG_QUOTE:
        return _by_its_ends(quote, start, text)
    found = fuzz.partial_ratio_alignment(quote, text[first : start + len(quote) + AROUND])
    if found is None or found.score < LIKE_ENOUGH:
        return None
    return _whole_words(text, first + found.dest_start, first + found.dest_end)


def _by_its_ends(quote: str, start: int, text: str) -> tuple[int, int] | None:
    """Bounds of a long quote, looked for by how it begins and ends: the likeness of all of it would take seconds."""
    head = place_of(quote[: LONG_QUOTE // 2], start, text)
    tail = place_of(quote[-LONG_QUOTE // 2 :], start + len(quote) - LONG_QUOTE // 2, text)
    if head is None or tail is None or not len(quote) / 2 <= tail[1] - head[0] <= len(quote) * 2:
        return None
    return head[0], tail[1]


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The bounds, moved out to those of the words they cut."""
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return start, end
