"""Heaps of short texts that say the same thing, by what the encoder makes of them: a proposal for people to mend."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

F32 = npt.NDArray[np.float32]
# Heaps that a room can name in twenty minutes.
FEWEST, MOST = 3, 12
# Of sixty cards, about so many say one thing.
USUAL: Final = 6.0
# What the words of a card count for beside its meaning, both likenesses scaled to spread alike; and what one heap more
# or fewer than usual costs of a fall in likeness, in the same scale. From docs/WORKSHOPS.md: chosen on sets left out.
WORDS: Final = 0.4
UNUSUAL: Final = 0.02


def heaps_of(vectors: F32, words: F32 | None = None) -> tuple[tuple[int, ...], ...]:
    """Indices of rows that belong together, largest heap first; rows of length 1, shape (n, dimension).

    `words`: the sum of what the words of each text mean one by one, shape (n, any), where that is known.
    Average linkage on cosines, cut where the next two heaps to be joined are much farther apart than those before,
    between bounds that follow from the number of texts.
    """
    count = len(vectors)
    if count < 2:
        return tuple((at,) for at in range(count))
    likeness = scaled_likeness(vectors)
    if words is not None:
        likeness = likeness + np.float32(WORDS) * scaled_likeness(words)
    joined, steps = _joined(likeness)
    kept = _best_cut(steps, count)
    groups = joined[count - kept]
    return tuple(tuple(sorted(group)) for group in sorted(groups, key=lambda group: (-len(group), min(group))))


def scaled_likeness(vectors: F32) -> F32:
    """How alike rows are, shape (n, n): mean 0 and spread 1 between two rows, whatever made them."""
    return _scaled(_likeness(vectors))


def _likeness(vectors: F32) -> F32:
    """Cosines of rows once what all have in common is taken off: cards of one room speak of one subject."""
    centred = vectors - vectors.mean(axis=0)
    centred /= np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-9)
    return np.asarray(centred @ centred.T, np.float32)


def _scaled(likeness: F32) -> F32:
    """Likenesses with mean 0 and spread 1, those of a text with itself left out."""
    between = likeness[~np.eye(len(likeness), dtype=bool)]
    return np.asarray((likeness - between.mean()) / max(float(between.std()), 1e-9), np.float32)


def _joined(likeness: F32) -> tuple[list[list[list[int]]], list[float]]:
    """The heaps after each join, none joined first; and how alike the two heaps of each join were."""
    count = len(likeness)
    groups: list[list[int]] = [[at] for at in range(count)]
    between = likeness.astype(np.float64)
    np.fill_diagonal(between, -np.inf)
    after, steps = [[list(group) for group in groups]], list[float]()
    while len(groups) > 1:
        a, b = sorted(np.unravel_index(int(np.argmax(between)), between.shape))
        steps.append(float(between[a, b]))
        weights = len(groups[a]), len(groups[b])
        mean = (between[a] * weights[0] + between[b] * weights[1]) / sum(weights)
        between[a], between[:, a] = mean, mean
        between[a, a] = -np.inf
        between = np.delete(np.delete(between, b, axis=0), b, axis=1)
        groups[a] += groups.pop(b)
        after.append([list(group) for group in groups])
    return after, steps


def _best_cut(steps: Sequence[float], count: int) -> int:
    """How many heaps to keep: near the usual number, where the fall of likeness is steepest."""
    usual = min(MOST, max(FEWEST, round(count / USUAL)))
    low, high = max(2, usual - 3), min(MOST, usual + 3, count)
    best, most = usual, -np.inf
    for kept in range(low, high + 1):
        # With `kept` heaps, join number count - kept is the next one, and the one before was the last made.
        fall = steps[count - kept - 1] - steps[count - kept] if 0 < count - kept < len(steps) else 0.0
        worth = fall - UNUSUAL * abs(kept - usual)
        if worth > most:
            best, most = kept, worth
    return min(best, count)
