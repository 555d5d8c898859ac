"""Metadata proposed from the text: title, date, territories, themes, publics, substances and acronyms."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ingest.document import Document
from ingest.french.folding import unaccented, words
from ingest.metadata.dates import proposed_date
from ingest.metadata.gazetteer import Gazetteer

__all__ = ["Acronym", "Gazetteer", "ProposedMetadata", "Surfaces", "propose", "with_proposals"]

TITLE_CHARACTERS = 160
SHORT_TEXT = 300  # words; in a longer text a word said once is not its subject
MOST: Mapping[str, int] = {"themes": 5, "publics": 4, "substances": 6}
TITLE_WEIGHT = 3  # a word of the title counts as this many in the text
SKIPPED_WORDS = 2  # words of an expansion that an acronym may leave out
_JUNK_TITLE = re.compile(
    r"(?i)^(?:microsoft (?:word|powerpoint)|sans titre|untitled|(?:document|présentation)(?:\s*\d+|\s+powerpoint)?$"
    r"|titre$)|\.(?:docx?|pdf|indd|pptx?|odt|qxd|html?)$|^[\W\d_]*$"
)
# Headings that stand in many texts and name none.
_COMMON_HEADING = re.compile(
    r"(?i)^(?:sommaire|table des mati[èe]res|pr[ée]ambule|introduction|avant[- ]propos|r[ée]sum[ée]|pr[ée]face"
    r"|plan de la pr[ée]sentation|[ée]dito(?:rial)?|remerciements)\b.{0,3}$"
)
_BEFORE_ACRONYM = re.compile(r"(?P<words>[^().;:!?\n]{8,200})\((?P<acronym>[A-Z][A-Za-zÉ]{1,9})\)")
_AFTER_ACRONYM = re.compile(r"\b(?P<acronym>[A-Z][A-Za-zÉ]{1,9})\s?\((?P<words>[^()\n]{8,200})\)")
_LINK_WORDS = "a au aux d de des du en et l la le les ou par pour sur un une contre dans"
_LINKS = frozenset(_LINK_WORDS.split())


@dataclass(frozen=True, slots=True)
class Acronym:
    """An acronym and the words that the text gives for it."""

    short: str
    long: str


@dataclass(frozen=True, slots=True)
class ProposedMetadata:
    """What a text seems to say of itself; every value may be empty. `date` is « 2019-06 » or « 2019-06-18 »."""

    title: str = ""
    date: str = ""
    territories: tuple[str, ...] = ()
    listed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    acronyms: tuple[Acronym, ...] = ()


class Surfaces:
    """The surface forms of a vocabulary, ready to be looked for: form → (list, code)."""

    def __init__(self, forms: Mapping[str, tuple[str, str]]) -> None:
        self._codes = {tuple(words(form)): listed for form, listed in forms.items()}
        self._codes.pop((), None)
        self._lengths: dict[str, list[int]] = {}
        for key in self._codes:
            lengths = self._lengths.setdefault(key[0], [])
            if len(key) not in lengths:
                lengths.append(len(key))
                lengths.sort(reverse=True)

    def count(self, text: str) -> Counter[tuple[str, str]]:
        """How many times the text names each (list, code); the longest form that fits counts alone."""
        said = words(text)
        found: Counter[tuple[str, str]] = Counter()
        at = 0
        while at < len(said):
            step = 1
            for length in self._lengths.get(said[at], ()):
                listed = self._codes.get(tuple(said[at : at + length]))
                if listed:
                    found[listed] += 1
                    step = length
                    break
            at += step
        return found


def propose(document: Document, *, gazetteer: Gazetteer, surfaces: Surfaces, name: str = "") -> ProposedMetadata:
    """What the text of a document, and the name of its file, say of it."""
    title = proposed_title(document)
    dated = proposed_date(document.text, str(document.metadata.get("date") or ""), name)
    return ProposedMetadata(
        title=title,
        date=dated.date if dated else "",
        territories=gazetteer.find(document.text),
        listed=_listed(document, title, surfaces),
        acronyms=acronyms(document.text),
    )


def with_proposals(document: Document, *, gazetteer: Gazetteer, surfaces: Surfaces, name: str = "") -> Document:
    """The document with `title`, `date`, `acronyms` and `proposed` (lists by name) in its metadata."""
    proposal = propose(document, gazetteer=gazetteer, surfaces=surfaces, name=name)
    proposed: dict[str, Any] = {name: list(codes) for name, codes in proposal.listed.items()}
    if proposal.territories:
        proposed["territories"] = list(proposal.territories)
    found = {
        "title": proposal.title,
        "date": proposal.date,
        "acronyms": {one.short: one.long for one in proposal.acronyms},
        "proposed": proposed,
    }
    # A date that the file declares and that is not to be believed goes too.
    metadata = {key: value for key, value in document.metadata.items() if key != "date"}
    return replace(document, metadata={**metadata, **{key: value for key, value in found.items() if value}})


def proposed_title(document: Document) -> str:
    """The title that the file declares, unless a program made it up; else its first heading or short first line."""
    declared = " ".join(str(document.metadata.get("title") or "").split())
    if declared and not _JUNK_TITLE.search(declared):
        return declared[:TITLE_CHARACTERS]
    headings = [block for block in document.blocks if block.kind == "heading"]
    for block in [*sorted(headings[:4], key=lambda block: block.level), *document.blocks[:1]]:
        text = " ".join(document.text[block.start : block.end].split())
        fits = 0 < len(text) <= TITLE_CHARACTERS and not text.endswith((".", ",", ";"))
        if fits and not _JUNK_TITLE.search(text) and not _COMMON_HEADING.search(text):
            return text
    return ""


def _listed(document: Document, title: str, surfaces: Surfaces) -> dict[str, tuple[str, ...]]:
    """For each list, the codes that the text names often enough, most named first."""
    counts = surfaces.count(document.text)
    for listed, times in surfaces.count(title).items():
        counts[listed] += TITLE_WEIGHT * times
    least = 1 if len(document.text.split()) < SHORT_TEXT else 2
    found: dict[str, list[str]] = {}
    for (name, code), times in counts.most_common():
        codes = found.setdefault(name, [])
        if times >= least and len(codes) < MOST.get(name, max(MOST.values())):
            codes.append(code)
    return {name: tuple(codes) for name, codes in found.items() if codes}


def acronyms(text: str) -> tuple[Acronym, ...]:
    """The acronyms that a text explains, « CAARUD (centre d’accueil…) » or the other way round, first ones first."""
    found: dict[str, tuple[int, str]] = {}
    for match in _BEFORE_ACRONYM.finditer(text):
        long = _expansion(match["acronym"], match["words"])
        if long:
            found.setdefault(match["acronym"], (match.start(), long))
    for match in _AFTER_ACRONYM.finditer(text):
        long = _expansion(match["acronym"], match["words"])
        if long and len(match["words"].strip()) - len(long) < 3:
            found.setdefault(match["acronym"], (match.start(), long))
    ordered = sorted(found.items(), key=lambda one: one[1][0])
    return tuple(Acronym(short, long) for short, (_, long) in ordered)


def _expansion(acronym: str, before: str) -> str:
    """The last words of `before` whose initials spell the acronym, or ""."""
    letters = list(unaccented(acronym).upper())
    if sum(letter.isupper() for letter in acronym) < 2 or len(letters) < 2:
        return ""
    said = list(re.finditer(r"[^\W_]+", before))
    at, skipped = len(letters) - 1, 0
    for match in reversed(said):
        word = unaccented(match.group()).upper()
        if word[0] == letters[at] and (word.lower() not in _LINKS or (len(word) == 1 and letters[at] not in "DLA")):
            at -= 1
        elif word.lower() not in _LINKS:
            skipped += 1
        if at < 0:
            return " ".join(before[match.start() :].split())
        if skipped > SKIPPED_WORDS:
            return ""
    return ""
