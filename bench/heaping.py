"""Heaps proposed for sixty cards beside those that a hand made: adjusted Rand index, and moves that are left to do."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from scipy.optimize import linear_sum_assignment
from sklearn.metrics import adjusted_rand_score

from kb.home import find_home
from kb.related.heaping import heaps_of
from kb.resources import Resources
from tests.workshops.card_sets import SETS, cards


def moves(found: Sequence[Sequence[int]], sorted_by_hand: Sequence[int]) -> int:
    """Cards to be moved by hand from the heaps found to those wanted; a heap is kept for what most of its cards are."""
    kinds = sorted(set(sorted_by_hand))
    shared = [[Counter(sorted_by_hand[at] for at in group)[kind] for kind in kinds] for group in found]
    rows, columns = linear_sum_assignment(shared, maximize=True)
    return len(sorted_by_hand) - int(sum(shared[row][column] for row, column in zip(rows, columns, strict=True)))


def main(model: Path | None = None) -> None:
    """Print both figures for each set."""
    resources = Resources()
    encoder = resources.encoder(model or find_home().model)
    for name in SETS:
        texts, by_hand = cards(name)
        found = heaps_of(encoder.queries(texts), resources.word_vectors(texts))
        place = {at: number for number, group in enumerate(found) for at in group}
        index = adjusted_rand_score(by_hand, [place[at] for at in range(len(texts))])
        left = moves(found, by_hand)
        fewer = 100 * (1 - left / len(texts))
        print(
            f"{name}: {len(texts)} cards in {len(found)} heaps ({len(set(by_hand))} by hand), "
            f"adjusted Rand {index:.2f} (bar 0.5), {left} moves left: {fewer:.0f} % fewer (bar 30)"
        )


if __name__ == "__main__":
    main()
