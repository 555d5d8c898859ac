"""The paragraphs of a record: what is laid side by side when records are compared."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.document import Block, Document
from kb.records.kinds import Experience, text_fields

# Fields that speak of the same thing in their own way; one that stands in none is like no other.
KIN = (
    ("context", "objectives"),
    ("steps", "skills_tools", "participation", "levers"),
    ("results",),
    ("obstacles", "what_failed"),
    ("lessons", "redo", "advice", "transfer_conditions"),
    ("voices",),
    ("open_questions",),
)
_LABELS = dict(text_fields(Experience))
KIN_OF = {_LABELS[name]: number for number, names in enumerate(KIN) for name in names}


@dataclass(frozen=True, slots=True)
class ComparedUnit:
    """A paragraph, or the points of one list: the slice [start, end) of its record's text, and its heading path."""

    start: int
    end: int
    section: tuple[str, ...]
    page: int | None = None

    @property
    def part(self) -> str:
        """The highest heading it stands under, "" at the beginning of a text."""
        return self.section[0] if self.section else ""

    @property
    def kin(self) -> int:
        """The number in KIN of the field it stands in; the text before all headings tells what was done."""
        return KIN_OF.get(self.part, 0 if not self.section else 1)


def units_of(document: Document) -> tuple[ComparedUnit, ...]:
    """The paragraphs of a document in order, without its headings; points of a list that follow each other are one."""
    out: list[ComparedUnit] = []
    last: Block | None = None
    for block in document.blocks:
        if block.kind == "heading":
            last = None
            continue
        if last is not None and block.kind == last.kind == "item":
            out[-1] = ComparedUnit(out[-1].start, block.end, out[-1].section, out[-1].page)
        else:
            out.append(ComparedUnit(block.start, block.end, block.section, block.page))
        last = block
    return tuple(out)


def texts_of(document: Document, units: Sequence[ComparedUnit]) -> list[str]:
    """The text of each unit."""
    return [document.text[unit.start : unit.end] for unit in units]
