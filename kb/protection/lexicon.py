"""What is known of words before any context: first names, surnames, and words that are no person's."""

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kb.index.words import analysis
from kb.protection.words import NOT_PEOPLE
from kb.vocabulary.vocabulary import load_vocabulary

DATA = Path(__file__).parent.parent / "data"
FIRST_NAMES = DATA / "prenoms.txt"
SURNAMES = DATA / "noms.txt"
TOWN = re.compile(r"-(?:sur|sous|en|les|la|le|lez|aux|au)-")  # a compound with such a link names a town
RARE_NAMES = DATA / "prenoms_rares.txt"
LEVELS = ("", "bas", "mot", "strict", "rare")


def fold(text: str) -> str:
    """`text` folded as the index folds it, typographic apostrophes made straight; it may change length."""
    return analysis.fold(text.replace("’", "'"))


@dataclass(frozen=True, slots=True)
class FirstName:
    """A first name: as written, whose (`m`, `f`, `x` for both), and how much context it needs (one of LEVELS)."""

    form: str
    gender: str
    level: str


@dataclass(frozen=True, slots=True)
class NameLexicon:
    """First names and surnames by folded form, and the words that are no name."""

    first_names: Mapping[str, FirstName]
    surnames: frozenset[str]
    places: frozenset[str]
    others: frozenset[str]

    def first_name(self, word: str) -> FirstName | None:
        """The first name that `word` is, simple or made of two (« Jean-Marc »), or None."""
        key = fold(word)
        known = self.first_names.get(key)
        if known is not None or "-" not in key:
            return known
        parts = [self.first_names.get(part) for part in key.split("-")]
        if len(parts) == 2 and parts[0] is not None and parts[1] is not None:
            if sum(part.level in ("strict", "rare") for part in parts if part) > 1:
                return None
            return FirstName(word, parts[0].gender, "bas")
        return None

    def is_other(self, word: str) -> bool:
        """Whether `word` is known to name a place, a body, a drug, a day: no person."""
        key = fold(word)
        if key in NOT_PEOPLE or key in self.places or key in self.others:
            return True
        return key.startswith(("saint-", "sainte-")) or bool(TOWN.search(key))


def _lines(path: Path) -> list[list[str]]:
    rows = path.read_text(encoding="utf-8").splitlines()
    return [row.split(" ") for row in rows if row and not row.startswith("#") and not row[0].isdigit()]


@functools.cache
def lexicon() -> NameLexicon:
    """The lexicon of `kb/data/`, read once."""
    names = {fold(row[0]): FirstName(row[0], row[1], row[2] if len(row) > 2 else "") for row in _lines(FIRST_NAMES)}
    often = frozenset(names)
    for row in _lines(RARE_NAMES):
        names.setdefault(fold(row[0]), FirstName(row[0], row[1], row[2] if len(row) > 2 else "rare"))
    surnames = frozenset(fold(row[0]) for row in _lines(SURNAMES))
    vocabulary = load_vocabulary()
    places = frozenset(fold(one.name).replace(" ", "-") for one in vocabulary.territories.values())
    words = (word for term in vocabulary.terms for form in (term.preferred, *term.variants) for word in _words(form))
    others = frozenset(word for word in words if word not in often and word not in surnames)
    return NameLexicon(names, surnames, places, others)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", fold(text))
