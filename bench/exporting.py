"""A reading pack of 40 pieces, about 120 pages, as PDF and as DOCX: seconds, pages, and the most memory each took."""

import io
import os
import resource
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from pypdf import PdfReader

from kb.export.booklet.booklet import Booklet, BookletBlock
from kb.export.booklet.docx import docx_file
from kb.export.booklet.pdf import pdf
from tests.export.samples import booklet

CORPUS = Path(__file__).parent.parent / "corpus"
PIECES, WORDS = 40, 780  # so many words a piece make three pages with its facts and its questions


def pack() -> Booklet:
    """The pack that is measured: the words of the sample corpus, since a text said twice is laid out once."""
    texts = [path.read_text("utf-8").split("---", 2)[2] for path in sorted(CORPUS.glob("*/*.md"))]
    paragraphs = [one.strip() for text in texts for one in text.split("\n\n") if len(one) > 80]
    plain = booklet(PIECES, paragraphs=0)
    rubrics = []
    for rubric in plain.rubrics:
        pieces = []
        for piece in rubric.pieces:
            words, blocks = 0, list(piece.blocks)
            while words < WORDS and paragraphs:
                words += len(paragraphs[0].split())
                blocks.append(BookletBlock("paragraph", paragraphs.pop(0)))
            pieces.append(replace(piece, blocks=tuple(blocks)))
        rubrics.append(replace(rubric, pieces=tuple(pieces)))
    return replace(plain, rubrics=tuple(rubrics))


def peak(who: int) -> float:
    """Most memory ever resident, in MiB."""
    return resource.getrusage(who).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)


def docx_alone() -> None:
    """Print what the DOCX costs; in a process of its own, so that its memory is its own."""
    before, started = peak(resource.RUSAGE_SELF), time.perf_counter()
    size = len(docx_file(pack()))
    seconds = time.perf_counter() - started
    now = peak(resource.RUSAGE_SELF)
    print(f"DOCX  {seconds:5.1f} s, {size / 1000:.0f} Ko, {now:.0f} MiB at most ({now - before:.0f} more than at rest)")


def main() -> None:
    """Print both."""
    started = time.perf_counter()
    made = pdf(pack())
    seconds = time.perf_counter() - started
    pages = len(PdfReader(io.BytesIO(made)).pages)
    print(
        f"PDF   {seconds:5.1f} s (bar 20), {PIECES} pieces, {pages} pages, {len(made) / 1000:.0f} Ko, "
        f"{peak(resource.RUSAGE_CHILDREN):.0f} MiB at most in the process that lays it out"
    )
    root = str(Path(__file__).parent.parent)
    command = [sys.executable, "-c", "from bench.exporting import docx_alone; docx_alone()"]
    subprocess.run(command, check=True, cwd=root, env={**os.environ, "PYTHONPATH": root})


if __name__ == "__main__":
    main()
