"""Slide shows (PPTX, ODP): each slide as a page, its title as a heading, what the speaker noted told apart."""

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from lxml import etree
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.exc import PythonPptxError

from ingest.assembly import Assembly, repaired
from ingest.document import Note, Page, Reading
from ingest.left_out import agreed
from ingest.office.archive import BROKEN, refusal
from ingest.office.properties import asking, office_properties

NOTES = "Notes de l’orateur"
_TITLES = frozenset({PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE, PP_PLACEHOLDER.VERTICAL_TITLE})
# Number, date and foot of the slide: the same on each, they say nothing of it.
_FURNITURE = frozenset({PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER})
# Shapes whose tops differ by less than this share of the slide's height stand on one line.
SAME_LINE = 0.04

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_SHOW = "{urn:oasis:names:tc:opendocument:xmlns:presentation:1.0}"

_DAMAGED = "Ce fichier n’est pas un diaporama lisible\u00a0: il est endommagé. Ouvrez-le et enregistrez-le en PDF."


@dataclass(slots=True)
class _Slide:
    """What one slide says: its title, its blocks (a paragraph, an item, or the rows of a table), and its notes."""

    title: str = ""
    blocks: list[tuple[str, str | list[list[str]]]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    pictures: int = 0
    hidden: int = 0


def read_pptx(path: Path) -> Reading:
    """The document that a PowerPoint file holds."""
    refused = refusal(path, ("ppt/presentation.xml",), "un diaporama")
    if refused:
        return Reading(None, (refused,))
    try:
        show = Presentation(str(path))
        shown = [slide for slide in show.slides if slide._element.get("show") not in {"0", "false"}]
        skipped = len(show.slides) - len(shown)
        slides = [_of_pptx(slide, int(show.slide_height or 1)) for slide in shown]
        title = (show.core_properties.title or "").strip()
    except (*BROKEN, PythonPptxError, KeyError, AttributeError, etree.XMLSyntaxError):
        return _failed(_DAMAGED)
    return _reading(slides, skipped, title, office_properties(path))


def _of_pptx(slide: Any, height: int) -> _Slide:
    said = _Slide()
    shapes = sorted(
        _shapes(slide.shapes, said), key=lambda one: (round((one.top or 0) / (SAME_LINE * height)), one.left or 0)
    )
    for shape in shapes:
        sort = shape.placeholder_format.type if shape.is_placeholder else None
        if sort in _FURNITURE:
            continue
        if getattr(shape, "has_table", False) and shape.has_table:
            said.blocks.append(("table", [[cell.text for cell in row.cells] for row in shape.table.rows]))
        elif shape.has_text_frame:
            if sort in _TITLES and not said.title:
                said.title = " ".join(shape.text_frame.text.split())
                continue
            lines = [(one.level, "".join(run for run in _runs(one))) for one in shape.text_frame.paragraphs]
            listed = sort is not None and sum(bool(text.strip()) for _, text in lines) > 1
            said.blocks += [("item" if listed or level else "paragraph", text) for level, text in lines]
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        said.notes = [one.text for one in slide.notes_slide.notes_text_frame.paragraphs]
    return said


def _runs(paragraph: Any) -> Iterator[str]:
    """The text of a paragraph: its runs and fields; a line broken by hand is a line."""
    for child in paragraph._p:
        tag = child.tag.rpartition("}")[2]
        if tag in {"r", "fld"}:
            yield "".join(one.text or "" for one in child if one.tag.endswith("}t"))
        elif tag == "br":
            yield "\n"


def _shapes(shapes: Any, said: _Slide) -> Iterator[Any]:
    """The shapes that are shown, those of groups too; what is hidden or a picture is counted."""
    for shape in shapes:
        properties = next((one for one in shape._element.iter() if one.tag.endswith("}cNvPr")), None)
        if properties is not None and properties.get("hidden") in {"1", "true"}:
            said.hidden += 1
        elif hasattr(shape, "shapes"):
            yield from _shapes(shape.shapes, said)
        elif shape.has_text_frame or getattr(shape, "has_table", False):
            yield shape
        else:
            said.pictures += 1


def read_odp(path: Path) -> Reading:
    """The document that an OpenDocument slide show holds."""
    refused = refusal(path, ("content.xml",), "un diaporama")
    if refused:
        return Reading(None, (refused,))
    try:
        with zipfile.ZipFile(path) as archive:
            if b"encryption-data" in (
                archive.read("META-INF/manifest.xml") if _has(archive, "META-INF/manifest.xml") else b""
            ):
                return _failed("Ce fichier est protégé par un mot de passe. Enregistrez-en une copie sans protection.")
            content = fromstring(archive.read("content.xml"), forbid_dtd=True)
    except (*BROKEN, ParseError, DefusedXmlException):
        return _failed(_DAMAGED)
    invisible = {
        style.get(_STYLE + "name")
        for style in content.iter(_STYLE + "style")
        for one in style
        if one.get(_SHOW + "visibility") == "hidden"
    }
    pages = list(content.iter(_DRAW + "page"))
    shown = [page for page in pages if page.get(_DRAW + "style-name") not in invisible]
    properties = office_properties(path)
    return _reading([_of_odp(page) for page in shown], len(pages) - len(shown), "", properties)


def _of_odp(page: Any) -> _Slide:
    said = _Slide()
    for shape in page:
        if shape.tag == _SHOW + "notes":
            frames = [one for one in shape.iter(_DRAW + "frame") if one.get(_SHOW + "class") == "notes"]
            said.notes = [text for one in frames for _, text in _paragraphs(one)]
        elif shape.get(_DRAW + "display") in {"none", "printer"}:
            said.hidden += 1
        elif shape.get(_SHOW + "class") == "title" and not said.title:
            said.title = " ".join(" ".join(text for _, text in _paragraphs(shape)).split())
        elif shape.get(_SHOW + "class") not in {"footer", "date-time", "page-number", "header"}:
            said.pictures += sum(1 for _ in shape.iter(_DRAW + "image"))
            for table in shape.iter(_TABLE + "table"):
                rows = [
                    [_flat(cell) for cell in row if cell.tag == _TABLE + "table-cell"]
                    for row in table.iter(_TABLE + "table-row")
                ]
                said.blocks.append(("table", rows))
            said.blocks += _paragraphs(shape)
    return said


def _paragraphs(element: Any, kind: str = "paragraph") -> Iterator[tuple[str, str]]:
    for child in element:
        if child.tag in {_TEXT + "p", _TEXT + "h"}:
            yield kind, _words(child)
        elif child.tag == _TEXT + "list":
            yield from _paragraphs(child, "item")
        elif child.tag not in {_TABLE + "table", _OFFICE + "annotation", _TEXT + "tracked-changes"}:
            yield from _paragraphs(child, kind)


def _flat(cell: Any) -> str:
    return " ".join(text for _, text in _paragraphs(cell))


def _words(element: Any) -> str:
    parts = [element.text or ""]
    for child in element:
        if child.tag == _TEXT + "line-break":
            parts.append("\n")
        elif child.tag in {_TEXT + "s", _TEXT + "tab"}:
            parts.append(" ")
        elif child.tag not in {_OFFICE + "annotation", _TEXT + "note"}:
            parts.append(_words(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _reading(slides: Sequence[_Slide], skipped: int, title: str, properties: Mapping[str, str]) -> Reading:
    """The document of these slides: one page each, numbered as they are shown."""
    assembly = Assembly()
    for number, slide in enumerate(slides, 1):
        assembly.page = number
        assembly.heading(slide.title or f"Diapositive {number}", 2) if slide.title or slide.blocks else None
        for kind, content in slide.blocks:
            if isinstance(content, str):
                assembly.add(content, "item" if kind == "item" else "paragraph")
            else:
                assembly.table(content)
        if any(one.strip() for one in slide.notes):
            assembly.heading(NOTES, 3)
            for one in slide.notes:
                assembly.add(one)
    notes = list(_told(slides, skipped))
    if assembly.is_empty:
        return Reading(
            None, (*notes, Note("Ce diaporama ne contient aucun texte. Enregistrez-le en PDF.", level="error"))
        )
    pages = tuple(Page(number, "native" if _speaks(one) else "empty") for number, one in enumerate(slides, 1))
    first = next((one.title for one in slides[:1] if one.title), "") or title
    metadata = {**({"title": first} if first else {}), **asking(properties)}
    document, doubted = repaired(assembly.build(metadata, pages))
    return Reading(document, (*notes, *doubted))


def _speaks(slide: _Slide) -> bool:
    return bool(slide.title or slide.blocks or slide.notes)


def _told(slides: Sequence[_Slide], skipped: int) -> Iterator[Note]:
    if skipped:
        yield _info(
            agreed(
                skipped,
                "Une diapositive masquée n’est pas reprise.",
                "{n} diapositives masquées ne sont pas reprises.",
            )
        )
    if any(slide.hidden for slide in slides):
        yield _info("Des éléments masqués de diapositives ne sont pas repris.")
    pictures = sum(slide.pictures for slide in slides)
    if pictures:
        yield _info(
            agreed(
                pictures,
                "Une image ou un graphique n’est pas repris\u00a0: décrivez dans le texte ce qu’il apporte.",
                "{n} images ou graphiques ne sont pas repris\u00a0: décrivez dans le texte ce qu’ils apportent.",
            )
        )


def _has(archive: zipfile.ZipFile, name: str) -> bool:
    return name in archive.namelist()


def _info(message: str) -> Note:
    return Note(message, level="info")


def _failed(message: str) -> Reading:
    return Reading(None, (Note(message, level="error"),))
