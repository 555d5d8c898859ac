"""One page of a PDF while it is read, and the notes of its file."""

from dataclasses import dataclass, field
from typing import Literal

from ingest.document import Cause, Note, PageState, Word
from ingest.pdf.page.blocks import RawBlock
from ingest.pdf.page.lines import TextLine
from ingest.pdf.page.rules import Rule
from ingest.pdf.page.shown import Reason


@dataclass(slots=True)
class Leaf:
    """One page while it is being read."""

    number: int
    height: float = 0.0
    lines: list[TextLine] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    blocks: list[RawBlock] = field(default_factory=list)
    state: PageState = "native"
    words: tuple[Word, ...] = ()
    scanned: bool = False
    garbled: bool = False
    doubted: bool = False
    comments: int = 0
    left_out: list[tuple[Reason, str]] = field(default_factory=list)


class FileNotes:
    """The notes of one file, each opened by its name and page."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.all: list[Note] = []

    def add(
        self,
        message: str,
        page: int | None = None,
        *,
        level: Literal["info", "warning", "error"] = "warning",
        cause: Cause = "",
    ) -> None:
        place = f"{self.name}, page {page}" if page else self.name
        self.all.append(Note(f"{place}\u00a0: {message}", page, level, cause))
