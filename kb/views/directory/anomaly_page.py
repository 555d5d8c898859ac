"""Signaler une anomalie: what is wrong of a service, the answer that its sender reads, and those that wait for one."""

from typing import TYPE_CHECKING

import streamlit as st

from kb import addresses
from kb.errors import KbError
from kb.html.escaping import day, esc
from kb.readers import Person
from kb.views.frame import visitor
from kb.views.frame.action import do, told, typed

if TYPE_CHECKING:
    from kb.base import KnowledgeBase


def show_anomaly(base: "KnowledgeBase") -> None:
    """Draw the form for the service of the address, the answers, and for its owners what waits."""
    st.set_page_config(page_title="Signaler une anomalie · Récits partagés")
    record_id, person = st.query_params.get("id", ""), visitor.current_person()
    view = base.record(record_id, reader=visitor.current_reader()) if record_id else None
    with st.container(key="rp_desk"):
        st.html('<h1 id="rp-contenu">Signaler une anomalie</h1>')
        told()
        if view is not None and view.summary.kind == "service":
            _form(base, person, record_id, view.summary.title)
        if person is not None:
            _waiting(base, person)
            _mine(base, person)
        _receipt(base)


def _form(base: "KnowledgeBase", person: Person | None, record_id: str, title: str) -> None:
    link = f'<a href="{esc(addresses.reading(record_id))}">{esc(title)}</a>'
    st.html(
        f'<p class="rp-under">Sur {link}. Ceux qui tiennent cette fiche la corrigent, ou disent pourquoi elle est '
        "juste. Ne nommez aucune personne accompagnée.</p>"
    )
    with st.form("anomaly", clear_on_submit=True, border=False):
        text = st.text_area(
            "Ce qui n’est pas juste", height=120, placeholder="Le numéro ne répond plus depuis un mois."
        )
        if st.form_submit_button("Envoyer", type="primary"):
            _send(base, person, record_id, text)


def _send(base: "KnowledgeBase", person: Person | None, record_id: str, text: str) -> None:
    try:
        receipt = base.news.anomalies.report_anomaly(person, record_id, text, address=visitor.current_address())
    except KbError as error:
        st.html(f'<p class="rp-note" role="alert">{esc(error)}</p>')
        return
    how = (
        "La réponse arrivera dans « Ce qui me concerne »."
        if person
        else f"Votre numéro : <b>{esc(receipt)}</b>. Notez-le : il donne la réponse, et n’est montré qu’ici."
    )
    st.html(f'<p class="rp-note" role="status">C’est reçu. {how}</p>')


def _waiting(base: "KnowledgeBase", person: Person) -> None:
    reported = base.news.anomalies.waiting(person)
    if not reported:
        return
    st.html("<h2>À traiter</h2>")
    for one in reported:
        number, record_id = one.anomaly.number, one.anomaly.record_id
        view = base.record(record_id, reader=person.reader)
        title = view.summary.title if view else record_id
        st.html(
            f'<div class="rp-card"><p class="kicker">{day(one.anomaly.day)}</p><h3><a href="'
            f'{esc(addresses.reading(record_id))}">{esc(title)}</a></h3><p>{esc(one.text)}</p></div>'
        )
        st.text_area("Réponse", key=f"anomaly_{number}", height=80)
        with st.container(horizontal=True):
            for state, label in (("corrected", "La fiche est corrigée"), ("unfounded", "La fiche était juste")):
                st.button(label, key=f"anomaly_{state}_{number}", on_click=_answer, args=(number, state))


def _answer(number: int, state: str) -> None:
    text = typed(f"anomaly_{number}")
    do(
        lambda base, person: base.news.anomalies.answer(person, number, state, text),
        "C’est dit à la personne qui l’a signalée.",
    )


def _mine(base: "KnowledgeBase", person: Person) -> None:
    mine = base.news.anomalies.answers_to(person)
    if mine:
        lines = "".join(
            f'<li><a href="{esc(addresses.reading(one.record_id))}">{esc(one.record_id)}</a>, {day(one.day)}'
            f"<small>{esc(said)}</small></li>"
            for one, said in mine
        )
        st.html(f'<h2>Ce que vous avez signalé</h2><ul class="rp-lines">{lines}</ul>')


def _receipt(base: "KnowledgeBase") -> None:
    with st.form("anomaly_receipt", border=False):
        receipt = st.text_input("Numéro d’un signalement fait sans compte", placeholder="0000-0000-0000")
        if st.form_submit_button("Lire la réponse"):
            try:
                said = base.news.anomalies.answer_of(receipt)
            except KbError as error:
                said = str(error)
            st.html(f'<p class="rp-note" role="status">{esc(said)}</p>')
