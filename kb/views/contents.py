"""Table of contents of the pages: configuration, navigation, and the frame around the page that is shown."""

import streamlit as st

from kb.errors import KbError
from kb.views import frame, session
from kb.views.base_page import show_base
from kb.views.explore_page import show_explorer
from kb.views.glossary_page import show_glossary
from kb.views.read_page import show_record
from kb.views.search_page import show_search
from kb.views.trouble import no_base


def run_page() -> None:
    """Draw the page that the address names, between the header and the footer."""
    st.set_page_config(page_title="Récits partagés", layout="wide", initial_sidebar_state="collapsed")
    pages = [
        st.Page(show_search, title="Rechercher", url_path="rechercher", default=True),
        st.Page(show_explorer, title="Explorer", url_path="explorer"),
        st.Page(show_glossary, title="Glossaire", url_path="glossaire"),
        st.Page(show_record, title="Lire", url_path="lire"),
        st.Page(show_base, title="La base", url_path="base"),
    ]
    page = st.navigation(pages, position="hidden")
    st.html(frame.header("/" + page.url_path))
    try:
        with st.container(key="rp_main"):
            page.run()
        demonstration = session.open_base().status().fictional_only
    except KbError as error:
        st.html(no_base(str(error)))
        demonstration = False
    st.html(frame.footer(demonstration=demonstration))
