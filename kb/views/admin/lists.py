"""Administration: the controlled lists, completed or called otherwise."""

from typing import TYPE_CHECKING

import streamlit as st

from kb.html.escaping import esc
from kb.readers import Person
from kb.records.catalogue import code_lists
from kb.views.frame.action import act
from kb.wiki.admin import lists as wordlists

if TYPE_CHECKING:
    from kb.base import KnowledgeBase


def show_words(base: "KnowledgeBase", person: Person) -> None:
    """Draw each list with a field to add to it, and one to call an entry otherwise."""
    st.html(
        "<h2>Listes de mots</h2><p class='rp-small'>Ce que les formulaires et les filtres proposent. Une entrée change "
        "de nom partout ; elle ne se retire pas, car des fiches la portent. Les définitions s’écrivent comme des "
        "fiches : <a href='/contribuer'>Contribuer, un terme du glossaire</a>.</p>"
    )
    for name, labels in base.administration.lists.lists(person).items():
        with st.expander(f"{code_lists()[name].label} ({len(labels)})", key=f"words_{name}"):
            st.html(f'<p class="rp-small">{esc(", ".join(labels.values()))}.</p>')
            _add(name)
            _rename(name, labels)


def _add(name: str) -> None:
    with st.form(f"add_{name}", clear_on_submit=True, border=False):
        label = st.text_input("Nouvelle entrée", max_chars=wordlists.LONGEST_LABEL)
        if st.form_submit_button("Ajouter"):
            act(lambda base, person: base.administration.lists.add(person, name, label), "Ajouté à la liste.")
            st.rerun()


def _rename(name: str, labels: dict[str, str]) -> None:
    with st.form(f"rename_{name}", clear_on_submit=True, border=False):
        code = st.selectbox(
            "Entrée à renommer", list(labels), index=None, format_func=labels.__getitem__, placeholder="Choisir"
        )
        label = st.text_input("Nouveau nom", max_chars=wordlists.LONGEST_LABEL)
        if st.form_submit_button("Renommer"):
            act(
                lambda base, person: base.administration.lists.rename(person, name, code or "", label),
                "Renommé partout.",
            )
            st.rerun()
