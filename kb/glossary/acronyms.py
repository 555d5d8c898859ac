"""Acronyms of texts that the glossary does not know, with where they occur."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from kb.vocabulary.vocabulary import Term

# Capitals, perhaps with digits or points, that do not stand in a title all in capitals.
ACRONYM: Final = re.compile(r"(?<![\w’'.-])[A-ZÉÈ](?:[A-ZÉÈ0-9]|\.(?=[A-Z])){1,9}(?![\w])\.?")
ROMAN: Final = re.compile(r"[IVXLC]+")
AROUND: Final = 60  # characters on each side of an occurrence
MOST_EXAMPLES: Final = 3


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Where an acronym stands: its record, its place in the text, and the words around it."""

    record: str
    start: int
    end: int
    around: str


@dataclass(frozen=True, slots=True)
class UnknownAcronym:
    """An acronym that no term has: how often it stands, in how many records, and the first places."""

    name: str
    count: int
    records: int
    places: tuple[Occurrence, ...]


def unknown_acronyms(texts: Mapping[str, str], terms: Iterable[Term]) -> tuple[UnknownAcronym, ...]:
    """The acronyms of texts (record → text) that no form of a term is or holds, the most spread first."""
    known = {_bare(word) for term in terms for form in term.forms for word in form.split()}
    found: dict[str, list[Occurrence]] = {}
    for record, text in texts.items():
        for one in ACRONYM.finditer(text):
            name = _bare(one[0])
            if name in known or name.rstrip("S") in known or ROMAN.fullmatch(name) or _shouted(text, one):
                continue
            around = " ".join(text[max(0, one.start() - AROUND) : one.end() + AROUND].split())
            found.setdefault(name, []).append(Occurrence(record, one.start(), one.end(), around))
    made = (
        UnknownAcronym(name, len(places), len({one.record for one in places}), tuple(places[:MOST_EXAMPLES]))
        for name, places in found.items()
    )
    return tuple(sorted(made, key=lambda one: (-one.records, -one.count, one.name)))


def _bare(word: str) -> str:
    return re.sub(r"[^\w]", "", word).upper()


def _shouted(text: str, found: re.Match[str]) -> bool:
    """Whether the words beside are capitals too: a title that shouts is no acronym."""
    before, after = text[: found.start()].split(" ")[-2:], text[found.end() :].lstrip().split(" ", 1)[:1]
    words = [word.strip("«».,;:!?()’'") for word in (*before, *after)]
    return any(len(word) > 2 and word.isupper() for word in words)
