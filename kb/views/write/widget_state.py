"""What the widgets of a draft showed when they were filled, and what they hold: the keys of each, window by window."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from kb.html.escaping import esc

# What each widget showed when it was filled, with the version of its field then. A widget keeps its text while another
# window writes: whoever moves on from it must neither send that text as if it were new, nor on top of the other.
_READ, _VERSIONS = "what widgets of drafts showed", "versions of the draft drawn last"
_KEPT = "what was kept of the widgets of drafts"
_TURNS = "how often the fields of drafts were filled anew"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a widget showed when it was filled: the value of a place of a draft, and the version of its field then."""

    number: int
    place: str
    value: Any
    version: int

    @property
    def field(self) -> str:
        return self.place.split(".")[0]


def window() -> str:
    """A name for this visit of the page: the script and the server tell windows apart by it."""
    if "rp_window" not in st.session_state:
        st.session_state["rp_window"] = f"w{secrets.token_hex(4)}"
    return str(st.session_state["rp_window"])


def begin(number: int, versions: Mapping[str, int], saved: str) -> None:
    """The line that says what is saved; static/writing.js reads what it needs from it. Draw it before the fields."""
    st.session_state[_VERSIONS] = dict(versions)
    fields = sorted({one.field for one in shown_by_key(number).values()})
    shown = {**versions, **{field: version_read(number, field) for field in fields}}
    st.html(
        f'<p class="rp-small" data-rp-draft="{number}" data-rp-window="{window()}" '
        f'data-rp-versions="{esc(json.dumps(shown))}" data-rp-saved="1" role="status">{esc(saved)}</p>'
    )


def fill(number: int, place: str, value: Any, version: int | None = None) -> str:
    """The key of the widget of a place, which holds `value` if it held nothing; `version` is that of the value, where
    it is not that of its field.
    """
    key = text_key(number, place)
    read = st.session_state.setdefault(_READ, {})
    if key not in st.session_state or key not in read:
        if version is None:
            version = st.session_state.get(_VERSIONS, {}).get(place.split(".")[0], 0)
        read[key] = Shown(number, place, value, version)
        st.session_state.setdefault(key, value)
    return key


def typed_in(number: int) -> list[tuple[Shown, Any]]:
    """The widgets of a draft that hold something else than they showed first, with what they hold."""
    held = [(one, st.session_state.get(key)) for key, one in shown_by_key(number).items()]
    return [(one, value) for one, value in held if value is not None and value != one.value]


def note_kept(shown: Shown, value: Any, version: int) -> None:
    """Note that what a widget holds is kept now, as that version."""
    st.session_state[_READ][text_key(shown.number, shown.place)] = replace(shown, value=value, version=version)


def shown_by_key(number: int, *fields: str) -> dict[str, Shown]:
    """What each widget of these fields of a draft, or of all, showed first, by its key."""
    read = st.session_state.get(_READ, {})
    return {key: one for key, one in read.items() if one.number == number and (not fields or one.field in fields)}


def held_in(number: int, field: str) -> list[tuple[Any, Shown]]:
    """What each widget of a field holds, and what it showed first."""
    return [(st.session_state[key], one) for key, one in shown_by_key(number, field).items() if key in st.session_state]


def version_read(number: int, field: str) -> int:
    """The version of a field that this window showed first: any later one is its own, or somebody else's."""
    seen = [one.version for _, one in held_in(number, field)]
    return min(seen) if seen else int(st.session_state.get(_VERSIONS, {}).get(field, 0))


def text_key(number: int, place: str) -> str:
    """The key of the widget that holds a place of a draft: another one each time that its field is filled anew."""
    turn = st.session_state.get(_TURNS, {}).get((number, place.split(".")[0]), 0)
    # static/writing.js finds the proposal and the place in the class that Streamlit makes of this key.
    return f"br_{number}_{place.replace('.', '-')}_{window()}t{turn}"


def fill_anew(number: int, *fields: str) -> None:
    """Have the widgets of these fields of a draft, or of all, show what the draft holds when they are drawn next.

    They are other widgets then, under other keys: a browser that has not heard of it yet sends once more what the
    widgets before held, and that would be taken for typing.
    """
    shown = shown_by_key(number, *fields)
    turns = st.session_state.setdefault(_TURNS, {})
    for field in {one.field for one in shown.values()}:
        turns[number, field] = turns.get((number, field), 0) + 1
        kept_values().pop((number, field), None)
    for key in shown:
        del st.session_state[_READ][key]
        st.session_state.pop(key, None)


def kept_values() -> dict[tuple[int, str], Any]:
    """What `keep_shown` kept last of each field, by number of draft and name; what it keeps is noted there."""
    kept: dict[tuple[int, str], Any] = st.session_state.setdefault(_KEPT, {})
    return kept


def shown_texts(number: int) -> dict[str, str]:
    """The texts that the widgets of a draft hold, by place as static/writing.js names it."""
    return {
        one.place: str(st.session_state[key] or "")
        for key, one in shown_by_key(number).items()
        if isinstance(st.session_state.get(key, 0), str | None)
    }
