"""The Document of a PDF, made from the blocks of its pages: one text, repaired, with sections and proposed metadata."""

from collections import Counter
from collections.abc import Sequence

from ingest.document import Block, Document, Note, Page, Span
from ingest.pdf_blocks import RawBlock
from ingest.pdf_structure import Structure
from ingest.repair import MAX_DOUBTS, doubts, repair, word_counts

GAP = "\n\n"
MAX_LEVELS = 6
SAME_SIZE = 0.1  # headings whose letters differ by less than this share have one level

PageBlocks = tuple[int, Sequence[RawBlock]]


def assemble(
    pages: Sequence[PageBlocks], states: Sequence[Page], structure: Structure
) -> tuple[Document | None, tuple[Note, ...]]:
    """The document of the pages' blocks and the doubts about its text; None when no page has any text."""
    seen = word_counts("\n".join(block.text for _, blocks in pages for block in blocks))
    levels = heading_levels([block for _, blocks in pages for block in blocks])
    texts, originals, blocks, spans, found = [], [], [], [], []  # type: ignore[var-annotated]
    section: list[tuple[int, str]] = []
    at, original_at = 0, 0
    for number, raws in pages:
        for raw in raws:
            text, own = repair(raw.text, rejoin_lines=raw.kind != "table", seen=seen)
            own = own or (Span(0, 0, len(text)),)
            level = raw.level or levels.get(raw.size, 1)
            if raw.kind == "heading":
                section = [entry for entry in section if entry[0] < level]
            path = tuple(title for _, title in section)
            blocks.append(Block(at, at + len(text), raw.kind, level if raw.kind == "heading" else 0, number, path))
            if raw.kind == "heading":
                section.append((level, text))
            spans += [Span(span.repaired + at, span.original + original_at, span.length) for span in own]
            spans.append(Span(at + len(text), original_at + len(raw.text), len(GAP)))
            found += [Note(note.message, number, note.level) for note in doubts(text)]
            texts.append(text)
            originals.append(raw.text)
            at += len(text) + len(GAP)
            original_at += len(raw.text) + len(GAP)
    if not blocks:
        return None, ()
    text, original = GAP.join(texts), GAP.join(originals)
    changed = text != original
    kept = _fused(spans[:-1]) if changed else ()
    document = Document(text, tuple(blocks), tuple(states), dict(structure.metadata), original if changed else "", kept)
    return document, tuple(found[:MAX_DOUBTS])


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


def _fused(spans: Sequence[Span]) -> tuple[Span, ...]:
    """The spans, each run that goes on in both texts as one."""
    fused: list[Span] = []
    for span in spans:
        last = fused[-1] if fused else None
        if last and (last.repaired + last.length, last.original + last.length) == (span.repaired, span.original):
            fused[-1] = Span(last.repaired, last.original, last.length + span.length)
        elif span.length:
            fused.append(span)
    return tuple(fused)
