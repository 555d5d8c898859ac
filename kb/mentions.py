"""Where the words of the glossary stand in a text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kb.vocabulary import Term

SHORTEST = 3  # characters: shorter variants are words of every sentence


@dataclass(frozen=True, slots=True)
class Mention:
    """A term that stands at text[start:end]."""

    start: int
    end: int
    term: Term


class Glossary:
    """Finds the first mention of each term in a text: more underlining would trouble the reading."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._terms: dict[str, Term] = {}
        for term in terms:
            for form in (term.preferred, *term.variants):
                if len(form) >= SHORTEST and term.definition:
                    self._terms.setdefault(form.casefold(), term)
        forms = sorted(self._terms, key=len, reverse=True)
        # A capital or a plural does not make another word; anything more would underline what was not defined.
        body = "|".join(re.escape(form) for form in forms)
        self._pattern = re.compile(rf"(?<!\w)({body})(?:s|x)?(?!\w)", re.IGNORECASE) if forms else None

    def mentions(self, text: str, seen: set[str]) -> list[Mention]:
        """Mentions in `text` of the terms not in `seen`, each once; adds them to `seen`."""
        out = []
        for found in self._pattern.finditer(text) if self._pattern else ():
            term = self._terms[found[1].casefold()]
            if term.code not in seen:
                seen.add(term.code)
                out.append(Mention(found.start(), found.end(), term))
        return out
