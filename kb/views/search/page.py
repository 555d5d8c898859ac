"""Rechercher: the home page, and the results of a question. The address carries the question and the filters."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import streamlit as st

from kb import addresses, visit
from kb.directory.asking import about_a_person
from kb.directory.hours.opening import PARIS
from kb.html.escaping import NBSP
from kb.search.result import SearchPage
from kb.views.directory import cards
from kb.views.directory.asked import url_of
from kb.views.frame import visitor
from kb.views.parts import facets
from kb.views.parts.question_field import question_field
from kb.views.search import home, inbox, quotes, results, save_search

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

# Near records on a page; no list has so many pages that a number has more digits.
LIMIT, DIGITS = 10, 4
# Services beside the texts of a question: as many as fit above them.
SERVICES = 3
LOGGED = (
    f"Les questions sont gardées sans votre nom, pour savoir ce que la base ne dit pas encore{NBSP}: "
    "n’y mettez celui de personne."
)


def show_search(base: "KnowledgeBase") -> None:
    """Draw the results of the question and filters of the address, or the home page when it has none."""
    question = " ".join(st.query_params.get("q", "").split())
    where = addresses.filters_of(_params())
    if question or where:
        _results(base, question, where)
    else:
        _home(base)


def _params() -> dict[str, list[str]]:
    return {key: st.query_params.get_all(key) for key in st.query_params}


def _home(base: "KnowledgeBase") -> None:
    st.set_page_config(page_title="Récits partagés")
    reader = visitor.current_reader()
    with st.container(key="rp_hero"):
        st.html('<h1 id="rp-contenu" class="rp-home-title">Qui a déjà rencontré cela\u202f?</h1>')
        _question_field("")
        st.html(home.examples(base.suggestions()) + f'<p class="rp-small">{LOGGED}</p>')
    st.html(
        home.columns(
            base.summaries({}, reader=reader),
            base.facets({}, reader=reader),
            base,
            date.today(),
            inbox.section(base, visitor.current_person()),
        )
    )


def _question_field(question: str) -> None:
    question_field(
        "rp_ask",
        question,
        _ask,
        label="Votre question",
        placeholder="Posez votre question avec vos mots",
        button="Rechercher",
    )


def _ask(asked: str) -> None:
    """Keep the filters of the address, change its question."""
    kept: dict[str, list[str]] = {k: list(v) for k, v in addresses.filters_of(_params()).items()}
    order = addresses.manner(by_date=_how()["by_date"])
    st.query_params.from_dict({**({"q": asked} if asked else {}), **kept, **order})


def _results(base: "KnowledgeBase", question: str, where: dict[str, tuple[str, ...]]) -> None:
    st.set_page_config(page_title=f"{question or 'Fiches'} · Récits partagés")
    how = _how()
    page = base.page(question, where, limit=LIMIT, reader=visitor.current_reader(), log=how["number"] == 1, **how)
    # For « Retour aux fiches » and « Aussi dans ce document » on the page of a record.
    st.session_state["last_search"] = (question, where, page.total, _manner())
    st.session_state["last_passages"] = {hit.record.id: hit.passages for hit in page.hits if hit.record.pages}
    with st.container(key="rp_search"):
        _question_field(question)
        notices = results.notices(page, _manner())
        st.html(notices + f'<p class="rp-small rp-logged">{LOGGED}</p>')
    pager = results.pager(page, _manner())
    if page.weak or not page.hits:
        _nothing_near(base, page, pager)
        return
    times = base.times_taken_up([hit.record.id for hit in page.hits], reader=visitor.current_reader())
    with st.container(key="rp_layout"):
        st.html(facets.column(page.facets, question, where, how=_manner()) or "<span></span>")
        with st.container(key="rp_results"):
            order = results.order(page, _manner())
            near = results.near(page, base, order, times)
            head = results.heading(page, _manner())
            st.html(head + _services(base, question, where) + quotes.texts(page.quotes) + near)
            if question:
                _feedback(question)
            save_search.draw(base, question, where, _manner())
            st.html(results.far(page, base) + pager + results.exports(page, _manner()))


def _nothing_near(base: "KnowledgeBase", page: SearchPage, pager: str) -> None:
    how = _manner()
    chips = facets.chips(page.facets, page.question, page.where, how=how)
    with st.container(key="rp_nothing"):
        services = _services(base, page.question, page.where)
        proposals = base.suggestions()[:3] if not page.hits else ()
        st.html(chips + services + results.nothing(page, proposals, how))
        if page.question and page.hits:
            _feedback(page.question)
        if page.question:
            save_search.draw(base, page.question, page.where, how)
        st.html(results.far(page, base) + pager or "<span></span>")


def _services(base: "KnowledgeBase", question: str, where: addresses.Where) -> str:
    """The services that suit a question about a person, beside the texts; "" for another question, or under filters."""
    if not question or where or not about_a_person(question, base.vocabulary):
        return ""
    now = datetime.now(PARIS)
    found = base.directory.services_for(question, reader=visitor.current_reader(), now=now)
    shown = [(one.facts, one.fit) for one in found.suiting[:SERVICES]]
    return cards.beside(shown, base, now, url_of(question))


def _how() -> dict[str, Any]:
    """The page of the list that the address asks for, its order, and whether the question is meant as it is typed."""
    number = st.query_params.get("page", "")
    return {
        "number": max(1, int(number)) if number.isdecimal() and len(number) <= DIGITS else 1,
        **addresses.manner_of(_params()),
    }


def _manner() -> addresses.Manner:
    """The order and the literalness of the address, for the links that keep them."""
    return addresses.manner(**addresses.manner_of(_params()))


def _feedback(question: str) -> None:
    """« Cela m’a aidé », « Cela ne répond pas »: one click, no name, an answer that says it was kept."""
    given = st.session_state.get("feedback", {})
    with st.container(key="rp_feedback", horizontal=True, vertical_alignment="center"):
        if question in given:
            st.html('<p class="rp-small" role="status">Merci, c’est noté, sans votre nom.</p>')
            return
        st.html('<p class="rp-small">Ces fiches répondent-elles à votre question\u202f?</p>', width="content")
        st.button("Cela m’a aidé", key="helped", on_click=_note, args=(question, True))
        st.button("Cela ne répond pas", key="not_helped", on_click=_note, args=(question, False))


def _note(question: str, helped: bool) -> None:
    with visit.open_base() as base:
        base.feedback(question, helped)
    st.session_state["feedback"] = {**st.session_state.get("feedback", {}), question: helped}
