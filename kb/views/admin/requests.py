"""Administration: who asks for an account, and who wrote."""

from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import streamlit as st

from kb.html.escaping import count, day, esc
from kb.readers import Person
from kb.store.drafts.requests import Request
from kb.views.admin.accounts import show_link
from kb.views.frame.action import act
from kb.wiki.admin import requests

if TYPE_CHECKING:
    from kb.base import KnowledgeBase


def show_requests(base: "KnowledgeBase", person: Person) -> None:
    """Draw what waits for an answer, oldest first."""
    waiting = base.administration.requests.waiting(person)
    said = f"{count(len(waiting), 'message')} à traiter." if waiting else "Rien n’attend."
    st.html(
        f'<h2>Demandes et messages</h2><p class="rp-small">{said} Un message traité est effacé\u00a0: '
        "répondez d’abord, depuis votre propre messagerie.</p>"
    )
    for one in waiting:
        _request(one)


def _request(one: Request) -> None:
    who = ", ".join(part for part in (one.name, one.organisation) if part)
    mail = f'<a href="mailto:{esc(quote(one.address, safe="@"))}">{esc(one.address)}</a>'
    words = "".join(f"<p>{esc(part)}</p>" for part in one.text.split("\n") if part.strip())
    st.html(
        f'<div class="rp-comment"><p class="rp-label">{esc(requests.SORTS[one.sort])}, {day(one.at)}</p>'
        f"<p><b>{esc(who)}</b>, {mail}</p>{words}</div>"
    )
    with st.container(horizontal=True, key=f"rp_request_{one.number}"):
        if one.sort == "account":
            st.button("Inviter", key=f"invite_{one.number}", type="primary", on_click=_invite, args=(one,))
        st.button("Traité, effacer", key=f"settle_{one.number}", on_click=_settle, args=(one.number,))


def _invite(one: Request) -> None:
    parts = urlsplit(st.context.url or "")

    def make(base: "KnowledgeBase", person: Person) -> None:
        token = base.administration.invite(person, (), (), one.address)
        base.administration.requests.settle(person, one.number)
        show_link(f"{parts.scheme}://{parts.netloc}/invitation/{token}", one.address)

    act(make)


def _settle(number: int) -> None:
    act(lambda base, person: base.administration.requests.settle(person, number), "Le message est effacé.")
