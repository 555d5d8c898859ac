"""The texts of a pack as widgets: kept as they are typed (static/writing.js), and again before anything is done."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import streamlit as st

from kb.html.escaping import esc
from kb.readers import Person
from kb.views.frame.action import act
from kb.views.parts import rich_text
from kb.views.write import widget_state
from kb.wiki.packs import packs
from kb.wiki.write import writing
from kb.wiki.write.field_paths import PIECES, flat, place_label

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

LINES = frozenset({"questions"})


def text(
    found: writing.Writing, place: str, label: str, *, height: int = 0, help: str = "", most: int | None = None
) -> None:
    """A text of the pack: one line, or `height` pixels. What was typed elsewhere meanwhile is never overwritten."""
    number = found.proposal.number
    value = flat("pack", found.fields).get(place) or ""
    shown = "\n".join(value) if isinstance(value, list) else str(value)
    key = widget_state.fill(number, place, shown, found.versions.get(place, 0))
    if height and place.split(".")[-1] not in LINES:
        rich_text.text_area(label, key=key, height=height, help=help or None)
    elif height:
        st.text_area(label, key=key, height=height, help=help or None)
    else:
        st.text_input(label, key=key, help=help or None, max_chars=most)


def flush(base: "KnowledgeBase", person: Person, number: int) -> None:
    """Keep what the widgets of a pack hold and the script could not send yet."""
    for shown, typed in widget_state.typed_in(number):
        saved = base.writing.autosave_text(
            person, number, shown.place, str(typed), shown.version, widget_state.window()
        )
        widget_state.note_kept(shown, typed, saved.versions.get(shown.place, shown.version))


def then(number: int, action: Callable[["KnowledgeBase", Person], object], said: str = "") -> bool:
    """Whether an action on a pack went through, after what was typed in it was kept."""

    def both(base: "KnowledgeBase", person: Person) -> None:
        flush(base, person, number)
        action(base, person)

    return act(both, said)


def do(number: int, action: Callable[["KnowledgeBase", Person], object], said: str = "") -> None:
    """The same, for a widget, which wants nothing back."""
    then(number, action, said)


def versions(found: writing.Writing) -> None:
    """Other versions of what was written in two places at once, to choose from."""
    number, own = found.proposal.number, flat("pack", found.fields)
    for place, kept in found.others.items():
        for at, other in enumerate(kept):
            st.html(
                f'<p class="rp-note"><b>« {esc(place_label("pack", place))} » a aussi été écrit ailleurs.</b> Les deux '
                f"versions sont gardées. L’autre{'' if place == PIECES else ' texte'} :<br>{esc(_said(other))}</p>"
            )
            with st.container(horizontal=True):
                st.button("Prendre l’autre", key=f"other_{place}_{at}", on_click=_settle, args=(number, place, other))
                st.button(
                    "Garder la mienne", key=f"own_{place}_{at}", on_click=_settle_own,
                    args=(number, place, own.get(place)),
                )  # fmt: skip


def _said(value: Any) -> str:
    """A version in words: a text, lines, or an order of pieces."""
    if not isinstance(value, list):
        return str(value)
    shown = [
        ", ".join(s["record"] for s in one.get("sources", ())) if isinstance(one, dict) else str(one) for one in value
    ]
    return " ; ".join(one or "référence" for one in shown)


def _settle_own(number: int, place: str, value: object) -> None:
    """Settle on the version of this window: what its field holds now, not what it held when the page was drawn."""
    held = st.session_state.get(widget_state.text_key(number, place))
    if isinstance(held, str):
        value = [line.strip() for line in held.splitlines() if line.strip()] if isinstance(value, list) else held
    _settle(number, place, value)


def _settle(number: int, place: str, value: object) -> None:
    then(number, lambda base, person: base.writing.settle(person, number, place, value))
    widget_state.fill_anew(number)


def notes(found: writing.Writing, place: str = "") -> str:
    """What is wrong with a text of the pack, or with all those of no piece."""
    said = [
        one.said
        for one in packs.troubles(found.fields)
        if one.place.startswith(place) and (place or not one.place.startswith(f"{PIECES}."))
    ]
    return "".join(f'<p class="rp-note" role="status">{esc(one)}</p>' for one in said)
