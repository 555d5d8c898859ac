"""The paragraphs, headings, items and tables of a PDF page, made from its lines in reading order."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from ingest.assembly import table_text
from ingest.document import BlockKind
from ingest.pdf.page.layout import LineRegion
from ingest.pdf.page.lines import TextLine

LARGER = 1.12  # a heading is larger than the body by this factor, or bold
HEADING_WORDS = 18  # a heading is not longer than this
SENTENCE = 60  # characters; a shorter text is a label rather than a sentence cut by a column
HEADING_LINES = 3
TIGHT = 1.35  # of the letter height: lines so close belong together when the sentence goes on
_ITEM = re.compile(r"^(?:[•●▪■◦‣⁃∙·➢➔►▶✓✔❖□○\uf0a7\uf0b7\uf0d8\uf0fc»]|[-–—*]\s)")
_NUMBERED = re.compile(r"^(?:\(?\d{1,2}[.)°o]|[a-z]\)|[A-Z][.)])\s")
# What stands alone on a line above a text and names a part of it, whatever its letters.
_LABEL = re.compile(
    r"^(?:livre|titre|partie|chapitre|section|annexe|article|fiche|atelier|axe|priorité)\s+(?:[ivxl]+|\d+)\b.{0,80}$",
    re.IGNORECASE,
)
_MARKED = re.compile(r"^(?:o|\w{1,3}[.)°])\s")
_ENDED = re.compile(r"[.!?:;…»)]$")
_LINK = re.compile(r"https?:|www\.|@|^(?:Voir|Lire|Cliquez|En savoir)\b")
_LETTER = re.compile(r"[^\W\d_]")
# A line end within a cell, save after a hyphen that the repair of the text has to judge.
_CUT = "\ufdd2"  # a noncharacter that holds the place of that line end while the rows are made
_CELL_BREAK = re.compile(r"(?<![^\W\d_][-\u2010\u2011])\n|\n(?![^\W\d_])")


@dataclass(frozen=True, slots=True)
class RawBlock:
    """One block as the page gives it: its lines joined by line breaks, and the style that headings are ranked by."""

    text: str
    kind: BlockKind
    size: float
    bold: bool
    level: int = 0


@dataclass(frozen=True, slots=True)
class Body:
    """The letters of most of a document: their height in points, and their colour as 0xRRGGBB."""

    size: float
    colour: int


def body_of(pages: Sequence[Sequence[TextLine]]) -> Body:
    """The letters that most of the text of the document has."""
    sizes: Counter[float] = Counter()
    colours: Counter[int] = Counter()
    for lines in pages:
        for line in lines:
            sizes[line.size] += len(line.text)
            colours[line.colour] += len(line.text)
    return Body(sizes.most_common(1)[0][0], colours.most_common(1)[0][0]) if sizes else Body(0.0, 0)


def page_blocks(regions: Sequence[LineRegion], body: Body, outline: Mapping[str, int]) -> list[RawBlock]:
    """The blocks of one page. `outline` gives the levels of the bookmarks that point to it, by folded title."""
    blocks: list[RawBlock] = []
    for region in regions:
        own = [_table_block(region)] if region.rows else [_block(p, body, outline) for p in _paragraphs(region.lines)]
        if blocks and _runs_over(blocks[-1], own[0]):
            last = blocks.pop()
            own[0] = replace(last, text=f"{last.text}\n{own[0].text}")
        blocks += own
    return blocks


def _runs_over(last: RawBlock, block: RawBlock) -> bool:
    """True when a paragraph goes on at the top of the next column."""
    if last.kind not in ("paragraph", "item") or block.kind != "paragraph" or abs(last.size - block.size) > 1:
        return False
    return len(last.text) > SENTENCE and not _ENDED.search(last.text) and block.text[:1].islower()


def folded(text: str) -> str:
    """The letters and digits of a title in lower case, so that a bookmark meets its heading."""
    return re.sub(r"[\W_]+", "", text).casefold()


def _table_block(region: LineRegion) -> RawBlock:
    rows = ([_CELL_BREAK.sub(" ", cell).replace("\n", _CUT) for cell in row] for row in region.rows)
    return RawBlock(table_text(rows).replace(_CUT, "\n"), "table", median(line.size for line in region.lines), False)


def _block(lines: Sequence[TextLine], body: Body, outline: Mapping[str, int]) -> RawBlock:
    text = "\n".join(line.text for line in lines)
    size, bold = median(line.size for line in lines), all(line.bold for line in lines)
    level = outline.get(folded(text), 0)
    if level or _is_heading(text, lines, size, bold, body):
        return RawBlock(text, "heading", size, bold, level)
    return RawBlock(text, "item" if _ITEM.match(text) else "paragraph", size, bold)


def _is_heading(text: str, lines: Sequence[TextLine], size: float, bold: bool, body: Body) -> bool:
    words = text.split()
    if len(lines) > HEADING_LINES or len(words) > HEADING_WORDS or _ITEM.match(text):
        return False
    if len(_LETTER.findall(text)) < 3 or re.search(r"[.,;]$", text) or text.endswith(("...", "…")):
        return False
    if len(lines) == 1 and _LABEL.match(text) and not text[0].islower():
        return True
    if size >= LARGER * body.size:
        return True
    return size >= 0.9 * body.size and (bold or _tinted(text, lines, body))


def _tinted(text: str, lines: Sequence[TextLine], body: Body) -> bool:
    """True for a short line in another colour than the body's, which is neither a link nor the end of a sentence."""
    colours = {word.colour for line in lines for word in line.words}
    plain = text[0].isupper() and len(text.split()) >= 2 and not _LINK.search(text)
    return plain and len(colours) == 1 and body.colour not in colours


def _paragraphs(lines: Sequence[TextLine]) -> list[list[TextLine]]:
    right = max(line.right for line in lines)
    left = min(line.left for line in lines)
    leading = _leading(lines)
    paragraphs: list[list[TextLine]] = []
    for line in lines:
        if paragraphs and not _breaks(paragraphs[-1], line, leading, left, right):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return paragraphs


def _leading(lines: Sequence[TextLine]) -> float:
    """The usual step from one line to the next, in letter heights."""
    steps = [
        (below.top - above.top) / max(above.size, 1)
        for above, below in pairwise(lines)
        if above.size == below.size and 0 < below.top - above.top < 2.5 * above.size
    ]
    return min(median(steps), 1.8) if steps else 1.3


def _breaks(paragraph: Sequence[TextLine], line: TextLine, leading: float, left: float, right: float) -> bool:
    """True when the line opens a new paragraph."""
    last, first = paragraph[-1], paragraph[0]
    size = max(last.size, 1)
    step = (line.top - last.top) / size
    if step <= 0.3:  # beside the last line, or back at the top of a column
        return step < -0.3 or line.left < last.right
    if step < TIGHT and _lower_after(last, line):
        return False
    if abs(line.size - last.size) > 0.12 * size or (line.bold != last.bold and _whole(line, last)):
        return True
    if _goes_on(last, line) and step < 1.9:
        return False
    if last.text.endswith(";") and line.text[:1].isupper():
        return True
    if step > leading * 1.25 or _ITEM.match(line.text) or (_NUMBERED.match(line.text) and _ENDED.search(last.text)):
        return True
    short = last.right < right - 0.2 * (right - left)
    if short and _ENDED.search(last.text):
        return True
    indented = line.left > last.left + 0.8 * size and line.left > left + 0.8 * size
    return indented and bool(_ENDED.search(last.text)) and not _ITEM.match(first.text)


def _goes_on(last: TextLine, line: TextLine) -> bool:
    """True when the text of the last line plainly goes on in this one, in the same letters."""
    if (line.bold, line.colour) != (last.bold, last.colour):
        return False
    return _lower_after(last, line) or (last.text.isupper() and line.text.isupper() and not _ENDED.search(last.text))


def _lower_after(last: TextLine, line: TextLine) -> bool:
    return line.text[:1].islower() and not _ENDED.search(last.text) and not _MARKED.match(line.text)


def _whole(line: TextLine, last: TextLine) -> bool:
    """True when neither line mixes bold and plain letters: then the change of weight is a change of paragraph."""
    return all(len({word.bold for word in each.words}) == 1 for each in (line, last))
