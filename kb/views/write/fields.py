"""The widgets of a form's fields. Long texts are kept as they are typed by static/writing.js; lists at each change."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from kb.html.escaping import esc
from kb.records.fields import FieldDescription, describe
from kb.records.kinds import FOLLOW_UP, KINDS
from kb.records.seen_text import Signs, signs_of
from kb.views.frame import visitor
from kb.views.frame.action import act
from kb.views.parts import rich_text
from kb.views.write import tied
from kb.views.write.widget_state import (
    fill,
    fill_anew,
    held_in,
    kept_values,
    shown_by_key,
    text_key,
    version_read,
    window,
)
from kb.wiki.write import writing
from kb.wiki.write.forms import FormQuestion, typed_value

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

# A choice of more codes than this is a list to unfold.
MOST_SHOWN = 8


def draw(base: "KnowledgeBase", found: writing.Writing, question: FormQuestion) -> None:
    """The fields of one question, with what was typed so far."""
    for name in question.fields:
        _field(base, found, name, required=name in question.required)


def draw_field(base: "KnowledgeBase", found: writing.Writing, name: str) -> None:
    """One field that is asked for before a text is sent, outside its question."""
    _field(base, found, name, required=True)


def draw_one(base: "KnowledgeBase", found: writing.Writing, name: str, label: str) -> None:
    """One field, outside its question, under a label of its own."""
    field = describe(KINDS[found.proposal.kind])[name]
    _widget(base, found.proposal.number, name, field, label, found.fields.get(name))


def _field(base: "KnowledgeBase", found: writing.Writing, name: str, *, required: bool) -> None:
    kind, number, value = found.proposal.kind, found.proposal.number, found.fields.get(name)
    field = describe(KINDS[kind])[name]
    label = field.label + (" (nécessaire à l’envoi)" if required else "")
    if field.sort == "parts":
        _parts(base, number, field, label, value or ())
    else:
        _widget(base, number, name, field, label, value)


def _widget(
    base: "KnowledgeBase",
    number: int,
    place: str,
    field: FieldDescription,
    label: str,
    value: Any,
    whole: FieldDescription | None = None,
) -> None:
    """The widget of a field, or of a field of a part of `whole`, by its sort."""
    kept: dict[str, Any] = {"on_change": _keep, "args": (number, place, whole or field)}
    match field.sort:
        case "codes":
            known = base.vocabulary.labels[field.list_name]
            key = fill(number, place, [code for code in value or () if code in known])
            st.multiselect(label, list(known), key=key, format_func=known.__getitem__, placeholder="Choisir", **kept)
        case "choice":
            # A « reprise » begins from the page of the record taken up, with its link and a form of its own.
            known = base.vocabulary.labels[field.list_name]
            offered = [code for code in known if code != FOLLOW_UP]
            kept |= {"key": fill(number, place, value if value in offered else None), "index": None}
            if len(offered) <= MOST_SHOWN:
                st.radio(label, offered, format_func=known.__getitem__, **kept)
            else:
                st.selectbox(label, offered, format_func=known.__getitem__, placeholder="Choisir", **kept)
        case "groups":
            person = visitor.current_person()
            mine = sorted((person.groups if person else frozenset()) | set(value or ()))
            if mine:
                key = fill(number, place, list(value or ()))
                st.multiselect(label, mine, key=key, placeholder="Choisir", **kept)
        case "records":
            tied.choose(base, label, field, fill(number, place, list(value or ())), **kept)
        case "flag":
            st.checkbox(field.one, key=fill(number, place, bool(value)), **kept)
        case "number":
            key = fill(number, place, value if isinstance(value, int) else None)
            st.number_input(label, key=key, step=1, min_value=field.least, max_value=field.most, **kept)
        case "lines":
            _text(number, place, f"{label}, {field.article} par ligne", "\n".join(value or ()), height=field.height)
        case "text":
            _text(number, place, label, str(value or ""), height=field.height, signs=signs_of(field, whole))
        case _:
            _text(number, place, label, str(value or ""))


def _text(number: int, place: str, label: str, value: str, *, height: int = 0, signs: Signs = "") -> None:
    """The box of a text, of one line when it has no height, with the bar of the signs that it takes."""
    key = fill(number, place, value)
    if height and signs:
        rich_text.text_area(label, key=key, height=height, draft=number, signs=signs)
    elif height:
        st.text_area(label, key=key, height=height)
    else:
        st.text_input(label, key=key)


def _parts(
    base: "KnowledgeBase", number: int, field: FieldDescription, label: str, value: Sequence[Mapping[str, Any]]
) -> None:
    given = list(value) or [field.blank]
    for at, one in enumerate(given):
        st.html(f'<h2 class="rp-of">{esc(label if len(given) == 1 else f"{field.label} {at + 1}")}</h2>')
        for part in field.parts:
            place = f"{field.name}.{at}.{part.name}"
            if part.asked:
                _widget(base, number, place, part, part.label, one.get(part.name), field)
            else:
                fill(number, place, one.get(part.name))  # kept with the rest of its part
        if len(given) > 1:
            _order(number, field, at, len(given))
    st.button(f"Ajouter {field.one}", key=f"add_{field.name}_{window()}", on_click=_add, args=(number, field))


def _order(number: int, field: FieldDescription, at: int, of: int) -> None:
    """The buttons that move a part of a list, or take it away."""
    with st.container(horizontal=True):
        for label, to, there in (("Monter", at - 1, at > 0), ("Descendre", at + 1, at < of - 1)):
            if there:
                key = f"move_{label}_{field.name}_{at}_{window()}"
                st.button(label, key=key, on_click=_move, args=(number, field, at, to))
        st.button("Retirer", key=f"drop_{field.name}_{at}_{window()}", on_click=_remove, args=(number, field, at))


def _save(number: int, changes: Mapping[str, Any]) -> bool:
    return act(
        lambda base, person: base.writing.autosave(
            person, number, changes, {name: version_read(number, name) for name in changes}, window()
        )
    )


def _keep(number: int, place: str, field: FieldDescription) -> None:
    """Keep what a widget holds that the script of the page does not send: a choice, a number, a box ticked."""
    value = _typed(number, field) if field.sort == "parts" else st.session_state.get(text_key(number, place))
    _save(number, {field.name: typed_value(field, value)})


def _typed(number: int, field: FieldDescription) -> list[dict[str, Any]]:
    """The parts of a list as the widgets hold them now."""
    out: list[dict[str, Any]] = []
    while text_key(number, f"{field.name}.{len(out)}.{field.parts[0].name}") in st.session_state:
        at = len(out)
        held = {part: st.session_state.get(text_key(number, f"{field.name}.{at}.{part.name}")) for part in field.parts}
        out.append({part.name: typed_value(part, value) for part, value in held.items()})
    return out


def _add(number: int, field: FieldDescription) -> None:
    _save(number, {field.name: [*_typed(number, field), field.blank]})


def _remove(number: int, field: FieldDescription, at: int) -> None:
    held = _typed(number, field)
    if _save(number, {field.name: held[:at] + held[at + 1 :]}):
        fill_anew(number, field.name)


def _move(number: int, field: FieldDescription, at: int, to: int) -> None:
    held = _typed(number, field)
    held.insert(to, held.pop(at))
    if _save(number, {field.name: held}):
        fill_anew(number, field.name)


def flush(number: int, kind: str, question: FormQuestion) -> None:
    """Keep what the widgets of a question hold: called before another question is shown."""
    if changes := _changes(number, kind, question.fields):
        _save(number, changes)


def keep_shown(number: int, kind: str) -> bool:
    """Keep what the widgets of a draft hold, if that is new; whether it is kept.

    The script sends texts a moment after the last key: what reads the draft before would read it without them.
    """
    changes = _changes(number, kind, sorted({one.field for one in shown_by_key(number).values()}))
    before = kept_values()
    new = {name: value for name, value in changes.items() if before.get((number, name)) != value}
    if new and not _save(number, new):
        return False
    before.update({(number, name): value for name, value in new.items()})
    return True


def value_of(number: int, kind: str, name: str, otherwise: Any) -> Any:
    """What the widgets of a field hold, as the draft would; `otherwise` where it has none."""
    return _changes(number, kind, (name,)).get(name, otherwise)


def _changes(number: int, kind: str, names: Iterable[str]) -> dict[str, Any]:
    """What was typed in the widgets of these fields, as the draft holds it."""
    changes: dict[str, Any] = {}
    for name in names:
        seen = held_in(number, name)
        if seen and all(held == one.value for held, one in seen):
            continue  # nobody touched it here
        field = describe(KINDS[kind]).get(name)
        if field is not None and field.sort == "parts":
            if typed := _typed(number, field):
                changes[name] = typed
        elif field is not None and (key := text_key(number, name)) in st.session_state:
            changes[name] = typed_value(field, st.session_state[key])
    return changes
