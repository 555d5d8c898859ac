"""The words of a text as people write them: compounds, acronyms, numbers, both genders at once; each with its terms.

A unit is what is written in one go: « auto-support », « 3-MMC », « éducateur·rice·s », « 1 500 ». Its parts are words
of their own and the whole is one more, so that « autosupport », « 3MMC » and « 1500 » find it and are found.
"""

import functools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kb.index.words.analysis import WORD, composed, fold_word, terms_of
from kb.index.words.inclusive import CONTINUED, DOTS, both_genders
from kb.index.words.notation import (
    DATES,
    HOURS,
    SPACED_RANK,
    THOUSANDS,
    date_parts,
    hour_parts,
    joined_thousands,
    parts_of,
    roman,
    said_rank,
    written_rank,
)

HYPHEN = "[-\u2010-\u2013\u2212\ufe63\uff0d]"
# What follows the first letter of an acronym written with stops (« C.S.A.P.A. »).
DOTTED = r"(?:\.[^\W\d_](?!\w))+\.?"
UNIT = re.compile(
    rf"(?=\d)(?:(?i:{DATES})|{THOUSANDS}|(?i:{HOURS})|(?i:{SPACED_RANK}))"
    rf"|{WORD.pattern}(?:(?<=\b[^\W\d_]){DOTTED}|(?:{HYPHEN}{WORD.pattern})*(?:(?=[{DOTS}.(/])(?i:{CONTINUED}))?)"
)
DATE, THOUSAND, HOUR, RANKED = (re.compile(one, re.IGNORECASE) for one in (DATES, THOUSANDS, HOURS, SPACED_RANK))
STOPPED = re.compile(rf"[^\W\d_]{DOTTED}")
ELISIONS = ("'", "’", "\u02bc", "\u2032", "´", "`")
# Scripts that put no space between words: pairs of their characters stand for words.
UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
# What a verb or a pronoun is followed by after a hyphen: « dit-elle », « celui-ci », « est-ce » are no compounds.
CLITICS = frozenset(
    """
    je tu il elle on nous vous ils elles ce ci la le les lui leur moi toi y en t meme memes
    """.split()  # noqa: SIM905
)
COMPOUND = 4  # the most words of a compound that are one more word together
# Letters that are words of French by themselves; the others, in capitals, name something (« hépatite C »).
LETTERS = frozenset("aoy")
# A line of more words than this with hardly a small letter is written in capitals: its function words are no acronyms.
SHOUTED_WORDS = 3
AROUND = 400  # characters before and after a word that count as its line


class IndexedWord(NamedTuple):
    """A word: its folded form, the terms that stand for it, and those that stand for it less surely."""

    folded: str
    terms: tuple[str, ...]
    weaker: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitWords:
    """What a unit says: its words that carry meaning, and the whole of a compound.

    `dropped` are its function words and lone letters, folded: they may be acronyms. `capital` says that it is written
    in capitals; `terms` is all that the index keeps of it, acronyms aside.
    """

    words: tuple[IndexedWord, ...]
    whole: IndexedWord | None
    dropped: tuple[str, ...]
    capital: bool
    terms: tuple[str, ...]


class PlacedUnit(NamedTuple):
    """A unit of a text, and where it stands."""

    written: str
    start: int
    end: int
    reading: UnitWords


def units(text: str) -> Iterator[PlacedUnit]:
    """The units of a text, in order."""
    for found in UNIT.finditer(text):
        yield PlacedUnit(found.group(), *found.span(), reading_of(found.group()))


def term_counts(text: str) -> dict[str, int]:
    """How often each term stands in `text`."""
    counts: dict[str, int] = {}
    capitals = False
    for written, times in Counter(UNIT.findall(text)).items():
        reading = reading_of(written)
        for term in reading.terms:
            counts[term] = counts.get(term, 0) + times
        if reading.dropped and reading.capital:
            capitals = True
    for unit in units(text) if capitals else ():
        for term in acronyms(text, unit):
            counts[term] = counts.get(term, 0) + 1
    return counts


def acronyms(text: str, unit: PlacedUnit) -> tuple[str, ...]:
    """The terms of the function words that a unit of a text writes as acronyms: in capitals, as no other term is."""
    reading = unit.reading
    if not (reading.dropped and reading.capital):
        return ()
    if len(unit.written) == 1 and text.startswith(ELISIONS, unit.end):
        return ()
    # Of a line that has no end, what stands around: the same slice for the units of a stretch, and looked at once.
    lowest = max(0, unit.start - unit.start % AROUND - AROUND)
    first = max(lowest, text.rfind("\n", lowest, unit.start) + 1)
    last = text.find("\n", unit.end, highest := max(unit.end, lowest + 3 * AROUND))
    if is_shouted(text[first : last if last >= 0 else highest]):
        return ()
    return tuple(acronym(word) for word in reading.dropped if word not in LETTERS)


def acronym(folded: str) -> str:
    """The term of a function word, or of a letter, that stands for something else as an acronym."""
    return folded.upper()


@functools.lru_cache(maxsize=1_024)
def is_shouted(line: str) -> bool:
    """Whether a line is written in capitals, so that they say nothing of its words."""
    small = sum(map(str.islower, line))
    return 3 * small < sum(map(str.isupper, line)) and len(WORD.findall(line)) > SHOUTED_WORDS


def marks_of(text: str, wanted: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Where the words of a text stand of which one of the terms is wanted."""
    for unit in units(text):
        reading, whole = unit.reading, unit.reading.whole
        if wanted.isdisjoint((*reading.terms, *acronyms(text, unit))):
            continue
        inside = [found.span() for found in WORD.finditer(unit.written)]
        if whole is not None and wanted.isdisjoint((*whole.terms, *whole.weaker)) and len(inside) > 1:
            for first, last in inside:
                if not wanted.isdisjoint(reading_of(unit.written[first:last]).terms):
                    yield unit.start + first, unit.start + last
        else:
            yield unit.start, unit.end


@functools.lru_cache(maxsize=200_000)
def reading_of(written: str) -> UnitWords:
    """What a unit says."""
    if written[0].isdigit() and not written.isalnum():
        if DATE.fullmatch(written) and (said := date_parts(written)):
            return _reading([_word(one) for one in said], _word("".join(said[:2])))
        if THOUSAND.fullmatch(written):
            joined = joined_thousands(written)
            return _reading(_words_of(WORD.findall(written))[0], IndexedWord(joined, (joined,)))
        if HOUR.fullmatch(written):
            hours, minutes, whole = hour_parts(written)
            return _reading([_word(hours), _word(minutes)], IndexedWord(whole, (whole,)))
        if RANKED.fullmatch(written):
            return _reading([_word("".join(written.split()))])
    if written[1:2] == "." and STOPPED.fullmatch(written):
        words, dropped, _ = _words_of([composed(written).replace(".", "")])
        return _reading(words, None, dropped, True)
    if not written.isalnum() and (genders := both_genders(written)):
        terms = tuple(dict.fromkeys((*terms_of(genders[0]), *terms_of(genders[1]))))
        return _reading([IndexedWord(fold_word(genders[0]), terms)] if terms else [])
    parts = WORD.findall(written)
    words, dropped, mixed = _words_of(parts)
    return _reading(words, mixed if len(parts) == 1 else _joined(parts), dropped, written.isupper())


def _reading(
    words: list[IndexedWord], whole: IndexedWord | None = None, dropped: tuple[str, ...] = (), capital: bool = False
) -> UnitWords:
    every = (*words, whole) if whole else words
    return UnitWords(
        tuple(words), whole, dropped, capital, tuple(term for one in every for term in (*one.terms, *one.weaker))
    )


def _words_of(parts: Sequence[str]) -> tuple[list[IndexedWord], tuple[str, ...], IndexedWord | None]:
    """The words of the parts of a unit, its function words, and the first part that has parts itself."""
    words: list[IndexedWord] = []
    dropped: list[str] = []
    whole: IndexedWord | None = None
    for part in parts:
        inside = _inside(part)
        if inside and whole is None:
            whole = _word(part)
        for one in inside or (part,):
            word = _word(one)
            if word.terms:
                words.append(word)
            else:
                dropped.append(word.folded)
    return words, tuple(dropped), whole


def _inside(part: str) -> tuple[str, ...]:
    """The parts of a word that is more than one (« 50m2 », the pairs of « 北京市 »); () for others."""
    if part.isalpha():
        return tuple(part[i : i + 2] for i in range(len(part) - 1)) if UNSPACED.search(part) else ()
    return () if part.isdecimal() or written_rank(part) else parts_of(fold_word(part))


def _word(written: str) -> IndexedWord:
    """A word alone, with the number that it writes or says as one more term."""
    folded, terms = fold_word(written), terms_of(written)
    if rank := written_rank(written):
        return IndexedWord(folded, (f"{rank}e",), (str(rank),))
    if rank := said_rank(folded):
        return IndexedWord(folded, (*terms, f"{rank}e"))
    if len(folded) > 1 and written.isupper() and (number := roman(folded)):
        return IndexedWord(folded, terms, (str(number),))
    return IndexedWord(folded, terms)


def _joined(parts: Sequence[str]) -> IndexedWord | None:
    """A compound as one word (« autosupport »); None when the parts make none."""
    folded = [fold_word(part) for part in parts]
    if len(parts) > COMPOUND or folded[-1] in CLITICS or all(map(str.isdecimal, folded)):
        return None
    joined = "".join(folded)
    rank = said_rank("-".join(folded))
    terms = (*terms_of(joined), *((f"{rank}e",) if rank else ()))
    return IndexedWord(joined, terms) if terms else None
