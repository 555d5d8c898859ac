"""Which words of a question are looked for: none that names something is dropped, whatever it is written like."""

import itertools
from collections.abc import Container, Iterator, Sequence
from typing import NamedTuple

from kb.index.words.analysis import terms_of
from kb.index.words.inclusive import other_gender
from kb.index.words.tokens import ELISIONS, LETTERS, IndexedWord, PlacedUnit, acronym, is_shouted, units

# A question of so many words is a list of keywords: « relais as », where a sentence would have a verb.
KEYWORDS = 3
# Words written apart that are one elsewhere (« auto support »): shorter ones meet by chance.
SHORTEST_HALF = 3
# What comes before a noun. After it a function word is one that stands for something (« une as »), but for those that
# French uses there (« le même, la plus, l’autre, l’on »).
ARTICLES = frozenset(
    """
    l d le la les un une des du au aux cet cette quel quelle notre votre son sa ses mon ma
    """.split()  # noqa: SIM905
)
AFTER_ARTICLE = frozenset(
    """
    a ai ait ont est etait avait avaient aura aurait sera serait suis sont etre avoir ete eu eus eux on un une
    uns y autre autres meme memes tout tous toute toutes plus peu fait faire faut leur leurs tel telle tels bien
    pour mettre en elle elles il ils ou ici mien sien tien la le les si tres trop
    """.split()  # noqa: SIM905
)


class QueryWord(NamedTuple):
    """A word of the question: folded; the terms that stand for it, and those that do less surely; where it stands.

    `spelt` says that another spelling may have been meant: not for numbers, acronyms and words of two genders.
    """

    word: str
    terms: tuple[str, ...]
    weaker: tuple[str, ...]
    start: int
    end: int
    spelt: bool = True


def asked_words(text: str, known: Container[str]) -> list[QueryWord]:
    """The words of a question, in order; `known` tells which terms stand in the texts."""
    read = list(units(text))
    wanted = _acronyms(text, read, known)
    joined = _joined(text, read, known)
    out: list[QueryWord] = []
    for place, (written, start, end, reading) in enumerate(read):
        whole = _known(reading.whole, known)
        beside = (*(whole.terms if whole else ()), *joined.get(place, ()))
        plain = written.isalpha() and not (reading.capital and not is_shouted(text))
        for word in reading.words:
            genders = (term for other in other_gender(word.folded) for term in terms_of(other) if term in known)
            terms = tuple(dict.fromkeys((*word.terms, *genders, *beside)))
            out.append(QueryWord(word.folded, terms, word.weaker, start, end, plain))
        if whole and (reading.dropped or not reading.words):
            out.append(QueryWord(whole.folded, whole.terms, whole.weaker, start, end, False))
        out += [QueryWord(acronym(one), (acronym(one),), (), start, end, False) for one in wanted.get(place, ())]
    if not out:  # « bien être » alone: two function words that are one word of the texts
        out = [
            QueryWord(_alone(one) + _alone(other), joined[place], (), one.start, other.end, False)
            for place, (one, other) in enumerate(itertools.pairwise(read))
            if place in joined and place + 1 in joined
        ]
    return out


def _known(whole: IndexedWord | None, known: Container[str]) -> IndexedWord | None:
    """The whole of a compound when it stands in the texts."""
    return whole if whole and any(term in known for term in whole.terms) else None


def _acronyms(text: str, read: Sequence[PlacedUnit], known: Container[str]) -> dict[int, list[str]]:
    """By place, the function words that stand for something: written in capitals, or held as acronyms by the texts."""
    shouted = is_shouted(text)
    mute = not any(unit.reading.words or _known(unit.reading.whole, known) for unit in read)
    out: dict[int, list[str]] = {}
    for place, unit in enumerate(read):
        for word in unit.reading.dropped:
            if word in LETTERS or unit.reading.whole:
                continue
            held = acronym(word) in known
            if unit.reading.capital and not shouted:
                wanted = len(word) > 1 or (held and not text.startswith((*ELISIONS, "."), unit.end))
            else:
                wanted = held and (mute or _stands_for_something(text, read, place, word))
            if wanted:
                out.setdefault(place, []).append(word)
    return out


def _stands_for_something(text: str, read: Sequence[PlacedUnit], place: int, word: str) -> bool:
    """Whether a function word in small letters stands where only a noun does, or in a list of keywords."""
    unit = read[place]
    if text.startswith(ELISIONS, unit.end):
        return False
    if len(word) == 1:  # « c est » is a slip for « c’est »; « hépatite c » is not
        return place > 0 and (place + 1 == len(read) or text[unit.end : read[place + 1].start].strip() != "")
    before = read[place - 1] if place else None
    if before and before.reading.dropped[-1:] and before.reading.dropped[-1] in ARTICLES:
        return word not in AFTER_ARTICLE
    return len(read) <= KEYWORDS and place in (0, len(read) - 1)


def _joined(text: str, read: Sequence[PlacedUnit], known: Container[str]) -> dict[int, tuple[str, ...]]:
    """By place, the terms of the compounds of the texts that two words written apart make together."""
    out: dict[int, tuple[str, ...]] = {}
    for place, (one, other) in enumerate(_pairs(text, read)):
        if one and other:
            terms = tuple(term for term in terms_of(one + other) if term in known)
            if terms:
                out[place] = (*out.get(place, ()), *terms)
                out[place + 1] = terms
    return out


def _pairs(text: str, read: Sequence[PlacedUnit]) -> Iterator[tuple[str, str]]:
    """The folded words of each unit and the next, "" for what makes no compound with its neighbour."""
    folded = [_alone(unit) for unit in read]
    for place in range(len(read) - 1):
        apart = text[read[place].end : read[place + 1].start]
        yield (folded[place], folded[place + 1]) if apart.isspace() else ("", "")


def _alone(unit: PlacedUnit) -> str:
    reading = unit.reading
    said = [*(word.folded for word in reading.words), *reading.dropped]
    return said[0] if len(said) == 1 and not reading.whole and len(said[0]) >= SHORTEST_HALF else ""
