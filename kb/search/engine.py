"""Search for one reader: a question and filters in, hits, quotes and facets out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from kb.encoder.rerank import Reranker
from kb.encoder.served import TextEncoder
from kb.index.access import key_of
from kb.index.port import Findable, ReadableWords, SearchIndex
from kb.index.record_facts import values_counted
from kb.index.words.analysis import WORD, fold_word
from kb.readers import Reader
from kb.records.kinds import KINDS
from kb.records.summary import RecordSummary, newest_first
from kb.search.facets import ShownFacet, shown
from kb.search.hits import Candidate, Near, by_record, highlighted, hits_of, near_among, reading_url, wanted_terms
from kb.search.narrowing import narrowed, terms_beginning
from kb.search.operators import Operators, read_operators
from kb.search.question import LONGEST, Question, analyse, encoded
from kb.search.quotes import opened_at, quotes_of
from kb.search.reader_index import Ground
from kb.search.result import Facet, FacetValue, Hit, HitPassage, SearchPage
from kb.search.retrieve import DEPTH, NOTHING, Retrieved, retrieve
from kb.search.suggesting import Suggestion, suggested
from kb.vocabulary.vocabulary import Vocabulary

# Records that a reranker reads again.
RERANKED = 20
TEXTS = tuple(kind for kind in KINDS if kind not in ("service", "term"))
Filters = Mapping[str, Sequence[str]]
Where = Mapping[str, str | Sequence[str]]
# How many times more candidates are taken when they came from too few records.
DEEPER = 4


# Records that hold what was asked exactly and can be gone through, most.
MOST_EXACT = 200


class _Answer(NamedTuple):
    """What a question was read as, and what was found: candidates, their records best first, which are near."""

    operators: Operators
    missing: tuple[str, ...]
    asked: Question
    retrieved: Retrieved
    found: list[Candidate]
    near: Near


def paged(near: int, far: int, size: int) -> list[tuple[int, int]]:
    """Bounds of the pages of a list: `size` near records on each, the first far ones under the last of these."""
    pages = [(first, min(first + size, near)) for first in range(0, near, size)] or [(0, 0)]
    pages[-1] = (pages[-1][0], near + min(size, far))
    return pages + [(first, min(first + size, near + far)) for first in range(near + size, near + far, size)]


class Engine:
    """Search over an index, for one reader. Used while the index is held."""

    def __init__(
        self,
        index: SearchIndex[Any],
        encoder: TextEncoder,
        vocabulary: Vocabulary,
        reader: Reader,
        changed: Mapping[str, str | None],
        reranker: Reranker | None = None,
    ) -> None:
        self._index = index
        self._encoder = encoder
        self._vocabulary = vocabulary
        self._reader = reader
        self._changed = changed
        self._reranker = reranker

    def search(self, question: str, where: Filters, *, limit: int, mode: str = "fused") -> tuple[Hit, ...]:
        """Hits, best first; () for a question without a word."""
        one = self._find(question, where, limit, mode)
        return hits_of(self._index, one.retrieved, one.found[:limit], one.near)

    def page(
        self,
        question: str,
        where: Filters,
        *,
        limit: int = 10,
        number: int = 1,
        by_date: bool = False,
        literal: bool = False,
    ) -> SearchPage:
        """All that page `number` of the results shows, `limit` near records at most on each.

        A `literal` question is searched as it is typed. `by_date` puts the newest first, among near and far ones.
        """
        if not question.strip():
            return self._listing_page(where, limit, number)
        one = self._find(question, where, limit, "fused", literal)
        asked, operators = one.asked, one.operators
        found = self._newest_first(one.found) if by_date else one.found
        near, far = (
            [record for record in found if one.near(record)],
            [record for record in found if not one.near(record)],
        )
        pages = paged(len(near), len(far), limit)
        first, last = pages[min(number, len(pages)) - 1]
        hits = hits_of(self._index, one.retrieved, [*near, *far][first:last], one.near, first + 1)
        wanted = wanted_terms(asked)
        marked = tuple(replace(hit, passages=tuple(highlighted(p, wanted) for p in hit.passages)) for hit in hits)
        quotes = quotes_of(self._index, marked, asked, self._encoder) if not first else ()
        quoted = quotes[0].record.id if quotes and quotes[0].weak else ""
        if quoted:
            # The near ones have no sentence to quote: what is quoted before all others is not said to be far.
            quotes = (replace(quotes[0], weak=False), *quotes[1:])
            marked = tuple(replace(hit, weak=False) if hit.record.id == quoted else hit for hit in marked)
        chosen = {quote.record.id: quote for quote in quotes}
        marked = tuple(opened_at(hit, chosen[hit.record.id]) if hit.record.id in chosen else hit for hit in marked)
        return SearchPage(
            question=" ".join(question.split())[:LONGEST],
            where={key: tuple(values) for key, values in where.items()},
            hits=marked,
            total=len(found),
            near=len(near) + bool(quoted),
            weak=not near,
            quotes=quotes,
            facets=self.facets_of(values_counted(self._summaries([record.row for record in near or found])), where),
            expanded=asked.expanded,
            corrected=asked.corrected,
            notice="Votre question était très longue : seul son début a été cherché." if asked.cut else "",
            number=min(number, len(pages)),
            pages=len(pages),
            exact=operators.exact,
            without=operators.without,
            beginning=operators.beginning,
            missing=one.missing,
            unread=operators.unread,
            plain=operators.text,
        )

    def _find(self, question: str, where: Filters, limit: int, mode: str, literal: bool = False) -> "_Answer":
        # Services answer to kb/directory, terms to the glossary: a question finds them among texts only where a filter
        # names them.
        within = self._allowed(where if {"kind", "id"} & where.keys() else {**where, "kind": TEXTS})
        operators = read_operators(question[: 2 * LONGEST])
        lexicon = self._index.lexicon(self._allowed({}), self._reader)
        asked = self._read(question, operators, lexicon, literal)
        if not WORD.search(asked.text) or not self._index.slots:
            return _Answer(operators, (), asked, NOTHING, [], near_among(NOTHING, []))
        allowed, missing = narrowed(self._index, within, operators, lexicon)
        held = len(missing) < len(operators.exact) + len(operators.beginning)
        vector = self._index.question_vector(encoded(asked, self._encoder))
        # Of what was asked exactly all that there is can be gone through.
        wanted, depth = min(MOST_EXACT if held else limit, allowed.records, allowed.count), DEPTH
        while True:
            retrieved = retrieve(self._index, asked, vector, allowed, mode, depth)
            found = by_record(retrieved)
            # A long document may fill the candidates alone; each side then proposes more.
            if len(found) >= wanted or len(retrieved) < depth or depth >= self._index.slots:
                break
            depth *= DEEPER
        found = self._reranked(asked, retrieved, found)
        near = (lambda record: True) if held else near_among(retrieved, found)
        return _Answer(operators, missing, asked, retrieved, found, near)

    def _newest_first(self, found: list[Candidate]) -> list[Candidate]:
        summaries = self._index.summaries([record.row for record in found])
        return sorted(found, key=lambda record: summaries[record.row][0].date, reverse=True)

    def _read(self, question: str, operators: Operators, lexicon: ReadableWords, literal: bool) -> Question:
        vocabulary = self._vocabulary

        def read() -> tuple[Vocabulary, Question]:
            lexicon.expect(operators.text if operators else question)
            begun = {fold_word(one): terms_beginning(one, lexicon) for one in operators.beginning}
            return vocabulary, analyse(
                operators.text if operators else question,
                *(lexicon, vocabulary, lexicon.speller),
                literal=literal,
                spared=operators.spared,
                begun=begun,
            )

        # A correction may tell a word that others may not read: what was read is kept for those of the same rights.
        rights = key_of({}, self._reader, self._changed)
        # The vocabulary is kept beside: no other can have its number as long as it lives.
        return self._index.known((question, literal, rights, id(vocabulary)), read)[1]

    def _reranked(self, asked: Question, retrieved: Retrieved, found: list[Candidate]) -> list[Candidate]:
        """The first records in the order of the reranker, if one is set; the others after them."""
        if self._reranker is None or not found:
            return found
        first = found[:RERANKED]
        slots = [int(retrieved.slots[one.places[0]]) for one in first]
        rows = self._index.passages(slots)
        scores = self._reranker.scores(asked.meant, [rows[one].text for one in slots])
        order = sorted(range(len(first)), key=lambda i: (-float(scores[i]), i))
        return [first[i] for i in order] + found[RERANKED:]

    def _allowed(self, where: Filters) -> Findable:
        found: Findable = self._index.allowed(where, self._reader, self._changed)
        return found

    def suggest(self, start: str, questions: Sequence[str]) -> tuple[Suggestion, ...]:
        """What somebody who typed `start` may mean to ask, among these questions, the glossary and the titles."""
        allowed = self._allowed({})
        lexicon = self._index.lexicon(allowed, self._reader)
        return suggested(start, questions, self._index, allowed, lexicon, self._vocabulary)

    def ground(self) -> Ground:
        """What choosing, comparing and associating look at: all that this reader may find."""
        return Ground(self._index, self._encoder, self._allowed({}))

    # Lists of records, without a question.

    def listing(self, where: Filters) -> tuple[RecordSummary, ...]:
        """The records that pass the filters, newest first."""
        return self._index.summaries_of(self._allowed(where))

    def facets(self, where: Filters) -> tuple[Facet, ...]:
        """How many of the records that pass the filters have which value."""
        return self.facets_of(self._index.listing(self._allowed(where), lambda total: (0, 0)).counts, where)

    def _summaries(self, rows: Sequence[int]) -> tuple[RecordSummary, ...]:
        return newest_first(summary for summary, _ in self._index.summaries(rows).values())

    def _listing_page(self, where: Filters, limit: int, number: int) -> SearchPage:
        def bounds(total: int) -> tuple[int, int]:
            pages = paged(total, 0, limit)
            return pages[min(number, len(pages)) - 1]

        listed = self._index.listing(self._allowed(where), bounds)
        pages = paged(listed.total, 0, limit)
        hits = tuple(
            Hit(
                rank=rank,
                record=summary,
                score=0.0,
                weak=False,
                passages=(HitPassage(summary.summary or summary.title, None, (), 0, 0),),
                lexical_rank=None,
                dense_rank=None,
                terms=(),
                nearness="",
                url=reading_url(summary),
            )
            for rank, summary in enumerate(listed.shown, bounds(listed.total)[0] + 1)
        )
        return SearchPage(
            question="",
            where={key: tuple(values) for key, values in where.items()},
            hits=hits,
            total=listed.total,
            near=listed.total,
            weak=False,
            quotes=(),
            facets=self.facets_of(listed.counts, where),
            number=min(number, len(pages)),
            pages=len(pages),
        )

    def facets_of(self, counts: Mapping[str, Mapping[str, int]], where: Filters) -> tuple[Facet, ...]:
        """The facets of the page, from how many records have which value."""
        return tuple(Facet(one.key, one.label, self._values(one, counts.get(one.key, {}), where)) for one in shown())

    def _values(self, facet: ShownFacet, counts: Mapping[str, int], where: Filters) -> tuple[FacetValue, ...]:
        chosen = set(where.get(facet.key, ()))
        names = {code: facet.name_of(code, self._vocabulary) for code in (*counts, *chosen)}
        codes = facet.in_order(names, counts, self._vocabulary)
        return tuple(FacetValue(code, names[code], counts.get(code, 0), code in chosen) for code in codes)

    # « Proches de celui-ci ».

    def neighbours(self, record_id: str, limit: int) -> tuple[RecordSummary, ...]:
        """The records nearest in meaning to a record, by the mean of its passages, nearest first."""
        ground = self.ground()
        row = ground.row_of(record_id)
        if row is None or not len(ground.slots_of(record_id)):
            return ()
        rows = self._index.nearest_rows(ground.centre(record_id), 20 * limit, ground.allowed, but=row)
        nearest = list(dict.fromkeys(rows))[:limit]
        found = ground.summaries(nearest)
        return tuple(found[one] for one in nearest if one in found)


def filters_of(where: Where | None) -> dict[str, tuple[str, ...]]:
    """Filters as the engine takes them: of each key, several values, of which one is to be met."""
    return {key: (value,) if isinstance(value, str) else tuple(value) for key, value in (where or {}).items()}
