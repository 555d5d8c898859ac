"""Glossaire, sigles inconnus: what new texts abbreviate and no term explains, with where it stands."""

from typing import TYPE_CHECKING

import streamlit as st

from kb import addresses
from kb.html.escaping import count, esc
from kb.views.frame import visitor

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

SHOWN = 60


def show_acronyms(base: "KnowledgeBase") -> None:
    """Draw the acronyms that the glossary does not know, in the texts that this visit may read."""
    st.set_page_config(page_title="Sigles inconnus · Récits partagés")
    reader = visitor.current_reader()
    records = base.summaries({}, reader=reader)
    titles = {one.id: one.title for one in records}
    found = base.language.unknown_acronyms(records)
    lines = []
    for one in found[:SHOWN]:
        places = "".join(
            f'<li><a href="{esc(addresses.passage(addresses.reading(at.record), at.start, at.end))}">'
            f"{esc(titles[at.record])}</a> <small>… {esc(at.around)} …</small></li>"
            for at in one.places
        )
        lines.append(
            f'<article class="rp-entry"><h3>{esc(one.name)}</h3><p class="rp-small">{count(one.count, "fois")}, dans '
            f"{count(one.records, 'fiche')}</p><ul>{places}</ul></article>"
        )
    none = "<p>Tous les sigles des textes que vous lisez sont expliqués.</p>"
    with st.container(key="rp_desk"):
        st.html(
            '<div id="rp-contenu"><p class="rp-crumb"><a href="/glossaire">Glossaire</a></p><h1>Sigles inconnus</h1>'
            '<p class="rp-soft rp-under rp-narrow">Ce que les textes les plus récents abrègent et qu’aucun terme '
            f"n’explique. Proposez-en un depuis le glossaire.</p></div>{''.join(lines) or none}"
        )
