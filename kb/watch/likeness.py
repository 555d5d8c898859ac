"""The groups that signals form over a history: those that say the same, near by meaning and by product."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from kb.store.watch.signals import SignalMark
from kb.vocabulary.vocabulary import Vocabulary

Float32 = npt.NDArray[np.float32]
# Cosines of two descriptions without what any two sentences share; chosen on the invented signals of samples/veille,
# where 94 % of the pairs grouped are of one phenomenon, and 91 % of the pairs of one phenomenon are grouped.
SAME: Final = 0.50  # the same fact, and so the same phenomenon
SAME_PRODUCT: Final = 0.10  # what a product that both name adds
OTHER_PRODUCT: Final = 0.10
AGED: Final = 0.05  # for a year between the two
NEIGHBOUR_KM: Final = 6.0


def kilometres(vocabulary: Vocabulary, one: str, other: str) -> float:
    """Distance between the centres of two territories; infinite when one of them has none."""
    if one == other:
        return 0.0
    places = [vocabulary.territories.get(code) for code in (one, other)]
    if any(place is None or place.longitude is None or place.latitude is None for place in places):
        return float("inf")
    (x1, y1), (x2, y2) = ((place.longitude or 0.0, place.latitude or 0.0) for place in places if place)
    east = (x2 - x1) * 111.32 * np.cos(np.radians((y1 + y2) / 2))
    return float(np.hypot(east, (y2 - y1) * 110.57))


class Groups:
    """Signals grouped by meaning, oldest first: each joins the group it is nearest to, or begins one.

    A group is known by its oldest signal, whatever joins it later, and stands at the mean of its members.
    """

    def __init__(self, dimension: int) -> None:
        self._sums = np.zeros((0, dimension), np.float32)
        self._units = np.zeros((0, dimension), np.float32)
        self._names: list[int] = []
        self._products: list[dict[str, int]] = []
        self._at: dict[int, int] = {}

    def put(self, number: int, vector: Float32, substances: Sequence[str], chosen: int = 0) -> int:
        """The group of a signal: `chosen` by people if they chose, else the nearest one, else its own."""
        place = self._at.get(chosen, -1) if chosen else self._nearest(vector, substances)
        if place < 0:
            place = len(self._names)
            self._names.append(number)
            self._products.append({})
            self._at[number] = place
            self._sums = np.vstack([self._sums, np.zeros_like(vector)[None]])
            self._units = np.vstack([self._units, np.zeros_like(vector)[None]])
        self._sums[place] += vector
        self._units[place] = self._sums[place] / max(float(np.linalg.norm(self._sums[place])), 1e-9)
        for one in substances:
            self._products[place][one] = self._products[place].get(one, 0) + 1
        return self._names[place]

    def _nearest(self, vector: Float32, substances: Sequence[str]) -> int:
        if not self._names:
            return -1
        scores = self._units @ vector
        best, where = SAME, -1
        for place in np.argsort(-scores)[:8]:
            known = self._products[place]
            if substances and known:
                scores[place] += SAME_PRODUCT if set(substances) & set(known) else -OTHER_PRODUCT
            if scores[place] >= best:
                best, where = float(scores[place]), int(place)
        return where


def groups_of(marks: Sequence[SignalMark], vectors: Float32, chosen: Mapping[int, int]) -> dict[int, int]:
    """The group of each signal, by number; `chosen` are those that people decided."""
    groups = Groups(vectors.shape[1] if len(vectors) else 0)
    return {
        mark.number: groups.put(mark.number, vectors[at], mark.substances, chosen.get(mark.number, 0))
        for at, mark in enumerate(marks)
    }
