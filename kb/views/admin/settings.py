"""Administration: the settings of a base, and the pages that say who runs it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import streamlit as st

from kb.readers import Person
from kb.views.frame.action import act
from kb.wiki.admin import administration

if TYPE_CHECKING:
    from kb.base import KnowledgeBase


def show_settings(base: "KnowledgeBase", person: Person) -> None:
    """Draw each setting, then each page."""
    st.html("<h2>Réglages</h2>")
    now = base.administration.settings(person)
    for name, (label, values) in administration.SETTINGS.items():
        _setting(name, label, values, now[name])
    st.html(
        '<h2>Pages de la base</h2><p class="rp-small">Ce que vous écrivez ici se lit sur <a href="/base">La base</a>, '
        "et s’ouvre du bas de chaque page. Une page vide n’est pas montrée.</p>"
    )
    for name, title in administration.PAGES.items():
        _page(base, name, title)


def _setting(name: str, label: str, known: Mapping[str, str], now: str) -> None:
    key = f"setting_{name}"
    st.session_state.setdefault(key, now)
    st.radio(label, list(known), format_func=known.__getitem__, key=key, on_change=_set, args=(name, key))


def _set(name: str, key: str) -> None:
    value = str(st.session_state[key])
    act(lambda base, person: base.administration.set_setting(person, name, value), "Réglage enregistré.")


def _page(base: "KnowledgeBase", name: str, title: str) -> None:
    with st.expander(title), st.form(f"page_{name}", border=False):
        text = st.text_area(title, value=base.administration.page(name), height=200, label_visibility="collapsed")
        if st.form_submit_button("Enregistrer"):
            act(lambda base, person: base.administration.set_page(person, name, text), "Page enregistrée.")
            st.rerun()
