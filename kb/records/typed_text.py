"""A long text as people type it: paragraphs, lists, quotes, tables, bold, italics, links and pictures, in Markdown.

One reading for all that shows such a text: records, comments, packs, their pages and their files. What it gives is what
readers see, without the signs; the marks say how the words were set. What Markdown has beside that (headings, code,
HTML, rules) is no part of it: such signs are words. So are the stars of « étudiant*es ».
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.document import BlockKind, Mark
from kb.records.set_words import cut

BAR = " | "
# Past these a text keeps its signs: parsing time grows as the square of the brackets of a paragraph, and the parser
# drops without a word what is nested deeper.
INLINE_CHARACTERS, NESTING = 8_000, 60
NO_ALT = "Image"
# Where a link may lead; a picture is the name of a file attached to the same record, never an address.
ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s<>\"]+", re.IGNORECASE)
PICTURE = re.compile(r"[\w.’-]+\.(?:jpe?g|png|webp)", re.IGNORECASE)
_MARKED = re.compile(r"[\\*_\[\]!]")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_PILED = re.compile(r"(?m)^[ \t]*(?:(?:[*+-][ \t]+|>[ \t]*|\d{1,9}[.)][ \t]+)){20,}(?=[^\s>*+-])")
_BULLET = re.compile(r"(?m)^([ \t]*)[•‣▪◦–][ \t]+")
_PLUS = re.compile(r"(?m)^([ \t]*)\+(?=[ \t])")
_INCLUSIVE = re.compile(r"(?<=\w)\*(?=\w)")
_DELIMITER = re.compile(
    r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*|[ \t]*\|[ \t]*:?-+:?[ \t]*\|[ \t]*"
)
_BETWEEN = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Typed:
    """A block of a typed text: its words, what it is, how deep an item hangs, how its words were set."""

    text: str
    kind: BlockKind = "paragraph"
    level: int = 0
    marks: tuple[Mark, ...] = ()


def typed_blocks(text: str) -> tuple[Typed, ...]:
    """The blocks of a text, in order; tables have one line per row, cells parted by « | »."""
    if not text.strip():
        return ()
    tokens = _parser().parse(_prepared(text))
    return tuple(one for one in _TypedWalk().blocks(tokens) if one.text)


def plain(text: str) -> str:
    """The words of a typed text as readers see them, blocks apart by an empty line."""
    return "\n\n".join(one.text for one in typed_blocks(text))


def typed_words(text: str) -> Typed:
    """A short text, of which the words alone are set: bold, italics, links; lists and tables are read as typed."""
    words, marks = _inline(_INCLUSIVE.sub(r"\\*", text.strip()))
    return Typed(words, marks=tuple(one for one in marks if one.kind != "image"))


def _prepared(text: str) -> str:
    text = _PLUS.sub(r"\1\\+", _INCLUSIVE.sub(r"\\*", _PILED.sub("", text)))
    return _tables_apart(_BULLET.sub(r"\1- ", text))


def _tables_apart(text: str) -> str:
    """The text with an empty line before and after each table: people type them right under a sentence."""
    if "|" not in text:
        return text
    out: list[str] = []
    inside = False
    lines = text.split("\n")
    for at, line in enumerate(lines):
        if inside and "|" not in line:
            inside = False
            out.append("")
        elif not inside and "|" in line and at + 1 < len(lines) and _DELIMITER.fullmatch(lines[at + 1]):
            inside = True
            out.append("")
        out.append(line)
    return "\n".join(out)


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"maxNesting": NESTING}).enable(["list", "blockquote"])
    return parser.disable(["inline"])


@lru_cache(maxsize=1)
def _inline_parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"maxNesting": NESTING})
    parser.enable(["newline", "escape", "emphasis", "link", "image"])
    parser.validateLink = _is_followed  # type: ignore[assignment, method-assign]
    parser.normalizeLink = str  # type: ignore[assignment, method-assign]
    return parser


def _is_followed(address: str) -> bool:
    return bool(ADDRESS.fullmatch(address) or PICTURE.fullmatch(address))


class _TypedWalk:
    """Goes through the tokens of a text."""

    def __init__(self) -> None:
        self._lists: list[int | None] = []  # the number that the next item bears, None where items have none
        self._quotes = 0
        self._marker = ""
        self._fresh = False  # whether an item began and has no word yet

    def blocks(self, tokens: Sequence[Token]) -> Iterator[Typed]:
        """The blocks that these tokens make; a further paragraph of an item stays with it."""
        held: Typed | None = None
        for token in tokens:
            self._nest(token)
            if token.type != "inline":
                continue
            for one in self._paragraph(token.content):
                further = bool(self._lists) and not self._fresh and held is not None and held.kind == "item"
                self._fresh = False
                if further and held is not None:
                    held = joined(held, one, "\n")
                    continue
                if held is not None:
                    yield held
                held = one
        if held is not None:
            yield held

    def _nest(self, token: Token) -> None:
        match token.type:
            case "blockquote_open" | "blockquote_close":
                self._quotes += token.nesting
            case "bullet_list_open":
                self._lists.append(None)
            case "ordered_list_open":
                self._lists.append(-1)
            case "ordered_list_close" | "bullet_list_close":
                self._lists.pop()
            case "list_item_open":
                self._fresh, self._marker = True, ""
                last = self._lists[-1]
                if last is not None:
                    # « 1. 1. 1. » counts on; years at the head of paragraphs are no list, and stay.
                    number = int(token.info)
                    self._lists[-1] = number if number > last else last + 1
                    self._marker = f"{self._lists[-1]}{token.markup} "

    def _paragraph(self, content: str) -> Iterator[Typed]:
        if self._lists:
            words, marks = _inline(content)
            marker = self._marker if self._fresh else ""
            item = Typed(words, "item", len(self._lists) - 1, marks)
            yield joined(Typed(marker), item, "") if marker and words else item
        elif rows := _rows(content):
            yield _table(rows)
        else:
            kind: BlockKind = "quote" if self._quotes else "paragraph"
            yield from (replace(one, kind=kind) for one in _flow(content))


def joined(first: Typed, second: Typed, between: str) -> Typed:
    """Two blocks as one, of the kind of the one that has words set."""
    at = len(first.text) + len(between)
    moved = tuple(replace(one, start=one.start + at, end=one.end + at) for one in second.marks)
    whole = first if between else second
    return replace(whole, text=f"{first.text}{between}{second.text}", marks=(*first.marks, *moved))


def _flow(content: str) -> Iterator[Typed]:
    """The words of a paragraph; a picture in it stands by itself, between what comes before and after."""
    words, marks = _inline(content)
    at = 0
    for picture in [one for one in marks if one.kind == "image"]:
        yield _slice(words, marks, at, picture.start)
        alone = words[picture.start : picture.end]
        yield Typed(alone, marks=(Mark(0, len(alone), "image", picture.target),))
        at = picture.end
    yield _slice(words, marks, at, len(words))


def _slice(words: str, marks: Sequence[Mark], start: int, end: int) -> Typed:
    while start < end and words[start].isspace():
        start += 1
    while end > start and words[end - 1].isspace():
        end -= 1
    return Typed(words[start:end], marks=cut([one for one in marks if one.kind != "image"], start, end))


def _rows(content: str) -> list[list[str]]:
    """The cells of a paragraph that is a table, typed; [] for another paragraph."""
    lines = content.split("\n")
    ruled = len(lines) > 1 and bool(_DELIMITER.fullmatch(lines[1])) and all("|" in line for line in lines)
    if not ruled and not (len(lines) > 1 and all(BAR in line for line in lines)):
        return []
    told = [line for at, line in enumerate(lines) if not (ruled and at == 1)]
    return [_cells(line.strip()) for line in told]


def _cells(line: str) -> list[str]:
    cells = [cell.strip() for cell in _BETWEEN.split(line)]
    cells = cells[1:] if line.startswith("|") else cells
    return cells[:-1] if line.endswith("|") and not line.endswith("\\|") else cells


def _table(rows: Sequence[Sequence[str]]) -> Typed:
    out = Typed("", "table")
    for at, row in enumerate(rows):
        for place, cell in enumerate(row):
            words, marks = _inline(cell)
            one = Typed(words.replace("|", "¦"), marks=tuple(mark for mark in marks if mark.kind != "image"))
            between = BAR if place else "\n" if at else ""
            out = replace(joined(replace(out, kind="table"), one, between), kind="table")
    return out


def _inline(content: str) -> tuple[str, tuple[Mark, ...]]:
    """The words of inline Markdown, and how they are set; outer marks come first."""
    if not _MARKED.search(content):
        return "\n".join(line.strip() for line in content.split("\n")), ()
    if len(content) > INLINE_CHARACTERS:
        return _ESCAPED.sub(r"\1", content), ()
    parts: list[str] = []
    length = 0
    opened: list[tuple[int, str]] = []
    marks: list[Mark] = []
    for token in _inline_parser().parseInline(content)[0].children or ():
        said = ""
        match token.type:
            case "text" | "text_special":
                said = token.content
            case "softbreak" | "hardbreak":
                said = "\n"
            case "image":
                said, target = _picture(token)
                if target:
                    marks.append(Mark(length, length + len(said), "image", target))
            case "strong_open" | "em_open" | "link_open":
                opened.append((length, str(token.attrs.get("href") or "")))
            case "strong_close" | "em_close" | "link_close" if opened:
                start, address = opened.pop()
                mark = _mark(token.type, start, length, address)
                marks += [mark] if mark else []
        parts.append(said)
        length += len(said)
    return "".join(parts), tuple(sorted(marks, key=lambda one: (one.start, -one.end)))


def _picture(token: Token) -> tuple[str, str]:
    """What a picture shows, in words, and the name of its file, "" for one that is elsewhere."""
    name = str(token.attrs.get("src") or "")
    alt = "".join(one.content if one.type == "text" else " " for one in token.children or ()).strip() or token.content
    said = " ".join(alt.split()) or NO_ALT
    return said, name if PICTURE.fullmatch(name) else ""


def _mark(closing: str, start: int, end: int, address: str) -> Mark | None:
    if start >= end:
        return None
    if closing == "link_close":
        return Mark(start, end, "link", address) if ADDRESS.fullmatch(address) else None
    return Mark(start, end, "strong" if closing == "strong_close" else "emphasis")
