"""What an export lays out, whatever it comes from: a pack, one record, a comparison. Formats read nothing else."""

from dataclasses import dataclass
from typing import Literal

from ingest.document import Mark


@dataclass(frozen=True, slots=True)
class BookletBlock:
    """A block of text in reading order. `level` is that of a heading, from 1; `rows` are the cells of a table.

    `marks` say how its words are set, `cell_marks` those of each cell. `picture` is the file of a picture attached to
    the record, which the words are said in the place of.
    """

    kind: Literal["heading", "paragraph", "item", "quote", "table", "code"]
    text: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()
    marks: tuple[Mark, ...] = ()
    cell_marks: tuple[tuple[tuple[Mark, ...], ...], ...] = ()
    picture: bytes = b""


@dataclass(frozen=True, slots=True)
class BookletPiece:
    """One piece: what introduces it, its words, where they come from, and what there is to work on.

    `introduction` is as its trainer typed it, in Markdown. `notice` is its ISO 690 reference and `address` its
    permanent link; `image` is a page as JPEG. `missing` says why the words are not there (withdrawn, erased, not for
    this reader), and then `blocks` is empty.
    """

    title: str
    introduction: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    blocks: tuple[BookletBlock, ...] = ()
    image: bytes = b""
    questions: tuple[str, ...] = ()
    minutes: int = 0
    notice: str = ""
    address: str = ""
    fictional: bool = False
    missing: str = ""
    # Whether the lines of its text are numbered: a room then speaks of « ligne 12 ».
    lines: bool = False


@dataclass(frozen=True, slots=True)
class Rubric:
    """A part of the booklet; an empty title for pieces that stand in none."""

    title: str
    pieces: tuple[BookletPiece, ...] = ()


@dataclass(frozen=True, slots=True)
class Booklet:
    """A whole export. `facts` stand on the cover as (label, value); `note` is the presentation, as it was typed
    in Markdown; `glossary` holds (term, definition) and `bibliography` ISO 690 notices, each in its order.

    `cover` is false for one record, which begins with its title instead.
    """

    title: str
    subtitle: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    note: str = ""
    rubrics: tuple[Rubric, ...] = ()
    glossary: tuple[tuple[str, str], ...] = ()
    bibliography: tuple[str, ...] = ()
    date: str = ""
    colophon: str = ""
    language: str = "fr"
    cover: bool = True
