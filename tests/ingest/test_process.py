"""Reading apart: crashes, traps and time-outs become notes."""

import os
import time
from pathlib import Path

import pytest

from ingest.document import Block, Document, Note, Page, Reading, Span, Word
from ingest.pdf import read_pdf
from ingest.plain import from_plain, to_plain
from ingest.process import Readers, read_apart
from tests.ingest.pdf_samples import drawn, lines

PDFS = Path(os.environ.get("KB_BENCH_DATA", "/nonexistent")) / "pdfs"


def test_a_pdf_read_apart_gives_the_same_reading(tmp_path: Path) -> None:
    path = drawn(tmp_path / "a.pdf", lambda canvas: lines(canvas, ["La rue, la nuit", "et le matin."]))
    assert read_apart(path, kind="pdf") == read_pdf(path)


def test_one_process_reads_several_files(tmp_path: Path) -> None:
    paths = [drawn(tmp_path / f"{n}.pdf", lambda canvas, n=n: lines(canvas, [f"Texte {n}"])) for n in "abc"]
    with Readers() as readers:
        texts = [reading.document.text for path in paths if (reading := readers.read(path, kind="pdf")).document]
        assert texts == ["Texte a", "Texte b", "Texte c"]


def test_too_little_memory_is_told_and_the_next_file_is_read(tmp_path: Path) -> None:
    path = drawn(tmp_path / "a.pdf", lambda canvas: lines(canvas, ["Texte"]))
    with Readers(memory=48 * 2**20) as readers:
        reading = readers.read(path, kind="pdf")
    assert reading.document is None
    assert [note.level for note in reading.notes] == ["error"]
    assert read_apart(path, kind="pdf").document is not None


def test_a_reader_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    path = drawn(tmp_path / "a.pdf", lambda canvas: lines(canvas, ["Texte"]))
    start = time.monotonic()
    reading = read_apart(path, kind="pdf", seconds=0.01)
    assert time.monotonic() - start < 5
    assert "dépasse" in reading.notes[0].message


def test_an_unknown_kind_is_a_note(tmp_path: Path) -> None:
    reading = read_apart(tmp_path / "a.xyz", kind="xyz")
    assert reading.document is None
    assert reading.notes[0].message.startswith("a.xyz\u00a0: ce fichier n’a pas pu être lu")


def test_readings_survive_the_way_through_plain_values() -> None:
    reading = Reading(
        Document(
            "abc",
            (Block(0, 3, "heading", 1, 2, ("Un",)),),
            (Page(2, "ocr", (Word("abc", 0.1, 0.2, 0.3, 0.4),)),),
            {"title": "T"},
            "a bc",
            (Span(0, 0, 1), Span(1, 2, 2)),
        ),
        (Note("m", 2, "info"),),
    )
    assert from_plain(to_plain(reading)) == reading


def test_plain_values_that_lie_are_refused() -> None:
    plain = to_plain(Reading(Document("abc", (Block(0, 3),))))
    for lie in ([0, 9, "paragraph", 0, None, []], [0, 3, "script", 0, None, []], [2, 2, "paragraph", 0, None, []]):
        with pytest.raises(ValueError, match="block|word"):
            from_plain(plain | {"blocks": [lie]})


@pytest.mark.pdfs
@pytest.mark.skipif(not PDFS.is_dir(), reason="KB_BENCH_DATA names no folder with pdfs/")
def test_every_real_file_ends_in_a_document_or_in_a_note_that_says_why_not() -> None:
    with Readers() as readers:
        for path in sorted(PDFS.glob("*.pdf")):
            reading = readers.read(path, kind="pdf", ocr=False)
            assert reading.document is not None or reading.notes, path.name
            assert all(path.name in note.message for note in reading.notes)
