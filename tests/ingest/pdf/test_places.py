"""The places of a passage on a page."""

import io
import os
from pathlib import Path

import pytest
from PIL import Image

from ingest.document import Word
from ingest.pdf.images.page_image import page_image
from ingest.pdf.reader import read_pdf
from ingest.pdf.rectangles import places
from tests.ingest.pdf_samples import HEIGHT, RIGHT_COLUMN, WIDTH, drawn, lines, two_columns

PDFS = Path(os.environ.get("KB_BENCH_DATA", "/nonexistent")) / "pdfs"


def test_a_passage_has_one_rectangle_per_line_around_its_words(tmp_path: Path) -> None:
    path = drawn(tmp_path / "a.pdf", two_columns)
    found = places(path, 1, " ".join(RIGHT_COLUMN))
    assert len(found) == len(RIGHT_COLUMN)
    for row, rect in enumerate(found):
        baseline = (120 + row * 12.5) / HEIGHT
        assert rect.top < baseline <= rect.bottom + 0.003
        assert abs(rect.left - 320 / WIDTH) < 0.005
        assert rect.right < 0.95


def test_words_cut_on_the_page_are_found_whole_in_the_passage(tmp_path: Path) -> None:
    path = drawn(tmp_path / "a.pdf", lambda c: lines(c, ["des jeunes fi lles qui conti-", "nuent de venir"]))
    assert len(places(path, 1, "des jeunes filles qui continuent de venir")) == 2


def test_a_passage_that_is_elsewhere_has_no_place(tmp_path: Path) -> None:
    path = drawn(tmp_path / "a.pdf", two_columns)
    assert places(path, 1, "Une phrase que cette page ne porte pas du tout, ni de près ni de loin.") == ()
    assert places(path, 7, RIGHT_COLUMN[0]) == ()
    assert places(tmp_path / "absent.pdf", 1, RIGHT_COLUMN[0]) == ()


def test_words_read_by_ocr_are_taken_when_given(tmp_path: Path) -> None:
    words = [Word("Bonjour", 0.1, 0.1, 0.2, 0.12), Word("à", 0.21, 0.1, 0.22, 0.12), Word("tous", 0.1, 0.2, 0.2, 0.22)]
    found = places(tmp_path / "scan.pdf", 1, "Bonjour à tous", words=words)
    assert [(rect.left, rect.right) for rect in found] == [(0.1, 0.22), (0.1, 0.2)]


def test_a_page_is_drawn_at_the_width_asked(tmp_path: Path) -> None:
    path = drawn(tmp_path / "a.pdf", two_columns)
    image = Image.open(io.BytesIO(page_image(path, 1, width=600)))
    assert (image.format, image.width) == ("JPEG", 600)
    with pytest.raises(ValueError, match="pas de page 9"):
        page_image(path, 9)


@pytest.mark.pdfs
@pytest.mark.skipif(not PDFS.is_dir(), reason="KB_BENCH_DATA names no folder with pdfs/")
@pytest.mark.parametrize("name", ["fr_accord_2col_indesign.pdf", "fr_tabac_diapos_spf.pdf", "fr_nuance_create.pdf"])
def test_the_blocks_of_real_files_are_found_on_their_pages(name: str) -> None:
    document = read_pdf(PDFS / name, ocr=False).document
    assert document is not None
    blocks = [block for block in document.blocks if block.page and block.end - block.start > 20]
    found = [bool(places(PDFS / name, b.page or 0, document.text[b.start : b.end])) for b in blocks]
    assert sum(found) >= 0.95 * len(found)
