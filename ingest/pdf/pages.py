"""The pages of a PDF while they are read: the text layer of each, in blocks, and which of them are scans."""

import time
from collections.abc import Callable, Collection, Sequence
from itertools import islice

import pypdf
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.french.word_likeness import likeness
from ingest.pdf.images.doubtful_layer import is_doubtful
from ingest.pdf.kept_pages import KeptLeaves
from ingest.pdf.leaf import FileNotes, Leaf
from ingest.pdf.page.blocks import RawBlock, body_of, folded, page_blocks
from ingest.pdf.page.contents_table import contents_lines
from ingest.pdf.page.layout import reading_order
from ingest.pdf.page.lines import page_lines
from ingest.pdf.page.rules import page_rules
from ingest.pdf.page.running_heads import running_lines
from ingest.pdf.page.shown import page_words
from ingest.pdf.structure import Structure, page_text

# For the text of all pages in one reading, OCR not counted; the pages are kept, and the next reading goes on from them.
NATIVE_SECONDS = 1_500.0
FEW_LETTERS = 60  # letters and digits; a page with fewer that an image covers is a scan
MAX_IMAGES = 2_000
COVERED = 0.5  # share of the page that images must cover
GOOD_SHORT = 0.85  # the same for a page with few letters, where every sign counts
GOOD = 0.6  # a text layer whose likeness to words is lower is compared with pypdf's, then with OCR

# Told of a page that is about to be worked on, and of how many there are.
Alive = Callable[[int, int], None]


def read_leaves(
    sheets: pdfium.PdfDocument | None,
    reader: pypdf.PdfReader | None,
    structure: Structure,
    max_pages: int,
    notes: FileNotes,
    *,
    alive: Alive = lambda page, count: None,
    skip: Collection[int] = (),
    kept: KeptLeaves | None = None,
) -> list[Leaf]:
    """Every page up to `max_pages`, those of `skip` unread; `alive` is told each page before it is read.

    Pages that `kept` has of an earlier reading are taken from there. What the time did not allow is noted.
    """
    count = max(len(sheets) if sheets is not None else 0, structure.pages)
    if count > max_pages:
        notes.add(f"seules les {max_pages} premières pages sur {count} ont été lues. Découpez le fichier.")
        count = max_pages
    start = time.monotonic()
    earlier = kept.earlier() if kept else {}
    leaves: list[Leaf] = []
    for number in range(1, count + 1):
        if number in skip:
            leaves.append(Leaf(number, state="unreadable"))
            continue
        if number in earlier:
            leaf, told = earlier[number]
            leaves.append(leaf)
            notes.all += told
            continue
        if time.monotonic() - start > NATIVE_SECONDS:
            notes.add(
                f"la lecture, trop longue, s’est arrêtée à la page {number - 1} sur {count}. Relancez kb build\u00a0: "
                "elle reprendra de là.",
                cause="time",
            )
            break
        alive(number, count)
        before = len(notes.all)
        leaves.append(_leaf(sheets, reader, number, notes))
        if kept:
            kept.put(leaves[-1], notes.all[before:])
    return leaves


def _leaf(sheets: pdfium.PdfDocument | None, reader: pypdf.PdfReader | None, number: int, notes: FileNotes) -> Leaf:
    leaf = Leaf(number)
    page = None
    covered = 0.0
    try:
        if sheets is not None:
            page = sheets[number - 1]
            shown = page_words(page)
            leaf.height = shown.frame.height
            leaf.lines = page_lines(shown.words)
            leaf.rules = page_rules(page, shown.frame.quarter)
            leaf.left_out, leaf.comments = shown.left_out, shown.comments
            covered = _covered(page)
            leaf.doubted = is_doubtful("\n".join(line.text for line in leaf.lines), layered=shown.layered)
    except (pdfium.PdfiumError, IndexError):
        page = None
    text = "\n".join(line.text for line in leaf.lines)
    quality = likeness(text)
    letters = sum(sign.isalnum() for sign in text)
    enough = GOOD if letters >= FEW_LETTERS else GOOD_SHORT
    if page is None or quality < enough:
        other = page_text(reader, number)
        if likeness(other) > quality + 0.1:
            leaf.lines, quality = [], likeness(other)
            leaf.blocks = [RawBlock(part, "paragraph", 0, False) for part in other.split("\n\n") if part.strip()]
            letters = sum(sign.isalnum() for sign in other)
    leaf.garbled = bool(text) and quality < enough
    leaf.scanned = page is not None and ((letters < FEW_LETTERS and covered > COVERED) or leaf.garbled or leaf.doubted)
    if page is None and not leaf.blocks:
        leaf.state = "unreadable"
        notes.add("cette page est endommagée et n’a pas pu être lue.", number)
    elif not leaf.lines and not leaf.blocks and not leaf.scanned:
        leaf.state = "empty"
    return leaf


def _covered(page: pdfium.PdfPage) -> float:
    """The share of the page that its images cover, from 0 to 1; scanners cut a page into strips."""
    width, height = page.get_size()
    area = 0.0
    for image in islice(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4), MAX_IMAGES):
        try:
            left, bottom, right, top = image.get_bounds()
        except pdfium.PdfiumError:
            continue
        area += (right - left) * (top - bottom)
    return float(min(area / max(width * height, 1e-6), 1.0))


def lay_out(leaves: Sequence[Leaf], structure: Structure, alive: Alive = lambda page, count: None) -> None:
    """Give each page its blocks, less the running lines that stand on the others too and the table of contents."""
    running = running_lines([leaf.lines for leaf in leaves], [leaf.height for leaf in leaves])
    kept = [
        [line for index, line in enumerate(leaf.lines) if index not in removed]
        for leaf, removed in zip(leaves, running, strict=True)
    ]
    contents = contents_lines(kept, {folded(mark.title) for mark in structure.bookmarks})
    kept = [
        [line for index, line in enumerate(lines) if index not in listed]
        for lines, listed in zip(kept, contents, strict=True)
    ]
    for leaf, listed in zip(leaves, contents, strict=True):
        leaf.left_out += [("contents", "")] * bool(listed)
    body = body_of(kept)
    for leaf, lines in zip(leaves, kept, strict=True):
        alive(leaf.number, len(leaves))
        outline = {folded(mark.title): mark.level for mark in structure.bookmarks if mark.page == leaf.number}
        leaf.blocks = leaf.blocks or page_blocks(reading_order(lines, leaf.rules), body, outline)
