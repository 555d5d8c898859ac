"""From retrieved passages to what people read: hits by record, quotes, highlights, weak matches."""

import functools
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from urllib.parse import quote_plus

import numpy as np
from numpy.typing import NDArray

from kb.index.files.byte_formats import F32
from kb.index.port import SearchIndex
from kb.index.queries import PassageRow
from kb.index.words.tokens import marks_of
from kb.records.summary import RecordSummary
from kb.search.question import Question
from kb.search.result import Hit, HitPassage
from kb.search.retrieve import Retrieved

PASSAGES_PER_HIT = 5


@dataclass(frozen=True, slots=True)
class Confidence:
    """A logistic scale of how likely a record answers: no sign alone tells it.

    A logistic regression over the project's questions and the outside sets, each set and class of equal weight: cosine
    of the record's title or nearest passage, share of the question's words (by rarity) that it holds, and what these
    words add to it, of the most they could. Unanswerable are the questions of the other sets and the project's own that
    nothing answers. The threshold is the lowest of the sets' 8th percentiles of the answerable ones. `python -m
    bench.holds` fits these numbers, and prints what each set gets from those of the others.
    A record is near when it is more likely so than not.
    """

    bias: float = -6.97
    cosine: float = 15.16
    coverage: float = 1.83
    words: float = 8.46
    threshold: float = 0.16
    near: float = 0.5

    def of(self, cosines: F32, coverage: F32, words: F32) -> NDArray[np.float64]:
        """Between 0 and 1, one figure per place of the three arrays."""
        x = self.bias + self.cosine * cosines.astype(np.float64) + self.coverage * coverage + self.words * words
        return np.asarray(1 / (1 + np.exp(-np.minimum(np.maximum(x, -30), 30))))


CONFIDENCE = Confidence()
# Records whose words together count as held when the question is judged, and of which one at least is near if it is.
FIRST_RECORDS = 5
# What scores so little below the first record is as near as the first, whatever its own confidence.
CLOSE = 0.03
# Words about nearness. Of questions that something answers the first record has a cosine of 0.29 to 0.53 (medians of
# the sets, commonplaces taken off), of questions about something else altogether 0.20 to 0.23 on each of them.
NEAR_COSINE = 0.35
FAR_COSINE = 0.22


class Candidate(NamedTuple):
    """A record with the places of its candidates, best first. A question makes a hundred: they have to cost little."""

    row: int
    places: list[int]
    confidence: float


Near = Callable[[Candidate], bool]


def by_record(retrieved: Retrieved) -> list[Candidate]:
    """Records by the score of their best passage."""
    if not len(retrieved):
        return []
    groups: dict[int, list[int]] = {}
    for place, row in enumerate(retrieved.rows.tolist()):
        groups.setdefault(row, []).append(place)
    starts = [0, *itertools.accumulate(map(len, groups.values()))][:-1]
    order = np.array(list(itertools.chain.from_iterable(groups.values())))
    firsts = order.take(starts)
    of_records = (sign.take(firsts) for sign in (retrieved.nearest, retrieved.coverage, retrieved.word_shares))
    confidences = CONFIDENCE.of(*of_records).tolist()
    of_hit = [places[:PASSAGES_PER_HIT] for places in groups.values()]
    return list(map(Candidate._make, zip(groups, of_hit, confidences, strict=True)))


def near_among(retrieved: Retrieved, found: Sequence[Candidate]) -> Near:
    """Which records are near to the question; the others are weak matches. None is when nothing near was found."""
    first = found[:FIRST_RECORDS]
    if not first or confidence_of(retrieved, found) < CONFIDENCE.threshold:
        return lambda one: False
    bar = min(CONFIDENCE.near, max(one.confidence for one in first))
    close = float(retrieved.scores[first[0].places[0]]) - CLOSE
    return lambda one: one.confidence >= bar or bool(retrieved.scores[one.places[0]] >= close)


def confidence_of(retrieved: Retrieved, found: Sequence[Candidate]) -> float:
    """How likely the question is answered."""
    return float(CONFIDENCE.of(*(np.array([sign], np.float32) for sign in signs_of(retrieved, found)))[0])


def signs_of(retrieved: Retrieved, found: Sequence[Candidate]) -> tuple[float, float, float]:
    """What a question is judged by: the first record's signs, words of the next few counted as held."""
    first = found[0].places[0]
    held = retrieved.coverage.take([one.places[0] for one in found[:FIRST_RECORDS]])
    return float(retrieved.nearest[first]), float(held.max()), float(retrieved.word_shares[first])


def hits_of(
    index: SearchIndex[Any],
    retrieved: Retrieved,
    found: Sequence[Candidate],
    near: Near,
    first_rank: int = 1,
) -> tuple[Hit, ...]:
    """Hits with their text, in the order of `found`; those that are not `near` are weak."""
    # As lists once: taking single values out of arrays costs more than all the rest of this.
    slots, scores, cosines = retrieved.slots.tolist(), retrieved.scores.tolist(), retrieved.cosines.tolist()
    sentences, words_of = retrieved.sentences.tolist(), retrieved.sheets.words_of([one.row for one in found])
    passages = index.passages([slots[place] for one in found for place in one.places])
    summaries = index.summaries([one.row for one in found])
    lexical = {row: rank for rank, row in enumerate(retrieved.lexical_rows, 1)}
    dense = {row: rank for rank, row in enumerate(retrieved.dense_rows, 1)}
    hits: list[Hit] = []
    first_of_text: dict[str, str] = {}
    for rank, (one, words) in enumerate(zip(found, words_of, strict=True), first_rank):
        summary, digest = summaries[one.row]
        of_hit = tuple(_hit_passage(passages[slots[place]], scores[place], sentences[place]) for place in one.places)
        best = of_hit[0]
        cosine = max([cosines[place] for place in one.places])
        hits.append(
            Hit(
                rank=rank,
                record=summary,
                score=best.score,
                weak=not near(one),
                passages=of_hit,
                lexical_rank=lexical.get(one.row),
                dense_rank=dense.get(one.row),
                terms=words,
                nearness="near" if cosine >= NEAR_COSINE else "far" if cosine < FAR_COSINE else "middle",
                url=reading_url(summary, best),
                duplicate_of=first_of_text.get(digest),
            )
        )
        first_of_text.setdefault(digest, summary.id)
    return tuple(hits)


def _hit_passage(row: PassageRow, score: float, sentence: Sequence[int]) -> HitPassage:
    start, end = sentence
    place = (start, end) if start >= 0 else None
    return HitPassage(row.text, row.page, row.section, row.start, row.end, row.position, score, sentence=place)


def reading_url(summary: RecordSummary, passage: HitPassage | None = None) -> str:
    """Address of a record, or of a passage of it: it can be mailed."""
    address = _address(summary.id)
    if passage is not None:
        address += f"&rev={summary.revision}&de={passage.start}&a={passage.end}"
        if passage.page:
            address += f"&page={passage.page}"
    return address


@functools.lru_cache(maxsize=4_096)
def _address(record_id: str) -> str:
    return f"/lire?id={quote_plus(record_id)}"


def highlighted(passage: HitPassage, wanted: frozenset[str]) -> HitPassage:
    """The passage with marks on the words of the question (`wanted`: their terms)."""
    return replace(passage, marks=tuple(marks_of(passage.text, wanted)))


def wanted_terms(question: Question) -> frozenset[str]:
    """The terms that a question looks for, as words."""
    return frozenset(alternative.text for group in question.groups for alternative in group.alternatives)
