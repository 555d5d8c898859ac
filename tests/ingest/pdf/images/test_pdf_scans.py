"""Scans that lie on their side, and text layers that are read again."""

import json
import shutil
from pathlib import Path

import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingest.document import Word
from ingest.french.french_lexicon import known_share
from ingest.pdf.images.doubtful_layer import is_doubtful
from ingest.pdf.images.ocr import FolderCache, OcrWord, Recognised, digest
from ingest.pdf.images.page_recognition import is_noise, reads_well
from ingest.pdf.reader import read_pdf
from tests.ingest.pdf_samples import HEIGHT, WIDTH, drawn, lines, scan_image

ocr = pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")
SENTENCES = [
    "Le soir, trois voisines ouvrent la salle du bas et",
    "posent une table devant la porte. On entre sans rien",
    "dire, on prend un café, on repart. Au bout de deux",
    "semaines, les jeunes du hall demandent la clé.",
]


def lying(canvas: Canvas, degrees: int) -> None:
    """A scanned page turned by so many degrees, counterclockwise."""
    image = scan_image(SENTENCES).rotate(degrees, expand=True)
    canvas.drawImage(ImageReader(image), 0, 0, WIDTH, HEIGHT)


@ocr
@pytest.mark.ocr
@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_scan_on_its_side_or_upside_down_is_turned_and_its_words_marked_where_they_lie(
    tmp_path: Path, degrees: int
) -> None:
    document = read_pdf(drawn(tmp_path / "a.pdf", lambda canvas: lying(canvas, degrees))).document
    assert document is not None
    assert known_share(document.text) > 0.9
    assert "trois voisines ouvrent la salle" in " ".join(document.text.split())
    first = next(word for word in document.pages[0].words if word.text.startswith("voisines"))
    assert {90: first.left < 0.3, 180: first.top > 0.6, 270: first.left > 0.6}[degrees]
    wide, high = first.right - first.left, first.bottom - first.top
    assert wide * WIDTH > high * HEIGHT if degrees == 180 else wide * WIDTH < high * HEIGHT


@ocr
@pytest.mark.ocr
def test_noise_that_an_earlier_version_kept_of_a_page_upside_down_is_read_again(tmp_path: Path) -> None:
    path = drawn(tmp_path / "a.pdf", lambda canvas: lying(canvas, 180))
    name = digest(path.read_bytes())
    kept = tmp_path / "cache" / name[:2] / name / "00001.json"
    kept.parent.mkdir(parents=True)
    rows = [
        [word, [0.1, 0.1, 0.2, 0.2], [1, 1], 1]
        for word in ["juSıos", "ap", "jnaq", "np", "xne", "s98uej", "sel", "suep"]
    ]
    kept.write_text(json.dumps(rows), encoding="utf-8")
    document = read_pdf(path, ocr_cache=tmp_path / "cache").document
    assert document is not None
    assert "voisines" in document.text
    assert FolderCache(tmp_path / "cache", name).get(1).quarter == 2  # type: ignore[union-attr]


def test_a_page_is_read_though_its_folder_goes_while_it_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, replace = FolderCache(tmp_path, "ab12"), Path.replace

    def gone(draft: Path, target: Path) -> Path:
        shutil.rmtree(draft.parent)
        return replace(draft, target)

    monkeypatch.setattr(Path, "replace", gone)
    kept.put(1, Recognised([]))
    assert kept.get(1) is None


def page_of(text: str) -> Recognised:
    return Recognised([OcrWord(Word(word, 0, 0, 0.2, 0.02), (0, 0), 0) for word in text.split()])


@pytest.mark.parametrize(
    ("text", "well", "noise"),
    [
        ("On entre sans rien dire, on prend un café, puis on repart", True, False),
        ("juSıos ap jnaq np xne s98uej sel suep uou anb sed jsə", False, True),
        ("the team goes out every evening and speaks with young people of the square", False, False),
        ("", False, False),
    ],
)
def test_what_was_read_is_told_from_noise(text: str, well: bool, noise: bool) -> None:
    assert (reads_well(page_of(text)), is_noise(page_of(text))) == (well, noise)


GOOD = (
    "Les éducatrices ont noté l’heure à laquelle chaque famille arrivait, puis elles ont proposé un café. Après deux "
    "semaines, une mère a demandé à parler, et l’équipe l’a reçue le soir même avec sa sœur."
)


@pytest.mark.parametrize(
    ("text", "layered", "doubtful"),
    [
        (GOOD, False, False),
        (GOOD, True, False),
        (GOOD.replace("é", "").replace("è", "").replace("à", "").replace("’", "-").replace("œ", ""), False, True),
        (GOOD.replace("’", "-"), False, True),
        (GOOD.replace("m", "rn").replace("l", "I").replace("in", "1n"), True, True),
        (GOOD.upper(), False, False),
        (GOOD + " L’équipe a-t-elle une clé\u202f? La personne va-t-il la voir, y a-t-il un banc\u202f?", False, False),
        ("The team goes out every evening and speaks with young people of the square, then writes. " * 3, False, False),
    ],
)
def test_a_layer_that_lost_its_accents_or_letters_is_doubted(text: str, layered: bool, doubtful: bool) -> None:
    assert is_doubtful(text, layered=layered) is doubtful


def faulty(canvas: Canvas) -> None:
    """A scan over which a poor hidden layer stands."""
    canvas.drawImage(ImageReader(scan_image(SENTENCES)), 0, 0, WIDTH, HEIGHT)
    text = canvas.beginText(72, HEIGHT - 110)
    text.setTextRenderMode(3)
    text.setFont("Helvetica", 12)
    text.textLines([line.replace("l", "I").replace("m", "rn").replace("é", "6") for line in SENTENCES])
    canvas.drawText(text)


@ocr
@pytest.mark.ocr
def test_a_poor_layer_is_read_again_and_the_better_kept_with_a_note(tmp_path: Path) -> None:
    reading = read_pdf(drawn(tmp_path / "a.pdf", faulty))
    assert reading.document is not None
    assert "trois voisines ouvrent la salle du bas" in " ".join(reading.document.text.split())
    assert ["a été relu" in note.message for note in reading.notes] == [True]


def test_a_poor_layer_is_doubted_in_a_note_when_ocr_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    reading = read_pdf(drawn(tmp_path / "a.pdf", faulty))
    assert reading.document is not None
    assert [(note.page, note.cause) for note in reading.notes] == [(1, "ocr")]
    assert "paraît fautif" in reading.notes[0].message


def test_a_plain_page_without_accents_in_another_language_is_not_doubted(tmp_path: Path) -> None:
    english = ["The team goes out every evening and speaks", "with the young people of the square."] * 4
    assert read_pdf(drawn(tmp_path / "a.pdf", lambda c: lines(c, english)), ocr=False).notes == ()
