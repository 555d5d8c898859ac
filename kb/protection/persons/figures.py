"""Names known to everybody, whose mention in a text of this field names no one met there: people, characters, brands."""

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass

from kb.protection.lexicon import DATA, fold, lexicon
from kb.protection.tokens import WORD

KNOWN = DATA / "connus.txt"
LONGEST = 6  # words of one name
PEOPLE = "(people)"  # ends the title of the sections of people and characters
# First names that nobody met bears alone, or so seldom that the famous bearer is meant.
ALONE = frozenset(
    """
    jesus voltaire homere socrate aristote ovide virgile zola zidane zlatan messi neymar rihanna elvis evin cosette gavroche
    messi lloris salah charlemagne napoleon danton krishna moise zadig candide germinal casimir titeuf matisse mao dalida
    stromae kendji gillette sephora mercedes clio megane chanel camel sony heinz hoche alesia kleber zelda vaiana
    antigone chimene argan aramis
    """.split()
)


@dataclass(frozen=True, slots=True)
class Known:
    """Known names, folded and cut as tokens are.

    `single` are those in one word, `several` those in more by their first word; `people` those of both that are people
    and characters, whom a text lists with others of their kind.
    """

    single: frozenset[str]
    several: Mapping[str, tuple[tuple[str, ...], ...]]
    people: frozenset[tuple[str, ...]]


def _words(name: str) -> tuple[str, ...]:
    return tuple(part for word in WORD.findall(name) for part in fold(word).split("-"))


@functools.cache
def known_names() -> Known:
    """The names of `kb/data/connus.txt`, read once."""
    names = lexicon()
    single: set[str] = set()
    several: dict[str, set[tuple[str, ...]]] = {}
    people: set[tuple[str, ...]] = set()
    section = ""
    for row in KNOWN.read_text(encoding="utf-8").splitlines():
        if row.startswith("#"):
            section = row
            continue
        for words in (_words(entry) for entry in row.split(",") if not re.search(r"\d", entry)):
            if section.endswith(PEOPLE):
                people.add(words)
            if len(words) > 1:
                several.setdefault(words[0], set()).add(words)
            elif words and len(words[0]) > 2:
                known = names.first_names.get(words[0])
                if words[0] in ALONE or known is None or known.level in ("strict", "rare"):
                    single.add(words[0])
    longest = {first: tuple(sorted(all_of, key=lambda one: (-len(one), one))) for first, all_of in several.items()}
    return Known(frozenset(single), longest, frozenset(people))
