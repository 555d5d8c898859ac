"""Bienvenue: three screens for whoever just joined, that may be passed and are found again in Aide."""

from typing import TYPE_CHECKING

import streamlit as st

from kb.html.escaping import NBSP, esc
from kb.views.frame import visitor

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

# (title, what is said, address to try it at, what that link says)
SCREENS = (
    (
        "Chercher comme on parle",
        (
            f"Posez une question avec vos mots{NBSP}: « il ressort de cure vendredi, et après ? ». La recherche "
            "comprend le sens, et trouve aussi les mots de la rue ou d’un autre métier.",
            "Chaque résultat montre le passage qui répond, mot pour mot. Un texte dit toujours son issue : réussite, "
            "mitigé, échec. Les échecs se cherchent aussi.",
        ),
        "/",
        "Poser une question",
    ),
    (
        "Raconter sans exposer personne",
        (
            "Un récit s’écrit question par question, ou d’un trait. Il s’enregistre tout seul, et n’est lu par "
            "personne avant que vous l’envoyiez.",
            "Ce qui pourrait faire reconnaître quelqu’un vous est montré, avec de quoi le remplacer. Une autre "
            f"personne relit avant la publication{NBSP}: le repérage propose, il ne garantit rien.",
        ),
        "/contribuer",
        "Commencer un récit",
    ),
    (
        "Travailler à plusieurs",
        (
            "Sous chaque texte, on commente, on répond, on dit « chez nous, c’est l’inverse ». Des textes choisis font "
            "un dossier de lecture, avec vos questions, à imprimer.",
            "Si vous reconnaissez quelqu’un dans un récit, dites-le par « Je me reconnais », au pied de chaque page : "
            "les relecteurs sont prévenus aussitôt.",
        ),
        "/dossiers",
        "Voir les dossiers",
    ),
)


def show_welcome(base: "KnowledgeBase") -> None:
    """Draw the screen that the address names."""
    asked = st.query_params.get("ecran", "1")
    at = min(max(1, int(asked) if asked.isdecimal() and len(asked) < 3 else 1), len(SCREENS))
    title, said, address, try_it = SCREENS[at - 1]
    st.set_page_config(page_title=f"{title} · Bienvenue · Récits partagés")
    person = visitor.current_person()
    hello = f"Bienvenue, {esc(person.name)}" if person else "Bienvenue"
    paragraphs = "".join(f"<p>{esc(one)}</p>" for one in said)
    back = f'<a class="rp-button" href="/bienvenue?ecran={at - 1}">Revenir</a>' if at > 1 else ""
    last = at == len(SCREENS)
    go_on = "/" if last else f"/bienvenue?ecran={at + 1}"
    passing = "" if last else '<a href="/">Passer</a>'
    st.html(
        f'<div class="rp-page rp-welcome" id="rp-contenu"><p class="rp-label">{hello} · écran{NBSP}{at} sur{NBSP}'
        f'{len(SCREENS)}</p><h1>{esc(title)}</h1><div class="rp-prose">{paragraphs}</div>'
        f'<p class="rp-under"><a href="{address}">{esc(try_it)}</a></p><p class="rp-row rp-more">{back}'
        f'<a class="rp-button primary" href="{go_on}">{"Commencer" if last else "Continuer"}</a>{passing}</p>'
        '<p class="rp-small rp-more">Ces écrans se retrouvent dans <a href="/aide">Aide</a>.</p></div>'
    )
