"""The panel of what could make somebody recognised, treated point by point; and the author's checklist."""

import json
import re
import zlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

import streamlit as st

from kb.html.escaping import NBSP, count, esc, in_quotes
from kb.protection.checklist import CHECKLIST
from kb.protection.persons.names import TaggerMissing
from kb.readers import Person
from kb.views.frame.action import act, typed
from kb.views.frame.help_page import link
from kb.views.write import fields as writing_fields
from kb.views.write import widget_state
from kb.wiki.write import protection, writing

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

# Points drawn at a time: a long paste may hold hundreds.
SHOWN = 12


def panel(base: "KnowledgeBase", person: Person, found: writing.Writing) -> int:
    """Draw what is left to treat; how many points that is."""
    number, kind = found.proposal.number, found.proposal.kind
    kept = writing_fields.keep_shown(number, kind)
    looked = widget_state.shown_texts(number) if kept else {}
    with st.container(key="rp_protect"):
        try:
            with st.spinner("Repérage…", show_time=False):
                left = base.writing.protection.points(person, number)
        except TaggerMissing as error:
            st.html(f'<p class="rp-note">{esc(error)}</p>')
            return 1
        title = count(len(left), "élément à traiter", "éléments à traiter") if left else "Rien n’est repéré"
        seen = f"data-rp-looked='{esc(_sums(looked))}' data-rp-said='{esc(title)}'"
        st.html(
            f"<h2 {seen}>{esc(title)}</h2><p class='rp-small'>Proposé, jamais garanti : à vous d’en juger. "
            f"Une autre personne relira avant publication. {link('proteger')}</p>"
        )
        for at, point in enumerate(left[:SHOWN]):
            _point(number, kind, at, point)
        if len(left) > SHOWN:
            st.html(f'<p class="rp-small">Et {count(len(left) - SHOWN, "autre")}, ensuite.</p>')
        if len([point for point in left if point.proposal]) > 1:
            # After the points: it comes and goes with them, and must move none.
            st.button("Tout remplacer comme proposé", on_click=_replace_all, args=(number, kind))
        _treated(base, person, number, kind)
    return len(left)


def _point(number: int, kind: str, at: int, point: protection.Point) -> None:
    before, words, after = point.context
    # Short, so that the line stays one: a button that moves while it is pressed loses the press.
    times = f", {len(point.mentions)} fois" if len(point.mentions) > 1 else ""
    st.html(
        f'<p class="rp-label">{esc(point.kind_label.capitalize())}{times} · {esc(point.label)}</p>'
        f"<p class='rp-context'>«{NBSP}{esc(_lead(before))}<mark>{esc(words)}</mark>{esc(_rest(after))}{NBSP}»</p>"
    )
    # A form sends its field with its button: nothing is drawn again in between, and what was typed is what is put.
    key = f"{number}_{at}_{abs(hash(point.group)) % 10**8}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with st.form(f"replace_{key}", border=False):
            st.text_input("À la place", value=point.proposal, key=f"instead_{key}")
            st.form_submit_button("Remplacer", on_click=_replace, args=(number, kind, point.group, f"instead_{key}"))
        with st.popover("Garder"), st.form(f"keep_{key}", border=False):
            st.text_input("Pourquoi ces mots restent", key=f"why_{key}")
            st.form_submit_button("Garder tel quel", on_click=_keep, args=(number, point.group, f"why_{key}"))


def _sums(texts: Mapping[str, str]) -> str:
    """A checksum of each text looked at, by place: static/writing.js tells what was typed since by it.

    Without spaces and line ends, which a browser may write otherwise.
    """
    bare = {place: re.sub(r"[ \t\r\n]+", "", text) for place, text in texts.items()}
    return json.dumps({place: zlib.crc32(text.encode("utf-8", "replace")) for place, text in bare.items()})


def _lead(text: str) -> str:
    """What precedes the words, from its first whole word; « … » where the text was cut."""
    if len(text) < protection.AROUND:
        return text
    return "… " + text.split(" ", 1)[-1]


def _rest(text: str) -> str:
    """What follows the words, to its last whole word; « … » where the text was cut."""
    if len(text) < protection.AROUND:
        return text
    return text.rsplit(" ", 1)[0] + " …"


def _treated(base: "KnowledgeBase", person: Person, number: int, kind: str) -> None:
    done = base.writing.protection.choices(person, number)
    if not done:
        return
    with st.expander(f"{count(len(done), 'élément')} déjà traité{'s' if len(done) > 1 else ''}"):
        for one in done:
            what = ", ".join(one.texts) or "…"
            said = f"remplacé par {in_quotes(one.replacement)}" if one.action == "replace" else f"gardé : {one.reason}"
            st.html(f"<p>{esc(in_quotes(what))} {esc(said)}</p>")
            st.button("Annuler", key=f"undo_{number}_{one.number}", on_click=_undo, args=(number, kind, one.number))


def checklist(base: "KnowledgeBase", person: Person, found: writing.Writing) -> int:
    """Draw the author's checklist; how many of its lines are open."""
    number = found.proposal.number
    ticked = base.writing.protection.ticked(person, number)
    st.html("<h2>Avez-vous vérifié ?</h2>")
    if len(CHECKLIST) - len(ticked) > 1:
        st.button("J’ai vérifié tous ces points", key=f"checked_all_{number}", on_click=_tick_all, args=(number,))
    for item in CHECKLIST:
        key = f"check_{number}_{item.code}"
        st.session_state.setdefault(key, item.code in ticked)
        st.checkbox(item.label, key=key, help=item.help, on_change=_tick, args=(number,))
    return len(CHECKLIST) - len(ticked)


def _replace(number: int, kind: str, group: str, key: str) -> None:
    instead = typed(key)
    if writing_fields.keep_shown(number, kind):  # the words to replace may have been typed a moment ago
        act(lambda base, person: base.writing.protection.replace(person, number, group, instead))
        widget_state.fill_anew(number)


def _replace_all(number: int, kind: str) -> None:
    if writing_fields.keep_shown(number, kind):
        said = "Chaque mot proposé est mis. Relisez : chaque choix s’annule sous « déjà traités »."
        act(lambda base, person: base.writing.protection.replace_all(person, number), said)
        widget_state.fill_anew(number)


def _keep(number: int, group: str, key: str) -> None:
    reason = typed(key)
    act(lambda base, person: base.writing.protection.keep(person, number, group, reason))


def _undo(number: int, kind: str, choice: int) -> None:
    if writing_fields.keep_shown(number, kind):
        act(lambda base, person: base.writing.protection.undo(person, number, choice))
        widget_state.fill_anew(number)


def _tick_all(number: int) -> None:
    for item in CHECKLIST:
        st.session_state[f"check_{number}_{item.code}"] = True
    _tick(number)


def _tick(number: int) -> None:
    codes = [item.code for item in CHECKLIST if st.session_state.get(f"check_{number}_{item.code}")]
    act(lambda base, person: base.writing.protection.tick(person, number, codes))
