"""Seen before? The signals most like one that is being written: by meaning, words, place, product and time.

What two reports of one fact have in common is often little: another street, other words, another month. Each sign alone
misses a third of them (`python -m bench.watch seen`); together they find nearly all.
"""

import datetime
import math
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from ingest.french.folding import unaccented
from kb.store.watch.signals import SignalMark
from kb.vocabulary.vocabulary import Vocabulary
from kb.watch.detection.methods import Standing, standing_of
from kb.watch.likeness import AGED, NEIGHBOUR_KM, OTHER_PRODUCT, SAME_PRODUCT, kilometres

Float32 = npt.NDArray[np.float32]
SHOWN: Final = 5
# Weights and thresholds below were chosen on one half of the labelled pairs of tests/watch/seen_before.jsonl.
WORDS: Final = 0.3  # what a cosine of words adds to one of meanings
SAME_PLACE: Final = 0.1
NEIGHBOUR: Final = 0.1
NEAR: Final = 0.30  # a score worth showing
# Worth asking « is it the same? »; under it the history holds nothing like it. With 90 % confidence at most one in ten
# reports that repeat another stands under it: the normal tolerance bound of the best scores of that half.
ALIKE: Final = 0.366
SAME: Final = 0.52  # taken for the same fact
# Signals that stand for what all have in common; a base of fewer is drawn towards none.
SETTLED: Final = 30
READ: Final = 60  # candidates whose words are read
SAMPLED: Final = 300  # signals whose words say which are rare
GRAM: Final = 4  # characters

Texts = Callable[[Sequence[int]], Mapping[int, str]]


@dataclass(frozen=True, slots=True)
class SignalQuery:
    """A text that is being written, with its meaning (length 1), and where, when and of which products it speaks."""

    text: str
    vector: Float32
    place: str
    day: datetime.date
    substances: Sequence[str]


@dataclass(frozen=True, slots=True)
class Near:
    """A signal near to another, and how near: higher is nearer, and 1 more than two same texts have."""

    number: int
    score: float


def near_signals(
    asked: SignalQuery, marks: Sequence[SignalMark], vectors: Float32, texts: Texts, vocabulary: Vocabulary
) -> tuple[Near, ...]:
    """The signals of `marks` nearest to a text, nearest first; () when nothing is near.

    `vectors` are the rows of `marks`, of length 1; `texts` gives the words of some numbers.
    """
    if not len(marks):
        return ()
    apart = _apart(asked, marks, vocabulary)
    scores = _meanings(asked.vector, vectors) - apart
    order = np.argsort(-scores, kind="stable")[:READ]
    spread = np.linspace(0, len(marks) - 1, min(SAMPLED, len(marks))).astype(int)
    known = texts([marks[at].number for at in {*order.tolist(), *spread.tolist()}])
    words = _words(asked.text, [known[marks[at].number] for at in order], known.values())
    found = [
        Near(marks[at].number, float(scores[at]) + WORDS * shared) for at, shared in zip(order, words, strict=True)
    ]
    return tuple(sorted((one for one in found if one.score >= NEAR), key=lambda one: (-one.score, one.number))[:SHOWN])


def standing_in(
    day: datetime.date, near: Sequence[Near], marks: Sequence[SignalMark], groups: Mapping[int, int]
) -> Standing:
    """What the history says of a text from the signals near to it; `groups` gives the phenomenon of each signal.

    Doubtful: something is like it, not enough to be taken for the same.
    """
    if not any(one.score >= ALIKE for one in near):
        return "new"
    same = {groups[one.number] for one in near if one.score >= SAME}
    if not same:
        return "doubtful"
    days = [datetime.date.fromisoformat(mark.day) for mark in marks if groups[mark.number] in same]
    found = standing_of(day, days)
    return "recent" if found == "new" else found  # all of them later than the day that is told of


def _meanings(vector: Float32, vectors: Float32) -> Float32:
    """Cosines of meanings without what the signals of this base have in common."""
    common = vectors.mean(axis=0) * len(vectors) / (len(vectors) + SETTLED)
    own, others = vector - common, vectors - common
    out: Float32 = (others @ own) / np.maximum(np.linalg.norm(others, axis=1) * np.linalg.norm(own), 1e-9)
    return out


def _apart(asked: SignalQuery, marks: Sequence[SignalMark], vocabulary: Vocabulary) -> Float32:
    """What another place, another product and another time take off, less what the same ones add."""
    places = {
        place: SAME_PLACE * (away == 0) + NEIGHBOUR * (away <= NEIGHBOUR_KM)
        for place in {mark.territory for mark in marks}
        for away in [kilometres(vocabulary, asked.place, place)]
    }
    named, today = set(asked.substances), asked.day.toordinal()
    products = {
        one: -SAME_PRODUCT if named & set(one) else OTHER_PRODUCT if named and one else 0.0
        for one in {mark.substances for mark in marks}
    }
    days = {day: datetime.date.fromisoformat(day).toordinal() for day in {mark.day for mark in marks}}
    years = {day: min(abs(today - at) / 365, 2.0) for day, at in days.items()}
    return np.array(
        [AGED * years[mark.day] + products[mark.substances] - places[mark.territory] for mark in marks], np.float32
    )


def _grams(text: str) -> Counter[str]:
    words = "".join(sign if sign.isalnum() else " " for sign in unaccented(text).casefold()).split()
    padded = [f" {word} " for word in words]
    return Counter(word[at : at + GRAM] for word in padded for at in range(max(len(word) - GRAM + 1, 1)))


def _words(text: str, others: Sequence[str], sample: Collection[str]) -> list[float]:
    """Cosines of the parts of words of a text and of others; those that many texts of `sample` hold weigh less."""
    held = Counter(gram for one in sample for gram in _grams(one))

    def weighed(one: str) -> dict[str, float]:
        weights = {
            gram: (1 + math.log(count)) * (1 + math.log((1 + len(sample)) / (1 + held[gram])))
            for gram, count in _grams(one).items()
        }
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {gram: weight / length for gram, weight in weights.items()}

    own = weighed(text)
    return [sum(own.get(gram, 0.0) * weight for gram, weight in weighed(one).items()) for one in others]
