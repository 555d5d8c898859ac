"""Plain text: its encoding, its paragraphs, headings and lists."""

import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile
from statistics import median

from ingest.assembly import Assembly, repaired
from ingest.cards.front_matter import beside_the_card, front_matter
from ingest.document import Note, Reading
from ingest.html.furniture import without_furniture
from ingest.plain_text.encodings import decoded

HEADING_CHARACTERS = 110
HEADING_WORDS = 16
ENDING = 200  # characters in which the signs that end a sentence are looked for
# Lines as long as this on average, and none much longer, were broken by an editor and not by the author.
WRAPPED_WIDTH = (50, 100)
_ITEM = re.compile(r"^\s*(?:[-–—*+]\s+|[»•●▪■◦‣⁃∙·➢➔►▶✓✔❖□○➤→]\s*)(?=\S)")
_NUMBERED_ITEM = re.compile(r"^\s*(?:\d{1,2}[.)°]|[a-z]\))\s+(?=\S)")
_NUMBERED_HEADING = re.compile(
    r"^(?:(?:\d{1,2}\.)+\d{0,2}\.?|\d{1,2}|[IVX]{1,5}[.)]?|[A-Z][.)])\s+[-–—]?\s*[A-ZÀ-ÖØ-ÞŒ«]"
)
_UNDERLINE = re.compile(r"^\s*(=|-|~|\*|_){4,}\s*$")
_ENDED = re.compile(r"[.!?:;,…]\s*[»”\")\]]*$|»\s*\.?$")
_DATE_LINE = re.compile(r"^\[?\s*\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\s*\]?$")
_OPENS_LOWER = re.compile(r"^[«\"(]?\s*[a-zà-öø-ÿœ]")


def read_text(data: bytes) -> Reading:
    """The document that plain text holds, in whatever encoding it came."""
    text, notes = decoded(data)
    head = front_matter(text)
    lines, gone = without_furniture(text[head.body :].split("\n"))
    assembly = Assembly()
    title = _assemble(assembly, lines)
    if assembly.is_empty and not head.values:
        return Reading(None, (*notes, *head.notes, Note("Ce fichier ne contient aucun texte.", level="error")))
    document, doubted = repaired(assembly.build({"title": title} if title else {}))
    metadata = {**document.metadata, **head.metadata, **beside_the_card(text, head.body)}
    found = replace(document, metadata=metadata)
    return Reading(found, (*notes, *head.notes, *furniture_note(gone), *doubted))


def furniture_note(gone: Sequence[str]) -> tuple[Note, ...]:
    """A note that says what was taken out of a web page, if anything was."""
    if not gone:
        return ()
    shown = textwrap.shorten(" ; ".join(f"« {line} »" for line in gone), 200, placeholder=" …")
    return (Note(f"Habillage de page web retiré\u00a0: {shown}", level="info"),)


def _assemble(assembly: Assembly, lines: Sequence[str]) -> str:
    """Add the blocks of these lines; the title found, or ""."""
    title = ""
    pieces = list(_pieces(lines))
    followers = _followers(pieces)
    for index, piece in enumerate(pieces):
        level = _heading_level(pieces, index, followers[index])
        marker = _ITEM.match(piece)
        if level and not title and assembly.is_empty:
            title = piece.strip()
            assembly.heading(title, 1)
        elif level:
            assembly.heading(piece, level)
        elif marker:
            assembly.add(piece[marker.end() :], "item")
        elif piece:
            assembly.add(piece, "item" if _NUMBERED_ITEM.match(piece) else "paragraph")
    return title


def _pieces(lines: Sequence[str]) -> Iterator[str]:
    """Paragraphs, items and would-be headings; an empty piece stands for blank lines."""
    wrapped = _is_wrapped(lines)
    held: list[str] = []  # the lines of the piece so far: put together once, whatever their number
    for line in lines:
        line = line.strip()
        if held and line and _UNDERLINE.match(line):
            yield from ("".join(held), "")
            held = []
        elif held and line and _continues(held, line, wrapped):
            held.append(f"\n{line}" if held[-1].endswith("-") else f" {line}")
        else:
            if held:
                yield "".join(held)
            if not line:
                yield ""
            held = [line] if line else []
    if held:
        yield "".join(held)


def _is_wrapped(lines: Sequence[str]) -> bool:
    """True when an editor broke the lines at a fixed width."""
    full = [len(line.strip()) for line in lines if len(line.strip()) > 30]
    if len(full) < 3:
        return False
    low, high = WRAPPED_WIDTH
    return low <= median(full) <= high and max(full) <= high + 10


def _continues(held: Sequence[str], line: str, wrapped: bool) -> bool:
    """True when `line` carries on the sentence of the lines before."""
    if _ITEM.match(line) or _NUMBERED_ITEM.match(line) or _DATE_LINE.match(line):
        return False
    if len(held) == 1 and _DATE_LINE.match(held[0]):
        return False
    # A line that a space leads was joined to the one before: together they are long enough.
    if wrapped and (held[-1].startswith(" ") or len(held[-1].lstrip()) > WRAPPED_WIDTH[0] * 0.8):
        return True
    return not _ENDED.search(held[-1][-ENDING:]) and bool(_OPENS_LOWER.match(line))


def _followers(pieces: Sequence[str]) -> list[str]:
    """For each piece the next one that is no blank, "" after the last."""
    found, next_one = [""] * len(pieces), ""
    for index in range(len(pieces) - 1, -1, -1):
        found[index] = next_one
        next_one = pieces[index] or next_one
    return found


def _heading_level(pieces: Sequence[str], index: int, follower: str) -> int:
    """Level of the heading at `index`, 0 when it is none: a short line without final punctuation, above text."""
    piece = pieces[index]
    if not _may_head(piece):
        return 0
    if not follower or _DATE_LINE.match(piece):
        return 0
    above = index > 0 and _may_head(pieces[index - 1])
    if _short_run(pieces, index) > 2 or (_may_head(follower) and _ends_short(pieces, index)):
        return 0  # three short lines in a row are an address, a signature or verse
    numbered = re.match(r"^(\d{1,2}(?:\.\d{1,2})*)\.?\s", piece)
    if numbered:
        return 2 + numbered.group(1).count(".")
    return 3 if above else 2


def _short_run(pieces: Sequence[str], index: int) -> int:
    """How many short lines stand together around `index`, up to three on each side."""
    after = takewhile(_may_head, pieces[index : index + 4])
    before = takewhile(_may_head, reversed(pieces[max(0, index - 3) : index]))
    return sum(1 for _ in after) + sum(1 for _ in before)


def _ends_short(pieces: Sequence[str], index: int) -> bool:
    """True when no longer line follows the next one: there is nothing for the two to head."""
    following = [one for one in pieces[index + 1 : index + 6] if one]
    return len(following) < 2


def _may_head(piece: str) -> bool:
    if not piece or len(piece) > HEADING_CHARACTERS or len(piece.split()) > HEADING_WORDS or _ENDED.search(piece):
        return False
    if _ITEM.match(piece) or _OPENS_LOWER.match(piece) or "|" in piece or "@" in piece:
        return False
    if _NUMBERED_ITEM.match(piece) and not _NUMBERED_HEADING.match(piece):
        return False
    return any(c.isalpha() for c in piece)
