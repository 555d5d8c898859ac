"""Heaps proposed for sixty cards beside those that a hand made: adjusted Rand index, and moves that are left to do.

Then what the encoder allows at all: the best adjusted Rand index that any of five cuts of any of five likenesses
reaches when it is told how many heaps there are, and the best is picked by looking at the answer. No program can
count on it.
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment
from sklearn.cluster import AgglomerativeClustering, SpectralClustering
from sklearn.metrics import adjusted_rand_score, roc_auc_score

from kb.encoder.served import TextEncoder
from kb.home import find_home
from kb.needs.unanswered import told_words
from kb.related.heaping import F32, heaps_of, scaled_likeness
from kb.resources import Resources
from tests.needs.unanswered import MEASURED, TUNING
from tests.workshops.card_sets import SETS, cards

# What the question, its words without grammar, and the vectors of its words count for.
WEIGHTS = ((1.0, 0.0, 0.0), (1.0, 1.0, 0.0), (1.0, 0.0, 0.4), (1.0, 1.0, 0.4), (1.0, 1.0, 0.8))


def moves(found: Sequence[Sequence[int]], sorted_by_hand: Sequence[int]) -> int:
    """Cards to be moved by hand from the heaps found to those wanted; a heap is kept for what most of its cards are."""
    kinds = sorted(set(sorted_by_hand))
    shared = [[Counter(sorted_by_hand[at] for at in group)[kind] for kind in kinds] for group in found]
    rows, columns = linear_sum_assignment(shared, maximize=True)
    return len(sorted_by_hand) - int(sum(shared[row][column] for row, column in zip(rows, columns, strict=True)))


def cuts(near: F32, heaps: int) -> list[npt.NDArray[np.int64]]:
    """`heaps` heaps: by average linkage (of the likeness, of its rows), complete linkage, spectrum, Ward's linkage."""

    def linked(far: F32, linkage: str) -> npt.NDArray[np.int64]:
        one = AgglomerativeClustering(heaps, metric="precomputed", linkage=linkage)
        return np.asarray(one.fit_predict(far - np.diag(np.diag(far))))

    values, axes = np.linalg.eigh(near)
    placed = axes[:, -heaps:] * np.sqrt(np.maximum(values[-heaps:], 0))
    graph = np.exp(near) * (1 - np.eye(len(near)))
    spectral = SpectralClustering(heaps, affinity="precomputed", assign_labels="cluster_qr", random_state=0)
    return [
        linked(near.max() - near, "average"),
        linked(near.max() - near, "complete"),
        linked(np.maximum(1 - np.corrcoef(near), 0), "average"),
        np.asarray(spectral.fit_predict(graph)),
        np.asarray(AgglomerativeClustering(heaps).fit_predict(placed)),
    ]


def allowed(name: str, texts: list[str], by_hand: list[int], encoder: TextEncoder, words: F32) -> None:
    """Print how often two of a heap are nearer than two of different ones, and the best adjusted Rand index of all."""
    told = [told_words(text) or text for text in texts]
    sides = [scaled_likeness(rows) for rows in (encoder.queries(texts), encoder.queries(told), words)]
    pairs, same = np.triu_indices(len(texts), 1), np.equal.outer(by_hand, by_hand)
    orders, best = [], []
    for weights in WEIGHTS:
        near = sum((weight * side for weight, side in zip(weights, sides, strict=True)), np.zeros_like(sides[0]))
        orders.append(roc_auc_score(same[pairs], near[pairs]))
        best += [adjusted_rand_score(by_hand, cut) for cut in cuts(near, len(set(by_hand)))]
    print(
        f"{name}: {len(texts)} texts, {len(set(by_hand))} heaps; "
        f"pairs in order {min(orders):.2f} to {max(orders):.2f}; "
        f"adjusted Rand when told the number: {np.median(best):.2f} (median of {len(best)}), {max(best):.2f} at best"
    )


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
    for name in SETS:
        texts, by_hand = cards(name)
        allowed(name, texts, by_hand, encoder, words_of(texts, resources))
    for name, themes in (("questions, tuning", TUNING), ("questions, measured", MEASURED), ("all", TUNING | MEASURED)):
        asked = [(text, at) for at, theme in enumerate(themes.values()) for text in theme]
        texts = [text for text, _ in asked]
        allowed(name, texts, [at for _, at in asked], encoder, words_of(texts, resources))


def words_of(texts: list[str], resources: Resources) -> F32:
    """The vectors of the words of each text; RuntimeError without the model of names."""
    rows = resources.word_vectors(texts)
    if rows is None:
        raise RuntimeError("the model of names is not there: kb build prepares it")
    return rows


if __name__ == "__main__":
    main()
