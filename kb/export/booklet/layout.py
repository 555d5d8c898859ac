"""A booklet as the template of the PDFs reads it: plain values, ready to be laid out, and its images apart.

Everything that somebody wrote travels as a JSON text, which the template only ever shows: none of it is read as markup.
"""

import re
from collections.abc import Sequence
from typing import Any

from ingest.document import Mark
from kb.export.booklet.blocks import BlockGroup, grouped, typed
from kb.export.booklet.booklet import Booklet, BookletPiece
from kb.export.booklet.glyphs import Typesetter
from kb.export.booklet.pictures import UNREADABLE, picture_of
from kb.export.booklet.typography import shortened, spaced
from kb.export.links import runs
from kb.french import NBSP
from kb.records.set_words import set_runs

TALLEST = 1.33  # height of an image, for a width of the text of 1: it stays on one page with the title above it
RUNNING = 46  # characters of a title at the head of a page
Words = str | list[dict[str, Any]]


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
            "note": [self._group(one, 1) for one in typed(booklet.note)],
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

    def _piece(self, piece: BookletPiece, in_rubric: bool, numbered: bool) -> dict[str, Any]:
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
            "introduction": [self._group(one, max(level, 1)) for one in typed(piece.introduction)],
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

    def _picture(self, group: BlockGroup) -> dict[str, Any]:
        """A picture that stands in the text, with what it shows under it; these words alone when it cannot be read."""
        alt, known = self._set.line(group.texts[0]), picture_of(group.picture)
        if known is None:
            return self._group(BlockGroup("paragraph", (f"[Image{NBSP}: {alt}]",)), 0)
        name = f"picture-{len(self.images) + 1}.jpg"
        self.images[name] = known.content
        return {
            "kind": "picture", "level": 0, "words": [alt], "numbers": [], "rows": [], "widths": [],
            "image": name, "alt": alt, "width": min(1.0, TALLEST / 2 / known.ratio),
        }  # fmt: skip

    def _facts(self, facts: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
        return [{"label": self._set.line(label), "value": self._words(value)} for label, value in facts if value]

    def _group(self, group: BlockGroup, above: int) -> dict[str, Any]:
        if group.kind == "picture":
            return self._picture(group)
        return {
            "kind": group.kind,
            "level": above + group.depth,
            "words": [self._words(*one) for one in group.told],
            "numbers": list(group.numbers),
            "rows": [[self._words(*cell) for cell in row] for row in group.cells],
            "widths": list(group.widths),
        }

    def _words(self, text: str, marks: Sequence[Mark] = ()) -> Words:
        """A text, or, when it holds addresses or words set otherwise, its runs: the template sets those."""
        if not marks:
            text = self._set.lines(text)
            parts = runs(text)
            return [_run(words, url) for words, url in parts] if any(url for _, url in parts) else text
        # No-break spaces take the place of others first, one for one: a run does not know what stands beside it.
        text = spaced(text)
        out = []
        for one in set_runs(len(text), marks):
            words = text[one.start : one.end]
            first, last = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
            laid = f"{first}{self._set.lines(words)}{last}" if words.strip() else words
            parts = [(laid, one.link)] if one.link else runs(laid)
            out += [_run(said, url, strong=one.strong, emphasis=one.emphasis) for said, url in parts]
        return out


def _run(text: str, url: str, *, strong: bool = False, emphasis: bool = False) -> dict[str, Any]:
    return {"text": text, "url": url, "strong": strong, "emphasis": emphasis}
