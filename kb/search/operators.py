"""The signs of a question that usual search engines read: « "mots exacts" », « -mot », « mot* », « -mot* »."""

import re
from dataclasses import dataclass

from kb.index.words.analysis import STOP_WORDS, WORD, fold_word
from kb.index.words.tokens import units

QUOTED = re.compile(r'(?P<minus>(?<!\S)[-−–])?(?:"([^"]+)"|“([^“”]+)”|„([^„“”]+)[“”]|«([^«»]+)»|＂([^＂]+)＂)')
# A hyphen before a word, and after nothing: « auto-support » is one word, « 10 -12 » holds no word.
EXCLUDED = re.compile(rf"(?<!\S)[-−–](?=[^\W\d_])({WORD.pattern}(?:[-‐‑]{WORD.pattern})*)(\**)(?=[\s,;.!?…)]|$)")
BEGINNING = re.compile(rf"(?<![*\w])({WORD.pattern})\*+(?!\w)")
# Fewer letters begin too many words.
SHORTEST_BEGINNING = 3


@dataclass(frozen=True, slots=True)
class Operators:
    """A question without its signs, and what they ask: words that stand together as typed, words that stand nowhere
    (or, with a star, that begin so), beginnings of words. `unread` are signs that ask nothing that can be looked for.
    """

    text: str
    exact: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    beginning: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.exact or self.without or self.beginning)

    @property
    def spared(self) -> frozenset[str]:
        """The folded words that are meant as they are typed."""
        return frozenset(fold_word(word) for said in self.exact for word in WORD.findall(said))


def read_operators(question: str) -> Operators:
    """What the signs of a question ask; a lone quote or star asks nothing and is left to the words."""
    exact: list[str] = []
    without: list[str] = []
    beginning: list[str] = []
    unread: list[str] = []

    def phrase(found: re.Match[str]) -> str:
        said = " ".join(next(one for one in found.groups()[1:] if one).split())
        if not WORD.search(said):
            return found.group()
        if found["minus"]:
            without.append(said)
            return " "
        # Function words alone stand in every text; « "AS" » is an acronym.
        if not any(one.reading.words or one.reading.whole for one in units(said)) and not said.isupper():
            unread.append(found.group())
        else:
            exact.append(said)
        return f" {said} "

    def excluded(found: re.Match[str]) -> str:
        if fold_word(found[1]) in STOP_WORDS:
            return f" {found[1]} "
        if found[2] and len(found[1]) < SHORTEST_BEGINNING:
            unread.append(found.group())
            return " "
        without.append(found[1] + found[2][:1])
        return " "

    def begun(found: re.Match[str]) -> str:
        if len(found[1]) < SHORTEST_BEGINNING:
            unread.append(found.group())
            return f" {found[1]} "
        beginning.append(found[1])
        return f" {found[1]} "

    text = BEGINNING.sub(begun, EXCLUDED.sub(excluded, QUOTED.sub(phrase, question)))
    if without and not WORD.search(text):
        # Nothing is asked but what is left out: read as words.
        return Operators(question, unread=tuple(f"-{one}" for one in without))
    return Operators(" ".join(text.split()), *map(tuple, (exact, without, beginning, unread)))
