"""Services that may meet a need, by meaning: told apart from what people judged; one click makes a judgement of one."""

import functools
from typing import TYPE_CHECKING

import streamlit as st

from kb import addresses
from kb.html.escaping import esc
from kb.needs.matrix import Matrix
from kb.needs.proposing import proposals
from kb.readers import Person
from kb.store.records import coverage
from kb.views.frame import visitor
from kb.views.frame.action import do, say
from kb.wiki.rights import Case, allows

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

WAYS = {"covered": "Il y répond", "partial": "Il y répond en partie"}


def draw(base: "KnowledgeBase", found: Matrix, need: str) -> None:
    """The proposals for one need; the buttons are for who may judge."""
    # What needs have in common is taken off their texts: all of them are looked at.
    chosen = proposals(found, functools.partial(base.related.likeness, reader=visitor.current_reader())).get(need, ())
    if not chosen:
        return
    titles = {one.id: one.title for one in found.services}
    person = visitor.current_person()
    st.html(
        '<h2>Dispositifs proposés</h2><p class="rp-small rp-narrow">Le sens des textes les rapproche ; personne ne les '
        "a jugés. Ils ne comptent dans aucune couverture tant que quelqu’un ne l’a pas dit.</p>"
    )
    for service in chosen:
        st.html(f'<p>? <a href="{esc(addresses.reading(service))}">{esc(titles[service])}</a></p>')
        if person is not None and allows("start", person, Case("need")):
            with st.container(horizontal=True):
                for status, said in WAYS.items():
                    key = f"proposed_{need}_{service}_{status}"
                    st.button(said, key=key, on_click=do, args=(functools.partial(_judge, need, service, status),))


def _judge(need: str, service: str, status: str, base: "KnowledgeBase", person: Person) -> None:
    try:
        base.needs.judge(person, need, service, status, read=0)
    except coverage.CoverageConflict as both:
        say(esc(str(both)))
        return
    say("C’est votre avis désormais, daté d’aujourd’hui. Vous pouvez le commenter et l’illustrer.")
