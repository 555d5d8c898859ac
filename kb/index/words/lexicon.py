"""The words of the texts that a reader may read: what a question's words are held against, and corrected into."""

import json
from collections import Counter
from collections.abc import Collection, Sequence

from sqlite_utils import Database

from kb.index.access import REMEMBERED, Allowed
from kb.index.live import LiveIndex
from kb.index.queries import word_counts
from kb.index.words.analysis import WORD, fold_word
from kb.index.words.speller import Speller
from kb.readers import Reader

# Shorter words are kept nowhere: they have too many neighbours.
SHORTEST = 3
# Passages looked at before all those that hold a term are.
FIRST = 256


def counted_words(title: str, passages: Sequence[tuple[str, Sequence[str]]]) -> Counter[str]:
    """In how many of its passages (text, section) and its title each word of a record stands, folded."""
    words = Counter(_words([title]))
    for text, section in passages:
        words.update(_words([text, *section]))
    return words


def _words(texts: Sequence[str]) -> set[str]:
    words = {fold_word(word) for text in texts for word in WORD.findall(text)}
    return {word for word in words if len(word) >= SHORTEST}


def count_words(database: Database, record: int, step: int) -> None:
    """Add the words of a record to those of its audience (`step` 1), or take them away (-1)."""
    row = database.execute("SELECT diffusion, summary, counted FROM records WHERE number = ?", [record]).fetchone()
    audience, summary, counted = row
    if bool(counted) == (step > 0):
        return  # a record of an index made before its words were counted by audience has none to take away
    passages = database.execute("SELECT text, section FROM passages WHERE record = ?", [record]).fetchall()
    words = counted_words(json.loads(summary)["title"], [(text, json.loads(section)) for text, section in passages])
    database.conn.executemany(
        "INSERT INTO words VALUES (?, ?, ?) ON CONFLICT (word, audience) "
        "DO UPDATE SET passages = passages + excluded.passages",
        [(word, audience, step * times) for word, times in sorted(words.items())],
    )
    database.execute("UPDATE records SET counted = ? WHERE number = ?", [int(step > 0), record])


def recount_words(database: Database, but: Collection[str]) -> None:
    """Count the words of all records anew, but of those with these identifiers, whose rows the disk changed.

    What a damaged text adds or takes away is not what was counted: it is as if it had not been counted yet.
    """
    database.execute("DELETE FROM words")
    database.execute("UPDATE records SET counted = 0")
    for number, record_id in database.execute("SELECT number, id FROM records ORDER BY number").fetchall():
        if record_id not in but:
            count_words(database, number, 1)


class Lexicon:
    """The terms and words of what a reader may read. Used while the index's lock is held."""

    def __init__(self, live: LiveIndex, database: Database, allowed: Allowed, reader: Reader) -> None:
        self._live = live
        self._database = database
        self._allowed = allowed
        self._reader = reader

    def __contains__(self, term: object) -> bool:
        """Whether a text that this reader may read holds a term."""
        number = self._live.terms.get(str(term))
        if number is None:
            return False
        slots, rows = self._live.postings.of(number)[0], self._live.heads.of(number)[0]
        of_slots, of_rows = self._allowed.slots, self._allowed.rows
        return bool(
            of_slots.take(slots[:FIRST]).any() or of_rows.take(rows).any() or of_slots.take(slots[FIRST:]).any()
        )

    def expect(self, text: str) -> None:
        """Nothing to do: every term is in memory."""

    def __getitem__(self, term: str) -> int:
        """The number of a term."""
        return self._live.terms[term]

    def speller(self) -> Speller:
        """What corrects a word into one of these texts; made when a question first needs it."""
        audiences = frozenset(one for one in self._live.records.audiences if self._reader.reads(one))
        return speller_of(self._live, self._database, audiences)


def speller_of(live: LiveIndex, database: Database, audiences: frozenset[str]) -> Speller:
    """The speller over the words of the records open to these audiences. Hold `live.lock`."""
    known = live.spellers
    if audiences not in known:
        if len(known) >= REMEMBERED:
            known.clear()
        known[audiences] = Speller(word_counts(database, audiences))
    return known[audiences]
