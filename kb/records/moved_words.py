"""Words cited in one version of a text, found again in another."""

import re


def find_again(words: str, text: str, near: int = 0) -> tuple[int, int] | None:
    """Where `words` stand in `text`, whatever the white space between them; nearest to `near` when several times.

    None when they do not stand there word for word: the passage was changed, or taken out.
    """
    parts = words.split()
    if not parts:
        return None
    pattern = re.compile(r"\s+".join(re.escape(part) for part in parts))
    places = [found.span() for found in pattern.finditer(text)]
    return min(places, key=lambda place: (abs(place[0] - near), place[0]), default=None)
