"""What a question asks exactly, looked for in the tables of the server: phrases, words in any form, words left out."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from kb.index.database.admitted import Admitted
from kb.index.database.standing import Standing
from kb.index.words.exact import exact_terms, flat_words
from kb.store.engines.port import ServerDatabase

# Texts read again for a phrase, of those that hold all its words: the newest ones (20 MB). In a larger base older ones
# that say it are not found by the phrase.
MOST_READ: Final = 20_000
# Passages and records that are named one by one where words are asked for in any form: the newest.
MOST_NAMED: Final = 50_000


class ServerNarrowing:
    """What may be found, made less by what a question asks exactly."""

    def __init__(self, database: ServerDatabase, standing: Standing, admitted: Admitted) -> None:
        self._database = database
        self._standing = standing
        self._admitted = admitted
        self._without: set[int] = set()
        self._kept: set[int] | None = None
        self._shown: dict[int, int] = {}

    def leave_out(self, written: Sequence[str], *, phrase: bool) -> None:
        """Leave out the records that hold one of these words, in any of its forms, or a phrase word for word."""
        slots, records = self._holding(written, phrase, most=None)
        self._without |= {*slots.values(), *records}

    def keep(self, written: Sequence[str], *, phrase: bool) -> bool:
        """Keep the records that hold one of these words, or a phrase; false, with all kept, when none does."""
        slots, records = self._holding(written, phrase, most=MOST_NAMED)
        held = {*slots.values(), *records} - self._without
        left = held if self._kept is None else held & self._kept
        if not left:
            return False
        self._kept = left
        self._shown |= slots
        return True

    def allowed(self) -> Admitted:
        """What is left: of a record, the passages that hold what was kept, or all where its title alone does."""
        if self._kept is None:
            return self._counted(replace(self._admitted, gone=tuple({*self._admitted.gone, *self._without})))
        kept = self._kept - self._without
        slots = {slot: record for slot, record in self._shown.items() if record in kept}
        titled = kept - set(slots.values())
        return self._counted(
            replace(
                self._admitted, chosen=tuple(sorted(kept)), wheres=(), slots=tuple(sorted(slots)), titled=tuple(titled)
            )
        )

    def _counted(self, admitted: Admitted) -> Admitted:
        """The same with how much it lets through, as far as that matters: some of it or nothing, few or many."""
        condition, values = admitted.of_passages("v")
        rows = self._database.fetch(
            f"SELECT v.record, COUNT(*) FROM (SELECT v.record FROM vectors v WHERE {condition} LIMIT ?) AS v "
            "GROUP BY v.record",
            [*values, MOST_NAMED],
        )
        return replace(admitted, count=sum(passages for _, passages in rows), records=len(rows))

    def _holding(self, written: Sequence[str], phrase: bool, most: int | None) -> tuple[dict[int, int], set[int]]:
        """The passages that hold something, with their records, and the records whose heads do."""
        if not phrase:
            every = [[term for word in written for of_word in exact_terms(word) for term in of_word]]
            return self._held(every, most), self._heads(every)
        (said,) = written
        every = [list(terms) for terms in exact_terms(said)]
        slots, heads = self._held(every, MOST_READ), self._heads(every)
        if said.isupper():  # an acronym is held as such; its letters in small ones may be another word
            return slots, heads
        wanted = flat_words(said)
        rows = self._database.fetch("SELECT id, text, section FROM passages WHERE id = ANY(?::int[])", [list(slots)])
        saying = {slot for slot, text, section in rows if wanted in flat_words(f"{text} {section}")}
        titles = self._database.fetch(
            "SELECT number, summary::json ->> 'title' FROM records WHERE number = ANY(?::int[])", [list(heads)]
        )
        return (
            {slot: record for slot, record in slots.items() if slot in saying},
            {number for number, title in titles if wanted in flat_words(title)},
        )

    def _groups(self, every: Sequence[Sequence[str]]) -> list[list[int]]:
        """The numbers of the terms of each group."""
        found = [self._standing.figures(self._database, list(terms)) for terms in every]
        return [[one.id for one in of_group if one is not None] for of_group in found]

    def _held(self, every: Sequence[Sequence[str]], most: int | None) -> dict[int, int]:
        """The passages, with their records, that hold a term of each group; the newest `most`."""
        return dict(self._meeting(every, "postings", "passage", "true", most))

    def _heads(self, every: Sequence[Sequence[str]]) -> set[int]:
        """The records whose heads hold a term of each group."""
        return {record for record, _ in self._meeting(every, "sheets", "record", "sheets.head > 0", None)}

    def _meeting(
        self, every: Sequence[Sequence[str]], table: str, key: str, held: str, most: int | None
    ) -> list[tuple[int, int]]:
        groups = self._groups(every)
        if not groups or not all(groups):
            return []
        condition, values = self._admitted.of_records(table)
        first, *others = groups
        sql = (
            f"SELECT DISTINCT {table}.{key}, {table}.record FROM {table} WHERE {table}.term = ANY(?::int[]) AND {held}"
        )
        given: list[object] = [first]
        for terms in others:
            sql += (
                f" AND EXISTS (SELECT 1 FROM {table} o WHERE o.term = ANY(?::int[]) AND o.record = {table}.record "
                f"AND o.{key} = {table}.{key} AND {held.replace('sheets.', 'o.')})"
            )
            given.append(terms)
        sql += f" AND {condition} ORDER BY {table}.{key} DESC LIMIT ?"
        rows = self._database.fetch(sql, [*given, *values, most])
        return [(row[0], row[1]) for row in rows]
