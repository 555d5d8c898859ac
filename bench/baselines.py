"""Plain rankings that stand beside the program's: BM25, the encoder alone, and the convex sum of both.

Each is what a script of sixty lines does with whole documents. A ranking that falls below one of these is worth less
than the script.
"""

import functools
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
import Stemmer
from numpy.typing import NDArray

from kb.encoder.served import TextEncoder
from kb.evaluation import CUT, ndcg
from kb.index.words.analysis import STOP_WORDS, WORD, fold

Scores = NDArray[np.float32]
K1, B = 1.2, 0.75
# Share of the encoder in the convex sum of both, each brought to [0, 1] over all documents of a question.
DENSE_SHARE = 0.7
NAMES = ("BM25", "cosine", "convex")


@functools.lru_cache(maxsize=200_000)
def _term(word: str) -> str:
    return "" if fold(word) in STOP_WORDS else _stemmer().stemWord(word)


@functools.lru_cache(maxsize=1)
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("french", 0)


def terms(text: str) -> list[str]:
    """Snowball stems of the words of a text that are no stop words; accents count."""
    return [term for word in WORD.findall(text.lower()) if (term := _term(word))]


def bm25(documents: Sequence[str], questions: Sequence[str]) -> Scores:
    """BM25 of whole documents (k1 1.2, b 0.75): float32, shape (questions, documents)."""
    counts = [Counter(terms(text)) for text in documents]
    lengths = np.array([sum(one.values()) for one in counts], np.float32)
    norms = K1 * (1 - B + B * lengths / max(float(lengths.mean()), 1.0))
    postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for place, of_document in enumerate(counts):
        for term, count in of_document.items():
            postings[term].append((place, count))
    out = np.zeros((len(questions), len(documents)), np.float32)
    for row, question in zip(out, questions, strict=True):
        for term in set(terms(question)):
            if held := postings.get(term):
                places, count = np.array(held).T
                rarity = math.log(1 + (len(documents) - len(held) + 0.5) / (len(held) + 0.5))
                row[places] += rarity * count * (K1 + 1) / (count + norms[places])
    return out


def cosines(encoder: TextEncoder, documents: Sequence[str], questions: Sequence[str]) -> Scores:
    """Cosines of the encoder, whole documents as passages: float32, shape (questions, documents)."""
    return encoder.queries(questions) @ encoder.passages(documents).T


def convex(dense: Scores, words: Scores) -> Scores:
    """Both scaled to [0, 1] for each question, 0.7 of the first and 0.3 of the second."""
    return DENSE_SHARE * _scaled(dense) + (1 - DENSE_SHARE) * _scaled(words)


def _scaled(scores: Scores) -> Scores:
    low, high = scores.min(axis=1, keepdims=True), scores.max(axis=1, keepdims=True)
    return np.asarray((scores - low) / np.maximum(high - low, 1e-9), np.float32)


def baselines(encoder: TextEncoder, documents: Sequence[str], questions: Sequence[str]) -> dict[str, Scores]:
    """The three by name: float32, shape (questions, documents) each."""
    words, dense = bm25(documents, questions), cosines(encoder, documents, questions)
    return dict(zip(NAMES, (words, dense, convex(dense, words)), strict=True))


def mean_ndcg(scores: Scores, ids: Sequence[str], relevant: Sequence[Mapping[str, int]]) -> float:
    """Mean nDCG@10 of the questions that something answers; a document without a score is not ranked."""
    figures = []
    for row, wanted in zip(scores, relevant, strict=True):
        if wanted:
            order = (-row).argsort(kind="stable")[:CUT].tolist()
            figures.append(ndcg([ids[place] for place in order if row[place] > 0], wanted))
    return float(np.mean(figures))
