"""Administration: accounts, settings, lists of words, log, and what keeps the base in order."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from kb.html.escaping import esc
from kb.readers import Person
from kb.views.admin.accounts import show_accounts
from kb.views.admin.lists import show_words
from kb.views.admin.log import show_log
from kb.views.admin.programs import show_programs
from kb.views.admin.requests import show_requests
from kb.views.admin.settings import show_settings
from kb.views.admin.upkeep import show_upkeep
from kb.views.frame import visitor
from kb.views.frame.action import told
from kb.views.frame.help_page import link
from kb.views.frame.not_found import not_found
from kb.wiki.rights import ANYTHING, allows

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

# Part of the address: name, what draws it.
PARTS: dict[str, tuple[str, Callable[["KnowledgeBase", Person], None]]] = {
    "comptes": ("Comptes", show_accounts),
    "demandes": ("Demandes", show_requests),
    "reglages": ("Réglages et pages", show_settings),
    "mots": ("Listes de mots", show_words),
    "programmes": ("Programmes prévenus", show_programs),
    "journal": ("Journal", show_log),
    "entretien": ("Sauvegardes et entretien", show_upkeep),
}


def show_administration(base: "KnowledgeBase") -> None:
    """Draw the part that the address names, for whom it serves."""
    st.set_page_config(page_title="Administration · Récits partagés")
    person = visitor.current_person()
    if person is None or not allows("administer", person, ANYTHING):
        there = "/administration" if person is None else ""
        st.html(not_found("Accès réservé", "Cette page sert aux administrateurs de la base.", sign_in=there))
        return
    part = st.query_params.get("partie", "")
    part = part if part in PARTS else next(iter(PARTS))
    links = "".join(
        f'<a href="/administration?partie={esc(key)}"{" aria-current=page" if key == part else ""}>{esc(name)}</a>'
        for key, (name, _) in PARTS.items()
    )
    with st.container(key="rp_desk"):
        st.html(
            '<h1 id="rp-contenu">Administration</h1>'
            f'<nav class="rp-parts" aria-label="Parties de l’administration">{links}</nav>'
        )
        st.html(f'<p class="rp-small">Ce que permet chaque partie : {link("administrer")}</p>')
        told()
        PARTS[part][1](base, person)
