"""Je me reconnais: anybody, without account, can say that a narrative lets somebody be recognised."""

from typing import TYPE_CHECKING

import streamlit as st

from kb.errors import KbError
from kb.html.escaping import esc
from kb.views.frame import visitor

if TYPE_CHECKING:
    from kb.base import KnowledgeBase


def show_recognise(base: "KnowledgeBase") -> None:
    """Draw the form, the receipt that it gives, and what became of an earlier one."""
    st.set_page_config(page_title="Je me reconnais · Récits partagés")
    with st.container(key="rp_desk"):
        st.html(
            '<h1 id="rp-contenu">Je me reconnais, ou je reconnais quelqu’un</h1><p class="rp-under">Dites-le ici, sans '
            "compte et sans donner votre nom. Les relecteurs sont prévenus aussitôt. Vous recevez un numéro, avec "
            "lequel vous lirez ce qui a été décidé.</p>"
        )
        with st.form("recognise", clear_on_submit=True, border=False):
            record_id = st.text_input("Fiche", value=st.query_params.get("id", ""), placeholder="EXP-2024-001")
            text = st.text_area("Ce qui fait reconnaître, et qui (sans nom)", height=140)
            if st.form_submit_button("Signaler", type="primary"):
                _report(base, record_id.strip().upper(), text)
        with st.form("outcome", border=False):
            receipt = st.text_input("Numéro d’un signalement", placeholder="0000-0000-0000")
            if st.form_submit_button("Lire ce qui a été décidé"):
                try:
                    said = base.news.recognising.report_outcome(receipt)
                except KbError as error:
                    said = str(error)
                st.html(f'<p class="rp-note" role="status">{esc(said)}</p>')


def _report(base: "KnowledgeBase", record_id: str, text: str) -> None:
    person = visitor.current_person()
    try:
        receipt = base.news.recognising.recognise(
            person, record_id, text, base.people.reviewers(), address=visitor.current_address()
        )
    except KbError as error:
        st.html(f'<p class="rp-note" role="alert">{esc(error)}</p>')
        return
    number = f'<b class="rp-nowrap">{esc(receipt)}</b>'
    copy = f'<button type="button" class="rp-link" data-rp-copy="{esc(receipt)}">Copier le numéro</button>'
    st.html(
        f'<p class="rp-note" role="status">C’est reçu. Votre numéro : {number}. Notez-le : il ne sera plus '
        f"montré.<br>{copy}</p>"
    )
