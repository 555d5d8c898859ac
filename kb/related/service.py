"""Records beside each other, as a part of the facade: choose those that differ, compare, associate, put in heaps."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kb.readers import NOBODY, Reader
from kb.record_reader import RecordReader
from kb.record_view import RecordView
from kb.records.catalogue import compared
from kb.records.moved_words import find_again
from kb.records.positions import Position
from kb.records.summary import RecordSummary
from kb.related import align, select
from kb.related import associate as associating
from kb.related.align import Column, Comparison
from kb.related.associate import AssociatedPassage
from kb.related.heaping import F32, heaps_of
from kb.related.likeness import likeness
from kb.related.select import Selection
from kb.search.result import HitPassage
from kb.searching import Searcher
from kb.store.records.publications import open_revisions
from kb.store.records.register import Register
from kb.vocabulary.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Stop:
    """A step of a trail as one reader finds it today.

    `record` and `passage` are None when the record was withdrawn or is not theirs to read; `passage` alone is None when
    a later revision holds these words no more, or when theirs was never open to this reader. `position` then stays as
    it was; else it is that of today.
    """

    position: Position
    record: RecordSummary | None = None
    passage: HitPassage | None = None


class Related:
    """What a base offers beside search. Every method shows a reader only what they may read."""

    def __init__(
        self,
        searcher: Searcher,
        records: RecordReader,
        register: Register,
        vocabulary: Vocabulary,
        word_vectors: Callable[[Sequence[str]], F32 | None],
    ) -> None:
        self._word_vectors = word_vectors
        self._searcher = searcher
        self._records = records
        self._register = register
        self._vocabulary = vocabulary

    def choose(
        self,
        title: str,
        intent: str = "",
        *,
        size: int = select.SIZE,
        balance: float = select.BALANCE,
        reader: Reader,
    ) -> Selection:
        """At most `size` records near a subject that differ, and what they lack; none for a subject without a word.

        `balance` weighs nearness (0) against difference (1).
        """
        subject = select.subject_of(title, intent)
        with self._searcher.engine(reader) as engine:
            hits = engine.search(subject, {}, limit=select.POOL)
            within = min(1.0, max(0.0, balance))
            return select.choose(engine.ground(), hits, subject, self._vocabulary, size=size, balance=within)

    def heaps_of_texts(self, texts: Sequence[str]) -> tuple[tuple[int, ...], ...]:
        """Indices of short texts that say the same thing, largest heap first: a proposal."""
        with self._searcher.engine(NOBODY) as engine:
            encoder = engine.ground().encoder
        # Two cards stand to each other as two questions do: neither answers the other.
        return heaps_of(encoder.queries(texts), self._word_vectors(texts))

    def likeness(self, lines: Sequence[str], columns: Sequence[str], *, reader: Reader) -> F32:
        """How near each record of `lines` is to each of `columns`: float32, shape (lines, columns)."""
        with self._searcher.engine(reader) as engine:
            return likeness(engine.ground(), lines, columns)

    def compare(self, record_ids: Sequence[str], *, reader: Reader) -> Comparison:
        """Two to four records side by side, in the order asked; those that cannot be read are named as missing."""
        asked = list(dict.fromkeys(record_ids))[: align.MOST]
        views = {one: self._records.record(one, reader=reader) for one in asked}
        columns = [_column(view) for view in views.values() if view is not None]
        missing = [one for one, view in views.items() if view is None]
        with self._searcher.engine(reader) as engine:
            encoder = engine.ground().encoder
        return align.compare(columns, encoder, missing)

    def stops(self, trail: Sequence[Position], *, reader: Reader) -> tuple[Stop, ...]:
        """The steps of a trail as this reader finds them today."""
        return tuple(self._stop(one, reader) for one in trail)

    def associate(
        self, trail: Sequence[Position], *, count: int = associating.COUNT, reader: Reader
    ) -> tuple[AssociatedPassage, ...]:
        """Passages that the last step calls up, of records that the trail has not met; () when none is left to read.

        From a last step that cannot be read any more, those of the last one that can.
        """
        here = next((stop for stop in reversed(self.stops(trail, reader=reader)) if stop.record is not None), None)
        if here is None or here.record is None:
            return ()
        visited = frozenset(one.record for one in trail)
        start, end = here.position.start, here.position.end
        with self._searcher.engine(reader) as engine:
            return associating.associate(engine.ground(), here.record, start, end, visited, count=count)

    def words_today(self, position: Position, *, reader: Reader) -> tuple[int, int] | None:
        """Where words of an earlier revision stand in today's text.

        None when they do not any more, and when that revision is not there or not open to this reader: an address that
        names one says nothing of its words.
        """
        published = self._register.published(position.record)
        opened = open_revisions(self._register, position.record, reader)
        if published is None or position.revision not in opened:
            return None
        older = self._register.revision(position.record, position.revision).document.text
        return find_again(older[position.start : position.end], published.document.text, position.start)

    def _stop(self, position: Position, reader: Reader) -> Stop:
        view = self._records.record(position.record, reader=reader)
        if view is None:
            return Stop(position)
        text, now = view.document.text, view.summary.revision
        start, end = position.start, position.end
        if 0 < position.revision < now:
            start, end = self.words_today(position, reader=reader) or (-1, -1)
        if not 0 <= start < end <= len(text):
            return Stop(position, view.summary)
        block = next((b for b in view.document.blocks if b.end > start and b.kind != "heading"), None)
        passage = HitPassage(text[start:end], block.page if block else None, block.section if block else (), start, end)
        return Stop(Position(position.record, now, start, end), view.summary, passage)


def _column(view: RecordView) -> Column:
    values = {field.name: view.fields.get(field.name) or () for field in compared()}
    facts = {name: (value,) if isinstance(value, str) else tuple(value) for name, value in values.items()}
    return Column(view.summary, view.document, facts)
