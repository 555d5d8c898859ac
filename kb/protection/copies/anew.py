"""Copies written anew from what is shown: of workbooks, messages and RTF, whose files keep much that no reader sees."""

import datetime
import email.utils
import io
import zipfile
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from ingest.document import Document
from ingest.office.hidden_cells import hidden_cells
from ingest.office.rtf import read_rtf
from ingest.office.spreadsheet import shown_sheets
from ingest.plain_text.mail import read_eml
from kb.protection.copies.file_errors import broken

LONGEST_CELL = 32_767  # characters that XLSX admits
_RTF_HEAD = r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss Arial;}}\fs22 "


def workbook_anew(data: bytes, name: str) -> bytes:
    """An XLSX of the values that a workbook shows: no formula, no hidden sheet, row or column, no remark, no link."""
    packed = data.startswith(b"PK")
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = list(shown_sheets(book, hidden_cells(io.BytesIO(data)) if packed else {}))
    except (CalamineError, PasswordError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise broken(name) from error
    written = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(written, {**plain, "default_date_format": "dd/mm/yyyy"}) as copy:
        copy.set_properties({"created": datetime.datetime(1980, 1, 1)})
        hour = copy.add_format({"num_format": "hh:mm"})
        for sheet in sheets:
            page = copy.add_worksheet(sheet.name)
            for at, row in enumerate(sheet.rows):
                for column, value in enumerate(row):
                    if isinstance(value, datetime.time | datetime.timedelta):
                        page.write_datetime(at, column, value, hour)
                    else:
                        page.write(at, column, value[:LONGEST_CELL] if isinstance(value, str) else value)
    return written.getvalue()


def message_anew(data: bytes, name: str) -> bytes:
    """A message with its subject, its date and the text that is read of it: no sender, no way, no attachment."""
    document = _read(read_eml(data).document, name)
    copy = EmailMessage()
    copy["Subject"] = str(document.metadata.get("title", ""))
    if day := str(document.metadata.get("date", "")):
        noon = datetime.datetime.combine(datetime.date.fromisoformat(day), datetime.time(12), datetime.UTC)
        copy["Date"] = email.utils.format_datetime(noon)
    copy.set_content(document.text)
    return copy.as_bytes()


def rtf_anew(data: bytes, name: str) -> bytes:
    """An RTF of the paragraphs and headings that are read of one: no hidden text, remark, picture or object."""
    document = _read(read_rtf(data).document, name)
    blocks = (
        rf"{{\b {_escaped(document.text[one.start : one.end])}}}\par\par "
        if one.kind == "heading"
        else rf"{_escaped(document.text[one.start : one.end])}\par\par "
        for one in document.blocks
    )
    return (_RTF_HEAD + "\n".join(blocks) + "}").encode("ascii")


def _read(document: Document | None, name: str) -> Document:
    if document is None:
        raise broken(name)
    return document


def _escaped(text: str) -> str:
    return "".join(_signs(text))


def _signs(text: str) -> Iterator[str]:
    for sign in text:
        if sign in "\\{}":
            yield f"\\{sign}"
        elif sign == "\n":
            yield "\\line "
        elif ord(sign) < 0x80:
            yield sign
        else:
            units = sign.encode("utf-16-le")
            for at in range(0, len(units), 2):
                yield f"\\u{int.from_bytes(units[at : at + 2], 'little', signed=True)}?"


def old_word_as_docx(data: bytes, name: str) -> bytes:
    """The DOCX that LibreOffice makes of a Word 97-2003 file. Raises FileBroken where it makes none."""
    from ingest.word.old_word import as_docx

    made = as_docx(data)
    if not isinstance(made, bytes):
        raise broken(name)
    return made


def page_within(data: bytes, name: str) -> bytes:
    """The bytes of the page that an MHTML file holds. Raises FileBroken when it holds none."""
    from ingest.plain_text.mail import page_of

    page = page_of(data)
    if page is None:
        raise broken(name)
    return page


def ending_of(kind: str, name: str) -> str:
    """How the name of a copy ends, « .xlsx » for any workbook; `name` is that of the file it is made of."""
    from ingest.formats import OF_KIND

    made = {"spreadsheet": ".xlsx", "doc": ".docx", "pptx": ".pptx", "mhtml": ".html"}
    own = Path(name).suffix.lower()
    return made.get(kind) or (own if own in OF_KIND[kind].extensions else OF_KIND[kind].extensions[0])
