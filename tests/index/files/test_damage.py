"""Bits that a disk changed in the files of the index: found out, made anew, and the results those of before."""

import random
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from kb.base import KnowledgeBase
from kb.errors import KbError
from kb.index.files import digests
from kb.index.files.checksums import changed, checksums, sealed, unsealed
from kb.index.files.digests import damaged_records
from kb.index.schema import INDEX_FILE, open_index
from kb.index.vectors import dense
from kb.indexing import FileBaseIndex
from kb.readers import OPERATOR
from tests.conftest import Opener

QUESTIONS = ("une laverie la nuit", "sécurité au bord du canal", "relogement des familles", "seringues stériles")
FILES = (
    *("passages.npy", "records.npy", "vectors.faiss", "signs.bin", "signs-starts.npy", "signs-sentences.npy"),
    *("signs-grams.npy", "lexical-starts.npy", "lexical-slots.npy", "lexical-counts.npy", "lexical-lengths.npy"),
    *("lexical-gram_df.npy", "lexical-gram_lengths.npy", "manifest.json"),
)


def results(base: KnowledgeBase) -> list[list[tuple[str, float]]]:
    return [[(hit.record.id, round(hit.score, 4)) for hit in base.search(one, reader=OPERATOR)] for one in QUESTIONS]


def flip(path: Path, bits: int, seed: int) -> None:
    """Change some bits of a file, at places drawn from a seed."""
    content, drawn = bytearray(path.read_bytes()), random.Random(seed)
    for _ in range(bits):
        content[drawn.randrange(len(content))] ^= 1 << drawn.randrange(8)
    path.write_bytes(content)


def cached(base: KnowledgeBase, name: str) -> Path:
    (path,) = (base.home.index / "cache").glob(f"*/{name}")
    return path


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("name", FILES)
def test_a_cache_with_a_bit_changed_gives_the_results_of_before(
    base: KnowledgeBase, open_base: Opener, caplog: pytest.LogCaptureFixture, name: str, seed: int
) -> None:
    before = results(open_base())
    flip(cached(base, name), 1, seed)
    assert results(open_base()) == before
    assert caplog.text.count("cache of the index: damaged, made anew") == 1
    caplog.clear()
    assert results(open_base()) == before
    assert caplog.text == ""


def test_a_cache_replaced_while_it_is_read_is_not_taken_for_damaged(
    base: KnowledgeBase, open_base: Opener, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    before = results(open_base())
    read, writer, replaced = dense.Vectors.read, base.index, []

    def late(path: Path) -> dense.Vectors:
        if not replaced:
            replaced.append(path)
            assert isinstance(writer, FileBaseIndex)
            with writer.live.lock:
                assert writer.live.write_cache(writer.database())
            assert not path.exists()
        return read(path)

    monkeypatch.setattr(dense.Vectors, "read", late)
    assert results(open_base()) == before
    assert replaced
    assert caplog.text == ""


def test_codes_of_many_vectors_are_verified_too(
    base: KnowledgeBase, open_base: Opener, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("kb.index.vectors.dense.FLAT_UP_TO", 2)
    monkeypatch.setattr("kb.index.live.FLAT_UP_TO", 2)
    monkeypatch.setattr(dense, "INVERTED_FROM", 400_000)
    (base.home.index / "cache" / "current").write_text("nowhere")
    before = results(open_base())
    flip(cached(base, "vectors.npy"), 1, 4)
    caplog.clear()
    assert results(open_base()) == before
    assert "vectors.npy" in caplog.text


@pytest.mark.parametrize("column", ["vector", "sentences", "words", "grams", "text"])
def test_a_passage_that_the_disk_changed_is_found_and_indexed_again_by_the_next_build(
    base: KnowledgeBase, open_base: Opener, column: str
) -> None:
    before = results(open_base())
    database = open_index(base.home.index)
    (number,) = database.execute("SELECT MIN(id) FROM passages").fetchone()
    value = bytearray(
        database.execute(f"SELECT CAST({column} AS BLOB) FROM passages WHERE id = {number}").fetchone()[0]
    )
    value[len(value) // 2] ^= 1
    cast = "CAST(? AS TEXT)" if column == "text" else "?"
    database.execute(f"UPDATE passages SET {column} = {cast} WHERE id = ?", [bytes(value), number])
    assert len(damaged_records(database)) == 1
    database.close()
    assert any("index de 1 fiche" in one for one in open_base().status(thorough=True).problems)
    mended = open_base()
    mended.build()
    assert mended.status(thorough=True).problems == ()
    assert results(open_base()) == before


def test_what_another_process_writes_while_records_are_judged_is_no_damage(
    base: KnowledgeBase, open_base: Opener, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    builder, other, crc, gone = open_base(), open_index(base.home.index), digests._crc, []

    def meanwhile(start: int, values: Iterable[object]) -> int:
        if not gone:  # the row of the first record was read, its passages were not, nor anything of the others
            gone.append(other.execute("DELETE FROM records").rowcount)
        return crc(start, values)

    monkeypatch.setattr(digests, "_crc", meanwhile)
    file = (base.home.index / INDEX_FILE).stat().st_ino
    builder.index.mend()
    assert gone[0] > 1
    assert caplog.text == ""
    assert (base.home.index / INDEX_FILE).stat().st_ino == file
    other.close()


@pytest.mark.parametrize("seed", range(6))
def test_an_index_file_with_pages_overwritten_is_made_anew_by_the_next_build(
    base: KnowledgeBase, open_base: Opener, seed: int
) -> None:
    before = results(open_base())
    database = open_index(base.home.index)
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    path = base.home.index / INDEX_FILE
    content, drawn = bytearray(path.read_bytes()), random.Random(seed)
    for _ in range(4):
        at = drawn.randrange(1 if seed else 0, len(content) // 4096) * 4096
        content[at : at + 4096] = drawn.randbytes(4096)
    base.close()
    path.write_bytes(content)
    for one in path.parent.glob(f"{INDEX_FILE}-*"):
        one.unlink()
    said = told(lambda: open_base().status(thorough=True).problems)
    assert "kb build" in said
    assert "restore" not in said
    open_base().build()
    assert open_base().status(thorough=True).problems == ()
    assert results(open_base()) == before


def test_an_index_file_that_was_emptied_is_made_anew(base: KnowledgeBase, open_base: Opener) -> None:
    before = results(open_base())
    base.close()
    for one in base.home.index.glob(f"{INDEX_FILE}*"):
        one.unlink()
    (base.home.index / INDEX_FILE).touch()
    said = told(lambda: open_base().status())
    assert "kb build" in said
    assert "restore" not in said
    open_base().build()
    assert results(open_base()) == before


def told(look: Callable[[], object]) -> str:
    """What is said to be wrong, by an error or otherwise."""
    try:
        return str(look())
    except KbError as error:
        return str(error)


def test_checksums_see_every_part_of_a_long_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.index.files.checksums.PART", 1_000)
    path = tmp_path / "long"
    path.write_bytes(random.Random(1).randbytes(4_500))
    noted = checksums(tmp_path, ["long"])
    assert len(noted["long"]) == 5
    assert changed(tmp_path, noted) == []
    for at in (0, 999, 1_000, 4_499):
        content = bytearray(path.read_bytes())
        content[at] ^= 1
        path.write_bytes(content)
        assert changed(tmp_path, noted) == ["long"]
        content[at] ^= 1
        path.write_bytes(content)
    path.write_bytes(path.read_bytes() + b"x")
    assert changed(tmp_path, noted) == ["long"]
    path.unlink()
    assert changed(tmp_path, noted) == ["long"]


def test_facts_that_changed_are_not_believed() -> None:
    text = sealed({"slots": 15, "epoch": "a"})
    assert unsealed(text) == {"slots": 15, "epoch": "a"}
    for wrong in (text.replace("15", "14"), text.replace("slots", "slotz"), "[]", "{}", text[:-1]):
        with pytest.raises(ValueError, match=r"facts|JSON|Expecting|delimiter"):
            unsealed(wrong)
