"""The index in memory stays level with its file, from its cache or without it, and masks what a reader may not find."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from kb.base import OPERATOR, PUBLIC, KnowledgeBase
from kb.errors import UnknownFilter
from kb.index.live import LiveIndex
from kb.index.record_table import WHERE_KEYS, RecordTable, year_range
from kb.index.schema import open_index
from tests.conftest import Opener
from tests.fake_encoder import DIMENSION
from tests.small_corpus import write


def alive(live: LiveIndex) -> dict[str, int]:
    """Number of live passages of each record."""
    rows = live.record_rows[live.alive].tolist()
    return {live.records.ids[row]: rows.count(row) for row in set(rows)}


def opened(folder: Path) -> LiveIndex:
    live = LiveIndex(folder, DIMENSION)
    live.catch_up(open_index(folder))
    return live


@pytest.fixture
def without_cache(base: KnowledgeBase, tmp_path: Path) -> Path:
    folder = tmp_path / "copy"
    base.close()
    shutil.copytree(base.home.index, folder)
    shutil.rmtree(folder / "cache")
    return folder


def test_the_cache_gives_what_the_file_gives(base: KnowledgeBase, without_cache: Path) -> None:
    cached, read = opened(base.home.index), opened(without_cache)
    assert cached.cached_passages == cached.slots > 0
    assert read.cached_passages == 0
    assert alive(cached) == alive(read)
    assert np.array_equal(cached.passage_ids, read.passage_ids)
    for term in cached.terms.values():
        assert cached.postings.of(term)[0].tolist() == read.postings.of(term)[0].tolist()


def test_catching_up_twice_reads_nothing_more(base: KnowledgeBase) -> None:
    database = open_index(base.home.index)
    live = LiveIndex(base.home.index, DIMENSION)
    assert live.catch_up(database)
    assert not live.catch_up(database)


@pytest.mark.parametrize(
    "name", ["lexical-slots.npy", "vectors.faiss", "manifest.json", "passages.npy", "signs.bin", "signs-starts.npy"]
)
def test_a_damaged_cache_is_left_aside_and_made_anew(
    base: KnowledgeBase, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    before = alive(opened(base.home.index))
    (path,) = (base.home.index / "cache").glob(f"*/{name}")
    path.write_bytes(path.read_bytes()[:20])
    live = opened(base.home.index)
    assert "made anew from the index file" in caplog.text
    caplog.clear()
    assert alive(opened(base.home.index)) == before
    assert caplog.text == ""
    assert alive(live) == before


def test_a_process_that_searches_follows_what_another_one_builds(
    base: KnowledgeBase, home: Path, open_base: Opener
) -> None:
    reading = open_base()
    assert reading.search("laverie")
    write(home, "quai.md", "# Le quai\n\nUne barge accueille des familles.\n", id="DOC-2020-001")
    (home / "corpus" / "hall.md").unlink()
    base.build()
    assert reading.search("barge", mode="lexical")[0].record.id == "DOC-2020-001"
    assert "EXP-2019-001" not in {hit.record.id for hit in reading.search("le hall et ses médiateurs", limit=50)}


def test_a_cache_older_than_the_file_is_completed(base: KnowledgeBase, home: Path, tmp_path: Path) -> None:
    shutil.copytree(home / "index" / "cache", tmp_path / "old")
    write(home, "quai.md", "# Le quai\n\nUne barge accueille des familles.\n", id="DOC-2020-001")
    (home / "corpus" / "hall.md").unlink()
    base.build()
    wanted = alive(opened(base.home.index))
    shutil.rmtree(home / "index" / "cache")
    shutil.copytree(tmp_path / "old", home / "index" / "cache")
    live = opened(base.home.index)
    assert live.cached_passages > 0
    assert alive(live) == wanted
    assert "EXP-2019-001" not in wanted


def test_a_cache_whose_records_are_all_gone_is_no_trouble(
    base: KnowledgeBase, home: Path, tmp_path: Path, open_base: Opener
) -> None:
    shutil.copytree(home / "index" / "cache", tmp_path / "old")
    for path in (home / "corpus").rglob("*.md"):
        path.unlink()
    base.build()
    shutil.rmtree(home / "index" / "cache")
    shutil.copytree(tmp_path / "old", home / "index" / "cache")
    reading = open_base()
    assert reading.search("la laverie") == ()
    assert reading.summaries(reader=OPERATOR) == ()


def test_an_index_deleted_and_built_again_is_read_anew(base: KnowledgeBase, home: Path, open_base: Opener) -> None:
    live = opened(home / "index")
    epoch = live.level.epoch
    base.close()
    shutil.rmtree(home / "index")
    open_base().build()
    live.catch_up(open_index(home / "index"))
    assert live.level.epoch != epoch
    assert live.slots == int(live.alive.sum())


def test_dead_slots_go_when_they_are_many(base: KnowledgeBase, home: Path) -> None:
    for name in ("hall.md", "laverie.md", "canal.md"):
        (home / "corpus" / name).unlink()
    base.build()
    live = opened(home / "index")
    assert live.dead_share == 0
    assert "EXP-2019-001" not in alive(live)


def table() -> RecordTable:
    records = RecordTable()
    records.add(1, "A", "public", '{"year": ["2008"], "territory": ["75119"], "title": ["La Halte"]}')
    records.add(2, "B", "professionals", '{"year": ["2012"], "territory": ["93066", "75"]}')
    records.add(3, "C", "public", '{"year": ["2015"], "territory": ["93"], "theme": ["genre"]}')
    return records


def passing(where: dict[str, tuple[str, ...]], **changed: str | None) -> str:
    records = table()
    mask = records.mask(where, OPERATOR, changed)
    return "".join(one for one, kept in zip(records.ids, mask, strict=True) if kept)


@pytest.mark.parametrize(
    ("where", "kept"),
    [
        ({}, "ABC"),
        ({"year": ("2008",)}, "A"),
        ({"year": ("2008..2012",)}, "AB"),
        ({"year": ("..2012",)}, "AB"),
        ({"year": ("2012..",)}, "BC"),
        ({"year": ("2008", "2015")}, "AC"),
        ({"territory": ("75119",)}, "A"),
        ({"territory": ("75",)}, "AB"),
        ({"territory": ("93",)}, "BC"),
        ({"territories": ("93", "75119")}, "ABC"),
        ({"title": ("halte",)}, "A"),
        ({"theme": ("genre",), "year": ("..2012",)}, ""),
        ({"themes": ("genre",)}, "C"),
        ({"theme": ("nowhere",)}, ""),
    ],
)
def test_filters_say_or_within_a_key_and_and_between_keys(where: dict[str, tuple[str, ...]], kept: str) -> None:
    assert passing(where) == kept


def test_a_change_that_the_index_has_not_followed_masks_its_record() -> None:
    assert passing({}, A=None) == "BC"
    assert passing({}, A="professionals") == "BC"
    assert passing({}, A="public", unknown=None) == "ABC"


def test_a_reader_finds_only_the_diffusions_open_to_him() -> None:
    assert table().mask({}, PUBLIC, {}).tolist() == [True, False, True]


def test_a_record_added_again_stands_once() -> None:
    records = table()
    records.add(4, "A", "public", "{}")
    assert records.mask({}, OPERATOR, {}).tolist() == [False, True, True, True]
    records.drop_number(1)
    records.drop("nobody")
    records.drop_number(4)
    assert records.mask({}, OPERATOR, {}).tolist() == [False, True, True, False]
    assert records.row("A") is None


def test_an_unknown_key_lists_the_keys_there_are() -> None:
    with pytest.raises(UnknownFilter) as raised:
        passing({"couleur": ("bleu",)})
    assert "« couleur »" in str(raised.value)
    assert all(key in str(raised.value) for key in WHERE_KEYS)


@pytest.mark.parametrize("value", ["hier", "2008..demain", "", "20 08"])
def test_a_year_that_is_none_is_told_with_the_form_expected(value: str) -> None:
    with pytest.raises(UnknownFilter, match=r"2008\.\.2012"):
        year_range(value)
