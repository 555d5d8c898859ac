"""Suivi des pistes: the board, one lead with its history; and what readers are told of a restitution's leads."""

from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from kb.errors import KbError
from kb.html.escaping import esc
from kb.readers import Person
from kb.views.frame import visitor
from kb.views.frame.action import act, go_to, say, told
from kb.views.frame.not_found import not_found
from kb.views.workshops import texts
from kb.workshops.restitution import following

if TYPE_CHECKING:
    from kb.base import KnowledgeBase


NOTHING = (
    '<div class="rp-empty"><h2>Aucune piste ne vous concerne</h2><p>Elles viennent des ateliers que vous animez, de '
    "vos groupes de travail, et de ce que l’on vous confie.</p></div>"
)


def show_board(base: "KnowledgeBase") -> None:
    """Draw the leads that concern whoever is signed in, or the one that the address names."""
    st.set_page_config(page_title="Suivi des pistes · Récits partagés")
    person = visitor.current_person()
    if person is None:
        st.html(texts.FOR_VISITORS)
        return
    number = st.query_params.get("piste", "")
    try:
        with st.container(key="rp_desk"):
            if number.isdecimal():
                _one(base, person, int(number))
            else:
                _all(base, person)
    except KbError as error:
        st.html(not_found("Cette piste ne peut pas être ouverte ici", str(error)))


def _all(base: "KnowledgeBase", person: Person) -> None:
    st.html(
        '<p class="rp-crumb"><a href="/ateliers">Ateliers</a></p><h1 id="rp-contenu">Suivi des pistes</h1>'
        '<p class="rp-soft rp-under">Ce que des ateliers ont décidé d’essayer, et ce que cela devient.</p>'
    )
    told()
    found = base.workshops.leads.board(person)
    st.html(texts.board(found) if found else NOTHING)


def _one(base: "KnowledgeBase", person: Person, number: int) -> None:
    one = base.workshops.leads.lead_for(person, number)
    found = next(other for other in base.workshops.leads.board(person) if other.lead.number == number)
    st.html(
        '<p class="rp-crumb"><a href="/suivi">Toutes les pistes</a></p><h1 id="rp-contenu">Une piste de travail</h1>'
        + texts.lead(found, history=True)
    )
    told()
    names = {"": "Personne", **base.people.names()}
    states = list(following.STATES)
    with st.form(f"lead_{number}", border=False):
        state = st.radio("État", states, index=states.index(one.state), format_func=following.STATES.__getitem__,
                         horizontal=True)  # fmt: skip
        owner = st.text_input("Qui la porte (fonction, structure)", value=one.owner, max_chars=120)
        account = st.selectbox("À qui le rappeler", list(names), index=list(names).index(one.account)
                               if one.account in names else 0, format_func=names.__getitem__)  # fmt: skip
        due = st.date_input("Échéance", value=date.fromisoformat(one.due) if one.due else None, format="DD/MM/YYYY")
        result = st.text_area("Suite donnée (lue avec la restitution)", value=one.result, max_chars=1_000)
        said = st.text_area("Noter une étape (lue par ceux qui suivent la piste)", max_chars=1_000)
        if st.form_submit_button("Enregistrer", type="primary"):
            changes = {"state": state, "owner": owner, "account": account, "result": result,
                       "due": due.isoformat() if isinstance(due, date) else ""}  # fmt: skip
            act(lambda base, person: base.workshops.leads.change(person, number, changes, said), "C’est enregistré.")
            st.rerun()
    if not one.experience:
        st.button("Devient une expérience", on_click=_tell, args=(number,))


def _tell(number: int) -> None:
    made: list[int] = []

    def tell(base: "KnowledgeBase", person: Person) -> None:
        made.append(base.workshops.leads.become_experience(person, number).number)

    if act(tell):
        say("L’expérience est commencée, liée à la piste.")
        go_to("contribuer", n=str(made[0]))


def show_leads(base: "KnowledgeBase") -> None:
    """Draw what became of the leads of a published restitution, for whoever may read it."""
    st.set_page_config(page_title="Ce que sont devenues les pistes · Récits partagés")
    record_id = st.query_params.get("id", "")
    try:
        found = base.workshops.leads.of_restitution(visitor.current_person(), record_id)
        title = base.people.title(record_id)
    except KbError as error:
        st.html(not_found("Rien à montrer ici", str(error)))
        return
    with st.container(key="rp_desk"):
        st.html(
            f'<p class="rp-crumb"><a href="/lire?id={esc(record_id)}">{esc(title)}</a></p>'
            '<h1 id="rp-contenu">Ce que sont devenues les pistes</h1>'
            + (
                texts.board(found, linked=False)
                if found
                else '<p class="rp-soft">Cette restitution n’a pas de piste suivie.</p>'
            )
        )
