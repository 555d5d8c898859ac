"""What workshops said of the words of a text, in its margin."""

from collections.abc import Mapping, Sequence

from ingest.document import Document
from kb import addresses
from kb.html.escaping import NBSP, count, esc, in_quotes
from kb.html.excerpts import window
from kb.workshops.restitution.margin import MarginNote

# Notes of one paragraph that are seen at once; the others are folded.
AT_ONCE = 3
LONGEST = 90  # characters of the words that a note is about


def beside(document: Document, notes: Sequence[MarginNote]) -> Mapping[int, str]:
    """The notes of each block that the words noted begin in, as HTML, by the block's first character."""
    placed: dict[int, list[MarginNote]] = {}
    for one in notes:
        for block in document.blocks:
            if one.start >= 0 and block.start <= one.start < block.end and block.kind not in ("heading", "table"):
                placed.setdefault(block.start, []).append(one)
                break
    return {start: _margin(found) for start, found in placed.items()}


def elsewhere(notes: Sequence[MarginNote]) -> str:
    """What was said of words that the text no longer has, under it."""
    gone = [one for one in notes if one.start < 0]
    if not gone:
        return ""
    lines = "".join(_note(one) for one in gone)
    return (
        '<section class="rp-said-before"><h2>Dit en atelier de passages qui ont changé depuis</h2>'
        f"<ul>{lines}</ul></section>"
    )


def _margin(notes: Sequence[MarginNote]) -> str:
    first, more = notes[:AT_ONCE], notes[AT_ONCE:]
    lines = f"<ul>{''.join(map(_note, first))}</ul>"
    if more:
        lines += (
            f"<details><summary>{count(len(more), 'autre association', 'autres associations')}</summary>"
            f"<ul>{''.join(map(_note, more))}</ul></details>"
        )
    return f'<aside class="rp-margin" aria-label="Dit de ce passage en atelier">{lines}</aside>'


def _note(one: MarginNote) -> str:
    left, right = window(one.quote, (0, 0), LONGEST)
    words = esc(in_quotes(one.quote[left:right] + (f"{NBSP}…" if right < len(one.quote) else "")))
    where = (
        f'<a href="{esc(addresses.reading(one.restitution))}">La restitution</a>'
        if one.restitution
        else "Vu de ceux qui animent, jusqu’à la restitution."
    )
    return f"<li><i>{words}</i><p>{esc(one.text)}</p><small>{where}</small></li>"
