"""Text as Markdown that reads back as the same text: signs that would be read as Markdown's own are escaped."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.document import Mark

# Signs that Markdown reads as its own anywhere; an underscore inside a word and a lone ampersand are none.
_SIGNS = re.compile(r"([\\`*\[\]<~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w{1,32};))")
# Signs that it reads as its own at the head of a line, and the numbers of lists.
_AT_HEAD = re.compile(r"^([#+\-=>|:]|\d{1,9}(?=[.)](?:\s|$)))")
_NUMBERED = re.compile(r"^([0-9]{1,9}[.)]) (?=\S)")
_BLANKS = re.compile(r"[ \t\n]+")  # a no-break space stays
_RUN_OF_TICKS = re.compile(r"`+")


def escaped(text: str) -> str:
    """One line of text, wherever it stands."""
    text = _SIGNS.sub(r"\\\1", text)
    return _AT_HEAD.sub(lambda found: f"{found[1]}\\" if found[1].isdigit() else f"\\{found[1]}", text)


def paragraph(text: str, indent: str = "", marks: Sequence[Mark] = ()) -> str:
    """A paragraph, its line breaks kept; lines after the first begin with `indent`."""
    if marks:
        return _set(text, marks).replace("\n", f"\\\n{indent}")
    return f"\\\n{indent}".join(escaped(line.strip()) for line in text.strip().split("\n"))


_OPEN = {"strong": "**", "emphasis": "_", "link": "[", "image": "!["}


def _set(text: str, marks: Sequence[Mark]) -> str:
    """A text with the signs of its marks, its words escaped; marks that cross the one before them are left out."""
    signs: dict[int, list[tuple[bool, str]]] = {}
    open_until: list[int] = []
    for one in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        open_until = [end for end in open_until if end > one.start]
        if open_until and one.end > open_until[-1]:
            continue
        open_until.append(one.end)
        opening = _OPEN[one.kind]
        closing = f"]({one.target})" if one.target else opening
        signs.setdefault(one.start, []).append((True, opening))
        # Inner marks close first.
        signs.setdefault(one.end, []).insert(0, (False, closing))
    out, at = "", 0
    for place in sorted({*signs, len(text)}):
        first, *others = text[at:place].split("\n")
        first = escaped(first) if at == 0 or text[at - 1] == "\n" else _SIGNS.sub(r"\\\1", first)
        out += "\n".join((first, *map(escaped, others)))
        here = signs.get(place, [])
        out += "".join(sign for opens, sign in here if not opens) + "".join(sign for opens, sign in here if opens)
        at = place
    return out


def heading(text: str, level: int) -> str:
    """A heading; Markdown knows six levels."""
    words = escaped(_BLANKS.sub(" ", text).strip())
    closing = re.search(r"(?<![#\\])#+$", words)
    words = f"{words[: closing.start()]}\\{closing[0]}" if closing else words
    return f"{'#' * min(max(level, 1), 6)} {words}"


def item(text: str, depth: int = 0, marks: Sequence[Mark] = ()) -> str:
    """An item of a list, with the number it bears if it bears one."""
    indent = "    " * depth
    found = _NUMBERED.match(text)
    marker, at = (found[1], found.end()) if found else ("-", 0)
    moved = [replace(one, start=one.start - at, end=one.end - at) for one in marks if one.start >= at]
    return f"{indent}{marker} {paragraph(text[at:], indent + '    ', moved)}"


def quote(text: str, marks: Sequence[Mark] = ()) -> str:
    """A quotation, line by line."""
    return f"> {paragraph(text, '> ', marks)}"


def code(text: str) -> str:
    """Lines as they were typed, between fences longer than any run of ticks inside."""
    fence = "`" * (1 + max([2, *map(len, _RUN_OF_TICKS.findall(text))]))
    return f"{fence}\n{text}\n{fence}"


def table(rows: Sequence[Sequence[str]]) -> str:
    """A table whose first row is its head; short rows are filled up."""
    width = max((len(row) for row in rows), default=0)
    lines = [f"| {' | '.join([*map(_cell, row), *[''] * (width - len(row))])} |" for row in rows]
    return "\n".join((lines[0], f"|{' --- |' * width}", *lines[1:]))


def _cell(text: str) -> str:
    return _SIGNS.sub(r"\\\1", _BLANKS.sub(" ", text)).replace("|", "\\|")
