"""Files of signals, on the desk of the cell: what is taken in, what is given."""

from typing import TYPE_CHECKING

import streamlit as st

from kb.html.escaping import NBSP, count, esc
from kb.readers import Person
from kb.views.frame.action import act, say

if TYPE_CHECKING:
    from kb.base import KnowledgeBase


def draw() -> None:
    """Files, and bulletins: what the cell does beside single signals."""
    with st.expander("Importer, exporter"):
        st.html(
            '<p class="rp-small">Toute la base de veille, pour la cellule&nbsp;: '
            '<a href="/veille/signaux.csv">CSV</a> · <a href="/veille/signaux.xlsx">XLSX</a> · '
            '<a href="/veille/signaux.json">JSON</a>. Extrait anonymisé pour les partenaires, petits effectifs '
            'masqués&nbsp;: <a href="/veille/extrait.csv">CSV</a> · <a href="/veille/extrait.json">JSON</a>.</p>'
        )
        given = st.file_uploader(
            "Un fichier de signaux (CSV, XLSX ou JSON)", type=["csv", "xlsx", "json"], key="watch_file"
        )
        if given is not None and st.button("Importer ces signaux"):
            _import(given.name, given.getvalue())


def _import(name: str, content: bytes) -> None:
    def run(base: "KnowledgeBase", person: Person) -> None:
        found = base.watch.exchange.import_file(person, name, content)
        wrong = "".join(f"<li>{esc(one)}</li>" for one in found.wrong[:20])
        more = f"<li>et {len(found.wrong) - 20} autres</li>" if len(found.wrong) > 20 else ""
        say(
            f"{count(found.added, 'signal importé', 'signaux importés')}, {found.known} déjà là"
            f"{f', {len(found.wrong)} lignes refusées{NBSP}:<ul>{wrong}{more}</ul>' if found.wrong else '.'}"
        )

    act(run)
    st.rerun()
