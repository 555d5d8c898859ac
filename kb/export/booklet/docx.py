"""A booklet as a Word document with real styles, that a trainer may still change."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Cm
from docx.table import Table
from docx.text.paragraph import Paragraph

from ingest.document import Mark
from kb.export.booklet.blocks import BlockGroup, grouped, typed
from kb.export.booklet.booklet import Booklet, BookletPiece, Rubric
from kb.export.booklet.pictures import UNREADABLE, picture_of
from kb.export.booklet.typography import cleaned, one_line, shortened, spaced
from kb.export.booklet.word_parts import (
    add_bookmark,
    add_entry,
    add_text,
    consecutive,
    element,
    number_list,
    set_language,
)
from kb.export.booklet.word_styles import TEXT_HEIGHT, TEXT_WIDTH, prepare
from kb.french import NBSP

RUNNING = 80  # characters of the title at the head of a page


def docx_file(booklet: Booklet) -> bytes:
    """The DOCX of a booklet."""
    return _Writer(booklet).written()


class _Writer:
    """Writes one booklet. Places of the sommaire are found first, so that it can stand before them."""

    def __init__(self, booklet: Booklet) -> None:
        self._booklet = booklet
        self._document: Document = docx.Document()
        self._styles: dict[str, str] = {}
        self._bookmarks = 0
        self._numbered = sum(len(rubric.pieces) for rubric in booklet.rubrics) > 1
        self._pieces = 0

    def written(self) -> bytes:
        booklet, document = self._booklet, self._document
        running = shortened(one_line(booklet.title), RUNNING)
        prepare(document, running, whole=booklet.cover or self._numbered)
        self._styles = {str(one.name): one.style_id for one in document.styles}
        set_language(document, "fr-FR" if booklet.language == "fr" else booklet.language)
        self._properties()
        self._opening()
        if self._numbered:
            self._contents()
        for rubric in booklet.rubrics:
            self._rubric(rubric)
        self._ending()
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()

    def _properties(self) -> None:
        known = self._document.core_properties
        known.title = one_line(self._booklet.title)[:255]
        known.subject = one_line(self._booklet.subtitle)[:255]
        known.author, known.last_modified_by, known.comments = "Récits partagés", "", ""
        known.language = "fr-FR" if self._booklet.language == "fr" else self._booklet.language
        known.created = known.modified = datetime.now(UTC).replace(tzinfo=None)

    def _paragraph(self, style: str) -> Paragraph:
        """A new last paragraph. Its style is set by identifier: python-docx reads all styles again for a name."""
        paragraph = self._document.add_paragraph()
        paragraph._p.style = self._styles[style]
        return paragraph

    def _add(self, text: str, style: str = "Normal", marks: Sequence[Mark] = ()) -> Paragraph:
        paragraph = self._paragraph(style)
        clean = spaced(cleaned(text))
        # Marks are counted in the words that were given.
        if marks and len(clean) == len(text):
            add_text(paragraph, clean, marks)
        else:
            add_text(paragraph, clean.strip())
        return paragraph

    def _paragraphs(self, text: str, style: str = "Normal") -> None:
        for one in text.split("\n\n"):
            if one.strip():
                self._add(one, style)

    def _heading(self, text: str, level: int, *, bookmark: str = "") -> Paragraph:
        paragraph = self._paragraph(f"Heading {level}")
        paragraph.add_run(one_line(text))
        if bookmark:
            self._bookmarks += 1
            add_bookmark(paragraph, bookmark, self._bookmarks)
        return paragraph

    def _opening(self) -> None:
        booklet = self._booklet
        self._add("Récits partagés", "Kicker")
        self._add(one_line(booklet.title) or "Sans titre", "Title")
        if booklet.subtitle:
            self._add(one_line(booklet.subtitle), "Subtitle")
        self._facts(booklet.facts)
        if booklet.cover and booklet.date:
            self._add(booklet.date, "Small")
        if booklet.note.strip():
            if booklet.cover:
                self._heading("Note de présentation", 1, bookmark="note").paragraph_format.page_break_before = True
            for group in typed(booklet.note):
                self._group(group, 1)

    def _contents(self) -> None:
        title = self._add("Sommaire", "TOC Heading")
        title.paragraph_format.page_break_before = self._booklet.cover
        if self._booklet.note.strip() and self._booklet.cover:
            self._entry("Note de présentation", "note", 1)
        number = 0
        for place, rubric in enumerate(self._booklet.rubrics, 1):
            if rubric.title:
                self._entry(rubric.title, f"rubrique_{place}", 1)
            for piece in rubric.pieces:
                number += 1
                self._entry(f"{number}. {piece.title}", f"piece_{number}", 2 if rubric.title else 1)
        for title_of, name, there in self._tail():
            if there:
                self._entry(title_of, name, 1)

    def _tail(self) -> tuple[tuple[str, str, bool], ...]:
        booklet = self._booklet
        return (
            ("Glossaire", "glossaire", bool(booklet.glossary)),
            ("Bibliographie", "bibliographie", bool(booklet.bibliography)),
        )

    def _entry(self, words: str, bookmark: str, level: int) -> None:
        add_entry(self._paragraph(f"toc {level}"), one_line(words), bookmark)

    def _rubric(self, rubric: Rubric) -> None:
        place = self._booklet.rubrics.index(rubric) + 1
        if rubric.title:
            title = self._heading(rubric.title, 1, bookmark=f"rubrique_{place}")
            title.paragraph_format.page_break_before = True
        apart = self._numbered or self._booklet.cover
        for position, piece in enumerate(rubric.pieces):
            self._piece(piece, 2 if rubric.title else 1, apart=apart and not (rubric.title and position == 0))

    def _piece(self, piece: BookletPiece, level: int, *, apart: bool) -> None:
        self._pieces += 1
        own_title = self._booklet.cover or self._numbered
        said = [f"Pièce {self._pieces}" if self._numbered else "", "exemple fictif" if piece.fictional else "",
                f"{piece.minutes}{NBSP}min" if piece.minutes else ""]  # fmt: skip
        if any(said):
            kicker = self._add(" · ".join(one for one in said if one), "Kicker")
            kicker.paragraph_format.page_break_before = apart
            apart = False
        if own_title:
            title = self._heading(piece.title or "Sans titre", level, bookmark=f"piece_{self._pieces}")
            title.paragraph_format.page_break_before = apart
        above = level if own_title else 0
        for group in typed(piece.introduction):
            self._group(group, above, "Introduction")
        self._facts(piece.facts)
        if piece.missing:
            self._add(f"Texte absent. {piece.missing}", "Missing")
        for group in grouped(piece.blocks, title=piece.title):
            self._group(group, above)
        self._image(piece)
        if piece.questions:
            self._heading("Questions de travail", above + 1)
            self._numbers([(one, ()) for one in piece.questions if one.strip()], range(1, len(piece.questions) + 1))
        for words in (piece.notice, "" if piece.address in piece.notice else piece.address):
            if words:
                self._add(words, "Small")

    def _group(self, group: BlockGroup, above: int, style: str = "Normal") -> None:
        if group.kind == "heading":
            self._heading(group.texts[0], above + group.depth)
        elif group.kind == "list":
            for text, marks in group.told:
                self._add(text, "List Bullet", marks)
        elif group.kind == "numbers":
            self._numbers(group.told, group.numbers)
        elif group.kind == "table":
            self._table(group)
        elif group.kind == "picture":
            self._picture(group.picture, group.texts[0], TEXT_HEIGHT / 2)
        elif group.kind == "row":
            self._add("\n".join(group.texts), "Row")
        else:
            for text, marks in group.told:
                self._add(text, "Quote" if group.kind == "quote" else style, marks)

    def _numbers(self, texts: Sequence[tuple[str, Sequence[Mark]]], numbers: Sequence[int]) -> None:
        for places in consecutive(list(numbers)[: len(texts)]):
            paragraphs = [self._add(texts[at][0], "List Number", texts[at][1]) for at in places]
            number_list(self._document, paragraphs, numbers[places[0]])

    def _facts(self, facts: Sequence[tuple[str, str]]) -> None:
        facts = [(label, value) for label, value in facts if value]
        if facts:
            rows = [((label, ()), (value, ())) for label, value in facts]
            table = self._filled(rows, [26.0, 74.0], "Facts")
            for cell in table.columns[0].cells:
                cell.paragraphs[0]._p.style = self._styles["Label"]

    def _table(self, group: BlockGroup) -> None:
        table = self._filled(group.cells, group.widths, "Table Grid")
        head = table.rows[0]
        head._tr.get_or_add_trPr().append(element("tblHeader"))
        for cell in head.cells:
            for run in cell.paragraphs[0].runs:
                run.bold = True

    def _filled(
        self, rows: Sequence[Sequence[tuple[str, Sequence[Mark]]]], widths: Sequence[float], style: str
    ) -> Table:
        table: Table = self._document.add_table(rows=len(rows), cols=len(widths), style=style)
        table.autofit = False
        shares = [TEXT_WIDTH * width / sum(widths) for width in widths]
        for column, share in zip(table.columns, shares, strict=True):
            column.width = Cm(share)
        # By rows of the XML: `table.cell()` reads the whole table again at each call.
        for row, texts in zip(table._tbl.tr_lst, rows, strict=True):
            row.get_or_add_trPr().append(element("cantSplit"))
            for tc, (text, marks), share in zip(row.tc_lst, texts, shares, strict=True):
                tc.width = Cm(share)
                paragraph = Paragraph(tc.p_lst[0], table)
                paragraph._p.style = self._styles["Cell"]
                line = one_line(text)
                add_text(paragraph, line, marks if len(line) == len(text) else ())
        self._paragraph("Gap")  # two tables that follow each other stay two
        return table

    def _image(self, piece: BookletPiece) -> None:
        if piece.image and not self._drawn(
            piece.image, f"Image de la page{NBSP}: {one_line(piece.title)}", TEXT_HEIGHT
        ):
            self._add(UNREADABLE, "Missing")

    def _picture(self, content: bytes, alt: str, tallest: float) -> None:
        """A picture that stands in the text, with what it shows under it."""
        drawn = self._drawn(content, one_line(alt), tallest)
        self._add(alt if drawn else f"[Image{NBSP}: {alt}]", "Small" if drawn else "Normal")

    def _drawn(self, content: bytes, alt: str, tallest: float) -> bool:
        """Whether an image could be read, and stands there."""
        image = picture_of(content)
        if image is None:
            return False
        width = min(TEXT_WIDTH, tallest / image.ratio)
        picture = self._paragraph("Normal").add_run().add_picture(io.BytesIO(image.content), width=Cm(width))
        picture._inline.find(qn("wp:docPr")).set("descr", alt)
        return True

    def _ending(self) -> None:
        booklet = self._booklet
        for title, name, there in self._tail():
            if not there:
                continue
            self._heading(title, 1, bookmark=name).paragraph_format.page_break_before = True
            if name == "bibliographie":
                for notice in booklet.bibliography:
                    self._add(one_line(notice), "Notice")
                continue
            for term, definition in booklet.glossary:
                paragraph = self._paragraph("Notice")
                paragraph.add_run(one_line(term)).bold = True
                add_text(paragraph, f"{NBSP}: {one_line(definition)}")
        if booklet.colophon.strip():
            self._paragraphs(booklet.colophon, "Small")
