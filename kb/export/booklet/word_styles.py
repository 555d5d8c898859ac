"""How the Word document looks: its styles, its page, its head and foot."""

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from kb.export.booklet.word_parts import add_field, element

# A typeface that every office suite has, or has its equal of.
FONT = "Arial"
INK, SOFT, ACCENT = RGBColor(0x23, 0x1F, 0x20), RGBColor(0x5C, 0x55, 0x50), RGBColor(0x6E, 0x2A, 0x5E)
TEXT_WIDTH, TEXT_HEIGHT = 15.4, 20.0  # centimetres: A4 less its margins, and the tallest image
SIDES = ("top", "left", "bottom", "right", "start", "end", "insideH", "insideV")
# name: base, size, colour, bold, italic, space before, space after (points)
STYLES = {
    "Normal": (None, 10.5, INK, False, False, 0, 7),
    "Title": ("Normal", 24, INK, True, False, 60, 10),
    "Subtitle": ("Normal", 13, SOFT, False, False, 0, 24),
    "Heading 1": ("Normal", 18, ACCENT, True, False, 0, 12),
    "Heading 2": ("Normal", 15, INK, True, False, 10, 8),
    "Heading 3": ("Normal", 12, ACCENT, True, False, 14, 5),
    "Heading 4": ("Normal", 11, INK, True, False, 10, 4),
    "Heading 5": ("Normal", 10.5, SOFT, True, False, 8, 4),
    "TOC Heading": ("Normal", 18, ACCENT, True, False, 0, 12),
    "toc 1": ("Normal", 10.5, INK, True, False, 8, 3),
    "toc 2": ("Normal", 10.5, INK, False, False, 0, 3),
    "Quote": ("Normal", 10.5, INK, False, True, 6, 10),
    "List Bullet": ("Normal", 10.5, INK, False, False, 0, 4),
    "List Number": ("Normal", 10.5, INK, False, False, 0, 4),
    "Caption": ("Normal", 9, SOFT, False, False, 0, 4),
    "Kicker": ("Caption", 8.5, SOFT, False, False, 0, 3),
    "Introduction": ("Normal", 11, INK, False, False, 0, 8),
    "Missing": ("Normal", 10.5, INK, False, True, 4, 8),
    "Row": ("Normal", 9.5, INK, False, False, 2, 8),
    "Cell": ("Normal", 9, INK, False, False, 1, 1),
    "Label": ("Cell", 9, SOFT, False, False, 1, 1),
    "Gap": ("Normal", 4, INK, False, False, 0, 6),
    "Notice": ("Normal", 10, INK, False, False, 0, 6),
    "Small": ("Caption", 8, SOFT, False, False, 8, 2),
    "Header": ("Normal", 8, SOFT, False, False, 0, 0),
    "Footer": ("Normal", 8, SOFT, False, False, 0, 0),
}
# One record by itself: smaller headings, and no room of a cover above its title.
ALONE = {
    "Title": ("Normal", 20, INK, True, False, 0, 6),
    "Subtitle": ("Normal", 11, SOFT, False, False, 0, 10),
    "Heading 1": ("Normal", 13, ACCENT, True, False, 14, 5),
    "Heading 2": ("Normal", 11, INK, True, False, 10, 4),
    "Heading 3": ("Normal", 10.5, SOFT, True, False, 8, 4),
}


def prepare(document: Document, running: str, *, whole: bool) -> None:
    """Give an empty document its styles, its A4 page, the running title and « page x / y ».

    `whole` is a booklet of several pieces; without it the headings of one record begin at level 1 under its title.
    """
    for name, values in {**STYLES, **({} if whole else ALONE)}.items():
        _style(document, name, *values)
    _details(document)
    _facts_table(document)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm((21 - TEXT_WIDTH) / 2)
    section.top_margin, section.bottom_margin = Cm(2.8), Cm(2.6)
    # The cover bears neither head nor foot; one record has its title on its first page.
    section.different_first_page_header_footer = True
    if not whole:
        _page_number(section.first_page_footer.paragraphs[0])
    section.header.paragraphs[0].text = running
    _page_number(section.footer.paragraphs[0])


def _page_number(foot: Paragraph) -> None:
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    foot.add_run("page ")
    add_field(foot, "PAGE", "1")
    foot.add_run(" / ")
    add_field(foot, "NUMPAGES", "1")


def _style(
    document: Document,
    name: str,
    base: str | None,
    size: float,
    colour: RGBColor,
    bold: bool,
    italic: bool,
    before: float,
    after: float,
) -> None:
    known = {one.name for one in document.styles}
    style = document.styles[name] if name in known else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(style, ParagraphStyle)
    if base:
        style.base_style = document.styles[base]
    _plain(style)
    style.font.name, style.font.size = FONT, Pt(size)
    style.font.color.rgb, style.font.bold, style.font.italic = colour, bold, italic
    form = style.paragraph_format
    form.space_before, form.space_after = Pt(before), Pt(after)
    form.line_spacing = 1.3 if size < 14 else 1.1
    form.widow_control = True
    form.keep_with_next = name.startswith("Heading") or name in ("Kicker", "TOC Heading")


def _plain(style: ParagraphStyle) -> None:
    """Take away the typeface and the frames of the template that python-docx brings."""
    properties = style.element.get_or_add_rPr()
    for tag in ("w:rFonts", "w:spacing", "w:kern", "w:caps"):
        for one in properties.findall(qn(tag)):
            properties.remove(one)
    paragraph = style.element.get_or_add_pPr()
    for one in paragraph.findall(qn("w:pBdr")):
        paragraph.remove(one)


def _details(document: Document) -> None:
    """Indents, the bars beside quotations and introductions, the leaders of the table of contents."""
    for name, left in (("Quote", 0.6), ("Introduction", 0.5), ("Row", 0.5)):
        _paragraph_style(document, name).paragraph_format.left_indent = Cm(left)
    for name, colour, width in (("Quote", "D9D2C7", "16"), ("Introduction", "6E2A5E", "16")):
        borders = element("pBdr")
        borders.append(element("left", val="single", sz=width, space="8", color=colour))
        # After the properties that the schema puts before borders.
        form = _paragraph_style(document, name).element.get_or_add_pPr()
        place = next((one for one in form if one.tag in (qn("w:spacing"), qn("w:ind"))), None)
        place.addprevious(borders) if place is not None else form.append(borders)
    for name, left in (("toc 1", 0.0), ("toc 2", 0.5)):
        form_of = _paragraph_style(document, name).paragraph_format
        form_of.left_indent, form_of.right_indent = Cm(left), Cm(0)
        form_of.tab_stops.add_tab_stop(Cm(TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    notice = _paragraph_style(document, "Notice").paragraph_format
    notice.left_indent, notice.first_line_indent = Cm(0.6), Cm(-0.6)


def _paragraph_style(document: Document, name: str) -> ParagraphStyle:
    style = document.styles[name]
    assert isinstance(style, ParagraphStyle)
    return style


def _facts_table(document: Document) -> None:
    """The style of the identity card: lines above and below, nothing between; and grey lines for other tables."""
    for line in document.styles["Table Grid"].element.iter(*(qn(f"w:{side}") for side in SIDES)):
        if line.getparent().tag == qn("w:tblBorders"):
            line.set(qn("w:color"), "B9B1A6")
    style = document.styles.add_style("Facts", WD_STYLE_TYPE.TABLE)
    style.base_style = document.styles["Normal Table"]
    properties = style.element.find(qn("w:tblPr"))
    if properties is None:
        properties = element("tblPr")
        style.element.append(properties)
    borders = element("tblBorders")
    for side in ("top", "bottom"):
        borders.append(element(side, val="single", sz="4", space="0", color="D9D2C7"))
    properties.append(borders)
