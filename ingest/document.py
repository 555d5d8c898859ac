"""The values that travel through ingestion: Document, Block, Page, Note, Passage."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

PageState = Literal["native", "ocr", "unreadable", "empty"]
# Why something was not read, when the reason may be gone the next time: OCR or LibreOffice that was not installed, time
# or memory that this machine lacked then.
Cause = Literal["", "ocr", "libreoffice", "time", "memory"]
BlockKind = Literal["heading", "paragraph", "item", "table", "quote", "code"]
MarkKind = Literal["strong", "emphasis", "link", "image"]


@dataclass(frozen=True, slots=True)
class Word:
    """One word that OCR placed on a page: its text and its box, in fractions of the page (0 to 1, origin top left)."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a paginated source; `number` counts from 1. `words` is filled for pages read by OCR only."""

    number: int
    state: PageState
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """How the words [start, end) of a block were set, counted from its beginning: in bold, in italics, as a link.

    `target` is the address of a link, or the name of the picture that stands for the words of an image.
    """

    start: int
    end: int
    kind: MarkKind
    target: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A slice of `Document.text`, `text[start:end]`, never empty and never overlapping another.

    `level` is that of a heading, from 1, and how many lists an item's own list stands in. `section` is the path of the
    headings above it, outermost first (a heading's own text is not in its own path).
    """

    start: int
    end: int
    kind: BlockKind = "paragraph"
    level: int = 0
    page: int | None = None
    section: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """`length` characters that stand at `repaired` in Document.text and at `original` in Document.original."""

    repaired: int
    original: int
    length: int


@dataclass(frozen=True, slots=True)
class Note:
    """What could not be read, or was repaired with doubt. `message` is French and names the next step.

    `cause` is set when another reading may succeed where this one failed.
    """

    message: str
    page: int | None = None
    level: Literal["info", "warning", "error"] = "warning"
    cause: Cause = ""


@dataclass(frozen=True, slots=True)
class Document:
    """The text of one source, in reading order, with its blocks, pages and proposed metadata.

    `text` is the repaired text that passages slice; `original` is what the producer gave, empty when nothing was
    repaired; `spans` maps runs of the one to the other, in order.
    """

    text: str
    blocks: tuple[Block, ...]
    pages: tuple[Page, ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)
    original: str = ""
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading one source gave: the document if there is one, and every note."""

    document: Document | None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """An exact slice of a document, `document.text[start:end] == text`, in order of position."""

    start: int
    end: int
    text: str
    page: int | None = None
    section: tuple[str, ...] = ()
