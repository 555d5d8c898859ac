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
        every = exact_terms(said)
        slots = self._holding(self._live.postings, every, self._allowed.slots)
        rows = self._holding(self._live.heads, every, self._allowed.rows)
        if not said.isupper():  # an acronym is held as such; its letters in small ones may be another word
            slots, rows = self._that_say(flat_words(said), slots, rows)
        return ExactMatches(slots, rows)

    def words(self, written: Iterable[str]) -> ExactMatches:
        """Where one of these words stands, in any of its forms."""
        terms = [term for word in written for of_word in exact_terms(word) for term in of_word]
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
                said[place] = row is not None and wanted in flat_words(" ".join((row.text, *row.section)))
        numbers = {live.records.numbers[row]: row for row in np.flatnonzero(rows).tolist()}
        for number, (summary, _) in live.summaries.of(self._database, list(numbers)).items():
            titled[numbers[number]] = wanted in flat_words(summary.title)
        return said, titled


def exact_terms(said: str) -> list[Sequence[str]]:
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


def flat_words(text: str) -> str:
    """The folded words of a text, a space around each."""
    return f" {' '.join(map(fold_word, WORD.findall(text)))} "


class MaskNarrowing:
    """What may be found, as masks over the index in memory, made less by what a question asks exactly."""

    def __init__(self, live: LiveIndex, database: Database, allowed: Allowed) -> None:
        self._live = live
        self._look = Exact(live, database, allowed)
        self._rows = allowed.rows.copy()
        self._shown = np.zeros(live.slots, bool)

    def leave_out(self, written: Sequence[str], *, phrase: bool) -> None:
        """Leave out the records that hold one of these words, in any of its forms, or a phrase word for word."""
        self._rows &= ~self._holding(written, phrase).records(self._live)

    def keep(self, written: Sequence[str], *, phrase: bool) -> bool:
        """Keep the records that hold one of these words, or a phrase; false, with all kept, when none does."""
        holding = self._holding(written, phrase)
        held = holding.records(self._live)
        if not (self._rows & held).any():
            return False
        self._rows &= held
        self._shown |= holding.slots
        return True

    def _holding(self, written: Sequence[str], phrase: bool) -> ExactMatches:
        return self._look.phrase(written[0]) if phrase else self._look.words(written)

    def allowed(self) -> Allowed:
        """What is left: of a record, the passages that hold what was kept, or all where its title alone does."""
        live, rows = self._live, self._rows
        slots = live.alive & rows[live.record_rows]
        by_title = np.ones(len(rows), bool)
        by_title[live.record_rows[self._shown & slots]] = False
        kept = slots & (self._shown | by_title[live.record_rows])
        return Allowed(rows, kept, int(kept.sum()))
