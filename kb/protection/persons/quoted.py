"""Titles in quotes, of a film, a book, a workshop: the first names within are no one's."""

import re
from collections.abc import Iterator, Sequence

from kb.protection.persons.names import Tagger
from kb.protection.tokens import Token
from kb.protection.words import AFTER_PERSON

QUOTE = re.compile(r"«\s?([^«»\n]{3,60}?)\s?»|“([^“”\n]{3,60}?)”")
LONGEST_TITLE = 8  # words
SPEECH = frozenset("je j tu t il elle on nous vous ils elles me m moi toi ca c".split())


def quoted_titles(text: str, tokens: Sequence[Token], tagger: Tagger) -> Iterator[tuple[int, int]]:
    """Titles in quotes: some words that begin with a capital and hold no verb, « Dans la valise de Léon »."""
    starts = {token.start: at for at, token in enumerate(tokens)}
    for match in QUOTE.finditer(text):
        start, end = match.span(1) if match[1] else match.span(2)
        words = []
        at = starts.get(start)
        while at is not None and at < len(tokens) and tokens[at].end <= end:
            words.append(tokens[at])
            at += 1
        if not 2 < len(words) <= LONGEST_TITLE or not words[0].capital or re.search(r"[,.;:!]", text[start:end]):
            continue
        lower = [word.key for word in words if not word.capital]
        if not lower or any(key in SPEECH for key in lower):
            continue
        if any(word.key in AFTER_PERSON - {"a", "en", "y", "les"} or tagger.is_verb(word.text) for word in words[1:]):
            continue
        yield start, end
