"""Asking one base: questions, lists, facets and what is near, as one reader may find them."""

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

from kb.errors import IndexBroken, KbError
from kb.indexing import BaseIndex
from kb.readers import OPERATOR, Reader
from kb.records.summary import RecordSummary
from kb.resources import Resources
from kb.search.engine import Engine, Where, filters_of
from kb.search.result import Facet, Hit, SearchPage
from kb.search.suggesting import Suggestion
from kb.store.logs.query_log import log_question
from kb.store.records.register import Register
from kb.vocabulary.vocabulary import Vocabulary

BROKEN = "L’index est abîmé. Ce fichier se recalcule : lancez « kb build », qui le refait."


class Searcher:
    """What finds records. Every method finds for a reader only what they may read."""

    def __init__(
        self, index: BaseIndex, register: Register, resources: Resources, vocabulary: Vocabulary, reranker: str
    ) -> None:
        self._index = index
        self._register = register
        self._resources = resources
        self._vocabulary = vocabulary
        self._reranker = reranker

    @contextlib.contextmanager
    def engine(self, reader: Reader) -> Iterator[Engine]:
        """What answers this reader, level with the register; nothing changes under it while it is held."""
        with self._told(), self._index.held() as (index, sequence):
            changed = self._register.visibility_since(sequence)
            reranker = self._resources.reranker(self._reranker)
            yield Engine(index, self._index.encoder, self._vocabulary, reader, changed, reranker)

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """Tell an error that comes of an index which the disk changed as what it is; any other stays itself."""
        try:
            yield
        except KbError:
            raise
        except Exception as error:
            if self._index.is_damaged():
                raise IndexBroken(BROKEN) from error
            raise

    def search(
        self,
        question: str,
        *,
        limit: int = 10,
        where: Where | None = None,
        mode: str = "fused",
        reader: Reader = OPERATOR,
    ) -> tuple[Hit, ...]:
        """The records that answer best, with their best passages; () for an empty question."""
        with self.engine(reader) as engine:
            return engine.search(question, filters_of(where), limit=limit, mode=mode)

    def page(
        self, question: str, where: Where | None = None, *, reader: Reader, log: bool = False, **how: Any
    ) -> SearchPage:
        """All that `Engine.page` gives; for an empty question, the records that pass the filters, newest first."""
        with self.engine(reader) as engine:
            page = engine.page(question, filters_of(where), **how)
        if log and question.strip():
            log_question(self._register, question, page.where, hits=page.near, weak=page.weak)
        return page

    def summaries(self, where: Where | None = None, *, reader: Reader) -> tuple[RecordSummary, ...]:
        """The records that pass the filters, newest first."""
        with self.engine(reader) as engine:
            return engine.listing(filters_of(where))

    def facets(self, where: Where | None = None, *, reader: Reader) -> tuple[Facet, ...]:
        """How many records have which value, among those that pass the filters."""
        with self.engine(reader) as engine:
            return engine.facets(filters_of(where))

    def neighbours(self, record_id: str, *, limit: int = 5, reader: Reader) -> tuple[RecordSummary, ...]:
        """The records nearest in meaning to a record, nearest first."""
        with self.engine(reader) as engine:
            return engine.neighbours(record_id, limit)

    def suggest(self, start: str, questions: Sequence[str] = (), *, reader: Reader) -> tuple[Suggestion, ...]:
        """What somebody who typed `start` may mean to ask; `questions` are those asked before."""
        with self.engine(reader) as engine:
            return engine.suggest(start, questions)

    def answers(self, question: str, where: Where, reader: Reader) -> frozenset[str]:
        """Which of the records of `where["id"]` a saved search would find, not weak."""
        if not question:
            return frozenset(one.id for one in self.summaries(where, reader=reader))
        hits = self.search(question, limit=len(where["id"]), where=where, reader=reader)
        return frozenset(one.record.id for one in hits if not one.weak)
