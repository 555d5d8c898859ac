"""What a text says that could make somebody be recognised: proposals for its author, never a certificate."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from kb.protection.dates import dates
from kb.protection.formatted import announced_phones, emails, handles, phones, plates, social_numbers
from kb.protection.lexicon import NameLexicon, lexicon
from kb.protection.persons.figures import known_names
from kb.protection.persons.groups import group_keys
from kb.protection.persons.names import Tagger
from kb.protection.persons.persons import persons
from kb.protection.persons.reading import read
from kb.protection.persons.renown import renowned
from kb.protection.places import places
from kb.protection.rare import rare
from kb.protection.spans import FoundSpan, Kind, without_overlaps
from kb.protection.tokens import tokenize

KIND_LABELS: dict[str, str] = {
    "person": "nom de personne",
    "phone": "numéro de téléphone",
    "email": "adresse électronique",
    "address": "adresse",
    "nir": "numéro de sécurité sociale",
    "birth_date": "date de naissance",
    "exact_date": "date exacte",
    "plate": "plaque d’immatriculation",
    "establishment": "établissement",
    "rare": "combinaison rare",
}


@dataclass(frozen=True, slots=True)
class Highlight:
    """A slice of a text to treat, `text == source[start:end]`; `group` is shared by mentions of the same identity."""

    start: int
    end: int
    kind: Kind
    text: str
    reason: str
    group: str


def find_highlights(text: str, tagger: Tagger) -> tuple[Highlight, ...]:
    """What to treat in `text`, in order, never overlapping; offsets in characters of `text`."""
    words = lexicon()
    found = [one for one in without_overlaps(_found(text, tagger, words)) if one.kind != "none"]
    keys = group_keys([(one.kind, text[one.start : one.end]) for one in found])
    return tuple(
        Highlight(one.start, one.end, one.kind, text[one.start : one.end], f"proposé\u00a0: {one.reason}.", key)
        for one, key in zip(found, keys, strict=True)
    )


def _found(text: str, tagger: Tagger, words: NameLexicon) -> Iterable[FoundSpan]:
    tokens = tokenize(text)
    fixed = [
        *(
            one
            for source in (phones, announced_phones, emails, handles, social_numbers, plates, dates)
            for one in source(text)
        ),
        *places(text, tokens, words),
    ]
    fixed = list(without_overlaps(fixed))
    taken = [(one.start, one.end) for one in fixed]
    famous = renowned(text, tokens, known_names(), words, tagger)
    reading = read(text, tokens, [*taken, *famous], words, tagger)
    named = persons(reading)
    fixed = [_born(text, one, {name.end for name in named}) for one in fixed]
    return [*fixed, *named, *rare(text, [*fixed, *named], tokens, words)]


def _born(text: str, found: FoundSpan, names: set[int]) -> FoundSpan:
    """`found`, turned into a date of birth when it stands in brackets right after a name: « Théo (26.10.2008) »."""
    if found.kind != "exact_date" or not re.search(r"\d{4}$", text[found.start : found.end]):
        return found
    brackets = text[found.start - 1 : found.start] + text[found.end : found.end + 1]
    name_end = found.start - 1 - (text[found.start - 2 : found.start - 1] == " ")
    if brackets == "()" and name_end in names:
        return replace(
            found, kind="birth_date", reason="une date entre parenthèses après un nom est souvent celle de naissance"
        )
    return found
