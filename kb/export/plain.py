"""A booklet as Markdown, for a text editor, and as JSON, for a program."""

import base64
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from ingest.document import Mark
from kb.export.booklet.blocks import BlockGroup, grouped, typed
from kb.export.booklet.booklet import Booklet, BookletPiece
from kb.export.booklet.typography import SURROGATE, cleaned
from kb.records.markdown_signs import escaped, paragraph, quote

SCHEMA = 1


def booklet_json(booklet: Booklet) -> str:
    """All of a booklet as JSON; images in base 64. `format` grows when a field changes its meaning."""
    value = {"format": SCHEMA, **asdict(booklet)}
    return SURROGATE.sub("\ufffd", json.dumps(value, ensure_ascii=False, indent=1, default=_encoded)) + "\n"


def _encoded(value: object) -> str:
    assert isinstance(value, bytes)
    return base64.b64encode(value).decode("ascii")


def booklet_markdown(booklet: Booklet) -> str:
    """A booklet as CommonMark with tables; what people wrote is escaped, so that it shows as they wrote it."""
    return "\n\n".join(one for one in _parts(booklet) if one.strip()) + "\n"


def _parts(booklet: Booklet) -> Iterator[str]:
    numbered = sum(len(rubric.pieces) for rubric in booklet.rubrics) > 1
    yield f"# {_line(booklet.title)}"
    yield _line(booklet.subtitle)
    yield _facts(booklet.facts)
    yield from (_group(one, 1) for one in typed(booklet.note))
    number = 0
    for rubric in booklet.rubrics:
        if rubric.title:
            yield f"## {_line(rubric.title)}"
        for piece in rubric.pieces:
            number += 1
            yield from _piece(piece, 3 if rubric.title else 2, f"{number}. " if numbered else "", booklet.cover)
    if booklet.glossary:
        yield "## Glossaire"
        yield "\n".join(f"- **{_line(term)}** : {_line(said)}" for term, said in booklet.glossary)
    if booklet.bibliography:
        yield "## Bibliographie"
        yield "\n".join(f"- {_line(one)}" for one in booklet.bibliography)
    yield "---"
    yield _line(booklet.date)
    yield _paragraphs(booklet.colophon)


def _piece(piece: BookletPiece, level: int, number: str, titled: bool) -> Iterator[str]:
    if titled or number:
        yield f"{'#' * level} {number.replace('.', chr(92) + '.')}{_line(piece.title)}"
    else:
        level -= 1
    said = ("exemple fictif" if piece.fictional else "", f"{piece.minutes} min" if piece.minutes else "")
    yield " · ".join(f"*{one}*" for one in said if one)
    yield from (_group(one, level) for one in typed(piece.introduction))
    yield _facts(piece.facts)
    yield f"**Texte absent.** {_line(piece.missing)}" if piece.missing else ""
    for group in grouped(piece.blocks, title=piece.title):
        yield _group(group, level)
    yield "*(Image de la page : voir le PDF.)*" if piece.image else ""
    if piece.questions:
        yield f"{'#' * (level + 1)} Questions de travail"
        yield "\n".join(f"{at}. {_line(one)}" for at, one in enumerate(piece.questions, 1))
    yield _line(piece.notice)
    yield f"<{piece.address}>" if re.fullmatch(r"https?://[^\s<>]+", piece.address) else ""


def _group(group: BlockGroup, level: int) -> str:
    if group.kind == "heading":
        return f"{'#' * min(6, level + group.depth)} {_line(group.texts[0])}"
    if group.kind == "list":
        return "\n".join(f"- {_line(*one)}" for one in group.told)
    if group.kind == "numbers":
        return "\n".join(f"{at}. {_line(*one)}" for at, one in zip(group.numbers, group.told, strict=True))
    if group.kind == "quote" and any(group.marks):
        return quote(*group.told[0])
    if group.kind == "quote":
        return "\n".join(f"> {_line(line)}  " for line in group.texts[0].split("\n"))
    if group.kind == "table":
        head, *rows = ["| " + " | ".join(_line(*cell) for cell in row) + " |" for row in group.cells]
        return "\n".join((head, "|" + " --- |" * len(group.widths), *rows))
    if group.kind == "picture":
        return f"*(Image : {_line(group.texts[0])})*"
    if group.kind == "row":
        return "\n".join(f"- {_line(one)}" for one in group.texts)
    return "\n\n".join(_line(*one) for one in group.told)


def _facts(facts: Sequence[tuple[str, str]]) -> str:
    return "\n".join(f"- {_line(label)} : {_line(value)}" for label, value in facts if value)


def _paragraphs(text: str) -> str:
    return "\n\n".join(_line(one) for one in text.split("\n\n") if one.strip())


def _line(text: str, marks: Sequence[Mark] = ()) -> str:
    """A text on one line, escaped but for the signs of its marks."""
    flat = " ".join(cleaned(text).split())
    return paragraph(flat, marks=marks) if marks and len(flat) == len(text) else escaped(flat)
