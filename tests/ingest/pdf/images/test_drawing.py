"""Pages are drawn in a process of their own, which may end without ending anything else."""

import io
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from ingest.pdf.images.drawing import PageDrawer


@pytest.fixture
def drawer() -> Iterator[PageDrawer]:
    one = PageDrawer()
    yield one
    one.close()


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "deux pages.pdf"
    canvas = Canvas(str(path), pagesize=(300, 400))
    for words in ("La halte", "Le quai"):
        canvas.drawString(40, 300, words)
        canvas.showPage()
    canvas.save()
    return path


def test_a_page_is_drawn_at_the_width_asked(drawer: PageDrawer, pdf: Path) -> None:
    assert Image.open(io.BytesIO(drawer.draw(pdf, 2, width=600))).size == (600, 800)


def test_a_page_that_is_not_there_is_told_and_the_next_one_is_drawn(
    drawer: PageDrawer, pdf: Path, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match="pas de page 3"):
        drawer.draw(pdf, 3, width=100)
    broken = tmp_path / "abime.pdf"
    broken.write_bytes(b"%PDF-1.7\nrien")
    with pytest.raises(ValueError, match="ne peut pas être affiché"):
        drawer.draw(broken, 1, width=100)
    assert drawer.draw(pdf, 1, width=100).startswith(b"\xff\xd8")


def test_a_process_that_ends_is_replaced_and_ends_nothing_else(drawer: PageDrawer, pdf: Path) -> None:
    drawer.draw(pdf, 1, width=100)
    process = drawer._process
    assert process is not None
    assert process.pid != os.getpid()
    process.send_signal(signal.SIGSEGV)
    process.wait()
    with pytest.raises(ValueError, match="page 1"):
        drawer.draw(pdf, 1, width=100)
    assert drawer.draw(pdf, 1, width=100).startswith(b"\xff\xd8")


def test_a_page_that_takes_too_long_is_given_up(pdf: Path) -> None:
    impatient = PageDrawer(seconds=0.0)
    with pytest.raises(ValueError, match="page 1"):
        impatient.draw(pdf, 1, width=100)
    impatient.close()
