"""The lexical index in memory: for each term, the slots of the passages that hold it.

Segments cover slots in order. The first one is the cache file, mapped from disk; rows that came since make small ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.index.files.array_files import write_array
from kb.index.files.byte_formats import F32, unpack_grams, unpack_words
from kb.index.ragged import run_sizes
from kb.index.words.analysis import GRAM_CELLS

Mask = NDArray[np.bool_]
NO_PLACES = np.empty(0, np.int32)
NO_COUNTS = np.empty(0, np.uint8)
NO_TERM = np.zeros(1, np.int64)


@dataclass(frozen=True, slots=True)
class Held:
    """Runs of texts (ascending) that hold something, one run after the other, and how often each text does."""

    texts: NDArray[np.int32]
    counts: NDArray[np.uint8] | F32
    sizes: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Segment:
    """Postings of a run of slots: those of term t are rows `starts[t]` to `starts[t + 1]` of `slots` and `counts`."""

    starts: NDArray[np.int64]
    slots: NDArray[np.int32]
    counts: NDArray[np.uint8]
    lengths: NDArray[np.uint16]
    gram_df: NDArray[np.int32]
    gram_lengths: NDArray[np.uint16]

    @property
    def terms(self) -> int:
        """Number of term ids this segment knows of."""
        return len(self.starts) - 1


def make_segment(rows: Sequence[tuple[bytes, bytes]], first_slot: int) -> Segment:
    """The segment of rows of (words, grams) blobs; the first row stands at `first_slot`."""
    ids, counts, sizes = [], [], np.empty(len(rows), np.int64)
    lengths, gram_lengths = np.empty(len(rows), np.uint16), np.empty(len(rows), np.uint16)
    gram_df = np.zeros(GRAM_CELLS, np.int32)
    for place, (words, grams) in enumerate(rows):
        word_ids, word_counts = unpack_words(words)
        cells, cell_counts = unpack_grams(grams)
        ids.append(word_ids)
        counts.append(word_counts)
        sizes[place] = len(word_ids)
        lengths[place] = min(int(word_counts.sum()), 65535)
        gram_lengths[place] = min(int(cell_counts.sum()), 65535)
        gram_df[cells] += 1
    all_ids = np.concatenate(ids) if ids else np.empty(0, np.uint32)
    order = np.argsort(all_ids, kind="stable")
    slots = np.repeat(np.arange(first_slot, first_slot + len(rows), dtype=np.int32), sizes)[order]
    top = int(all_ids.max()) + 1 if len(all_ids) else 0
    starts = np.zeros(top + 1, np.int64)
    np.cumsum(np.bincount(all_ids, minlength=top), out=starts[1:])
    all_counts = (np.concatenate(counts) if counts else np.empty(0, np.uint8))[order]
    return Segment(starts, slots, all_counts, lengths, gram_df, gram_lengths)


def merge(segments: Sequence[Segment]) -> Segment:
    """One segment for several that follow each other."""
    terms = max((segment.terms for segment in segments), default=0)
    totals = np.zeros(terms, np.int64)
    for segment in segments:
        totals[: segment.terms] += np.diff(segment.starts)
    starts = np.zeros(terms + 1, np.int64)
    np.cumsum(totals, out=starts[1:])
    slots, counts = np.empty(starts[-1], np.int32), np.empty(starts[-1], np.uint8)
    free = starts[:-1].copy()
    for segment in segments:
        sizes = np.diff(segment.starts)
        places = np.repeat(free[: segment.terms] - segment.starts[:-1], sizes) + np.arange(len(segment.slots))
        slots[places] = segment.slots
        counts[places] = segment.counts
        free[: segment.terms] += sizes
    return Segment(
        starts,
        slots,
        counts,
        np.concatenate([s.lengths for s in segments]) if segments else np.empty(0, np.uint16),
        np.sum([s.gram_df for s in segments], axis=0, dtype=np.int32) if segments else np.zeros(GRAM_CELLS, np.int32),
        np.concatenate([s.gram_lengths for s in segments]) if segments else np.empty(0, np.uint16),
    )


ARRAYS = ("starts", "slots", "counts", "lengths", "gram_df", "gram_lengths")


def write_segment(folder: Path, segment: Segment) -> None:
    """Write a segment as one .npy file per array, which `read_segment` maps."""
    for name in ARRAYS:
        write_array(folder / f"lexical-{name}.npy", getattr(segment, name))


def read_segment(folder: Path) -> Segment:
    """The segment of a folder; its long arrays stay on disk, mapped."""
    # Plain arrays over the maps: slices of numpy's own class for maps cost ten times as much.
    values = {name: np.load(folder / f"lexical-{name}.npy", mmap_mode="r").view(np.ndarray) for name in ARRAYS}
    return Segment(**values)


# Terms whose places are kept at hand: parts of the mapped arrays, not copies, but where several segments hold one.
REMEMBERED_TERMS = 512


class Postings:
    """All segments together."""

    def __init__(self, segments: Sequence[Segment] = ()) -> None:
        self._segments: list[Segment] = []
        self.lengths: NDArray[np.uint16] = np.empty(0, np.uint16)
        self.gram_lengths: NDArray[np.uint16] = np.empty(0, np.uint16)
        self.gram_df: NDArray[np.int32] = np.zeros(GRAM_CELLS, np.int32)
        self.mean_length = 1.0
        self.mean_grams = 1.0
        # How many slots hold each term; the last figure is that of terms that none holds.
        self._frequencies = NO_TERM
        self._found: dict[int, tuple[NDArray[np.int32], NDArray[np.uint8]]] = {}
        for segment in segments:
            self.add(segment)

    def add(self, segment: Segment) -> None:
        """Add a segment whose slots follow those known."""
        if len(self._segments) > 8:
            # Each segment costs every term of a question one look-up; rows that came one by one are joined.
            self._segments[1:] = [merge(self._segments[1:])]
        self._segments.append(segment)
        self._found.clear()
        self.lengths = np.concatenate([self.lengths, segment.lengths])
        self.gram_lengths = np.concatenate([self.gram_lengths, segment.gram_lengths])
        self.gram_df = self.gram_df + segment.gram_df
        self._frequencies = _sum(self._frequencies, np.concatenate([np.diff(segment.starts), NO_TERM]))
        self.mean_length = max(float(self.lengths.mean()), 1.0) if len(self.lengths) else 1.0
        self.mean_grams = max(float(self.gram_lengths.mean()), 1.0) if len(self.gram_lengths) else 1.0

    def of(self, term: int) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
        """Slots that hold a term, ascending, and how often each does."""
        found = self._found.get(term)
        if found is None:
            if len(self._found) >= REMEMBERED_TERMS:
                self._found.clear()
            found = self._found[term] = self._of(term)
        return found

    def _of(self, term: int) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
        found = [
            (s.slots[s.starts[term] : s.starts[term + 1]], s.counts[s.starts[term] : s.starts[term + 1]])
            for s in self._segments
            if term < s.terms and s.starts[term + 1] > s.starts[term]
        ]
        if len(found) == 1:
            return found[0]
        if not found:
            return np.empty(0, np.int32), np.empty(0, np.uint8)
        return np.concatenate([slots for slots, _ in found]), np.concatenate([counts for _, counts in found])

    def frequencies(self, terms: NDArray[np.int64]) -> NDArray[np.int64]:
        """Number of slots that hold each term."""
        return self._frequencies.take(np.minimum(terms, len(self._frequencies) - 1))

    def held(self, terms: NDArray[np.int64], only: Mask | None) -> Held:
        """The slots of `only` (None: all) that hold each term."""
        parts = [self.of(term) for term in terms.tolist()]
        places = np.concatenate([NO_PLACES, *[part[0] for part in parts]])
        counts = np.concatenate([NO_COUNTS, *[part[1] for part in parts]])
        ends = np.array([len(part[0]) for part in parts], np.int64).cumsum()
        if only is not None:
            kept = only.take(places).nonzero()[0]
            places, counts, ends = places.take(kept), counts.take(kept), kept.searchsorted(ends)
        return Held(places, counts, run_sizes(ends))

    def merged(self) -> Segment:
        """All in one segment, to be written."""
        return merge(self._segments)


def _sum(one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int64]:
    """The sum of two arrays, the shorter one as if it went on with zeros."""
    out = np.zeros(max(len(one), len(other)), np.int64)
    out[: len(one)] += one
    out[: len(other)] += other
    return out
