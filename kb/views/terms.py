"""Where the words of the glossary stand in a text."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb.views.french import esc

if TYPE_CHECKING:
    from kb.vocabulary import Term

SHORTEST = 3  # characters: shorter variants are words of every sentence


@dataclass(frozen=True, slots=True)
class Mention:
    """A term that stands at text[start:end]."""

    start: int
    end: int
    term: "Term"


class Glossary:
    """Finds the first mention of each term in a text: more underlining would trouble the reading."""

    def __init__(self, terms: Iterable["Term"]) -> None:
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


def anchor(term: "Term") -> str:
    """The fragment of a term on the page of the glossary."""
    return "terme-" + re.sub(r"[^\w-]", "-", term.code)


def underlined(shown: str, term: "Term") -> str:
    """`shown` (already HTML) as a link to the term, with its definition beside it."""
    return (
        f'<a class="rp-term" href="/glossaire#{esc(anchor(term))}">{shown}<span class="rp-def" role="tooltip">'
        f"<b>{esc(term.preferred)}</b>{esc(term.definition)}{_senses(term)}</span></a>"
    )


def _senses(term: "Term") -> str:
    """What the word means in one trade or another: the point on which people misunderstand each other."""
    return "".join(f"<span>{esc(said)}</span>" for said in senses(term))


def senses(term: "Term") -> list[str]:
    """The senses of a term by trade, one sentence each."""
    found: object = term.senses
    if isinstance(found, Mapping):
        return [f"{trade}\u00a0: {said}" for trade, said in found.items()]
    if isinstance(found, Sequence) and not isinstance(found, str):
        return [" : ".join(one) if isinstance(one, tuple) else str(one) for one in found]
    return []
