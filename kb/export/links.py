"""Addresses within a text."""

import re

URL = re.compile(r"https?://[^\s<>«»\"]+[^\s<>«»\".,;:!?)\]]")


def runs(text: str) -> list[tuple[str, str]]:
    """The text as (words, address) in order; the address is empty for words that are none."""
    out, at = [], 0
    for found in URL.finditer(text):
        out += [(text[at : found.start()], ""), (found[0], found[0])]
        at = found.end()
    return [one for one in (*out, (text[at:], "")) if one[0]]
