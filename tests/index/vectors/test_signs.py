"""Signs of passages: what is packed from the index file's rows, or mapped from the cache, is what was encoded."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from kb.base import KnowledgeBase
from kb.index import row_cache
from kb.index.files.byte_formats import join_sentences, pack_counts, pack_sentences
from kb.index.indexer import refresh_cache
from kb.index.live import LiveIndex
from kb.index.queries import SignRow, sign_rows, summaries_of
from kb.index.schema import open_index
from kb.index.vectors.feature_table import SignTable, Taken
from kb.index.vectors.features import Signs, read_signs, write_signs
from kb.index.words.char_grams import held_grams
from tests.conftest import Opener
from tests.fake_encoder import DIMENSION
from tests.small_corpus import write

WIDTH = 7  # odd, so that sentences do not end on a multiple of four bytes


def row(seed: int, sentences: int, grams: int) -> SignRow:
    drawn = np.random.default_rng(seed)
    spans = [(10 * i, 10 * i + 9) for i in range(sentences)]
    cells = np.sort(drawn.permutation(500)[:grams])
    return SignRow(
        pack_counts(cells, np.arange(1, grams + 1), np.uint16),
        drawn.standard_normal(WIDTH).astype(np.float32).tobytes(),
        pack_sentences(spans, drawn.standard_normal((sentences, WIDTH)).astype(np.float32)),
    )


# Cells of a question, some of which rows hold.
ASKED = sorted({3, 77, 400, *np.sort(np.random.default_rng(3).permutation(500)[:8]).tolist()})
ROWS = [row(1, 3, 5), None, row(2, 0, 0), row(3, 1, 8), row(4, 2, 1)]


@pytest.fixture(params=["packed", "joined", "read"])
def signs(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[NDArray[np.int64]], Signs | Taken]:
    parts = [Signs.of_rows(ROWS[:2], WIDTH), Signs.of_rows(ROWS[2:], WIDTH)]
    if request.param == "packed":
        return SignTable(Signs.of_rows(ROWS, WIDTH)).take
    if request.param == "joined":
        return SignTable(parts[0].followed_by(parts[1])).take
    write_signs(tmp_path, parts)
    return read_signs(tmp_path, WIDTH).read


@pytest.mark.parametrize("places", [[0, 1, 2, 3, 4], [3], [1, 2], [0, 4], []])
def test_signs_come_back_as_they_were_packed(
    signs: Callable[[NDArray[np.int64]], Signs | Taken], places: list[int]
) -> None:
    chosen = [ROWS[place] or SignRow(b"", bytes(4 * WIDTH), b"\0\0") for place in places]
    taken = signs(np.array(places, np.int64))
    assert len(taken) == len(places)
    assert taken.vectors().tobytes() == b"".join(one.vector for one in chosen)
    joined, found = join_sentences([one.sentences for one in chosen], WIDTH), taken.sentences()
    assert found.sizes.tolist() == joined.sizes
    assert np.array_equal(found.vectors, joined.vectors)
    assert np.array_equal(found.scales, joined.scales)
    owners = [place for place, n in enumerate(joined.sizes) for _ in range(n)]
    numbers = [number for n in joined.sizes for number in range(n)]
    bounds = taken.bounds(np.array(owners, np.int64), np.array(numbers, np.int64))
    assert bounds.tolist() == [[10 * i, 10 * i + 9] for i in numbers]


@pytest.mark.parametrize("places", [[0, 1, 2, 3, 4], [3], [1, 2], [0, 4], []])
def test_grams_asked_for_are_found_where_they_stand(places: list[int]) -> None:
    chosen = [ROWS[place] or SignRow(b"", bytes(4 * WIDTH), b"\0\0") for place in places]
    taken = Signs.of_rows([ROWS[place] for place in places], WIDTH)
    stand = [np.frombuffer(one.grams, np.uint16, len(one.grams) // 3).tolist() for one in chosen]
    held = held_grams(taken.grams(), np.array(ASKED, np.uint16))
    assert sorted(zip(held.texts.tolist(), held.asked.tolist(), held.counts.tolist(), strict=True)) == [
        (text, number, cells.index(cell) + 1)
        for text, cells in enumerate(stand)
        for number, cell in enumerate(ASKED)
        if cell in cells
    ]


def test_signs_of_no_passage_can_be_written(tmp_path: Path) -> None:
    write_signs(tmp_path, [])
    assert len(read_signs(tmp_path, WIDTH)) == 0


def test_signs_of_another_length_are_refused(tmp_path: Path) -> None:
    write_signs(tmp_path, [Signs.of_rows(ROWS, WIDTH)])
    with (tmp_path / "signs.bin").open("ab") as file:
        file.write(b"more")
    with pytest.raises(ValueError, match=r"signs\.bin"):
        read_signs(tmp_path, WIDTH)


def test_rows_that_came_since_the_cache_are_read_from_the_index_file(
    base: KnowledgeBase, home: Path, open_base: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = LiveIndex(base.home.index, DIMENSION)
    before.catch_up(open_index(base.home.index))
    write(home, "quai.md", "# Le quai\n\nUne barge accueille des familles.\n\n## Suite\n\nElle repart.\n")
    open_base().build()
    database = open_index(base.home.index)
    before.catch_up(database)
    slots = np.flatnonzero(before.alive)
    assert before.signs is not None
    assert 0 < len(before.signs) < len(slots)
    wanted = b"".join(one.vector for one in sign_rows(database, before.passage_ids[slots].tolist()) if one)
    for chosen in (slots, slots[:2], slots[-1:]):
        found = before.signs_of(database, chosen).vectors()
        assert found.tobytes() in wanted
        assert len(found) == len(chosen)
    assert before.signs_of(database, slots).vectors().tobytes() == wanted
    refresh_cache(before, database, always=True)
    assert len(before.signs) == len(slots)
    assert before.signs_of(database, slots).vectors().tobytes() == wanted


def test_what_stands_under_a_number_is_remembered(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    database = open_index(base.home.index)
    live = LiveIndex(base.home.index, DIMENSION)
    live.catch_up(database)
    numbers = live.records.numbers
    first = live.summaries.of(database, numbers[:3])
    assert live.summaries.of(database, numbers[:3])[numbers[0]] is first[numbers[0]]
    for name in ("KEPT", "FEW"):
        monkeypatch.setattr(row_cache, name, 2)
        assert sorted(live.summaries.of(database, numbers)) == sorted(numbers)
        assert live.summaries.of(database, [*numbers, 999]) == summaries_of(database, numbers)
