"""What a button does: an action of whoever is signed in, over a base opened for it, and what the page says of it."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from kb import visit
from kb.errors import KbError
from kb.html.escaping import esc
from kb.readers import Person
from kb.views.frame import visitor

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

Action = Callable[["KnowledgeBase", Person], object]
SIGNED_OUT = "Votre session a pris fin. Rien n’est perdu : connectez-vous de nouveau."
_SAID, _POINTED, _NEXT = "said of the last action", "what the last action found wrong", "where the last action leads"


def act(action: Action, said: str = "") -> bool:
    """Whether the action went through. The next drawing says `said` (HTML), or why it was refused."""
    try:
        # A visit of its own: what it changes is not what the page before was drawn from.
        with visit.drawn():
            person = visitor.current_person()
            if person is None:
                raise KbError(SIGNED_OUT)
            with visit.open_base() as base:
                action(base, person)
    except KbError as error:
        say(esc(error))
        return False
    if said:
        say(said)
    return True


def do(action: Action, said: str = "") -> None:
    """The same, for a widget, which wants nothing back."""
    act(action, said)


def typed(key: str) -> str:
    """What the text widget of this key holds now. An argument of a button is what it held when the page was drawn:
    who types and clicks at once would lose the last words.
    """
    return str(st.session_state.get(key) or "")


def say(html: str) -> None:
    """Keep what the next drawing says, as HTML: `st.error` would draw the Markdown that a message may quote."""
    st.session_state[_SAID] = html


def point_at(key: str) -> None:
    """Have the next drawing bring the widget of this key to the eye, with the focus: it is what has to be mended."""
    st.session_state[_POINTED] = key


def go_to(page: str, **params: str) -> None:
    """Have the next drawing be another page (« contribuer »), with these parameters: what was just begun opens."""
    st.session_state[_NEXT] = (page, params)


def next_page() -> tuple[str, dict[str, str]] | None:
    """The page that the last action leads to and its parameters, once."""
    there: tuple[str, dict[str, str]] | None = st.session_state.pop(_NEXT, None)
    return there


def told() -> None:
    """Draw what the last action left to say, once.

    static/telling.js says it again where the eye is, when that is elsewhere on the page.
    """
    # A place of its own, said or not: what stands below would else move, and what is unfolded would fold.
    place = st.empty()
    if html := st.session_state.pop(_SAID, ""):
        mend = esc(st.session_state.pop(_POINTED, ""))
        place.html(f'<p class="rp-note" role="status" data-rp-told="{mend}" data-rp-at="{time.time():.3f}">{html}</p>')
