"""The horizontal rules that a PDF page draws: the borders of tables and of boxes."""

from dataclasses import dataclass
from itertools import islice

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.pdf.page.glyphs import PageFrame

MAX_PATHS = 4_000  # a drawing has more, and rules nothing
MAX_RULES = 300  # a page with more is ruled paper or a drawing
THIN = 3.0  # points: a rule is not thicker
BOX = 12.0  # points: a cell or a frame is higher; between the two, a stroke marks or underlines words
LONG = 30.0  # points: a rule is not shorter, once the borders of neighbouring cells are joined
SAME_HEIGHT = 2.0  # points between the borders of two cells of one row
JOINT = 4.0  # points between the ends of two such borders


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal stroke, in points, origin top left."""

    y: float
    left: float
    right: float


def page_rules(page: pdfium.PdfPage, quarter: int = 0) -> list[Rule]:
    """The horizontal rules of the page, from top to bottom, those of neighbouring cells joined.

    `quarter` is that of the frame in which its words run across.
    """
    frame = PageFrame(page, quarter)
    strokes: list[Rule] = []
    for shape in islice(page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=2), MAX_PATHS):
        try:
            left, bottom, right, top = shape.get_bounds()
        except pdfium.PdfiumError:
            continue
        left, upper, right, lower = frame.box(left, bottom, right, top)
        if lower - upper <= THIN:
            strokes.append(Rule((upper + lower) / 2, left, right))
        elif BOX <= lower - upper < 0.8 * frame.height and right - left >= LONG:  # its upper and lower borders
            strokes += [Rule(upper, left, right), Rule(lower, left, right)]
    rules = [rule for rule in _joined(strokes) if rule.right - rule.left >= LONG]
    return rules if len(rules) <= MAX_RULES else []


def _joined(strokes: list[Rule]) -> list[Rule]:
    joined: list[Rule] = []
    for stroke in sorted(strokes, key=lambda rule: (round(rule.y / SAME_HEIGHT), rule.left)):
        last = joined[-1] if joined else None
        if last and abs(last.y - stroke.y) <= SAME_HEIGHT and stroke.left - last.right <= JOINT:
            joined[-1] = Rule(last.y, last.left, max(last.right, stroke.right))
        else:
            joined.append(stroke)
    return sorted(joined, key=lambda rule: rule.y)
