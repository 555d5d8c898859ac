"""Writing with others: who writes a text, chosen by its author."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import streamlit as st

from kb.html.escaping import day, esc, listing
from kb.readers import Person
from kb.store.drafts.proposals import Proposal
from kb.views.frame.action import act
from kb.views.write import fields as writing_fields
from kb.views.write import widget_state

if TYPE_CHECKING:
    from kb.base import KnowledgeBase


def draw(base: "KnowledgeBase", person: Person, record_id: str, typed: Proposal | None = None) -> None:
    """Draw who writes; for the author, the field that chooses them; what those share who type a proposal."""
    author, others = base.writing.coauthors.writers(person, record_id)
    names = base.people.names()
    if others and typed:
        _common(base, person, typed, names)
    if person.account != author:
        with_me = listing([names.get(one, "") for one in sorted({author, *others} - {person.account})])
        st.html(f'<p class="rp-small">Vous écrivez avec {esc(with_me)}.</p>')
        return
    label = f"Écrire à plusieurs ({len(others) + 1})" if others else "Écrire à plusieurs"
    with st.expander(label, key=f"together_{record_id}"):
        able = {one: name for one, name in names.items() if one != author}
        key = f"coauthors_{record_id}"
        st.session_state.setdefault(key, sorted(others & set(able)))
        st.multiselect(
            "Coauteurs",
            sorted(able, key=lambda one: able[one].casefold()),
            format_func=able.__getitem__,
            key=key,
            placeholder="Choisir",
            on_change=_share,
            args=(record_id, key),
        )
        st.html(
            '<p class="rp-small">Ils lisent et écrivent ce texte dès maintenant. Aucun d’eux ne pourra le relire ni le '
            "publier : auteur et relecteur sont deux personnes.</p>"
        )


def _share(record_id: str, key: str) -> None:
    chosen = frozenset(st.session_state[key])
    act(lambda base, person: base.writing.coauthors.share(person, record_id, chosen), "C’est enregistré.")


def _common(base: "KnowledgeBase", person: Person, one: Proposal, names: Mapping[str, str]) -> None:
    common = base.writing.coauthors.in_common(person, one.number)
    who = "vous" if common.author == person.account else names.get(common.author, "quelqu’un")
    since = f"Mis en commun le {day(common.at)}, par {who}." if common.at else "Rien n’est encore en commun."
    news = " <b>Il y a du nouveau que vous n’avez pas.</b>" if common.unread else ""
    st.html(f'<h2>Écrire ensemble</h2><p class="rp-small">{esc(since)}{news}</p>')
    # Always there: a button that comes with the first word typed would move what is under the hand.
    st.button("Mettre en commun", key=f"common_{one.number}", on_click=_put_in_common, args=(one.number, one.kind))
    st.html(
        '<p class="rp-small">Les autres lisent alors vos mots, et vous les leurs. Ce que deux ont changé se garde en '
        "deux versions, à choisir.</p>"
    )


def _put_in_common(number: int, kind: str) -> None:
    if writing_fields.keep_shown(number, kind):  # what was typed a moment ago is given too
        act(lambda base, person: base.writing.coauthors.put_in_common(person, number), "C’est en commun.")
        widget_state.fill_anew(number)
