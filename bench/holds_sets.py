"""The sets of questions that numbers are chosen on, and every sign of every passage for each of their questions.

Signs are worked out by the program's own code over the program's own index; only their weighing is done apart, so that
thousands of weights can be tried.
"""

import contextlib
import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from bench.baselines import Scores, baselines
from bench.cached_encoder import CachedEncoder
from bench.labelled import SETS, fill, outside_data, read_set
from kb.base import OPERATOR, KnowledgeBase
from kb.encoder.hub import open_encoder
from kb.evaluation import LabelledQuestion, read_questions
from kb.home import Home, find_home
from kb.index.live import LiveIndex
from kb.index.memory_index import MemoryIndex
from kb.index.scope import Whole
from kb.index.vectors.features import Signs
from kb.index.words.bm25 import Saturation
from kb.resources import Resources
from kb.search.engine import Engine
from kb.search.lexical import asked_words, score_words
from kb.search.record_scores import grams_of
from kb.search.weights import Weights

QUESTIONS = Path(__file__).parent.parent / "tests" / "questions.jsonl"
# Characters of its text that a document without a title is called by, in the second form.
FIRST_WORDS = 70
DISCOUNTS = 1 / np.log2(np.arange(2, 12))
Key = tuple[str, str]


@dataclass
class LabelledSet:
    """A set in one form, its base open: signs of every passage for its answerable questions, and plain rankings.

    Arrays have a row per question; `cosines` and `titles` a column per passage, `gains` one per record.
    """

    name: str
    form: str
    base: KnowledgeBase
    questions: tuple[LabelledQuestion, ...]
    ids: list[str]
    documents: list[str]
    plain: dict[str, Scores]
    cosines: Scores
    sentences: Scores
    titles: Scores
    record_rows: NDArray[np.int32]
    gains: NDArray[np.float64]
    shares: dict[tuple[str, Saturation], Scores] = field(default_factory=dict)

    @functools.cached_property
    def splits(self) -> list[str]:
        """The splits of its questions."""
        return sorted({one.split for one in self.questions})


def resources() -> Resources:
    """The program's own, with an encoder that forgets nothing."""
    return Resources(open_encoder=lambda folder: CachedEncoder(open_encoder(folder)))


def titled(documents: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """The documents, those without a title called by their first words."""
    return [
        one if one.get("title") else {**one, "title": " ".join(one["text"][:FIRST_WORDS].split())} for one in documents
    ]


@contextlib.contextmanager
def opened_sets(folder: Path, only: Sequence[str] = ()) -> Iterator[list[LabelledSet]]:
    """The project's own set, and each outside set in each form it has; those of the names in `only`, if any."""
    shared, data = resources(), outside_data()
    with contextlib.ExitStack() as stack:
        found = []
        if not only or "own" in only:
            base = stack.enter_context(KnowledgeBase.open(find_home(), resources=shared))
            base.follow(cache=True)
            found.append(_labelled(base, "own", "", read_questions(QUESTIONS)))
        for name in SETS:
            if data is None or (only and name not in only):
                continue
            documents, questions = read_set(data / "retrieval" / name)
            forms = {"as given": documents, "titled": titled(documents)}
            for form, of_form in forms.items():
                if form == "titled" and of_form == documents:
                    continue
                home = Home(folder / f"{name} {form}", find_home().model)
                base = stack.enter_context(KnowledgeBase.open(home, create=True, resources=shared))
                if not base.register.ids():
                    fill(base, of_form)
                base.follow(cache=True)
                found.append(_labelled(base, name, form, questions, of_form))
        yield found


def _labelled(
    base: KnowledgeBase,
    name: str,
    form: str,
    questions: tuple[LabelledQuestion, ...],
    documents: Sequence[dict[str, str]] = (),
) -> LabelledSet:
    answerable = tuple(one for one in questions if one.relevant)
    with base.searcher.engine(OPERATOR) as engine:
        live, database = held_by(engine)
        asked = [engine._find(one.question, {}, 1, "lexical").asked for one in answerable]
        vectors = np.stack([live.question_vector(row) for row in engine._encoder.queries([one.meant for one in asked])])
        ids = list(live.records.ids)
        sources = {row: engine._summaries([row])[0].source or "" for row in range(len(ids))}
        signs = live.signs_of(database, np.arange(live.slots))
        cosines = vectors @ signs.vectors().T
        sentences = _sentences(signs, vectors, cosines)
        rows = np.arange(len(ids), dtype=np.int32)
        of_titles = np.stack([live.titles.cosines(rows, vector) for vector in vectors])
        record_rows = live.record_rows.copy()
    grades = np.zeros((len(answerable), len(ids)))
    for of_question, one in zip(grades, answerable, strict=True):
        for row, record_id in enumerate(ids):
            named = {record_id, sources[row], sources[row].removeprefix("corpus/")}
            of_question[row] = max((one.relevant.get(key, 0) for key in named), default=0)
    texts = _texts(base, ids, {one["_id"]: one.get("title", "") for one in documents})
    titles = np.maximum(best_of_records(cosines, record_rows, len(ids)), of_titles).take(record_rows, axis=1)
    with base.searcher.engine(OPERATOR) as engine:
        plain = baselines(engine._encoder, texts, [one.question for one in answerable])
    return LabelledSet(
        name, form, base, answerable, ids, texts, plain, cosines, sentences, titles, record_rows, 2.0**grades - 1
    )


def _sentences(signs: Signs, vectors: Scores, cosines: Scores) -> Scores:
    """The cosine of the nearest sentence of each passage, its own where it has none."""
    nearest, joined = cosines.copy(), signs.sentences()
    some = joined.sizes.nonzero()[0]
    scores = (vectors @ joined.vectors.astype(np.float32).T) * joined.scales
    firsts = joined.sizes.cumsum() - joined.sizes
    nearest[:, some] = np.maximum.reduceat(scores, firsts[some], axis=1)
    return nearest


def _texts(base: KnowledgeBase, ids: Sequence[str], titles: dict[str, str]) -> list[str]:
    """What a plain script reads of each record: its title, unless it has none, and its whole text."""
    out = []
    for one in ids:
        revision = base.register.published(one)
        assert revision is not None
        title = titles.get(one, revision.record.title)
        out.append(f"{title}\n{revision.document.text}".strip())
    return out


def best_of_records(scores: Scores, record_rows: NDArray[np.int32], records: int) -> Scores:
    """The best score of each record's passages, -9 for a record without a passage: shape (questions, records)."""
    out = np.full((len(scores), records), -9, np.float32)
    rows, firsts = np.unique(record_rows, return_index=True)
    out[:, rows] = np.maximum.reduceat(scores, firsts, axis=1)
    return out


def share(one: LabelledSet, sign: str, saturation: Saturation) -> Scores:
    """A lexical sign of each passage or of its record, as shares of the best: kept once worked out."""
    key = (sign, saturation)
    if key not in one.shares:
        scores = _grams(one, saturation) if sign == "grams" else _words(one, sign, saturation)
        best = scores.max(axis=1, keepdims=True)
        one.shares[key] = np.divide(scores, np.where(best > 0, best, 1), dtype=np.float32)
    return one.shares[key]


def held_by(engine: Engine) -> tuple[LiveIndex, Database]:
    """The index in memory, and its file, that an engine searches."""
    index = engine._index
    assert isinstance(index, MemoryIndex)
    return index.live, index.database


def _words(one: LabelledSet, sign: str, saturation: Saturation) -> Scores:
    out = np.zeros((len(one.questions), len(one.ids)), np.float32)
    with (
        one.base.searcher.engine(OPERATOR) as engine,
        mock.patch("kb.index.live.WORDS", saturation),
        mock.patch("kb.search.lexical.WORDS", saturation),
    ):
        live, database = held_by(engine)
        live._word_norms = None
        scope = Whole(live, database, live.allowed({}, OPERATOR, {}))
        for row, question in zip(out, one.questions, strict=True):
            asked = engine._find(question.question, {}, 1, "lexical").asked
            found = score_words(scope, asked_words(engine._index, asked))
            places, totals = (found.records if sign == "words" else found.heads).total(len(row))
            row[places] = totals
        live._word_norms = None
    return out.take(one.record_rows, axis=1)


def _grams(one: LabelledSet, saturation: Saturation) -> Scores:
    out = []
    with (
        one.base.searcher.engine(OPERATOR) as engine,
        mock.patch("kb.index.live.GRAMS", saturation),
        mock.patch("kb.index.scope.GRAMS", saturation),
    ):
        live, database = held_by(engine)
        scope = Whole(live, database, live.allowed({}, OPERATOR, {}))
        places = np.arange(live.slots)
        signs = scope.signs_of(places)
        for question in one.questions:
            asked = grams_of(engine._index, engine._find(question.question, {}, 1, "lexical").asked.meant)
            out.append(scope.gram_scores(places, signs, asked.cells, asked.weights))
    return np.stack(out)


def weighed(one: LabelledSet, weights: Weights, words: Saturation, grams: Saturation) -> Scores:
    """The score of every record for every question: float32, shape (questions, records)."""
    scores = weights.passage * one.cosines + weights.sentence * one.sentences + weights.title * one.titles
    if weights.words:
        scores = scores + weights.words * share(one, "words", words)
    if weights.head:
        scores = scores + weights.head * share(one, "head", words)
    if weights.grams:
        scores = scores + weights.grams * share(one, "grams", grams)
    return best_of_records(scores, one.record_rows, len(one.ids))


def ndcg_of(one: LabelledSet, scores: Scores, split: str | None = None) -> float:
    """Mean nDCG@10 of a set's questions, or of those of one split, for scores of records (0: not found)."""
    chosen = np.array([split is None or question.split == split for question in one.questions])
    scores, gains = scores[chosen], one.gains[chosen]
    order = np.argsort(-scores, axis=1, kind="stable")[:, : len(DISCOUNTS)]
    found = np.take_along_axis(gains, order, 1) * (np.take_along_axis(scores, order, 1) > 0)
    ideal = -np.sort(-gains, axis=1)[:, : len(DISCOUNTS)]
    discounts = DISCOUNTS[: order.shape[1]]
    return float(((found * discounts).sum(axis=1) / (ideal * discounts).sum(axis=1)).mean())
