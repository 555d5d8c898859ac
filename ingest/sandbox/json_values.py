"""Readings as plain JSON values and back: what a reader's process may hand over, and nothing else."""

from collections.abc import Mapping
from typing import Any, get_args

from ingest.document import (
    Block,
    BlockKind,
    Cause,
    Document,
    Mark,
    MarkKind,
    Note,
    Page,
    PageState,
    Reading,
    Span,
    Word,
)

LEVELS = ("info", "warning", "error")
KINDS = get_args(BlockKind)
STATES = get_args(PageState)
CAUSES = get_args(Cause)
MARKS = get_args(MarkKind)


def to_plain(reading: Reading) -> dict[str, Any]:
    """The reading as dictionaries, lists, strings and numbers."""
    notes = [[note.message, note.page, note.level, note.cause] for note in reading.notes]
    document = reading.document
    if document is None:
        return {"notes": notes}
    return {
        "notes": notes,
        "text": document.text,
        "original": document.original,
        "spans": [[span.repaired, span.original, span.length] for span in document.spans],
        "blocks": [
            [
                *(b.start, b.end, b.kind, b.level, b.page, list(b.section)),
                [[mark.start, mark.end, mark.kind, mark.target] for mark in b.marks],
            ]
            for b in document.blocks
        ],
        "pages": [
            [page.number, page.state, [[w.text, w.left, w.top, w.right, w.bottom] for w in page.words]]
            for page in document.pages
        ],
        "metadata": {key: _value(value) for key, value in document.metadata.items()},
    }


def from_plain(plain: Mapping[str, Any]) -> Reading:
    """The reading that the plain values tell. Raises ValueError, KeyError or TypeError when they tell none."""
    notes = tuple(
        Note(str(message), None if page is None else int(page), _one_of(level, LEVELS), _one_of(cause, CAUSES))
        for message, page, level, cause in plain["notes"]
    )
    if "text" not in plain:
        return Reading(None, notes)
    text, original = str(plain["text"]), str(plain["original"])
    document = Document(
        text,
        tuple(_block(values, len(text)) for values in plain["blocks"]),
        tuple(_page(values) for values in plain["pages"]),
        {str(key): value for key, value in plain["metadata"].items()},
        original,
        tuple(_span(values, len(text), len(original)) for values in plain["spans"]),
    )
    return Reading(document, notes)


def _value(value: Any) -> Any:
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, Mapping):
        return {str(key): _value(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_value(each) for each in value]
    return str(value)


def _one_of(value: Any, allowed: tuple[str, ...]) -> Any:
    if value not in allowed:
        raise ValueError(f"unknown word {value!r}")
    return value


def _block(values: Any, length: int) -> Block:
    start, end, kind, level, page, section, marks = values
    if not 0 <= int(start) < int(end) <= length:
        raise ValueError("a block outside the text")
    number = None if page is None else int(page)
    path = tuple(str(title) for title in section)
    size = int(end) - int(start)
    return Block(
        int(start), int(end), _one_of(kind, KINDS), int(level), number, path, tuple(_mark(one, size) for one in marks)
    )


def _mark(values: Any, length: int) -> Mark:
    start, end, kind, target = values
    if not 0 <= int(start) < int(end) <= length:
        raise ValueError("a mark outside its block")
    return Mark(int(start), int(end), _one_of(kind, MARKS), str(target))


def _page(values: Any) -> Page:
    number, state, words = values
    return Page(
        int(number),
        _one_of(state, STATES),
        tuple(Word(str(text), float(a), float(b), float(c), float(d)) for text, a, b, c, d in words),
    )


def _span(values: Any, length: int, original_length: int) -> Span:
    repaired, original, size = (int(value) for value in values)
    if min(repaired, original, size) < 0 or repaired + size > length or original + size > original_length:
        raise ValueError("a span outside the text")
    return Span(repaired, original, size)
