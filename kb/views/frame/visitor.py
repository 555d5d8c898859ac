"""The one place where pages and routes open the knowledge base, and learn who reads."""

import contextlib
import os
import secrets
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import streamlit as st
from starlette.requests import HTTPConnection
from streamlit.runtime.scriptrunner import get_script_run_ctx

from kb.errors import KbError
from kb.home import find_home
from kb.readers import NOBODY, PUBLIC, Person, Reader
from kb.store.accounts.sessions import csrf_of
from kb.views.frame.discretion import made_discreet, of_the_system
from kb.views.frame.turns import Turns

if TYPE_CHECKING:
    from kb.base import KnowledgeBase
    from kb.resources import Resources

COOKIE = "rp_session"
GATE = "X-Kb-Gate"  # the header in which the gate puts `secret()`
DEPOSIT = "KB_DEPOSIT"  # set by `kb serve --allow-deposit`
DEMONSTRATION_AGE = 300  # seconds for which « every record is fictitious » is believed


def home() -> Path:
    """The folder that holds corpus/ and index/."""
    return find_home().root


@cache
def shared() -> "Resources":
    """The encoder and the vectors: held once for all visits of this process."""
    from kb.resources import Resources

    return Resources()


def _open() -> "KnowledgeBase":
    from kb.base import KnowledgeBase

    return KnowledgeBase.open(find_home(), resources=shared())


opener: Callable[[], "KnowledgeBase"] = _open
_turns = Turns()


@contextlib.contextmanager
def open_base() -> "Iterator[KnowledgeBase]":
    """The base, opened anew and closed afterwards: a connection kept would fail in a second visit.

    Raises KbError, without the paths of this server: whatever it says may be shown. Pages wait for their turn; routes
    run in threads that are counted already.
    """
    drawn = get_script_run_ctx(suppress_warning=True) is not None
    with _turns.turn() if drawn else contextlib.nullcontext():
        try:
            with opener() as base:
                yield base
        except KbError as error:
            made_discreet(error)
            raise
        except OSError as error:
            if (known := of_the_system(error)) is None:
                raise
            known.__cause__ = error
            made_discreet(known)
            raise known from error


@cache
def secret() -> str:
    """What the gate tells the pages of this process, and nobody else knows: that a request came through it."""
    return secrets.token_urlsafe(32)


def current_token() -> str:
    """The session token of this visit, "" for a visitor, or for a visit that did not come through the gate."""
    if st.context.headers.get(GATE) != secret():
        return ""
    return st.context.cookies.get(COOKIE, "")


def current_person() -> Person | None:
    """Whoever is signed in, looked up at each run: a session that was ended elsewhere has no rights any more."""
    token = current_token()
    if not token:
        return None
    with open_base() as base:
        return base.person(token)


def current_reader() -> Reader:
    """What this visit may read. Without the gate, whatever the cookie says: public records only."""
    person = current_person()
    if person is not None:
        return person.reader
    with open_base() as base:
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


def person_of(request: HTTPConnection) -> Person | None:
    """Whoever came with an HTTP request, as the gate found it."""
    return request.scope.get("kb", {}).get("person")  # type: ignore[no-any-return]


def reader_of(request: HTTPConnection) -> Reader:
    """What whoever came with an HTTP request may read; public records when there is no gate."""
    known = request.scope.get("kb", {})
    person: Person | None = known.get("person")
    if person is not None:
        return person.reader
    return PUBLIC if known.get("visitors", True) else NOBODY


def deposit_allowed() -> bool:
    """Whether visitors may add files to this base: only where whoever started the server said so."""
    return os.environ.get(DEPOSIT) == "1"


@st.cache_resource(ttl=DEMONSTRATION_AGE, show_spinner=False, max_entries=4)
def is_demonstration(home: str) -> bool:
    """Whether all the stories of this home are fictitious."""
    with open_base() as base:
        records = base.summaries({}, reader=current_reader())
    stories = [one for one in records if one.kind == "experience"]
    return bool(stories) and all(one.fictional for one in stories)
