"""The widgets of a form's fields. Long texts are kept as they are typed by static/writing.js; lists at each change."""

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from kb.records.kinds import FOLLOW_UP, KINDS
from kb.views import session
from kb.views.action import act
from kb.views.french import esc
from kb.wiki import writing
from kb.wiki.forms import LINES, PIECES, Question, field_label

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

# Fields that hold codes of a controlled list: field → list of `kb/data/lists.yaml`.
LISTS: Mapping[str, str] = {
    "themes": "themes",
    "publics": "publics",
    "substances": "substances",
    "trades": "trades",
    "strategies": "strategies",
    "territories": "territories",
}
CHOICES: Mapping[str, str] = {
    "experience_type": "experience_types",
    "outcome": "outcomes",
    "document_type": "document_types",
    "diffusion": "diffusions",
    "service_type": "service_types",
}
SHORT = frozenset({"title", "organisation", "contact_role", "period", "ages", "setting", "date", "licence", "address"})
SHORT |= {"phone", "opening_hours", "expressed_by", "subject", "trigger", "source"}
# What each widget showed when it was filled, with the version of its field then. A widget keeps its text while another
# window writes: whoever moves on from it must neither send that text as if it were new, nor on top of the other.
_READ, _VERSIONS = "what widgets of drafts showed", "versions of the draft drawn last"
_KEPT = "what was kept of the widgets of drafts"
PART = {"when": "Quand ?", "text": "Ce qui s’est passé", "words": "La parole", "role": "Rôle de la personne"}


def window() -> str:
    """A name for this visit of the page: the script and the server tell windows apart by it."""
    if "rp_window" not in st.session_state:
        st.session_state["rp_window"] = f"w{secrets.token_hex(4)}"
    return str(st.session_state["rp_window"])


def begin(number: int, versions: Mapping[str, int], saved: str) -> None:
    """The line that says what is saved; static/writing.js reads what it needs from it. Draw it before the fields."""
    st.session_state[_VERSIONS] = dict(versions)
    fields = {field for draft, field, _, _ in st.session_state.get(_READ, {}).values() if draft == number}
    shown = {**versions, **{field: version_read(number, field) for field in sorted(fields)}}
    st.html(
        f'<p class="rp-small" data-rp-draft="{number}" data-rp-window="{window()}" '
        f'data-rp-versions="{esc(json.dumps(shown))}" data-rp-saved="1" role="status">{esc(saved)}</p>'
    )


def fill(number: int, place: str, value: Any) -> str:
    """The key of the widget of a place, which holds `value` if it held nothing."""
    key = text_key(number, place)
    if key not in st.session_state:
        st.session_state[key] = value
        field = place.split(".")[0]
        version = st.session_state.get(_VERSIONS, {}).get(field, 0)
        st.session_state.setdefault(_READ, {})[key] = (number, field, value, version)
    return key


def _read(number: int, field: str) -> list[tuple[Any, Any, int]]:
    """(what it holds, what it showed first, the version then) of each widget of a field."""
    return [
        (st.session_state[key], shown, version)
        for key, (draft, of, shown, version) in st.session_state.get(_READ, {}).items()
        if (draft, of) == (number, field) and key in st.session_state
    ]


def version_read(number: int, field: str) -> int:
    """The version of a field that this window showed first: any later one is its own, or somebody else's."""
    seen = [version for _, _, version in _read(number, field)]
    return min(seen) if seen else int(st.session_state.get(_VERSIONS, {}).get(field, 0))


def draw(base: "KnowledgeBase", found: writing.Writing, question: Question) -> None:
    """The fields of one question, with what was typed so far."""
    for name in question.fields:
        _field(base, found, name, required=name in question.required)


def text_key(number: int, place: str) -> str:
    """The key of the widget that holds a place of a draft."""
    # static/writing.js finds the proposal and the place in the class that Streamlit makes of this key.
    return f"br_{number}_{place.replace('.', '-')}_{window()}"


def _field(base: "KnowledgeBase", found: writing.Writing, name: str, *, required: bool) -> None:
    kind, number, value = found.proposal.kind, found.proposal.number, found.fields.get(name)
    label = field_label(kind, name) + (" (demandé pour l’envoi)" if required else "")
    if name in LISTS:
        _codes(base, number, name, label, value or ())
    elif name in CHOICES:
        _choice(base, number, name, label, value)
    elif name == "groups":
        _groups(number, label, value or ())
    elif name == "fictional":
        key = fill(number, name, bool(value))
        st.checkbox("C’est un exemple fictif", key=key, on_change=_keep, args=(number, name, key))
    elif name in PIECES:
        _pieces(number, name, label, value or ())
    else:
        text = "\n".join(value or ()) if name in LINES else str(value or "")
        if name in LINES:
            label += ", un par ligne"
        _text(number, name, label, text, short=name in SHORT)


def _text(number: int, place: str, label: str, value: str, *, short: bool) -> None:
    key = fill(number, place, value)
    if short:
        st.text_input(label, key=key)
    else:
        st.text_area(label, key=key, height=240 if place in ("context", "notes") or "." in place else 160)


def _codes(base: "KnowledgeBase", number: int, name: str, label: str, value: Sequence[str]) -> None:
    known = base.vocabulary.labels[LISTS[name]]
    key = fill(number, name, [code for code in value if code in known])
    st.multiselect(
        label, list(known), key=key, format_func=known.__getitem__, placeholder="Choisir",
        on_change=_keep, args=(number, name, key),
    )  # fmt: skip


def _choice(base: "KnowledgeBase", number: int, name: str, label: str, value: Any) -> None:
    # A « reprise » begins from the page of the record taken up, with its link and a form of its own.
    known = {code: said for code, said in base.vocabulary.labels[CHOICES[name]].items() if code != FOLLOW_UP}
    key = fill(number, name, value if value in known else None)
    st.radio(label, list(known), key=key, index=None, format_func=known.__getitem__, on_change=_keep,
             args=(number, name, key))  # fmt: skip


def _groups(number: int, label: str, value: Sequence[str]) -> None:
    person = session.current_person()
    mine = sorted((person.groups if person else frozenset()) | set(value))
    if mine:
        key = fill(number, "groups", list(value))
        st.multiselect(label, mine, key=key, placeholder="Choisir", on_change=_keep, args=(number, "groups", key))


def _pieces(number: int, name: str, label: str, value: Sequence[Mapping[str, Any]]) -> None:
    pieces = list(value) or [PIECES[name]]
    for at, piece in enumerate(pieces):
        st.html(f'<h2 class="rp-of">{esc(label if len(pieces) == 1 else f"{label} {at + 1}")}</h2>')
        for part in PIECES[name]:
            place = f"{name}.{at}.{part}"
            if part == "agreement":
                key = fill(number, place, bool(piece.get(part)))
                st.checkbox("Accord donné pour citer", key=key, on_change=_agree, args=(number, name, at, key))
            else:
                _text(number, place, PART[part], str(piece.get(part, "")), short=part in ("when", "role"))
        if len(pieces) > 1:
            st.button("Retirer", key=f"drop_{name}_{at}_{window()}", on_click=_remove, args=(number, name, at))
    st.button(
        "Ajouter une étape" if name == "steps" else "Ajouter une parole",
        key=f"add_{name}_{window()}",
        on_click=_add,
        args=(number, name),
    )


def _save(number: int, changes: Mapping[str, Any]) -> bool:
    return act(
        lambda base, person: writing.autosave(
            base.wiki, person, number, changes, {name: version_read(number, name) for name in changes}, window()
        )
    )


def _keep(number: int, name: str, key: str) -> None:
    value = st.session_state.get(key)
    _save(number, {name: "" if value is None else value})


def _typed(number: int, name: str) -> list[dict[str, Any]]:
    """The pieces of a list as the widgets hold them now."""
    out: list[dict[str, Any]] = []
    while text_key(number, f"{name}.{len(out)}.{next(iter(PIECES[name]))}") in st.session_state:
        at = len(out)
        out.append({part: st.session_state.get(text_key(number, f"{name}.{at}.{part}")) for part in PIECES[name]})
    return out


def _agree(number: int, name: str, at: int, key: str) -> None:
    _save(number, {name: _typed(number, name)})


def _add(number: int, name: str) -> None:
    _save(number, {name: [*_typed(number, name), dict(PIECES[name])]})


def _remove(number: int, name: str, at: int) -> None:
    pieces = _typed(number, name)
    if _save(number, {name: pieces[:at] + pieces[at + 1 :]}):
        for key in [key for key in st.session_state if str(key).startswith(f"br_{number}_{name}-")]:
            del st.session_state[key]


def flush(number: int, kind: str, question: Question) -> None:
    """Keep what the widgets of a question hold: called before another question is shown."""
    if changes := _changes(number, kind, question.fields):
        _save(number, changes)


def keep_shown(number: int, kind: str) -> bool:
    """Keep what the widgets of a draft hold, if that is new; whether it is kept.

    The script sends texts a moment after the last key: what reads the draft before would read it without them.
    """
    names = {field for draft, field, _, _ in st.session_state.get(_READ, {}).values() if draft == number}
    changes = _changes(number, kind, sorted(names))
    before = st.session_state.setdefault(_KEPT, {})
    new = {name: value for name, value in changes.items() if before.get((number, name)) != value}
    if new and not _save(number, new):
        return False
    before.update({(number, name): value for name, value in new.items()})
    return True


def shown_texts(number: int) -> dict[str, str]:
    """The texts that the widgets of a draft hold, by place as static/writing.js names it."""
    start, end = f"br_{number}_", f"_{window()}"
    return {
        key.removeprefix(start).removesuffix(end).replace("-", "."): str(st.session_state[key] or "")
        for key, (draft, *_) in st.session_state.get(_READ, {}).items()
        if draft == number and isinstance(st.session_state.get(key, 0), str | None)
    }


def value_of(number: int, kind: str, name: str, otherwise: Any) -> Any:
    """What the widgets of a field hold, as the draft would; `otherwise` where it has none."""
    return _changes(number, kind, (name,)).get(name, otherwise)


def _changes(number: int, kind: str, names: Iterable[str]) -> dict[str, Any]:
    """What was typed in the widgets of these fields, as the draft holds it."""
    changes: dict[str, Any] = {}
    for name in names:
        read = _read(number, name)
        if read and all(held == shown for held, shown, _ in read):
            continue  # nobody touched it here
        if name in PIECES:
            if typed := _typed(number, name):
                changes[name] = typed
        elif (key := text_key(number, name)) in st.session_state and name in KINDS[kind].model_fields:
            value = st.session_state[key]
            if name in LINES:
                value = [line.strip() for line in str(value).splitlines() if line.strip()]
            changes[name] = "" if value is None else value
    return changes
