"""A booklet as the template of the PDFs reads it: plain values, ready to be laid out, and its images apart.

Everything that somebody wrote travels as a JSON text, which the template only ever shows: none of it is read as markup.
"""

import re
from collections.abc import Sequence
from typing import Any

from kb.export.booklet.blocks import Group, grouped
from kb.export.booklet.booklet import Booklet, Piece
from kb.export.booklet.glyphs import Typesetter
from kb.export.booklet.pictures import UNREADABLE, picture_of
from kb.export.booklet.typography import shortened
from kb.export.links import runs
from kb.french import NBSP

TALLEST = 1.33  # height of an image, for a width of the text of 1: it stays on one page with the title above it
RUNNING = 46  # characters of a title at the head of a page
Words = str | list[dict[str, str]]


class Layout:
    """Lays one booklet out: `plain()` for the template, then `images` by the names it gave them."""

    def __init__(self, booklet: Booklet) -> None:
        self._booklet = booklet
        self._set = Typesetter()
        self.images: dict[str, bytes] = {}
        self._pieces = 0

    def plain(self) -> dict[str, Any]:
        """The booklet as JSON values."""
        booklet, text = self._booklet, self._set
        numbered = sum(len(rubric.pieces) for rubric in booklet.rubrics) > 1
        out: dict[str, Any] = {
            "title": text.line(booklet.title) or "Sans titre",
            "running": shortened(text.line(booklet.title), RUNNING),
            "subtitle": text.line(booklet.subtitle),
            "facts": self._facts(booklet.facts),
            "note": [self._words(one) for one in booklet.note.split("\n\n") if one.strip()],
            "rubrics": [
                {
                    "title": text.line(rubric.title),
                    "pieces": [self._piece(piece, bool(rubric.title), numbered) for piece in rubric.pieces],
                }
                for rubric in booklet.rubrics
            ],
            "glossary": [{"term": text.line(term), "definition": self._words(said)} for term, said in booklet.glossary],
            "bibliography": [self._words(one) for one in booklet.bibliography],
            "date": text.line(booklet.date),
            "colophon": [self._words(one) for one in booklet.colophon.split("\n\n") if one.strip()],
            "language": booklet.language if re.fullmatch("[a-z]{2,3}", booklet.language) else "fr",
            "cover": booklet.cover,
            "numbered": numbered,
        }
        out["colophon"] += [text.note] if text.note else []
        return out

    def _piece(self, piece: Piece, in_rubric: bool, numbered: bool) -> dict[str, Any]:
        self._pieces += 1
        text = self._set
        title = text.line(piece.title) or "Sans titre"
        # Without a cover the title of the booklet is the first heading, and its one piece goes without its own.
        level = (2 if in_rubric else 1) if self._booklet.cover or numbered else 0
        return {
            "number": self._pieces,
            "level": level,
            "title": title,
            "running": shortened(title, RUNNING),
            "minutes": f"{piece.minutes}{NBSP}min" if piece.minutes else "",
            "fictional": piece.fictional,
            "lines": piece.lines,
            "introduction": [self._words(one) for one in piece.introduction.split("\n\n") if one.strip()],
            "facts": self._facts(piece.facts),
            "missing": self._words(piece.missing),
            "blocks": [self._group(one, max(level, 1)) for one in grouped(piece.blocks, title=piece.title)],
            **self._image(piece.image),
            "alt": f"Image de la page{NBSP}: {title}",
            "questions": [self._words(one) for one in piece.questions if one.strip()],
            "notice": self._words(piece.notice),
            "address": "" if piece.address in piece.notice else self._words(piece.address),
        }

    def _image(self, content: bytes) -> dict[str, Any]:
        """Name of the image and its share of the width of the text, so that it never outgrows a page."""
        image = picture_of(content) if content else None
        if image is None:
            return {"image": "", "width": 0, "unreadable": UNREADABLE if content else ""}
        name = f"page-{self._pieces}.jpg"
        self.images[name] = image.content
        return {"image": name, "width": min(1.0, TALLEST / image.ratio), "unreadable": ""}

    def _facts(self, facts: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
        return [{"label": self._set.line(label), "value": self._words(value)} for label, value in facts if value]

    def _group(self, group: Group, above: int) -> dict[str, Any]:
        return {
            "kind": group.kind,
            "level": above + group.depth,
            "words": [self._words(one) for one in group.texts],
            "numbers": list(group.numbers),
            "rows": [[self._words(cell) for cell in row] for row in group.rows],
            "widths": list(group.widths),
        }

    def _words(self, text: str) -> Words:
        """A text, or, when it holds addresses, its runs: the template makes links of those."""
        text = self._set.lines(text)
        parts = runs(text)
        if not any(url for _, url in parts):
            return text
        return [{"text": words, "url": url} for words, url in parts]
