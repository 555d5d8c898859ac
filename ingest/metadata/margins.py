"""What the headers and footers of a text say: a title, a date, the name of a structure; never page numbers."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ingest.word.package import W, WordPackage
from ingest.word.styles import WordStyle
from ingest.word.text import WordText

_DRAWN = "{urn:schemas-microsoft-com:vml}textpath"
MAX_CHARACTERS = 600  # of all that the margins may add to a text
_PAGE = re.compile(r"(?i)^(?:page|p\.?)?[\s\d/|–—-]*(?:sur|de|of)?[\s\d/|–—-]*$")
_HANGING = re.compile(r"(?i)[\s|•·–—-]*\b(?:page|p\.?)\s*(?:\d+\s*)?(?:(?:sur|de|of|/)\s*\d*\s*)?$")
_LETTERS = 3
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Margins:
    """The lines of headers and of footers that say something of their own; `is_said` once the first were given."""

    heads: tuple[str, ...] = ()
    feet: tuple[str, ...] = ()
    is_said: bool = False

    @property
    def lines(self) -> tuple[str, ...]:
        """All that is left to say."""
        return (*self.heads, *self.feet)

    def without_heads(self) -> "Margins":
        """These margins once the headers were read."""
        return replace(self, heads=(), is_said=self.is_said or bool(self.heads))


def margin_lines(source: WordPackage, styles: Mapping[str, WordStyle]) -> Margins:
    """What the headers and footers of a Word file say."""
    heads, feet = source.parts("header"), source.parts("footer")
    if not heads and not feet:
        return Margins()
    body = "".join(text.text or "" for text in source.document.iter(W + "t"))
    return telling(
        (_texts(source, styles, path, root) for path, root in heads),
        (_texts(source, styles, path, root) for path, root in feet),
        body,
    )


def watermarks(source: WordPackage) -> str:
    """The words drawn across the pages of a Word file (« BROUILLON »): no part of its text, but they may ask."""
    drawn = (path.get("string") or "" for _, root in source.parts("header", "footer") for path in root.iter(_DRAWN))
    return "\n".join(dict.fromkeys(words.strip() for words in drawn if words.strip()))


def _texts(source: WordPackage, styles: Mapping[str, WordStyle], path: str, root: Any) -> list[str]:
    reader = WordText(styles, source.relations(path))
    return [reader.of(paragraph) for paragraph in root.iter(W + "p")]


def telling(heads: Iterable[Iterable[str]], feet: Iterable[Iterable[str]], body: str) -> Margins:
    """The lines of some headers and footers that the body does not say already, each once."""
    seen = _plain(body)
    size = 0
    kept: list[list[str]] = [[], []]
    for place, parts in enumerate((heads, feet)):
        for line in (line for part in parts for line in part):
            line = _HANGING.sub("", _SPACES.sub(" ", line)).strip(" |•·–—-\t")
            plain = _plain(line)
            if sum(map(str.isalpha, line)) < _LETTERS or _PAGE.match(line) or plain in seen:
                continue
            size += len(line)
            if size <= MAX_CHARACTERS:
                kept[place].append(line)
                seen += plain
    return Margins(tuple(kept[0]), tuple(kept[1]))


def _plain(text: str) -> str:
    return "".join(one for one in text.casefold() if one.isalnum())
