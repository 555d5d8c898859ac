"""Retrieval: candidates by words and by meaning, then every sign of nearness weighed together, passage by passage.

Filters and rights are a mask over records, applied before anything is ranked: ten asked are ten given.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from kb.index.analysis import GRAM_CELLS, gram_cells
from kb.index.blobs import F32, join_sentences
from kb.index.live import LiveIndex
from kb.index.rows import sign_rows, title_grams
from kb.search.question import Question
from kb.search.words import K1, B, WordScores, score_words

# Passages that each side proposes, and records whose head does.
DEPTH = 80
HEAD_DEPTH = 10
# Character grams of a title of usual length.
TITLE_GRAMS = 40.0


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each sign of nearness counts. Dense ones are cosines, the lexical ones are shares of the best."""

    passage: float = 4.0
    sentence: float = 2.4
    words: float = 0.10
    sheet: float = 0.10
    head: float = 0.08
    grams: float = 0.25
    title: float = 0.22


# Chosen by hand around the best of a coordinate ascent over both outside sets, whole, and the tuning half of the
# project's questions: their figures have no margin for that.
FUSED = Weights()
LEXICAL = Weights(passage=0.0, sentence=0.0)
DENSE = Weights(words=0.0, sheet=0.0, head=0.0, grams=0.0, title=0.0)
MODES = {"fused": FUSED, "lexical": LEXICAL, "dense": DENSE}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that may answer: its record's row in the index, its score, and the signs that confidence reads."""

    passage_id: int
    row: int
    score: float
    cosine: float
    sentence_cosine: float
    sentence: tuple[int, int] | None
    coverage: float


@dataclass(frozen=True, slots=True)
class Retrieved:
    """Candidates by descending score, and the ranks of records on each side."""

    candidates: tuple[Candidate, ...]
    lexical_rows: tuple[int, ...]
    dense_rows: tuple[int, ...]
    found_words: dict[int, tuple[str, ...]]


def retrieve(
    live: LiveIndex,
    database: Database,
    question: Question,
    vector: F32,
    allowed_rows: NDArray[np.bool_],
    mode: str = "fused",
    depth: int = DEPTH,
) -> Retrieved:
    """Candidate passages for a question, best first. Hold `live.lock`."""
    allowed = live.alive & allowed_rows[live.record_rows]
    if not allowed.any():
        return Retrieved((), (), (), {})
    words = score_words(live, question)
    word_scores = words.total(live.slots)
    word_scores[~allowed] = 0
    lexical_slots = _top(word_scores, depth) if mode != "dense" else np.empty(0, np.int64)
    mask = None if allowed.all() else allowed
    dense_slots = (
        live.vectors.search(vector, min(depth, int(allowed.sum())), mask)[0]
        if mode != "lexical"
        else np.empty(0, np.int64)
    )
    heads = words.total_of_heads(len(live.records))
    head_slots = _head_slots(live, heads, allowed_rows) if mode != "dense" else np.empty(0, np.int64)
    slots = np.unique(np.concatenate([lexical_slots, dense_slots, head_slots]))
    if not len(slots):
        return Retrieved((), (), (), {})
    rows = live.record_rows[slots]
    sheets, coverage, found_words = _sheets(live, words, rows, allowed)
    signs = _signs(live, database, question, vector, slots)
    scores = _weigh(MODES[mode], word_scores[slots], sheets, heads[rows], signs)
    candidates = [
        Candidate(
            int(live.passage_ids[slot]),
            int(rows[i]),
            float(scores[i]),
            float(signs.cosines[i]),
            float(signs.sentence_cosines[i]),
            signs.sentences[i],
            float(coverage[i]),
        )
        for i, slot in enumerate(slots)
    ]
    ids = live.records.ids
    candidates.sort(key=lambda c: (-c.score, ids[c.row], c.passage_id))
    by_words = np.lexsort((-sheets, -word_scores[slots]))
    by_words = rows[by_words[(word_scores[slots] > 0)[by_words] | np.isin(slots, head_slots)[by_words]]]
    by_meaning = rows[np.argsort(-signs.cosines, kind="stable")]
    return Retrieved(tuple(candidates), _unique(by_words), _unique(by_meaning), found_words)


def _head_slots(live: LiveIndex, heads: F32, allowed_rows: NDArray[np.bool_]) -> NDArray[np.int64]:
    """First passage of each of the records whose heads (title, structure, labels) hold most of the question."""
    first = live.first_slots()
    scores = np.where(allowed_rows & (first >= 0), heads, np.float32(0))
    return first[_top(scores, HEAD_DEPTH)]


def _unique(rows: NDArray[np.int32]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(rows.tolist()))


def _top(scores: F32, k: int) -> NDArray[np.int64]:
    """Places of the k highest scores above zero."""
    places = np.argpartition(-scores, k)[:k] if len(scores) > k else np.arange(len(scores))
    return places[scores[places] > 0]


def _sheets(
    live: LiveIndex, words: WordScores, rows: NDArray[np.int32], allowed: NDArray[np.bool_]
) -> tuple[F32, F32, dict[int, tuple[str, ...]]]:
    """For each candidate: the words score of its whole record, and the share of the question's words it holds.

    Each word counts once, by its best passage or by the record's head (title, structure, labels of its codes).
    """
    unique, inverse = np.unique(rows, return_inverse=True)
    place_of = np.full(len(live.records), -1, np.int32)
    place_of[unique] = np.arange(len(unique), dtype=np.int32)
    gains = np.zeros((len(words.words), len(unique)), np.float32)
    for g, (slots, of_slots) in enumerate(zip(words.slots, words.gains, strict=True)):
        places = place_of[live.record_rows[slots]]
        inside = (places >= 0) & allowed[slots]
        np.maximum.at(gains[g], places[inside], of_slots[inside])
        at, of_heads = place_of[words.head_rows[g]], words.head_gains[g]
        gains[g, at[at >= 0]] = np.maximum(gains[g, at[at >= 0]], of_heads[at >= 0])
    idfs = np.array(words.idfs, np.float32)
    share = (gains > 0).T @ idfs / max(float(idfs.sum()), 1e-9) if len(idfs) else np.zeros(len(unique), np.float32)
    found = {
        int(row): tuple(word for g, word in enumerate(words.words) if gains[g, place] > 0)
        for place, row in enumerate(unique)
    }
    return gains.sum(axis=0)[inverse], share[inverse].astype(np.float32), found


@dataclass(frozen=True, slots=True)
class Signs:
    """For each candidate: cosine of the passage, of its best sentence and where it stands, gram scores."""

    cosines: F32
    sentence_cosines: F32
    sentences: list[tuple[int, int] | None]
    grams: F32
    title_grams: F32


def _signs(live: LiveIndex, database: Database, question: Question, vector: F32, slots: NDArray[np.int64]) -> Signs:
    rows = sign_rows(database, live.passage_ids[slots].tolist())
    titles = title_grams(database, {row.record for row in rows})
    matrix = np.frombuffer(b"".join(row.vector for row in rows), np.float32).reshape(len(rows), live.dimension)
    cosines = matrix @ vector
    best, sentences = _best_sentences([row.sentences for row in rows], vector, cosines)
    weights = _gram_weights(live, question.text)
    grams = _gram_scores([row.grams for row in rows], weights, live.postings.mean_grams)
    of_title = dict(zip(titles, _gram_scores(list(titles.values()), weights, TITLE_GRAMS).tolist(), strict=True))
    return Signs(cosines, best, sentences, grams, np.array([of_title[row.record] for row in rows], np.float32))


def _best_sentences(data: Sequence[bytes], vector: F32, cosines: F32) -> tuple[F32, list[tuple[int, int] | None]]:
    """For each passage, the cosine of its nearest sentence and where it stands; its own cosine when it has none."""
    of_all = join_sentences(data, len(vector))
    scores = (of_all.vectors @ vector) * of_all.scales
    best: list[float] = []
    places: list[tuple[int, int] | None] = []
    at = 0
    for size, own in zip(of_all.sizes, cosines.tolist(), strict=True):
        if size:
            top = at + int(scores[at : at + size].argmax())
            best.append(float(scores[top]))
            places.append((int(of_all.starts[top]), int(of_all.ends[top])))
        else:
            best.append(own)
            places.append(None)
        at += size
    return np.array(best, np.float32), places


def _gram_weights(live: LiveIndex, text: str) -> F32:
    """Weight of each hash cell for a question: its rarity where the question has it, else 0."""
    weights = np.zeros(GRAM_CELLS, np.float32)
    cells, _ = gram_cells(text)
    df = live.postings.gram_df[cells]
    weights[cells] = np.log(1 + (live.slots - np.minimum(df, live.slots) + 0.5) / (df + 0.5))
    return weights


def _gram_scores(data: Sequence[bytes], weights: F32, mean: float) -> F32:
    """BM25 of the question's character grams, one figure per text: float32, shape (n,)."""
    sizes = np.array([len(one) // 3 for one in data], np.int64)
    cells = np.frombuffer(b"".join([one[: 2 * len(one) // 3] for one in data]), np.uint16)
    counts = np.frombuffer(b"".join([one[2 * len(one) // 3 :] for one in data]), np.uint8)
    owners = np.repeat(np.arange(len(data)), sizes)
    lengths = np.bincount(owners, counts, len(data))
    own = weights[cells]
    hit = np.flatnonzero(own)
    n = counts[hit].astype(np.float32)
    norm = (K1 * (1 - B + B * lengths / mean)).astype(np.float32)[owners[hit]]
    return np.bincount(owners[hit], own[hit] * n * (K1 + 1) / (n + norm), len(data)).astype(np.float32)


def _weigh(weights: Weights, words: F32, sheets: F32, heads: F32, signs: Signs) -> F32:
    """One score per candidate. Lexical signs are divided by their best, so that they compare between questions."""

    def share(values: F32) -> F32:
        best = float(values.max(initial=0.0))
        return values / best if best > 0 else np.zeros_like(values)

    return np.asarray(
        weights.passage * signs.cosines
        + weights.sentence * signs.sentence_cosines
        + weights.words * share(words)
        + weights.sheet * share(sheets)
        + weights.head * share(heads)
        + weights.grams * share(signs.grams)
        + weights.title * share(signs.title_grams),
        np.float32,
    )
