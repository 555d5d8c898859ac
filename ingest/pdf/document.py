"""The Document of a PDF, made from the blocks of its pages: one text, repaired, with sections and proposed metadata."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ingest.assembly import fused_spans
from ingest.document import Block, Document, Note, Page, Span
from ingest.french.repair import MAX_DOUBTS, doubts, repair, word_counts
from ingest.pdf.page.blocks import RawBlock
from ingest.pdf.structure import Structure

GAP = "\n\n"
MAX_LEVELS = 6
SAME_SIZE = 0.1  # headings whose letters differ by less than this share have one level

TITLE_PAGES = 2
_TOOL = re.compile(
    r"microsoft|word\b|powerpoint|photoshop|acrobat|untitled|sans (?:titre|nom)|^(?:document|présentation) ?\d+$"
    r"|\.(?:docx?|docm|dotx|xlsx?|pptx?|odt|odp|rtf|txt|html?|indd|qxp|pub|tiff?|jpe?g|png|pdf)\b",
    re.IGNORECASE,
)

_CUT = re.compile(r"[^\W\d_]-$")
_REST = re.compile(r"([^\W\d_]+(?:[-’'][^\W\d_]+)*[.,;:]?)(?:\s+|$)")

PageBlocks = tuple[int, Sequence[RawBlock]]


def assemble(
    pages: Sequence[PageBlocks],
    states: Sequence[Page],
    structure: Structure,
    alive: Callable[[int, int], None] = lambda page, count: None,
) -> tuple[Document | None, tuple[Note, ...]]:
    """The document of the pages' blocks and the doubts about its text; None when no page has any text.

    `alive` is told each page, and how many there are, before its blocks are put together.
    """
    pages = _without_cut_words(pages)
    raws = [raw for _, blocks in pages for raw in blocks]
    growing = _Growing(word_counts("\n".join(raw.text for raw in raws)), heading_levels(raws))
    for number, blocks in pages:
        alive(number, len(pages))
        for raw in blocks:
            growing.add(raw, number)
    if not growing.blocks:
        return None, ()
    return growing.document(states, _with_title(structure.metadata, pages)), tuple(growing.doubts[:MAX_DOUBTS])


def _without_cut_words(pages: Sequence[PageBlocks]) -> list[PageBlocks]:
    """The pages, each word that a page break cuts put whole at the end of the first page."""
    whole: list[tuple[int, list[RawBlock]]] = []
    for number, blocks in pages:
        kept = list(blocks)
        last = whole[-1][1][-1] if whole and whole[-1][1] else None
        rest = _REST.match(kept[0].text) if kept and kept[0].kind == "paragraph" else None
        if last and rest and _CUT.search(last.text) and last.kind in ("paragraph", "item"):
            whole[-1][1][-1] = replace(last, text=f"{last.text}\n{rest.group(1)}")
            kept[0] = replace(kept[0], text=kept[0].text[rest.end() :])
            kept = kept if kept[0].text else kept[1:]
        whole.append((number, kept))
    return list(whole)


class _Growing:
    """A document that grows block by block, in its repaired text and in its original."""

    def __init__(self, seen: Mapping[str, int], levels: Mapping[float, int]) -> None:
        self.blocks: list[Block] = []
        self.doubts: list[Note] = []
        self._seen, self._levels = seen, levels
        self._texts: list[str] = []
        self._originals: list[str] = []
        self._spans: list[Span] = []
        self._section: list[tuple[int, str]] = []
        self._at, self._original_at = 0, 0

    def add(self, raw: RawBlock, page: int) -> None:
        """Put the block after the others, repaired; one of which repair leaves nothing is dropped."""
        text, spans = repair(raw.text, rejoin_lines=raw.kind != "table", seen=self._seen)
        if not text.strip():
            return
        level = (raw.level or self._levels.get(raw.size, 1)) if raw.kind == "heading" else 0
        if raw.kind == "heading":
            self._section = [entry for entry in self._section if entry[0] < level]
        path = tuple(title for _, title in self._section)
        self.blocks.append(Block(self._at, self._at + len(text), raw.kind, level, page, path))
        if raw.kind == "heading":
            self._section.append((level, text))
        self.doubts += [Note(note.message, page, note.level) for note in doubts(text)]
        own = (Span(0, 0, len(text)),) if text == raw.text else spans
        self._spans += [Span(span.repaired + self._at, span.original + self._original_at, span.length) for span in own]
        self._spans.append(Span(self._at + len(text), self._original_at + len(raw.text), len(GAP)))
        self._texts.append(text)
        self._originals.append(raw.text)
        self._at += len(text) + len(GAP)
        self._original_at += len(raw.text) + len(GAP)

    def document(self, states: Sequence[Page], metadata: Mapping[str, Any]) -> Document:
        """The document of all the blocks."""
        text, original = GAP.join(self._texts), GAP.join(self._originals)
        if text == original:
            return Document(text, tuple(self.blocks), tuple(states), metadata)
        return Document(text, tuple(self.blocks), tuple(states), metadata, original, fused_spans(self._spans[:-1]))


def _with_title(metadata: Mapping[str, Any], pages: Sequence[PageBlocks]) -> dict[str, Any]:
    """The metadata, the largest heading of the first pages as title where the file gives none or the name of a tool."""
    given = str(metadata.get("title", ""))
    if given and " " in given and not _TOOL.search(given):
        return dict(metadata)
    rest = {key: value for key, value in metadata.items() if key != "title" or not _TOOL.search(given)}
    headings = [raw for number, blocks in pages if number <= TITLE_PAGES for raw in blocks if raw.kind == "heading"]
    if not headings:
        return rest
    largest = max(headings, key=lambda raw: raw.size).text
    return rest | {"title": " ".join(repair(largest, rejoin_lines=True)[0].split())}


def heading_levels(blocks: Sequence[RawBlock]) -> dict[float, int]:
    """The level of each size of heading: that of its bookmarks where it has some, else the largest letters first."""
    headings = [block for block in blocks if block.kind == "heading"]
    marked: dict[float, Counter[int]] = {}
    for block in headings:
        if block.level:
            marked.setdefault(block.size, Counter())[block.level] += 1
    levels: dict[float, int] = {}
    level, largest = 0, 0.0
    for size in sorted({block.size for block in headings}, reverse=True):
        if size in marked:
            level, largest = marked[size].most_common(1)[0][0], size
        elif not level or size < largest * (1 - SAME_SIZE):
            level, largest = level + 1, size
        levels[size] = min(level, MAX_LEVELS)
    return levels
