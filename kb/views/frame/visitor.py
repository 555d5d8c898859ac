"""Who reads the page that is drawn, and from where."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import streamlit as st

from kb import visit
from kb.html.glossary_terms import Spoken
from kb.readers import NOBODY, PUBLIC, Person, Reader
from kb.store.accounts.sessions import csrf_of

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

DEMONSTRATION_AGE = 300  # seconds for which « every record is fictitious » is believed


def current_token() -> str:
    """The session token of this visit, "" for a visitor, or for a visit that did not come through the gate."""
    if st.context.headers.get(visit.GATE) != visit.secret():
        return ""
    return st.context.cookies.get(visit.COOKIE, "")


def current_person() -> Person | None:
    """Whoever is signed in, looked up at each run: a session that was ended elsewhere has no rights any more."""
    return visit.once("person", _person)


def _person() -> Person | None:
    token = current_token()
    if not token:
        return None
    with visit.open_base() as base:
        return base.person(token)


def current_reader() -> Reader:
    """What this visit may read. Without the gate, whatever the cookie says: public records only."""
    person = current_person()
    if person is not None:
        return person.reader
    with visit.open_base() as base:
        return PUBLIC if base.visitors else NOBODY


def current_origin() -> str:
    """The address of this site as the browser knows it, "" when it is not known."""
    parts = urlsplit(st.context.url or "")
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def current_address() -> str:
    """The Internet address that this visit comes from, "" when it is not known."""
    return st.context.ip_address or ""


def current_csrf() -> str:
    """What the forms of this visit carry."""
    token = current_token()
    return csrf_of(token) if token else ""


@st.cache_resource(ttl=DEMONSTRATION_AGE, show_spinner=False, max_entries=4)
def is_demonstration(home: str) -> bool:
    """Whether all the stories of this home are fictitious."""
    with visit.open_base() as base:
        records = base.summaries({}, reader=current_reader())
    stories = [one for one in records if one.kind == "experience"]
    return bool(stories) and all(one.fictional for one in stories)


def spoken_to(base: "KnowledgeBase") -> Spoken:
    """How the meanings of the glossary are told to whoever visits: those of their own trade first."""
    return Spoken(base.label, base.language.trade(current_person()))
