"""Which passages and records hold words exactly: a phrase, a word in any form, words that begin alike."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from sqlite_utils import Database

from kb.index.access import Allowed
from kb.index.live import LiveIndex
from kb.index.queries import passage_rows
from kb.index.words.analysis import WORD, fold_word
from kb.index.words.postings import Mask, Postings
from kb.index.words.tokens import acronym, units

# Passages read again at a time: 2 MB of text.
BATCH = 2_000


@dataclass(frozen=True, slots=True)
class ExactMatches:
    """Slots of the passages, and rows of the records by their title, that hold something."""

    slots: Mask
    rows: Mask

    def records(self, live: LiveIndex) -> Mask:
        """Rows of the records that hold it in a passage or in their title."""
        rows = self.rows.copy()
        rows[live.record_rows[self.slots & live.alive]] = True
        return rows


class Exact:
    """What may be found, looked through for exact words. Used while the index's lock is held."""

    def __init__(self, live: LiveIndex, database: Database, allowed: Allowed) -> None:
        self._live = live
        self._database = database
        self._allowed = allowed

    def phrase(self, said: str) -> ExactMatches:
        """Where words stand together, in this order; accents, capitals and punctuation aside."""
        every = _terms(said)
        slots = self._holding(self._live.postings, every, self._allowed.slots)
        rows = self._holding(self._live.heads, every, self._allowed.rows)
        if not said.isupper():  # an acronym is held as such; its letters in small ones may be another word
            slots, rows = self._that_say(_flat(said), slots, rows)
        return ExactMatches(slots, rows)

    def words(self, written: Iterable[str]) -> ExactMatches:
        """Where one of these words stands, in any of its forms."""
        terms = [term for word in written for of_word in _terms(word) for term in of_word]
        return ExactMatches(
            self._holding(self._live.postings, [terms], self._allowed.slots),
            self._holding(self._live.heads, [terms], self._allowed.rows),
        )

    def _holding(self, postings: Postings, every: Sequence[Sequence[str]], allowed: Mask) -> Mask:
        """Where a term of each group stands; nowhere without a group."""
        held = allowed.copy() if every else np.zeros(len(allowed), bool)
        for terms in every:
            one = np.zeros(len(held), bool)
            for number in (self._live.terms[term] for term in terms if term in self._live.terms):
                one[postings.of(number)[0]] = True
            held &= one
        return held

    def _that_say(self, wanted: str, slots: Mask, rows: Mask) -> tuple[Mask, Mask]:
        live = self._live
        said, titled = np.zeros(len(slots), bool), np.zeros(len(rows), bool)
        places = np.flatnonzero(slots)
        for first in range(0, len(places), BATCH):
            batch = places[first : first + BATCH]
            texts = passage_rows(self._database, live.passage_ids[batch].tolist())
            for place in batch.tolist():
                row = texts.get(int(live.passage_ids[place]))
                said[place] = row is not None and wanted in _flat(" ".join((row.text, *row.section)))
        numbers = {live.records.numbers[row]: row for row in np.flatnonzero(rows).tolist()}
        for number, (summary, _) in live.summaries.of(self._database, list(numbers)).items():
            titled[numbers[number]] = wanted in _flat(summary.title)
        return said, titled


def _terms(said: str) -> list[Sequence[str]]:
    """For each word of what is said, the terms that stand for it; function words aside, but for acronyms."""
    out: list[Sequence[str]] = []
    for unit in units(said):
        reading = unit.reading
        out += [word.terms for word in reading.words]
        if reading.capital and reading.dropped:
            out.append([acronym(word) for word in reading.dropped])
        elif reading.whole and not reading.words:
            out.append(reading.whole.terms)
    return out


def _flat(text: str) -> str:
    """The folded words of a text, a space around each."""
    return f" {' '.join(map(fold_word, WORD.findall(text)))} "
