"""Groups of questions that ask about the same, by the meaning of the questions and of their words that say something.

Agglomeration with average link over cosines. Each question is its own vector beside that of its words without grammar,
from which the mean of all of them is taken off: questions lie in a narrow cone (`kb.index.vectors.commonplace`).
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]

# Chosen on the tuning half of tests/needs/unanswered.py: mean cosine under which two groups stay apart, and how much
# the words that say something count beside the question.
TOGETHER: Final = 0.04
WORDS: Final = 0.7
# Questions grouped at a time: the newest ones. More would take seconds, and say the same.
MOST: Final = 1_000


def groups(
    questions: Sequence[str], encode: Callable[[Sequence[str]], Vectors], words: Callable[[str], str]
) -> tuple[tuple[int, ...], ...]:
    """Places of the questions that go together, the largest groups first, at most `MOST` questions in all.

    `encode` gives rows of length 1; `words` a question without its words of grammar.
    """
    kept = questions[:MOST]
    if len(kept) < 2:
        return tuple((place,) for place in range(len(kept)))
    told = [words(one) or one for one in kept]
    rows = np.concatenate([_off_mean(encode(kept)), WORDS * _off_mean(encode(told))], axis=1)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    found = _joined(rows @ rows.T)
    return tuple(tuple(one) for one in sorted(found, key=lambda one: (-len(one), one[0])))


def _off_mean(rows: Vectors) -> Vectors:
    off = rows - rows.mean(axis=0)
    out: Vectors = off / np.maximum(np.linalg.norm(off, axis=1, keepdims=True), 1e-9)
    return out


def _joined(cosines: npt.NDArray[Any]) -> list[list[int]]:
    """Average link: the two nearest groups are joined until none are nearer than `TOGETHER`."""
    near = cosines.astype(np.float64)
    np.fill_diagonal(near, -np.inf)
    members = [[place] for place in range(len(near))]
    while True:
        one, other = divmod(int(near.argmax()), len(near))
        if near[one, other] < TOGETHER:
            return [sorted(found) for found in members if found]
        sizes = len(members[one]), len(members[other])
        mean = (near[one] * sizes[0] + near[other] * sizes[1]) / sum(sizes)
        near[one], near[:, one] = mean, mean
        near[one, one] = near[other] = near[:, other] = -np.inf
        members[one] += members[other]
        members[other] = []
