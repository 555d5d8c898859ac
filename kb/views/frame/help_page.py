"""Aide: the pages of docs/guide, one per task, as they are in the repository."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from ingest.plain_text.markdown import rendered
from kb.html.escaping import esc
from kb.html.record_text import prose
from kb.views.frame.not_found import not_found

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "guide"
# The pages, in the order of the list: name of the file and of the address, title.
PAGES = {
    "a-quoi-sert": "À quoi sert ce site",
    "chercher": "Chercher",
    "raconter": "Raconter une expérience",
    "proteger": "Protéger les personnes",
    "relire": "Relire",
    "composer-un-dossier": "Composer un dossier de lecture",
    "orienter": "Trouver un dispositif",
    "lire-les-manques": "Lire les besoins et les manques",
    "tenir-un-atelier": "Tenir un atelier",
    "signaler": "Signaler, et suivre la veille",
    "administrer": "Tenir le site",
    "autres-programmes": "Ouvrir à d’autres programmes",
    "accessibilite": "Accessibilité",
}
# A picture stands alone in its paragraph; its path is that of the repository, where the page is read too.
PICTURE = re.compile(r"^!\[(?P<words>[^\]]+)\]\(\.\./\.\./static/guide/(?P<name>[a-z0-9-]+)\.webp\)$", re.MULTILINE)


def link(name: str, said: str = "Aide") -> str:
    """A link to a page of the guide: it stands where one may be stuck."""
    return f'<a href="/aide?page={esc(name)}">{esc(said)}<span class="rp-hidden"> : {esc(PAGES[name])}</span></a>'


def show_help(base: "KnowledgeBase") -> None:
    """Draw the list of the guide, or the page that the address names."""
    name = st.query_params.get("page", "")
    if not name:
        st.set_page_config(page_title="Aide · Récits partagés")
        links = {"/bienvenue": "Bienvenue, en trois écrans", **{f"/aide?page={key}": PAGES[key] for key in PAGES}}
        lines = "".join(f'<li><a href="{address}">{esc(title)}</a></li>' for address, title in links.items())
        st.html(
            '<div class="rp-page" id="rp-contenu"><h1>Aide</h1><p class="rp-lead">Une page par tâche.</p>'
            f'<ul class="rp-near rp-narrow">{lines}</ul></div>'
        )
        return
    path = GUIDE / f"{name}.md"
    if name not in PAGES or not path.is_file():
        st.set_page_config(page_title="Page introuvable · Récits partagés")
        st.html(not_found("Cette page d’aide n’existe pas", "La liste des pages est à l’adresse /aide."))
        return
    st.set_page_config(page_title=f"{PAGES[name]} · Aide · Récits partagés")
    st.html(
        '<div class="rp-page" id="rp-contenu"><p class="rp-crumb"><a href="/aide">Aide</a></p>'
        f"<h1>{esc(PAGES[name])}</h1>{guide_html(path.read_text('utf-8'))}</div>"
    )


def guide_html(page: str) -> str:
    """A page of the guide as HTML without its title, which heads the page; its pictures come from this site."""
    out, after = "", page.partition("\n")[2]
    while found := PICTURE.search(after):
        out += prose(rendered(after[: found.start()])) + _figure(found["words"], found["name"])
        after = after[found.end() :]
    return out + prose(rendered(after))


def _figure(words: str, name: str) -> str:
    return (
        f'<div class="rp-prose"><figure class="rp-image"><img src="/app/static/guide/{name}.webp" alt="{esc(words)}" '
        f'loading="lazy"><figcaption aria-hidden="true">{esc(words)}</figcaption></figure></div>'
    )
