"""Writing with others: who writes a text, chosen by its author."""

from typing import TYPE_CHECKING

import streamlit as st

from kb.html.escaping import esc, listing
from kb.readers import Person
from kb.views.frame.action import act
from kb.wiki import people
from kb.wiki.write import coauthors

if TYPE_CHECKING:
    from kb.base import KnowledgeBase


def draw(base: "KnowledgeBase", person: Person, record_id: str) -> None:
    """Draw who writes; for the author, the field that chooses them."""
    author, others = coauthors.writers(base.wiki, person, record_id)
    names = people.names(base.wiki)
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
    act(lambda base, person: coauthors.share(base.wiki, person, record_id, chosen), "C’est enregistré.")
