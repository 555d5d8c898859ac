"""The words of what a reader may read, asked of the server one question at a time."""

from collections.abc import Sequence
from typing import Final

from kb.index.database.admitted import LAST, Admitted
from kb.index.database.standing import Standing
from kb.index.words.analysis import WORD, terms_of
from kb.index.words.speller import Speller
from kb.index.words.tokens import units
from kb.store.engines.port import ServerDatabase

# Words looked at where those that begin, or look, like one are asked for: the most frequent ones.
MOST: Final = 5_000


class ServerLexicon:
    """The terms and words of what a reader may read."""

    def __init__(self, database: ServerDatabase, standing: Standing, admitted: Admitted) -> None:
        self._database = database
        self._standing = standing
        self._admitted = admitted

    def expect(self, text: str) -> None:
        """Have the terms of a question at hand: one look for all of them."""
        words = [word for unit in units(text) for word in unit.reading.words]
        terms = [*(term for word in words for term in word.terms)]
        terms += [term for word in WORD.findall(text) for term in terms_of(word)]
        self._standing.figures(self._database, terms)

    def __contains__(self, term: object) -> bool:
        """Whether a text that this reader may read holds a term."""
        (found,) = self._standing.figures(self._database, [str(term)])
        if found is None or found.classes.isdisjoint(self._admitted.classes):
            return False
        return not self._admitted.gone or self._elsewhere(found.id)

    def _elsewhere(self, term: int) -> bool:
        """Whether a record that is not gone meanwhile holds a term."""
        condition, values = self._admitted.of_records("sheets")
        found = self._database.execute(
            f"SELECT 1 FROM sheets WHERE sheets.term = ? AND {condition} LIMIT 1", [term, *values]
        )
        return found.fetchone() is not None

    def __getitem__(self, term: str) -> int:
        """The number of a term."""
        (found,) = self._standing.figures(self._database, [term])
        if found is None:
            raise KeyError(term)
        return found.id

    def speller(self) -> Speller:
        """What corrects a word into one of these texts."""
        return ServerSpeller(self._database, self._admitted.classes)


class ServerSpeller(Speller):
    """Finds words of these classes as they are asked for: none is kept."""

    def __init__(self, database: ServerDatabase, classes: Sequence[int]) -> None:
        super().__init__({})
        self._database = database
        self._classes = list(classes)

    def knows(self, word: str) -> bool:
        """Whether a folded word stands in the base."""
        return bool(self._found("word = ?", [word]))

    def beginning(self, start: str) -> list[str]:
        """The words that begin so, folded, most frequent first, as many as are looked at."""
        return self._found("word >= ? AND word < ?", [start, start + LAST]) if start else []

    def near(self, word: str) -> list[str]:
        """The word of the base nearest to `word` (at most two on a tie), or none within its tolerance."""
        return self._search(word)

    def _shaped(self, sizes: Sequence[int], starts: Sequence[str]) -> list[str]:
        shaped = 'length(word) = ANY(?::int[]) AND "left"(word, 1) = ANY(?::text[])'
        return sorted(self._found(shaped, [list(sizes), list(starts)]), key=lambda word: (len(word), word))

    def _found(self, condition: str, values: Sequence[object]) -> list[str]:
        rows = self._database.fetch(
            f"SELECT word, SUM(passages)::int AS times FROM words WHERE {condition} AND class = ANY(?::smallint[]) "
            "AND passages > 0 GROUP BY word ORDER BY times DESC, word LIMIT ?",
            [*values, self._classes, MOST],
        )
        self._counts = {**self._counts, **dict(rows)}
        return [row[0] for row in rows]
