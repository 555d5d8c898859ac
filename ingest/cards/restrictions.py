"""Restrictions that stand where no card is read: in the first or last lines of a text, in comments, in properties."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from ingest.cards.words import CARD_KEYS, RESTRICTING, Audience, Field, doubtful, field_of, folded, meaning, near

HEAD_LINES = 30  # lines that hold something
TAIL_LINES = 12
BARE_LINES = 12  # first lines among which « Confidentiel », alone, speaks of the whole text
LONGEST_LINE = 160  # characters; a longer one is prose
LONGEST_FIELD = 2_000  # characters of one that are looked at
KEY_WORDS = 5
# What Markdown, Org, LaTeX, comments and lists put before a field and after its value.
_BEFORE = re.compile(r"^[\s>*_#+\-–—•·|:%/;.@!\"'«`\[({<&\\]+")
_AFTER = re.compile(r"[\s*_`\"'»;,|\])}>\\-]+$")
_PAIR = re.compile(
    r"^(?P<key>[^\W\d_][\w '’.\-]{0,45}?)[\s*_`\"'»]*(?:::?|=>?|：|→|->|\||\t)[\s*_`\"'«]*(?P<value>\S.*)$"
)
_PARTS = re.compile(r"\s*[;•·]\s+|\s+[–—-]\s+|\s+\|\s+")
_BARE = re.compile(
    r"^(?:(?:document|texte|version|projet|fiche|note|recit)\s)?(?:strictement\s)?"
    r"(?:brouillon|draft|confidentiel(?:le)?|confidential|(?:a\s)?usage interne(?: uniquement| seulement)?"
    r"|document interne"
    r"|diffusion (?:restreinte|interne|limitee|interdite)|reservee?s? aux professionnels"
    r"|do not (?:distribute|publish|share))$"
    r"|\bne pas (?:diffuser|publier|partager|divulguer|transmettre)\b"
)
_MONTHS = "janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
_VERSION = re.compile(rf"\b(?:v|version|du|le|au)?\s?\d[\d ]*\b(?:er\b)?|\b(?:{_MONTHS})\b")


@dataclass(frozen=True, slots=True)
class AskedAudience:
    """Who may read, as some words ask it; `line` counts from 1, 0 where lines are not those of the file."""

    audience: Audience
    words: str
    line: int = 0


# Keys that say who reads even without a sign after them.
_PLAIN_KEYS = frozenset({"statut", "status", "diffusion", "visibilite", "confidentialite"})
# Properties whose values speak of who may read, whoever wrote them; others have this meaning among others.
_CERTAIN = frozenset({"status", "statut", "etat", "diffusion", "visibilite", "content status", "contentstatus"})


def asked_in_text(text: str, *, numbered: bool = False) -> tuple[AskedAudience, ...]:
    """What the first and the last lines of a text ask. `numbered`: its lines are those of the file."""
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    head = lines[:HEAD_LINES]
    tail = lines[max(len(head), len(lines) - TAIL_LINES) :]
    is_card = _opens_as_a_card([line for _, line in head])
    found: list[AskedAudience] = []
    for place, (number, line) in enumerate([*head, *tail]):
        if len(line) <= LONGEST_LINE:
            in_card = place < is_card
            found += (
                AskedAudience(audience, line.strip(), number if numbered else 0)
                for audience in _of_line(line, in_card=in_card, alone=place < BARE_LINES)
            )
    return tuple(found)


def asked_in_properties(properties: Mapping[str, object]) -> tuple[AskedAudience, ...]:
    """What the properties of a file, or the `<meta>` of a page, ask."""
    return tuple(
        AskedAudience(audience, f"{key} : {value}")
        for key, value in properties.items()
        for name in (re.split(r"[.:]", key)[-1],)
        for audience in _of_pair(name, str(value), in_card=folded(name) in _CERTAIN)
    )


def pair_of(line: str) -> tuple[str, str] | None:
    """The key and the value of a line « clé : valeur », whatever signs stand around them; None for another line."""
    match = _PAIR.match(_AFTER.sub("", _BEFORE.sub("", line[:LONGEST_FIELD])))
    if match is None or len(match["key"].split()) > KEY_WORDS:
        return None
    return match["key"], match["value"]


def is_card_key(key: str) -> bool:
    """Whether cards have this key, or one that it may be a misspelling of."""
    name = folded(key)
    return name in RESTRICTING or name in CARD_KEYS or bool(near(name, RESTRICTING) or near(name, CARD_KEYS))


def _opens_as_a_card(lines: Sequence[str]) -> int:
    """How many lines a text opens with that are all fields of a card, at least two of them known; else 0."""
    fields = list(takewhile(lambda line: pair_of(line) is not None, lines))
    known = sum(1 for line in fields if is_card_key((pair_of(line) or ("", ""))[0]))
    return len(fields) if known >= 2 else 0


def _of_line(line: str, *, in_card: bool, alone: bool) -> Iterator[Audience]:
    whole = pair_of(line)
    pairs = [whole] if whole else []
    parts = _PARTS.split(line)
    if len(parts) > 1:
        pairs += [pair for part in parts if (pair := pair_of(part))]
    asked = [audience for key, value in pairs for audience in _of_pair(key, value, in_card=in_card and len(parts) == 1)]
    if not asked and alone:
        asked = list(_without_sign(line))
    if not asked and alone and len(line) <= 80 and _BARE.search(" ".join(_VERSION.sub(" ", folded(line)).split())):
        asked = ["draft"] if "professionnels" not in folded(line) else ["professionals"]
    yield from asked


def _without_sign(line: str) -> Iterator[Audience]:
    """What « Statut - brouillon » or « Diffusion professionnels » asks: no sign of a field, but all of it is known."""
    words = folded(line[:LONGEST_LINE]).split()
    if 2 <= len(words) <= KEY_WORDS and words[0] in _PLAIN_KEYS:
        found = meaning(RESTRICTING[words[0]], " ".join(words[1:]))
        if found in ("professionals", "draft"):
            yield found
        elif found == "group":
            yield "draft"


def _of_pair(key: str, value: str, *, in_card: bool) -> Iterable[Audience]:
    field = field_of(key)
    misspelt = near(folded(key), RESTRICTING) if field is None and folded(key) not in CARD_KEYS else ""
    if misspelt:
        field = RESTRICTING[misspelt]
    if field is None or field == "groups":
        return ()
    found = meaning(field, value)
    if found == "public":
        return ()
    if misspelt and found:
        return ("draft",)
    if found in ("professionals", "draft"):
        return (found,)
    if found == "group" or doubtful(value):
        return ("draft",)
    return ("draft",) if in_card and not misspelt and _names_readers(field) else ()


def _names_readers(field: Field) -> bool:
    return field in ("status", "diffusion")
