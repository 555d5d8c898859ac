"""Besoins, questions sans réponse: their groups, and the need that a reviewer makes of one."""

from typing import TYPE_CHECKING

import streamlit as st

from kb import addresses
from kb.errors import KbError
from kb.html.escaping import count, day, esc
from kb.needs.unanswered import QuestionGroup
from kb.readers import Person
from kb.views.frame import visitor
from kb.views.frame.action import act, say, told, typed
from kb.views.frame.not_found import not_found

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

SHOWN = 30


def show_questions(base: "KnowledgeBase") -> None:
    """Draw the groups, the most asked first."""
    st.set_page_config(page_title="Questions sans réponse · Récits partagés")
    person = visitor.current_person()
    try:
        found = base.language.unanswered(person)
    except KbError as error:
        st.html(not_found("Cette page ne s’ouvre pas ici", str(error)))
        return
    with st.container(key="rp_desk"):
        st.html(
            '<div id="rp-contenu"><p class="rp-crumb"><a href="/besoins">Besoins et manques</a></p>'
            '<h1>Questions restées sans réponse</h1><p class="rp-soft rp-under rp-narrow">Ce qui a été cherché et que '
            "rien n’a éclairé, rapproché par le sens. Noms et nombres sont masqués ; les mots d’une question posée "
            "moins de trois jours différents ne sont jamais montrés.</p></div>"
        )
        told()
        if not found:
            st.html('<p class="rp-soft">Aucune question n’est restée sans réponse. C’est bon signe, ou trop tôt.</p>')
        for number, group in enumerate(found[:SHOWN]):
            _group(base, number, group)


def _group(base: "KnowledgeBase", number: int, group: QuestionGroup) -> None:
    theme = base.label("themes", group.theme) if group.theme else ""
    name = ", ".join(group.words) or theme or "Questions rares"
    example = f"<p>« {esc(group.example)} »</p>" if group.example else ""
    st.html(
        f'<h2>{esc(name[:1].upper() + name[1:])}</h2><p class="rp-small">{count(group.count, "question")}, du '
        f"{day(group.first)} au {day(group.last)}{' · ' + esc(theme) if theme and group.words else ''}</p>{example}"
    )
    key = f"need_{number}_{group.first}_{group.count}"
    st.text_input("Titre du besoin", value=group.example or (name if name != "Questions rares" else ""), key=key)
    st.button("En faire un besoin", key=key + "_make", on_click=_make, args=(group, key))


def _make(group: QuestionGroup, key: str) -> None:
    def make(base: "KnowledgeBase", person: Person) -> None:
        record_id = base.needs.unanswered.make_need(person, group, typed(key))
        say(f'Le besoin est publié : <a href="{esc(addresses.reading(record_id))}">le lire</a>, '
            f'<a href="/besoins?besoin={esc(record_id)}">le mettre en regard des dispositifs</a>.')  # fmt: skip

    act(make)
