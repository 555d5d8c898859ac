"""Where a first name is mostly given: told by the names that it resembles, so that a pseudonym may come from there too."""

import functools
import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from kb.protection.lexicon import DATA, fold

PSEUDONYMS = DATA / "pseudonymes.txt"
FRENCH = "french"
SURE = 2.0  # how much likelier, in natural logarithm, another origin must be than French; by hand on the lists of Faker
SMOOTHING = 0.3


@dataclass(frozen=True, slots=True)
class Origins:
    """First names by origin and gender, and how their trigrams are shared out among origins."""

    names: Mapping[tuple[str, str], tuple[str, ...]]
    known: Mapping[str, str]
    grams: Mapping[str, Counter[str]]


@functools.cache
def origins() -> Origins:
    """What `kb/data/pseudonymes.txt` tells, read once."""
    names: dict[tuple[str, str], tuple[str, ...]] = {}
    known: dict[str, str] = {}
    grams: dict[str, Counter[str]] = {}
    for row in PSEUDONYMS.read_text(encoding="utf-8").splitlines():
        if row and not row.startswith("#"):
            origin, gender, *given = row.split(" ")
            names[origin, gender] = tuple(given)
            for name in given:
                known.setdefault(fold(name), origin)
                grams.setdefault(origin, Counter()).update(_grams(name))
    return Origins(names, known, grams)


def origin_of(name: str) -> str:
    """The origin of `names` that a first name comes from; French where no other is clearly likelier."""
    all_of = origins()
    key = fold(name)
    if key in all_of.known:
        return all_of.known[key]
    wide = len(set().union(*all_of.grams.values()))
    scores = {}
    for origin, counts in all_of.grams.items():
        total = sum(counts.values()) + SMOOTHING * wide
        scores[origin] = sum(math.log((counts[gram] + SMOOTHING) / total) for gram in _grams(name))
    best = max(scores, key=lambda origin: scores[origin])
    return best if scores[best] - scores[FRENCH] > SURE else FRENCH


def _grams(name: str) -> list[str]:
    word = f"^^{fold(name)}$"
    return [word[at : at + 3] for at in range(len(word) - 2)]
