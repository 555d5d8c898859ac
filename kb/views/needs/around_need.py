"""Beside a need that is read: the récits that met it, the services judged against it, and whether it is a gap."""

from typing import TYPE_CHECKING

from kb import addresses
from kb.html.escaping import NBSP, esc
from kb.html.matrix import SHAPES, cell_address
from kb.needs.matrix import GAP, LABELS
from kb.views.frame import visitor
from kb.views.parts import tied_records

if TYPE_CHECKING:
    from kb.base import KnowledgeBase, RecordView


def section(base: "KnowledgeBase", view: "RecordView") -> str:
    """What stands beside a need; "" for a record that is none."""
    if view.summary.kind != "need":
        return ""
    reader, need = visitor.current_reader(), view.summary.id
    found = base.needs.matrix(reader, base.summaries({"kind": ("need", "service", "experience")}, reader=reader))
    judged = [(one, found.cells[need, one.id]) for one in found.services if (need, one.id) in found.cells]
    lines = "".join(
        f'<li>{SHAPES[said.status]} <a href="{esc(addresses.reading(one.id))}">{esc(one.title)}</a>'
        f"<small>{LABELS[said.status]}</small></li>"
        for one, said in judged
    )
    gap = f'<p class="rp-small"><b>Un manque</b>{NBSP}: {GAP}.</p>' if found.unmet(need) else ""
    stories = tied_records.listed(tied_records.told_by(view), base)
    told = f"<ul>{stories}</ul>" if stories else '<p class="rp-small">Aucun récit ne dit encore y avoir répondu.</p>'
    return (
        f"<section><h2>Récits qui y répondent</h2>{told}</section>"
        f"<section><h2>Ce qui y répond</h2>{gap}{f'<ul>{lines}</ul>' if lines else ''}"
        f'<p><a class="rp-button small" href="{esc(cell_address(need))}">Voir les avis, juger</a></p></section>'
    )
