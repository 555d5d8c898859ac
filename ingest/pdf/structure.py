"""What a PDF says of itself: metadata, bookmarks, attachments and encryption, read by pypdf."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pypdf
from pypdf.errors import DependencyError, PyPdfError
from pypdf.generic import Destination

from ingest.pdf.strings import means_nothing, plain_string

MAX_BOOKMARKS = 2_000
MAX_DEPTH = 12
MAX_ATTACHMENTS = 50
# What pypdf lets through on damaged files, beside its own errors.
DAMAGE = (
    PyPdfError, DependencyError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError,
    AssertionError, NotImplementedError, EOFError, OSError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bookmark:
    """One entry of the outline: its title, its depth from 1, and the page that it points to, from 1."""

    title: str
    level: int
    page: int


@dataclass(frozen=True, slots=True)
class Structure:
    """What the file says of itself. `pages` is 0 when the page tree cannot be read."""

    pages: int = 0
    metadata: dict[str, Any] = field(default_factory=dict)
    bookmarks: tuple[Bookmark, ...] = ()
    attachments: tuple[str, ...] = ()


def open_structure(data: bytes) -> pypdf.PdfReader | None:
    """The pypdf reader of the bytes, or None when pypdf cannot make sense of them or lacks the cipher."""
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            return None
        len(reader.pages)
    except DAMAGE:
        return None
    return reader


def read_structure(reader: pypdf.PdfReader | None) -> Structure:
    """The structure of the file, each part empty when it is damaged."""
    if reader is None:
        return Structure()
    return Structure(len(reader.pages), _metadata(reader), _bookmarks(reader), _attachments(reader))


def page_text(reader: pypdf.PdfReader | None, number: int) -> str:
    """The text that pypdf finds on the page (from 1), empty when it finds none or fails."""
    if reader is None:
        return ""
    try:
        text = reader.pages[number - 1].extract_text()
        return text.encode("utf-16", "replace").decode("utf-16", "replace")  # damaged fonts give halves of signs
    except DAMAGE:
        return ""


def _metadata(reader: pypdf.PdfReader) -> dict[str, Any]:
    try:
        info = reader.metadata
        if info is None:
            return {}
        found = {"title": info.title, "author": info.author, "subject": info.subject, "keywords": info.get("/Keywords")}
        texts = {key: plain_string(value) for key, value in found.items() if value}
        values: dict[str, Any] = {key: text for key, text in texts.items() if not means_nothing(text)}
        date = _date(info)
    except DAMAGE:
        return {}
    return values | ({"date": date} if date else {})


def _date(info: Any) -> str:
    for name in ("creation_date", "modification_date"):
        try:
            moment = getattr(info, name)
        except DAMAGE:
            continue
        if isinstance(moment, datetime):
            return moment.date().isoformat()
    return ""


def _bookmarks(reader: pypdf.PdfReader) -> tuple[Bookmark, ...]:
    found: list[Bookmark] = []
    try:
        for bookmark in _walk(reader, reader.outline, 1):
            found.append(bookmark)
            if len(found) >= MAX_BOOKMARKS:
                break
    except DAMAGE:
        pass  # those found before the damage still help
    return tuple(found)


def _walk(reader: pypdf.PdfReader, entries: Any, level: int) -> Iterator[Bookmark]:
    if level > MAX_DEPTH:
        return
    for entry in entries:
        if isinstance(entry, list):
            yield from _walk(reader, entry, level + 1)
        elif isinstance(entry, Destination):
            number = reader.get_destination_page_number(entry)
            title = plain_string(entry.title)
            if number is not None and number >= 0 and title:
                yield Bookmark(title, level, number + 1)


def _attachments(reader: pypdf.PdfReader) -> tuple[str, ...]:
    try:
        return tuple(plain_string(name) for name, _ in zip(reader.attachments, range(MAX_ATTACHMENTS), strict=False))
    except DAMAGE:
        return ()
