"""From retrieved passages to what people read: hits by record, quotes, highlights, weak matches."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from sqlite_utils import Database

from kb.index.analysis import WORD, terms_of
from kb.index.live import LiveIndex
from kb.index.rows import PassageRow, passage_rows, summaries_of
from kb.records.summary import RecordSummary
from kb.search.question import Question
from kb.search.result import Hit, HitPassage
from kb.search.retrieve import Candidate, Retrieved

PASSAGES_PER_HIT = 5


@dataclass(frozen=True, slots=True)
class Confidence:
    """A logistic scale of how likely passages answer: cosines alone do not tell (ENCODER: 0.85 to 0.88 for both).

    A logistic regression (classes balanced) on the half of the project's questions kept for tuning: cosine of the
    nearest passage, of the nearest sentence, and the share of the question's words (by rarity) that the record holds.
    The bias puts the threshold at 0.5. bench/silence.py prints what it separates.
    """

    bias: float = -74.5
    cosine: float = 57.5
    sentence: float = 26.4
    coverage: float = 6.3
    threshold: float = 0.5

    def of(self, candidates: Sequence[Candidate]) -> float:
        """Between 0 and 1, by the best of each sign among the candidates."""
        x = (
            self.bias
            + self.cosine * max(c.cosine for c in candidates)
            + self.sentence * max(c.sentence_cosine for c in candidates)
            + self.coverage * max(c.coverage for c in candidates)
        )
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, x))))


CONFIDENCE = Confidence()
# Records whose signs together decide whether a question has a near answer at all.
FIRST_RECORDS = 5
# Cosines of multilingual-e5-small lie between 0.75 and 0.95 in French; below, words about nearness.
NEAR_COSINE = 0.86
FAR_COSINE = 0.82


@dataclass(frozen=True, slots=True)
class Found:
    """A record with its candidates, best first."""

    row: int
    candidates: tuple[Candidate, ...]
    confidence: float


def by_record(retrieved: Retrieved) -> list[Found]:
    """Records by the score of their best passage."""
    groups: dict[int, list[Candidate]] = {}
    for candidate in retrieved.candidates:
        groups.setdefault(candidate.row, []).append(candidate)
    return [Found(row, tuple(found[:PASSAGES_PER_HIT]), CONFIDENCE.of(found)) for row, found in groups.items()]


def weak_below(found: Sequence[Found]) -> float:
    """Confidence under which a record is a weak match: above 1, so that all are, when nothing near was found."""
    first = found[:FIRST_RECORDS]
    if not first or CONFIDENCE.of([c for one in first for c in one.candidates]) < CONFIDENCE.threshold:
        return 2.0
    return min(CONFIDENCE.threshold, max(one.confidence for one in first))


def hits_of(
    live: LiveIndex, database: Database, retrieved: Retrieved, found: Sequence[Found], bar: float
) -> tuple[Hit, ...]:
    """Hits with their text, in the order of `found`; those whose confidence is under `bar` are weak."""
    passages = passage_rows(database, [c.passage_id for one in found for c in one.candidates])
    summaries = summaries_of(database, [live.records.numbers[one.row] for one in found])
    lexical = {row: rank for rank, row in enumerate(retrieved.lexical_rows, 1)}
    dense = {row: rank for rank, row in enumerate(retrieved.dense_rows, 1)}
    hits: list[Hit] = []
    first_of_text: dict[str, str] = {}
    for rank, one in enumerate(found, 1):
        summary, digest = summaries[live.records.numbers[one.row]]
        of_hit = tuple(_hit_passage(passages[c.passage_id], c) for c in one.candidates)
        best = of_hit[0]
        cosine = max(c.cosine for c in one.candidates)
        hits.append(
            Hit(
                rank=rank,
                record=summary,
                score=one.candidates[0].score,
                weak=one.confidence < bar,
                passages=of_hit,
                lexical_rank=lexical.get(one.row),
                dense_rank=dense.get(one.row),
                terms=retrieved.found_words.get(one.row, ()),
                nearness="near" if cosine >= NEAR_COSINE else "far" if cosine < FAR_COSINE else "middle",
                url=reading_url(summary, best),
                duplicate_of=first_of_text.get(digest),
            )
        )
        first_of_text.setdefault(digest, summary.id)
    return tuple(hits)


def _hit_passage(row: PassageRow, candidate: Candidate) -> HitPassage:
    return HitPassage(
        text=row.text,
        page=row.page,
        section=row.section,
        start=row.start,
        end=row.end,
        position=row.position,
        score=candidate.score,
        sentence=candidate.sentence,
    )


def reading_url(summary: RecordSummary, passage: HitPassage | None = None) -> str:
    """Address of a record, or of a passage of it: it can be mailed."""
    query: dict[str, str | int] = {"id": summary.id}
    if passage is not None:
        query |= {"rev": summary.revision, "de": passage.start, "a": passage.end}
        if passage.page:
            query["page"] = passage.page
    return "/lire?" + urlencode(query)


def highlighted(passage: HitPassage, wanted: frozenset[str]) -> HitPassage:
    """The passage with marks on the words of the question (`wanted`: their terms)."""
    marks = tuple(
        (found.start(), found.end())
        for found in WORD.finditer(passage.text)
        if not wanted.isdisjoint(terms_of(found.group()))
    )
    return replace(passage, marks=marks)


def wanted_terms(question: Question) -> frozenset[str]:
    """The terms that a question looks for, as words."""
    return frozenset(alternative.text for group in question.groups for alternative in group.alternatives)
