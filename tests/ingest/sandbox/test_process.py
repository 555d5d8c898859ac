"""Reading apart: crashes, traps and time-outs become notes."""

import contextlib
import json
import os
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.document import Block, Document, Note, Page, Reading, Span, Word
from ingest.pdf import pages as pdf_pages
from ingest.pdf.images.drawing import PageDrawer
from ingest.pdf.images.ocr import digest
from ingest.pdf.reader import read_pdf
from ingest.sandbox.json_values import from_plain, to_plain
from ingest.sandbox.process import Readers, read_apart
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


def test_a_process_that_holds_thousands_of_files_open_reads_and_draws(tmp_path: Path) -> None:
    path = drawn(tmp_path / "a.pdf", lambda canvas: lines(canvas, ["La rue, la nuit"]))
    drawer = PageDrawer()
    with contextlib.ExitStack() as held, Readers() as readers:
        held.callback(drawer.close)
        while held.enter_context(Path(os.devnull).open("rb")).fileno() < 1100:
            pass
        assert readers.read(path, kind="pdf").document is not None
        assert drawer.draw(path, 1, width=200).startswith(b"\xff\xd8")


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
    assert time.monotonic() - start < 60
    assert "dépasse" in reading.notes[0].message


def assembled(path: Path, *objects: bytes) -> Path:
    """The path of a PDF written object by object."""
    body, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
    path.write_bytes(body + end % (size, table, size, len(body)))
    return path


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>stream\n" % (entries, len(data)) + data + b"\nendstream"


CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</XObject<</X 5 0 R>>>>/Contents 4 0 R>>"


def bomb(path: Path) -> Path:
    """A page whose 400 kB of content unpack to 400 MB and more in PDFium's hands."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * 2**20) for _ in range(400)) + packer.flush()
    return assembled(path, CATALOG, PAGES, PAGE, stream(packed, b"/Filter/FlateDecode"), b"<<>>")


def nesting(path: Path) -> Path:
    """A page that draws a form which draws itself twice."""
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>"
    return assembled(path, CATALOG, PAGES, PAGE, stream(b"/X Do"), stream(b"/X Do /X Do", form))


def endless(path: Path) -> Path:
    """A tree of pages that holds itself and claims a hundred million pages."""
    return assembled(path, CATALOG, b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 100000000>>")


def crowded(path: Path) -> Path:
    """A page of twenty thousand words strewn about."""

    def page(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 2)
        for number in range(20_000):
            canvas.drawString(number * 7 % 590, number * 13 % 830, str(number))

    return drawn(path, page)


@pytest.mark.parametrize("trap", [bomb, nesting, endless, crowded])
def test_a_trap_ends_soon_in_a_document_or_a_note_and_the_next_file_is_read(
    trap: Callable[[Path], Path], tmp_path: Path
) -> None:
    path = trap(tmp_path / "piège.pdf")
    sound = drawn(tmp_path / "a.pdf", lambda canvas: lines(canvas, ["Texte"]))
    start = time.monotonic()
    with Readers() as readers:
        reading = readers.read(path, kind="pdf", ocr=False)
        assert reading.document is not None or reading.notes
        assert time.monotonic() - start < 30
        assert readers.read(sound, kind="pdf").document is not None


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
    told = ("paragraph", 0, None, [])
    for lie in (
        [0, 9, *told, []],
        [0, 3, "script", *told[1:], []],
        [2, 2, *told, []],
        [0, 3, *told, [[0, 9, "strong", ""]]],
        [0, 3, *told, [[0, 2, "script", ""]]],
    ):
        with pytest.raises(ValueError, match=r"block|word|mark"):
            from_plain(plain | {"blocks": [lie]})


@pytest.mark.pdfs
@pytest.mark.skipif(not PDFS.is_dir(), reason="KB_BENCH_DATA names no folder with pdfs/")
def test_every_real_file_ends_in_a_document_or_in_a_note_that_says_why_not() -> None:
    with Readers() as readers:
        for path in sorted(PDFS.glob("*.pdf")):
            reading = readers.read(path, kind="pdf", ocr=False)
            assert reading.document is not None or reading.notes, path.name
            assert all(path.name in note.message for note in reading.notes)


SUBJECTS = ["abricot", "boussole", "cerise", "dentelle", "escalier"]


def numbered(path: Path, count: int) -> Path:
    """The path of a PDF of up to five pages, each about a subject of its own."""

    def page(about: str, canvas: Canvas) -> None:
        told = [
            f"Une histoire de {about} que le gardien du square",
            f"a racontée à la mère, puis cette {about} est partie",
        ]
        lines(canvas, [*told, f"avec le voisin de l’hôtel, et la {about} n’est plus revenue."])

    return drawn(path, *[lambda canvas, about=about: page(about, canvas) for about in SUBJECTS[:count]])


READING = json.dumps({"reading": to_plain(Reading(Document("abc", (Block(0, 3),))))})


def answering(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Have a script stand for the readers' process: for each `request`, it runs some code that may `say` answers."""
    script = (
        "import json, os, sys, time\n"
        f"READING = {READING!r}\n"
        "def say(page, of=0): print(json.dumps({'page': page, 'of': of, 'scan': False}), flush=True)\n"
        f"for request in map(json.loads, sys.stdin):\n    {code}\n    print(READING, flush=True)\n"
    )

    def start(self: Readers) -> subprocess.Popen[bytes]:
        pipe = subprocess.PIPE
        command = [sys.executable, "-S", "-c", script]
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, start_new_session=True)
        return self._process

    monkeypatch.setattr(Readers, "_start", start)


def test_a_file_may_last_longer_than_its_pages_each_may(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, "[(time.sleep(0.5), say(number, 16)) for number in range(1, 17)]")
    told: list[tuple[int, int]] = []
    with Readers(seconds=6, on_page=lambda path, page, count: told.append((page, count))) as readers:
        assert readers.read(Path("long.pdf"), kind="pdf").document is not None
    assert told == [(number, 16) for number in range(1, 17)]


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        ("time.sleep(600)", "time"),
        ("print(json.dumps({'failed': 'memory'}), flush=True)", "memory"),
        ("os._exit(1)", ""),
    ],
)
def test_a_page_that_stops_its_reader_is_told_and_the_others_are_read(
    monkeypatch: pytest.MonkeyPatch, code: str, cause: str
) -> None:
    answering(monkeypatch, f"say(1); 'skip' in request['options'] or (say(2), {code})")
    with Readers(seconds=6) as readers:
        reading = readers.read(Path("long.pdf"), kind="pdf")
    assert reading.document is not None
    assert [(note.page, note.cause) for note in reading.notes] == [(2, cause)]


def test_a_file_whose_pages_all_stop_their_reader_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, "say(1 + len(request['options'].get('skip', []))), os._exit(1)")
    with Readers() as readers:
        reading = readers.read(Path("trap.pdf"), kind="pdf")
    assert reading.document is None
    assert [note.level for note in reading.notes] == ["error"]


def test_pages_to_skip_are_left_unread(tmp_path: Path) -> None:
    reading = read_pdf(numbered(tmp_path / "long.pdf", 3), skip=[2], ocr=False)
    assert reading.document is not None
    assert [about in reading.document.text for about in SUBJECTS[:3]] == [True, False, True]
    assert [page.state for page in reading.document.pages] == ["native", "unreadable", "native"]


def test_pages_are_kept_until_a_file_is_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, kept = numbered(tmp_path / "long.pdf", 5), tmp_path / "kept"
    monkeypatch.setattr("ingest.pdf.kept_pages.KEPT_AFTER", -1.0)
    read: list[int] = []
    leaf = pdf_pages._leaf

    def stopped(sheets: Any, reader: Any, number: int, notes: Any) -> Any:
        read.append(number)
        if number == 4 and read.count(4) == 1:
            raise KeyboardInterrupt
        return leaf(sheets, reader, number, notes)

    monkeypatch.setattr(pdf_pages, "_leaf", stopped)
    with pytest.raises(KeyboardInterrupt):
        read_pdf(path, kept=kept, ocr=False)
    reading = read_pdf(path, kept=kept, ocr=False)
    assert read == [1, 2, 3, 4, 4, 5]
    assert reading == read_pdf(path, ocr=False)
    assert not list(kept.iterdir())


def test_a_reading_that_lasts_too_long_gives_its_pages_and_goes_on_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, kept = numbered(tmp_path / "long.pdf", 3), tmp_path / "kept"
    monkeypatch.setattr("ingest.pdf.kept_pages.KEPT_AFTER", -1.0)
    monkeypatch.setattr(pdf_pages, "NATIVE_SECONDS", 0.0)
    first = read_pdf(path, kept=kept, ocr=False)
    assert "time" in {note.cause for note in first.notes}
    monkeypatch.setattr(pdf_pages, "NATIVE_SECONDS", 100.0)
    assert read_pdf(path, kept=kept, ocr=False) == read_pdf(path, ocr=False)


def test_kept_pages_that_are_damaged_are_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, kept = numbered(tmp_path / "long.pdf", 2), tmp_path / "kept"
    monkeypatch.setattr("ingest.pdf.kept_pages.KEPT_AFTER", -1.0)
    kept.mkdir()
    (kept / f"{digest(path.read_bytes())}.jsonl").write_bytes(b'[{"number": 1, "state": "native", "lines": [{"wo')
    assert read_pdf(path, kept=kept, ocr=False) == read_pdf(path, ocr=False)


def test_a_reader_that_a_busy_machine_slows_down_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    # A reader whose seconds pass while it is given a tenth of a processor: it worked little, and it works on.
    worked = iter([0.0, 0.1, 0.2, 0.3, 0.4])
    monkeypatch.setattr("ingest.sandbox.process._worked", lambda pid: next(worked))
    answering(monkeypatch, "time.sleep(2.5)")
    with Readers(seconds=1) as readers:
        assert readers.read(Path("long.pdf"), kind="pdf").document is not None


def test_a_reader_that_does_nothing_is_not_waited_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, "time.sleep(600)")
    started = time.monotonic()
    with Readers(seconds=2) as readers:
        assert [note.cause for note in readers.read(Path("long.pdf"), kind="pdf").notes] == ["time"]
    assert time.monotonic() - started < 120  # of the 600 that it would take
