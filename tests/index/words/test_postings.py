"""Postings: what a term finds in segments that follow each other."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.index.files.byte_formats import pack_counts
from kb.index.words.postings import Postings, Segment, make_segment, merge, read_segment, write_segment

Rows = Sequence[dict[int, int]]
ROWS = st.lists(st.dictionaries(st.integers(0, 12), st.integers(1, 300), max_size=6), max_size=8)


def blobs(rows: Rows) -> list[tuple[bytes, bytes]]:
    out = []
    for row in rows:
        ids = np.array(sorted(row), np.uint32)
        counts = np.array([row[one] for one in sorted(row)], np.int64)
        out.append((pack_counts(ids, counts, np.uint32), pack_counts(ids, counts, np.uint16)))
    return out


def segments(parts: Sequence[Rows]) -> list[Segment]:
    out, first = [], 0
    for rows in parts:
        out.append(make_segment(blobs(rows), first))
        first += len(rows)
    return out


def expected(parts: Sequence[Rows], term: int) -> list[tuple[int, int]]:
    rows = [row for part in parts for row in part]
    return [(slot, min(row[term], 255)) for slot, row in enumerate(rows) if term in row]


@settings(max_examples=40)
@given(st.lists(ROWS, max_size=14))
def test_a_term_finds_its_slots_in_any_number_of_segments(parts: list[Rows]) -> None:
    postings = Postings(segments(parts))
    for term in range(14):
        slots, counts = postings.of(term)
        assert list(zip(slots.tolist(), counts.tolist(), strict=True)) == expected(parts, term)
    assert postings.frequencies(np.arange(14)).tolist() == [len(expected(parts, term)) for term in range(14)]
    assert len(postings.lengths) == sum(len(part) for part in parts)


@settings(max_examples=40)
@given(st.lists(ROWS, max_size=6))
def test_merged_segments_are_the_segment_of_all_rows(parts: list[Rows]) -> None:
    merged, whole = merge(segments(parts)), make_segment(blobs([row for part in parts for row in part]), 0)
    for name in ("starts", "slots", "counts", "lengths", "gram_df", "gram_lengths"):
        assert np.array_equal(getattr(merged, name), getattr(whole, name)), name


def test_a_segment_comes_back_from_its_files(tmp_path: Path) -> None:
    segment = make_segment(blobs([{1: 2, 3: 1}, {3: 4}]), 0)
    write_segment(tmp_path, segment)
    read = read_segment(tmp_path)
    for name in ("starts", "slots", "counts", "lengths", "gram_df", "gram_lengths"):
        assert np.array_equal(getattr(read, name), getattr(segment, name)), name


def test_no_rows_make_an_empty_segment() -> None:
    postings = Postings([make_segment([], 0)])
    assert postings.frequencies(np.array([0, 5])).tolist() == [0, 0]
    assert postings.of(5)[0].tolist() == []
