"""Comparer: two to four records side by side, likenesses and differences first. The address names the records."""

from typing import TYPE_CHECKING

import streamlit as st

from kb import addresses
from kb.html.escaping import NBSP, count, esc
from kb.readers import Person
from kb.records.pieces import Piece, PieceSource
from kb.related.align import FEWEST, MOST, Comparison
from kb.views.compare import comparison
from kb.views.frame import visitor
from kb.views.frame.action import Action, do, say, told
from kb.views.parts import cards

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

FOUND = 6  # records proposed to be added
UNDER = (
    "Lire plusieurs situations avec les mêmes questions distingue ce qui revient de ce qui tient à une histoire. "
    f"Choisissez de deux à quatre fiches, dont une au moins qui a mal fini{NBSP}: elles se lisent alors côte à côte."
)


def show_compare(base: "KnowledgeBase") -> None:
    """Draw the records of the address side by side, or what to compare one with."""
    ids = st.query_params.get_all("id")
    found = base.related.compare(ids, reader=visitor.current_reader())
    kept = [column.record.id for column in found.columns]
    titles = " / ".join(column.record.title for column in found.columns)
    st.set_page_config(page_title=f"Comparer {titles} · Récits partagés" if titles else "Comparer · Récits partagés")
    with st.container(key="rp_compare"):
        st.html(_top(found, kept, base))
        if len(kept) >= FEWEST:
            told()
            if visitor.current_person() is not None:
                st.button("Garder cette comparaison dans un dossier", key="rp_keep", on_click=do, args=(_keep(kept),))
            st.html(comparison.likenesses(found, base) + comparison.passages(found) + comparison.fields(found))
        if len(kept) < MOST:
            _more(base, kept)


def _top(found: Comparison, kept: list[str], base: "KnowledgeBase") -> str:
    missing = ""
    if found.missing:
        said = (
            "Une fiche demandée ne peut pas être lue"
            if len(found.missing) == 1
            else "Des fiches demandées ne se lisent pas"
        )
        missing = (
            f'<p class="rp-note">{said}{NBSP}: elle n’existe pas, a été retirée, ou n’est pas ouverte à la lecture.</p>'
        )
    heads = "".join(
        comparison.head(column.record, base, [one for one in kept if one != column.record.id])
        for column in found.columns
    )
    under = f"{count(len(kept), 'fiche')} côte à côte." if len(kept) >= FEWEST else UNDER
    tools = ""
    if len(kept) >= FEWEST:
        link = esc(addresses.comparing(kept))
        tools = (
            '<p class="rp-row rp-more"><button type="button" class="rp-button small" data-rp-print="1">'
            "Imprimer</button> "
            f'<button type="button" class="rp-button small" data-rp-link="{link}">Copier le lien</button></p>'
        )
    return (
        f'<div id="rp-contenu"><h1>Comparer</h1><p class="rp-soft rp-under">{under}</p>{missing}'
        f'<div class="rp-heads">{heads}</div>{tools}</div>'
    )


def _keep(ids: list[str]) -> Action:
    """What adds the comparison to the pack that somebody is filling, else to a new one."""
    piece = Piece(id="new", sort="comparison", sources=tuple(PieceSource(record=one, revision=0) for one in ids))

    def keep(base: "KnowledgeBase", person: Person) -> None:
        added = base.packs.pieces.add(person, piece)
        state = "est déjà" if added.already else "est"
        link = f'<a href="/dossiers?n={added.number}">{esc(added.title)}</a>'
        say(f"La comparaison {state} dans le dossier {link}.")

    return keep


def _more(base: "KnowledgeBase", kept: list[str]) -> None:
    """What may be added: what a question finds, else the records near the first one."""
    reader = visitor.current_reader()
    st.html(f'<h2 id="rp-ajouter">{"Ajouter une fiche" if kept else "Choisir une première fiche"}</h2>')
    question = st.text_input("Chercher une fiche", key=f"compare {' '.join(kept)}", max_chars=300)
    if question.strip():
        records = [hit.record for hit in base.search(question, limit=FOUND + MOST, reader=reader)]
        title = "Trouvées"
    elif kept:
        records = list(base.neighbours(kept[0], limit=FOUND + MOST, reader=reader))
        title = "Proches de la première"
    else:
        records, title = list(base.summaries({"kind": "experience"}, reader=reader)), "Les plus récentes"
    offered = [one for one in records if one.id not in kept][:FOUND]
    lines = "".join(cards.short(one, base, url=addresses.comparing([*kept, one.id])) for one in offered)
    none = '<p class="rp-soft">Aucune fiche. Essayez d’autres mots.</p>'
    st.html(f'<h3 class="rp-offer">{title}</h3>' + (f'<ul class="rp-offered">{lines}</ul>' if lines else none))
