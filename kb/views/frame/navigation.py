"""Table of contents of the pages: configuration, navigation, and the frame around the page that is shown."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import streamlit as st

from kb import visit
from kb.errors import KbError
from kb.readers import Person
from kb.views.admin.base_page import show_base
from kb.views.admin.page import show_administration
from kb.views.compare.associate_page import show_associate
from kb.views.compare.choose_page import show_choose
from kb.views.compare.compare_page import show_compare
from kb.views.directory.anomaly_page import show_anomaly
from kb.views.directory.import_page import show_import
from kb.views.directory.services_page import show_services
from kb.views.directory.who_page import show_who
from kb.views.explore.page import show_explorer
from kb.views.frame import header as frame
from kb.views.frame import visitor
from kb.views.frame.action import next_page
from kb.views.frame.help_page import show_help
from kb.views.frame.not_found import no_base
from kb.views.frame.welcome_page import show_welcome
from kb.views.glossary.page import show_glossary
from kb.views.needs.page import show_needs
from kb.views.news.changes_page import show_changes
from kb.views.news.page import show_news
from kb.views.packs.page import show_packs
from kb.views.packs.shared_page import show_shared_pack
from kb.views.read.history_page import show_history
from kb.views.read.page import show_record
from kb.views.review.page import show_review
from kb.views.review.recognise_page import show_recognise
from kb.views.search.page import show_search
from kb.views.watch.bulletins_page import show_bulletins
from kb.views.watch.cell_page import show_cell
from kb.views.watch.watch_page import show_watch
from kb.views.workshops.board_page import show_board, show_leads
from kb.views.workshops.groups_page import show_groups
from kb.views.workshops.list_page import show_workshops
from kb.views.write.page import show_contribute

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

# (function, title, address); the first is the home page, « lire » is reached from results, « base » from the footer.
PAGES = (
    (show_search, "Rechercher", "rechercher"),
    (show_explorer, "Explorer", "explorer"),
    (show_services, "Dispositifs", "dispositifs"),
    (show_anomaly, "Signaler une anomalie", "anomalie"),
    (show_who, "Qui fait quoi", "qui-fait-quoi"),
    (show_import, "Importer des dispositifs", "importer-dispositifs"),
    (show_glossary, "Glossaire", "glossaire"),
    (show_needs, "Besoins et manques", "besoins"),
    (show_record, "Lire", "lire"),
    (show_compare, "Comparer", "comparer"),
    (show_associate, "Associer", "associer"),
    (show_choose, "Choisir", "choisir"),
    (show_base, "La base", "base"),
    (show_contribute, "Contribuer", "contribuer"),
    (show_packs, "Dossiers", "dossiers"),
    (show_shared_pack, "Lire un dossier", "dossier"),
    (show_review, "Relire", "relire"),
    (show_administration, "Administration", "administration"),
    (show_history, "Historique", "historique"),
    (show_recognise, "Je me reconnais", "reconnaitre"),
    (show_news, "Ce qui me concerne", "nouvelles"),
    (show_changes, "Changements récents", "changements"),
    (show_workshops, "Ateliers", "ateliers"),
    (show_board, "Suivi des pistes", "suivi"),
    (show_leads, "Ce que sont devenues les pistes", "pistes"),
    (show_groups, "Groupes de travail", "groupes"),
    (show_help, "Aide", "aide"),
    (show_welcome, "Bienvenue", "bienvenue"),
    (show_watch, "Veille", "veille"),
    (show_cell, "Cellule de veille", "cellule"),
    (show_bulletins, "Bulletins de veille", "bulletins"),
)


def run_page() -> None:
    """Draw the page that the address names, between the header and the footer."""
    st.set_page_config(page_title="Récits partagés", layout="wide", initial_sidebar_state="collapsed")
    pages = [
        st.Page(_opening(show), title=title, url_path=path, default=show is show_search) for show, title, path in PAGES
    ]
    page = st.navigation(pages, position="hidden")
    if there := next_page():
        st.switch_page(next(one for one in pages if one.url_path == there[0]), query_params=there[1])
    try:
        with visit.drawn():
            _draw(page)
    except KbError as error:
        st.html(no_base(error))


def _draw(page: st.Page) -> None:
    """The page and what stands around it, over one base opened for this run only."""
    person = visitor.current_person()
    notices, waiting, written = _around(person)
    st.html(frame.header("/" + page.url_path, person, visitor.current_csrf(), notices, waiting))
    with st.container(key="rp_main"):
        page.run()
    read = st.query_params.get("id", "") if page.url_path == "lire" else ""
    st.html(frame.footer(demonstration=_demonstration(), pages=written, record_id=read))


def _opening(show: Callable[["KnowledgeBase"], None]) -> Callable[[], None]:
    """The page `show` over a base opened for this run only, or what to do when there is none to open."""

    def run() -> None:
        try:
            with visit.open_base() as base:
                show(base)
        except KbError as error:
            st.html(no_base(error))

    return run


def _around(person: Person | None) -> tuple[int, Mapping[str, int], list[tuple[str, str]]]:
    """How many notices wait for whoever is signed in, and texts by page; the pages that the administrator wrote."""
    try:
        with visit.open_base() as base:
            written = [(name, title) for name, title, _ in base.administration.pages()]
            if person is None:
                return 0, {}, written
            told = base.news.notices.unseen(person) + base.watch.reporting.unseen(person)
            return told, base.news.inbox.waiting(person), written
    except KbError:
        return 0, {}, []


def _demonstration() -> bool:
    try:
        return visitor.is_demonstration(str(visit.home()))
    except KbError:
        return False
