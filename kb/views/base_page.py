"""Base: what is indexed, what could not be read and why, how to start an empty one."""

import streamlit as st

from kb.views import base_state, session


def show_base() -> None:
    """Draw the state of the base."""
    st.set_page_config(page_title="La base · Récits partagés")
    status = session.open_base().status()
    st.html(
        '<main class="rp-page" id="rp-contenu"><h1>La base</h1><div class="rp-narrow">'
        f"{base_state.facts(status)}{base_state.notes(status.notes)}"
        f"{base_state.start(session.home(), demonstration=status.fictional_only)}</div></main>"
    )
