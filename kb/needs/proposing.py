"""Services that may meet a need, by what both texts mean: proposals for pairs that nobody judged, and never more."""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from kb.needs.matrix import Matrix, near

# Services proposed for a need, most.
MOST: Final = 2
Likeness = Callable[[Sequence[str], Sequence[str]], npt.NDArray[np.float32]]


def proposals(found: Matrix, likeness: Likeness) -> dict[str, tuple[str, ...]]:
    """Need → the services nearest to it in meaning that nobody judged for it, on its territories; nearest first.

    `likeness` gives the cosine of each pair. One that is no nearer than others are on the whole is not proposed.
    """
    services = [one.id for one in found.services]
    if not found.needs or not services:
        return {}
    cosines = likeness([one.id for one in found.needs], services)
    out = {}
    for need, row in zip(found.needs, cosines, strict=True):
        order = (int(at) for at in np.argsort(-row, kind="stable") if row[at] > 0)
        chosen: list[str] = []
        for at in order:
            if len(chosen) == MOST:
                break
            judged = (need.id, services[at]) in found.cells
            if not judged and any(near(found.services[at], code) for code in need.territories or ("",)):
                chosen.append(services[at])
        if chosen:
            out[need.id] = tuple(chosen)
    return out
