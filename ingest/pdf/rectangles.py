"""The places of a passage on the page of a PDF: the rectangles to mark over the page's image."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path

import pypdfium2 as pdfium

from ingest.document import Document, Word
from ingest.pdf.forms import open_forms
from ingest.pdf.page.glyphs import PageFrame
from ingest.pdf.page.layout import reading_order
from ingest.pdf.page.lines import page_lines
from ingest.pdf.page.rules import page_rules
from ingest.pdf.page.shown import page_words
from ingest.pdf.page.words import PDFIUM_LOCK, PlacedWord

ENOUGH = 0.85  # share of the passage's letters that must be found on the page, else nothing is marked
SURE = 0.99  # share beyond which no other order of the words is tried
SAME_LINE = 0.5  # share of their height by which two words overlap when they stand on one line
WIDE_HOLE = 2.5  # times the letter height: a rectangle is cut at a wider hole (two cells, two columns)
_PIECE = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle on a page, in fractions of the page (0 to 1, origin top left)."""

    left: float
    top: float
    right: float
    bottom: float


def places(path: Path, page: int, text: str, *, words: Sequence[Word] = ()) -> tuple[Rect, ...]:
    """The rectangles that cover the words of `text` on the page (from 1), one per line, from top to bottom.

    `words` are those of a page read by OCR; without them the page's own are taken. Empty when the page cannot be
    opened, or when less than ENOUGH of the passage stands on it: a wrong mark is worse than none.
    """
    orders = [list(words)] if words else _page_orders(path, page)
    best: list[Word] = []
    best_share = 0.0
    for order in orders:
        found, share = _aligned_by_paragraph(text, order)
        if share > best_share:
            best, best_share = found, share
        if best_share > SURE:
            break
    return tuple(_rectangles(best)) if best_share >= ENOUGH else ()


def texts_by_page(document: Document, start: int, end: int) -> tuple[tuple[int, str], ...]:
    """What `document.text[start:end]` holds of each page, page by page: a passage may run over a page break."""
    texts: dict[int, list[str]] = {}
    for block in document.blocks:
        left, right = max(block.start, start), min(block.end, end)
        if block.page is not None and left < right:
            texts.setdefault(block.page, []).append(document.text[left:right])
    return tuple((page, "\n\n".join(parts)) for page, parts in texts.items())


def _page_orders(path: Path, page: int) -> list[list[Word]]:
    """The words of the page in reading order, and in the order of the file."""
    with PDFIUM_LOCK:
        try:
            document = pdfium.PdfDocument(path)
        except (pdfium.PdfiumError, OSError):
            return []
        try:
            if not 1 <= page <= len(document):
                return []
            open_forms(document)
            sheet = document[page - 1]
            shown = page_words(sheet)
            rules = page_rules(sheet, shown.frame.quarter)
            width, height = sheet.get_size()
        except pdfium.PdfiumError:
            return []
        finally:
            document.close()
    placed = [_as_shown(word, shown.frame) for word in shown.words]
    read = [
        word for region in reading_order(page_lines(shown.words), rules) for line in region.lines for word in line.words
    ]
    read = [_as_shown(word, shown.frame) for word in read]
    return [_fractions(read, width, height), _fractions(placed, width, height)]


def _as_shown(word: PlacedWord, frame: PageFrame) -> PlacedWord:
    """The word on the page as it is shown, when it was read in a frame turned for its lines to run across."""
    left, top, right, bottom = frame.as_shown(word.left, word.top, word.right, word.bottom)
    return replace(word, left=left, top=top, right=right, bottom=bottom) if frame.quarter else word


def _fractions(placed: Iterable[PlacedWord], width: float, height: float) -> list[Word]:
    return [
        Word(w.text, _share(w.left, width), _share(w.top, height), _share(w.right, width), _share(w.bottom, height))
        for w in placed
    ]


def _share(place: float, whole: float) -> float:
    return min(max(place / max(whole, 1e-6), 0.0), 1.0)


def _aligned_by_paragraph(text: str, words: Sequence[Word]) -> tuple[list[Word], float]:
    """The alignment of the whole text, or of each paragraph by itself where the page has them in another order."""
    found, share = aligned(text, words)
    parts = [part for part in text.split("\n\n") if _pieces(part)]
    if share >= ENOUGH or len(parts) < 2:
        return found, share
    alone = [aligned(part, words) for part in parts]
    kept = [(part, each) for part, (each, own) in zip(parts, alone, strict=True) if own >= ENOUGH]
    letters = sum(len("".join(_pieces(part))) for part, _ in kept)
    return [word for _, each in kept for word in each], letters / sum(len("".join(_pieces(part))) for part in parts)


def aligned(text: str, words: Sequence[Word]) -> tuple[list[Word], float]:
    """The words of the page that stand for those of the text, in page order, and the share of its letters found."""
    wanted = _pieces(text)
    given = [(piece, index) for index, word in enumerate(words) for piece in _pieces(word.text)]
    total = sum(map(len, wanted))
    if not total or not given:
        return [], 0.0
    found: set[int] = set()
    letters = 0
    at, there = 0, 0
    for match in SequenceMatcher(None, wanted, [piece for piece, _ in given], autojunk=False).get_matching_blocks():
        between, hole = wanted[at : match.a], given[there : match.b]
        joined = _joined(between, hole)
        letters += sum(len(given[index][0]) for index in range(there, match.b) if index - there in joined)
        found |= {hole[index][1] for index in joined}
        letters += sum(map(len, wanted[match.a : match.a + match.size]))
        found |= {index for _, index in given[match.b : match.b + match.size]}
        at, there = match.a + match.size, match.b + match.size
    return [words[index] for index in sorted(found)], letters / total


def _joined(between: Sequence[str], hole: Sequence[tuple[str, int]]) -> set[int]:
    """The indexes of the pieces of the hole that hold the same letters as the words between, cut otherwise.

    « conti- nuer » at a line end stands for « continuer », « fi lles » for « filles ».
    """
    wanted = "".join(between)
    letters = "".join(piece for piece, _ in hole)
    start = letters.find(wanted) if wanted else -1
    if start < 0:
        return set()
    indexes, at = set(), 0
    for index, (piece, _) in enumerate(hole):
        if at < start + len(wanted) and at + len(piece) > start:
            indexes.add(index)
        at += len(piece)
    return indexes


def _pieces(text: str) -> list[str]:
    """The words in lower case, ligatures opened, without accents: OCR and old fonts lose those first."""
    opened = unicodedata.normalize("NFKD", text.replace("\u00ad", ""))
    plain = "".join(sign for sign in opened if not unicodedata.combining(sign))
    return _PIECE.findall(plain.casefold())


def _rectangles(words: Sequence[Word]) -> list[Rect]:
    rectangles: list[Rect] = []
    for word in words:
        last = rectangles[-1] if rectangles else None
        if last and _on_one_line(last, word):
            top, bottom = min(last.top, word.top), max(last.bottom, word.bottom)
            rectangles[-1] = Rect(min(last.left, word.left), top, max(last.right, word.right), bottom)
        else:
            rectangles.append(Rect(word.left, word.top, word.right, word.bottom))
    return rectangles


def _on_one_line(last: Rect, word: Word) -> bool:
    height = min(last.bottom - last.top, word.bottom - word.top)
    overlap = min(last.bottom, word.bottom) - max(last.top, word.top)
    return overlap > SAME_LINE * height and -height < word.left - last.right < WIDE_HOLE * height


def places_of(path: Path, document: Document, start: int, end: int) -> tuple[int | None, tuple[Rect, ...]]:
    """Page of a slice of a document's text, and the rectangles that cover it there; () when they are not known."""
    by_page = texts_by_page(document, start, end)
    if not by_page:
        return None, ()
    page, text = by_page[0]
    words = next((one.words for one in document.pages if one.number == page), ())
    return page, places(path, page, text, words=words)
