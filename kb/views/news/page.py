"""Ce qui me concerne: what happened to my texts and to what I follow, messages, and for reviewers what waits."""

from typing import TYPE_CHECKING

import streamlit as st

from kb.errors import KbError
from kb.html.escaping import day, esc
from kb.readers import Person
from kb.store.news.comments import Notice
from kb.views.frame import action, visitor
from kb.views.frame.not_found import not_found
from kb.views.news import saved
from kb.views.watch import news as watch_news
from kb.wiki.rights import ANYTHING, allows

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

EVENTS = {
    "comment": "Un commentaire sur",
    "published": "Publié :",
    "changed": "{who} a modifié",
    "thanked": "Merci : votre changement est publié dans",
    "to_revise": "À reprendre :",
    "letter": "Un message pour l’auteur de",
    "recognised": "Quelqu’un se reconnaît dans",
    "answers": "Répond à une recherche gardée :",
    "taken_up": "Une reprise est racontée :",
    "anomaly": "Une anomalie est signalée sur",
    "anomaly_answered": "Réponse à l’anomalie que vous avez signalée sur",
}


def show_news(base: "KnowledgeBase") -> None:
    """Draw what concerns whoever is signed in."""
    st.set_page_config(page_title="Ce qui me concerne · Récits partagés")
    person = visitor.current_person()
    if person is None:
        st.html(not_found("Connectez-vous", "Cette page montre ce qui concerne un compte.", sign_in="/nouvelles"))
        return
    with st.container(key="rp_desk"):
        st.html('<h1 id="rp-contenu">Ce qui me concerne</h1>')
        action.told()
        told = base.news.notices.notices(person)
        of_the_watch = watch_news.drawn(base, person)
        none = '<p class="rp-soft">Rien encore. Suivez une fiche, un thème ou un territoire pour être prévenu.</p>'
        shown = "".join(_line(base, one) for one in told) + of_the_watch
        st.html(shown or none)
        for record_id in dict.fromkeys(one.record_id for one in told if one.event == "letter"):
            _letters(base, person, record_id)
        if allows("moderate", person, ANYTHING):
            _reports(base, person)
        saved.draw(base, person)
        if told:
            base.news.notices.mark_seen(person, told[0].number)


def _line(base: "KnowledgeBase", one: Notice) -> str:
    title = base.people.title(one.record_id)
    what = EVENTS.get(one.event, "Du nouveau dans")
    if "{who}" in what:
        what = what.format(who=esc(base.people.names().get(one.actor, "Quelqu’un")))
    address = f"/contribuer?n={one.proposal}" if one.proposal else f"/lire?id={one.record_id}"
    fresh = "" if one.seen else '<span class="rp-tag">nouveau</span> '
    return f'<p class="rp-news">{fresh}{what} <a href="{esc(address)}">{esc(title)}</a>, {day(one.at)}</p>'


def _letters(base: "KnowledgeBase", person: Person, record_id: str) -> None:
    try:
        written = base.news.letters.letters(person, record_id)
    except KbError:
        return
    shown = "".join(
        f'<div class="rp-comment"><p class="rp-label">{day(one.at)}</p><p>{esc(one.text)}</p></div>' for one in written
    )
    st.html(f"<h2>Messages sur {esc(base.people.title(record_id))}</h2>{shown}")


def _reports(base: "KnowledgeBase", person: Person) -> None:
    waiting = base.news.recognising.reports(person)
    if not waiting:
        return
    st.html('<h2 id="rp-signalements">Quelqu’un se reconnaît</h2>')
    for on, record_id, letter in waiting:
        title = f"{base.people.title(record_id)} ({record_id})"
        head = f'<p class="rp-label">{esc(title)}, {day(on)}</p>'
        st.html(f'<div class="rp-comment">{head}<p>{esc(letter.text)}</p></div>')
        with st.form(f"decide_{letter.receipt}", border=False):
            outcome = st.text_area("Ce qui a été décidé (la personne le lira)", height=80)
            if st.form_submit_button("Répondre et clore"):
                try:
                    base.news.recognising.decide(person, letter.receipt, outcome)
                except KbError as error:
                    st.html(f'<p class="rp-note" role="alert">{esc(error)}</p>')
                else:
                    st.rerun()
