"""« Être prévenu », under a search: the question is kept, and its account told of what answers it later."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote

import streamlit as st

from kb import addresses
from kb.html.escaping import NBSP
from kb.readers import Person
from kb.views.frame import visitor
from kb.views.frame.action import do, told

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

Where = Mapping[str, Sequence[str]]


def draw(base: "KnowledgeBase", question: str, where: Where, how: addresses.Manner) -> None:
    """Draw the button, or what stands for it: a search kept already, a visitor who has no account here."""
    person = visitor.current_person()
    with st.container(key="rp_alert", horizontal=True, vertical_alignment="center"):
        told()
        if person is None:
            back = quote(addresses.search(question, where, **how), safe="")
            st.html(
                f'<p class="rp-small"><a href="/connexion?vers={back}">Connectez-vous</a> pour être prévenu quand une '
                "fiche nouvelle répondra à cette question.</p>"
            )
            return
        kept = _kept(base, person, question, where)
        if kept is None:
            said = f"Quand une fiche nouvelle y répondra (la question est gardée avec votre compte){NBSP}:"
            st.html(f'<p class="rp-small">{said}</p>', width="content")
            st.button("Être prévenu", key="alert", on_click=_save, args=(question, where))
        else:
            st.html(
                '<p class="rp-small">Vous serez prévenu quand une fiche nouvelle y répondra '
                '(<a href="/nouvelles#rp-recherches">mes recherches</a>).</p>',
                width="content",
            )
            st.button("Ne plus être prévenu", key="no_alert", on_click=_forget, args=(kept,))


def _kept(base: "KnowledgeBase", person: Person, question: str, where: Where) -> int | None:
    chosen = {key: sorted(values) for key, values in where.items()}
    for one in base.news.saved_searches.searches(person):
        if one.search.question == question and {key: list(v) for key, v in one.search.where.items()} == chosen:
            return one.search.number
    return None


def _save(question: str, where: Where) -> None:
    do(lambda base, person: base.news.saved_searches.save(person, question, where))


def _forget(number: int) -> None:
    do(lambda base, person: base.news.saved_searches.forget(person, number))
