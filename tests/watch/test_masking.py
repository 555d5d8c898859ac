"""Small counts of a table are masked, and none of them can be worked out from what is shown."""

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.watch.masking import Masked, mask_table

TABLES = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 12), min_size=width, max_size=width), min_size=1, max_size=5)
)


def equations(masked: Masked) -> tuple[np.ndarray, np.ndarray]:
    """What a reader knows: each sum of masked counts, as a system over all masked counts."""
    flat = [*itertools.chain(*masked.cells), *masked.rows, *masked.columns, masked.total]
    height, width = len(masked.cells), len(masked.cells[0])
    rows = height * width
    columns, total = rows + height, rows + height + width
    lines = [({i * width + j: 1 for j in range(width)}, rows + i) for i in range(height)]
    lines += [({i * width + j: 1 for i in range(height)}, columns + j) for j in range(width)]
    lines += [({rows + i: 1 for i in range(height)}, total), ({columns + j: 1 for j in range(width)}, total)]
    unknown = [place for place, value in enumerate(flat) if value is None]
    matrix = np.zeros((len(lines), len(unknown)))
    known = np.zeros(len(lines))
    for number, (parts, whole) in enumerate(lines):
        for place, sign in [*((part, 1) for part in parts), (whole, -1)]:
            if flat[place] is None:
                matrix[number, unknown.index(place)] += sign
            else:
                known[number] -= sign * flat[place]
    return matrix, known


@given(TABLES)
@settings(max_examples=300, deadline=None)
def test_no_masked_count_can_be_had_by_subtraction(cells: list[list[int]]) -> None:
    matrix, _ = equations(mask_table(cells))
    rank = np.linalg.matrix_rank(matrix) if matrix.size else 0
    for place in range(matrix.shape[1]):
        one = np.zeros((1, matrix.shape[1]))
        one[0, place] = 1
        assert np.linalg.matrix_rank(np.vstack([matrix, one])) > rank, "this count is given by the others"


@given(st.lists(st.lists(st.integers(0, 4), min_size=2, max_size=2), min_size=2, max_size=2))
@settings(max_examples=100, deadline=None)
def test_each_masked_count_could_be_another_even_knowing_that_none_is_zero(cells: list[list[int]]) -> None:
    masked = mask_table(cells, smallest=3)
    possible: list[set[int]] = [set() for _ in range(9)]
    for guess in itertools.product(range(12), repeat=4):
        table = [list(guess[:2]), list(guess[2:])]
        flat = [*guess, *map(sum, table), guess[0] + guess[2], guess[1] + guess[3], sum(guess)]
        shown = [*itertools.chain(*masked.cells), *masked.rows, *masked.columns, masked.total]
        if all(value == there if there is not None else value > 0 for value, there in zip(flat, shown, strict=True)):
            for place, value in enumerate(flat):
                possible[place].add(value)
    shown = [*itertools.chain(*masked.cells), *masked.rows, *masked.columns, masked.total]
    assert all(len(values) > 1 for values, there in zip(possible, shown, strict=True) if there is None)


@given(TABLES)
@settings(max_examples=100, deadline=None)
def test_small_counts_are_masked_and_zeros_are_not(cells: list[list[int]]) -> None:
    masked = mask_table(cells)
    for row, shown in zip(cells, masked.cells, strict=True):
        for count, there in zip(row, shown, strict=True):
            assert there in (None, count)
            assert there is None or count == 0 or count >= 5
            assert count or there == 0


def test_a_large_table_without_small_counts_is_shown_whole() -> None:
    masked = mask_table([[10, 20], [30, 40]])
    assert masked == Masked(((10, 20), (30, 40)), (30, 70), (40, 60), 100)


def test_one_small_count_takes_three_others_with_it_and_no_total() -> None:
    masked = mask_table([[2, 20, 30], [40, 15, 60], [70, 80, 90]])
    assert masked.rows == (52, 115, 240)
    assert masked.cells == ((None, None, 30), (None, None, 60), (70, 80, 90))
