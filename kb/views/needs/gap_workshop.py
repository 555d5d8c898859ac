"""From a need that nothing meets to the workshop that takes it up."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from kb import addresses
from kb.html.escaping import NBSP, esc
from kb.readers import Person
from kb.views.frame import visitor
from kb.views.frame.action import Action, do, say
from kb.wiki.rights import Case, allows

if TYPE_CHECKING:
    from kb.base import KnowledgeBase


def draw(base: "KnowledgeBase", need: str, stories: Sequence[str], *, gap: bool) -> None:
    """The workshops on a need that one may know of; of a gap, the button that begins one, for who may prepare it."""
    person = visitor.current_person()
    found = base.workshops.on_need.taken_up(visitor.current_reader(), person, need)
    lines = [
        f'<li><a href="/ateliers?n={number}">{esc(title or "Sans titre")}</a>{NBSP}: atelier que vous animez</li>'
        for number, title in found.mine
    ]
    lines += [
        f'<li><a href="{esc(addresses.reading(one))}">{esc(base.people.title(one))}</a>{NBSP}: restitution</li>'
        for one in found.restitutions
    ]
    may = gap and not found.mine and person is not None and allows("start", person, Case("workshop"))
    if not lines and not may:
        return
    st.html(f"<h2>Ateliers sur ce manque</h2>{f'<ul>{chr(10).join(lines)}</ul>' if lines else ''}")
    if may:
        st.button("Proposer à un atelier", key=f"workshop_{need}", on_click=do, args=(_begin(need, tuple(stories)),))


def _begin(need: str, stories: Sequence[str]) -> Action:
    def begin(base: "KnowledgeBase", person: Person) -> None:
        number = base.workshops.on_need.begin(person, need, stories)
        say(
            f'L’atelier est commencé, avec une séance sur ce besoin. <a href="/ateliers?n={number}">Le préparer</a> : '
            "récits, date, lieu, invitations."
        )

    return begin
