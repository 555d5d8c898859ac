"""Base: what is indexed, what could not be read and why, how to start an empty one."""

from typing import TYPE_CHECKING

import streamlit as st

from kb import visit
from kb.views.admin import base_state
from kb.views.admin.deposit import show_deposit

if TYPE_CHECKING:
    from kb.base import KnowledgeBase


def show_base(base: "KnowledgeBase") -> None:
    """Draw the state of the base."""
    st.set_page_config(page_title="La base · Récits partagés")
    status = base.status()
    st.html(
        '<div class="rp-page" id="rp-contenu"><h1>La base</h1><div class="rp-narrow">'
        f"{base_state.problems(status.problems)}{base_state.facts(status)}{base_state.notes(status.notes)}"
        f"{base_state.pages(base.administration.pages())}"
        f"{base_state.start(demonstration=status.fictional_only)}</div></div>"
    )
    if visit.deposit_allowed():
        with st.container(key="rp_column"):
            show_deposit(base)
