"""Bulletins de veille: those that were published, and for the cell the beginning of a new one."""

from typing import TYPE_CHECKING

import streamlit as st

from kb.readers import Person
from kb.views.frame import visitor
from kb.views.frame.action import act, told
from kb.views.frame.not_found import not_found
from kb.views.parts import cards
from kb.watch import overview

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

PATH = "/bulletins"


def show_bulletins(base: "KnowledgeBase") -> None:
    """Draw the bulletins that this reader may read, the newest first."""
    st.set_page_config(page_title="Bulletins de veille · Récits partagés")
    person, reader = visitor.current_person(), visitor.current_reader()
    if person is None and not base.visitors:
        st.html(not_found("Connectez-vous", "Les bulletins se lisent avec un compte.", sign_in=PATH))
        return
    found = base.summaries({"kind": "bulletin"}, reader=reader)
    with st.container(key="rp_desk"):
        told()
        st.html(
            '<h1 id="rp-contenu">Bulletins de veille</h1><p class="rp-soft rp-under">Ce que la cellule a fait '
            "connaître, "
            "relu par quelqu’un d’autre. Chaque bulletin se lit, se télécharge en PDF ou en DOCX depuis sa page, et "
            "porte "
            'la marque de ce qui en a été rétracté. <a href="/veille">Voir la veille</a> · '
            '<a href="/fil/veille.atom">Fil Atom</a></p>'
        )
        if person is not None and overview.is_of_the_cell(person):
            _compose(base, person)
        listed = "".join(cards.record_card(one, base) for one in found)
        st.html(listed or '<p class="rp-note">Aucun bulletin n’a encore paru.</p>')


def _compose(base: "KnowledgeBase", person: Person) -> None:
    seen = base.watch.overview.look(person)
    names = {one.grouped: one.name for one in seen.phenomena}
    open_to = base.watch.following.lines(person, [mark for mark in seen.marks if mark.record_id])
    titles = {int(line.address.rpartition("=")[2]): line.title for line in open_to}
    with st.expander("Composer un bulletin"):
        phenomena = st.multiselect(
            "Phénomènes", list(names), format_func=names.__getitem__, placeholder="Aucun", key="bul_phenomena"
        )
        signals = st.multiselect(
            "Signaux diffusés", list(titles), format_func=titles.__getitem__, placeholder="Aucun", key="bul_signals"
        )
        st.html(
            '<p class="rp-small">Le brouillon reprend leurs chiffres ; vous l’écrivez, quelqu’un d’autre le relit et '
            "le publie.</p>"
        )
        if st.button("Commencer ce bulletin", type="primary"):
            begun: list[int] = []
            done = act(
                lambda base, person: begun.append(
                    base.watch.bulletins.compose(person, phenomena=phenomena, signals=signals).number
                )
            )
            if done:
                st.html(
                    f'<p class="rp-note" role="status">Commencé : <a href="/contribuer?n={begun[0]}">l’écrire et '
                    "l’envoyer en relecture</a>.</p>"
                )
            else:
                told()
