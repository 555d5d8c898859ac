"""What stands beside a record: contents, tools, links, near records."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kb import addresses
from kb.html.escaping import esc
from kb.html.labels import CodeLabels
from kb.html.record_text import ContentsEntry
from kb.records.positions import Position
from kb.records.summary import RecordSummary
from kb.views.parts.cards import short

if TYPE_CHECKING:
    from kb.base import LinkView


def rail(sections: Iterable[str], label: str) -> str:
    """The column, from its sections; empty ones are left out."""
    return f'<aside class="rp-rail" aria-label="{esc(label)}">{"".join(sections)}</aside>'


def table_of_contents(entries: Sequence[ContentsEntry]) -> str:
    """The lines of the table of contents; a small square marks the part that holds the passage found."""
    if len(entries) < 2:
        return ""
    lines = []
    for entry in entries:
        dot = ' <span class="dot"></span><span class="rp-hidden"> (passage trouvé)</span>' if entry.holds_found else ""
        here = ' class="here"' if entry.holds_found else ""
        lines.append(f'<li{here}><a href="#{esc(entry.anchor)}">{esc(entry.title)}{dot}</a></li>')
    # The discussion stands after all that surrounds the text: far for who goes by the keyboard, or by the thumb.
    lines.append('<li><a href="#rp-discussion">Discussion</a></li>')
    return f'<ul class="rp-toc">{"".join(lines)}</ul>'


def contents_section(entries: Sequence[ContentsEntry]) -> str:
    """The table of contents in the column of a wide window."""
    toc = table_of_contents(entries)
    return f'<section class="only-wide"><h2>Dans ce texte</h2>{toc}</section>' if toc else ""


def contents_fold(entries: Sequence[ContentsEntry]) -> str:
    """The same, folded above the text on a phone."""
    toc = table_of_contents(entries)
    if not toc:
        return ""
    return f'<details class="rp-fold only-phone"><summary>Dans ce texte</summary><div>{toc}</div></details>'


def tools(reference: str, link: str, *, file: str = "", weight: str = "") -> str:
    """Cite, copy the address, print, open the file."""
    original = ""
    if file:
        size = f" ({esc(weight)})" if weight else ""
        original = f'<a class="rp-button wide" href="{esc(file)}">Ouvrir le fichier d’origine{size}</a>'
    return (
        '<section class="rp-tools"><h2>Citer</h2>'
        f'<p class="rp-reference">{esc(reference)}</p><div class="rp-grid">'
        f'<button type="button" class="rp-button primary wide" data-rp-copy="{esc(reference)}">Copier la référence'
        '</button><div class="rp-two">'
        f'<button type="button" class="rp-button" data-rp-link="{esc(link)}">Copier le lien</button>'
        f'<button type="button" class="rp-button" data-rp-print="1">Imprimer</button></div>{original}</div></section>'
    )


def at_once(signed_in: bool) -> str:
    """What one may do with a text, at its top on every width: each leads to where it is done."""
    own = '<a href="#rp-agir">Suivre, garder, proposer un changement</a>' if signed_in else ""
    return (
        '<nav class="rp-acts" aria-label="Ce que l’on peut faire de ce texte">'
        f'<a href="#rp-garder">Ajouter au dossier</a>{own}<a href="#rp-discussion">Commenter</a>'
        '<a href="#rp-exporter">Exporter</a></nav>'
    )


EXPORTS = (("pdf", "PDF"), ("docx", "DOCX"), ("md", "Markdown"), ("json", "JSON"))


def exports(record_id: str) -> str:
    """« Exporter »: the record as a file, to print, to change, for another program."""
    anchors = "".join(
        f'<a class="rp-button small" href="{esc(addresses.record_export(record_id, form))}" '
        f'aria-label="Exporter en {name}">{name}</a>'
        for form, name in EXPORTS
    )
    return f'<section class="rp-export" id="rp-exporter"><h2>Exporter</h2><p class="rp-row">{anchors}</p></section>'


def thinking(record_id: str, passage: Position | None = None) -> str:
    """What one may do with a text beside reading it: compare it, and go on by association from the passage found."""
    start = addresses.associating([passage]) if passage else addresses.associating(id=record_id)
    said = "À quoi ce passage fait penser" if passage else "À quoi cela fait penser"
    return (
        "<section><h2>Penser avec ce texte</h2><ul>"
        f'<li><a href="{esc(start)}">{said}\u202f?</a></li>'
        f'<li><a href="{esc(addresses.comparing([record_id]))}">Le comparer à d’autres</a></li></ul></section>'
    )


def links(found: Sequence["LinkView"], names: CodeLabels) -> str:
    """The records that this one is tied to, each with the sort of tie."""
    if not found:
        return ""
    lines = "".join(short(one.record, names, note=one.label) for one in found)
    return f"<section><h2>Liens</h2><ul>{lines}</ul></section>"


def near(records: Sequence[RecordSummary], names: CodeLabels) -> str:
    """« Proches de celui-ci »."""
    if not records:
        return ""
    lines = "".join(short(one, names) for one in records)
    return f"<section><h2>Proches de celui-ci</h2><ul>{lines}</ul></section>"
