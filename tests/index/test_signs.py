"""Signs of passages: what is packed from the index file's rows, or mapped from the cache, is what was encoded."""

from pathlib import Path

import numpy as np
import pytest

from kb.base import KnowledgeBase
from kb.index import live as module
from kb.index.blobs import join_sentences, pack_counts, pack_sentences
from kb.index.live import LiveIndex
from kb.index.rows import SignRow, sign_rows
from kb.index.schema import open_index
from kb.index.signs import GramTable, Signs, read_signs, write_signs
from kb.index.writer import refresh_cache
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


ROWS = [row(1, 3, 5), None, row(2, 0, 0), row(3, 1, 8), row(4, 2, 1)]


@pytest.fixture(params=["packed", "mapped"])
def signs(request: pytest.FixtureRequest, tmp_path: Path) -> Signs:
    if request.param == "packed":
        return Signs.of_rows(ROWS, WIDTH)
    write_signs(tmp_path, [Signs.of_rows(ROWS[:2], WIDTH), Signs.of_rows(ROWS[2:], WIDTH)])
    return read_signs(tmp_path, WIDTH)


@pytest.mark.parametrize("places", [[0, 1, 2, 3, 4], [3], [1, 2], [0, 4]])
def test_signs_come_back_as_they_were_packed(signs: Signs, places: list[int]) -> None:
    at = np.array(places)
    chosen = [ROWS[place] or SignRow(b"", bytes(4 * WIDTH), b"\0\0") for place in places]
    signs.release()
    assert signs.vectors(at).tobytes() == b"".join(one.vector for one in chosen)
    joined, found = join_sentences([one.sentences for one in chosen], WIDTH), signs.sentences(at)
    assert found.sizes.tolist() == joined.sizes
    assert np.array_equal(found.vectors, joined.vectors)
    assert np.array_equal(found.scales, joined.scales)
    numbers = np.concatenate([np.arange(n) for n in joined.sizes])
    bounds = signs.bounds(np.repeat(at, joined.sizes), numbers.astype(np.int64))
    assert bounds.tolist() == [[10 * i, 10 * i + 9] for i in numbers]
    table = GramTable()
    table.add([one.grams for one in chosen])
    for grams in (signs.grams(at), table.of(np.arange(len(at)))):
        cells = grams.cells.tolist()
        counts = [grams.counts[first : first + n].tolist() for first, n in zip(grams.firsts, grams.sizes, strict=True)]
        assert cells == [c for one in chosen for c in np.frombuffer(one.grams, np.uint16, len(one.grams) // 3).tolist()]
        assert counts == [list(range(1, len(one.grams) // 3 + 1)) for one in chosen]


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
    monkeypatch.setattr(module, "mapped_bytes", lambda: 1 << 40)
    slots = np.flatnonzero(before.alive)
    assert before.signs is not None
    for _ in range(2 * module.LOOKED_AT_EVERY):
        parts = before.signs_of(database, slots)
        assert [len(places) for _, places in parts] == [len(before.signs), len(slots) - len(before.signs)]
        wanted = [one.vector for one in sign_rows(database, before.passage_ids[slots].tolist()) if one]
        assert b"".join(signs.vectors(places).tobytes() for signs, places in parts) == b"".join(wanted)
    refresh_cache(before, database, always=True)
    assert len(before.signs_of(database, slots)) == 1


def test_what_stands_under_a_number_is_remembered(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    database = open_index(base.home.index)
    live = LiveIndex(base.home.index, DIMENSION)
    live.catch_up(database)
    numbers = live.records.numbers
    first = live.summaries(database, numbers[:3])
    assert live.summaries(database, numbers[:3]) == first
    assert live.summaries(database, numbers[:3])[numbers[0]][0] is first[numbers[0]][0]
    monkeypatch.setattr(module, "SUMMARIES", 2)
    assert list(live.summaries(database, numbers)) == numbers
    monkeypatch.setattr(module, "FEW_SUMMARIES", 2)
    assert sorted(live.summaries(database, numbers)) == sorted(numbers)
