"""Glossaire: the common language between trades."""

from typing import TYPE_CHECKING

import streamlit as st

from kb.views import glossary, session
from kb.views.french import count

if TYPE_CHECKING:
    from kb.base import KnowledgeBase


def show_glossary(base: "KnowledgeBase") -> None:
    """Draw all terms, by letter."""
    st.set_page_config(page_title="Glossaire · Récits partagés")
    terms = base.terms(reader=session.current_reader())
    body = glossary.page(terms) if terms else '<p class="rp-soft rp-under">Le glossaire est vide.</p>'
    st.html(
        '<div class="rp-page" id="rp-contenu"><h1>Glossaire</h1><p class="rp-soft rp-under rp-narrow">'
        f"{count(len(terms), 'terme')}. Un même mot ne veut pas toujours dire la même chose pour un éducateur, une "
        "infirmière ou un policier. La recherche s’en sert aussi, pour trouver la rue avec les mots du soin, et "
        f'l’inverse.</p><div class="rp-narrow">{body}</div></div>'
    )
