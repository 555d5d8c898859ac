"""Dossiers: the packs that I write, and the one that I compose."""

from typing import TYPE_CHECKING

import streamlit as st

from kb import addresses
from kb.errors import KbError
from kb.html.escaping import count, day, esc
from kb.readers import Person
from kb.views.compare import saved_trails
from kb.views.frame import visitor
from kb.views.frame.action import act, told
from kb.views.frame.help_page import link
from kb.views.frame.not_found import not_found
from kb.views.packs import editor
from kb.views.packs import view as pack_view
from kb.wiki.packs import packs
from kb.wiki.packs.booklet import hours

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

STATUS = {
    "submitted": "attend un relecteur",
    "in_review": "en relecture",
    "to_revise": "à reprendre",
    "validated": "validé, bientôt publié",
    "published": "publié",
}


def show_packs(base: "KnowledgeBase") -> None:
    """Draw what the address asks for: the list, one pack to compose, or its preview."""
    st.set_page_config(page_title="Dossiers · Récits partagés")
    person = visitor.current_person()
    if person is None:
        st.html(_for_visitors())
        return
    number = st.query_params.get("n", "")
    try:
        if not number.isdecimal():
            _mine(base, person)
        elif st.query_params.get("vue") == "apercu":
            _preview(base, person, int(number))
        else:
            editor.show(base, person, int(number))
    except KbError as error:
        st.html(not_found("Ce dossier ne peut pas être ouvert ici", str(error)))


def _for_visitors() -> str:
    return (
        '<div class="rp-page" id="rp-contenu"><h1>Dossiers</h1><p class="rp-lead">Rassembler des récits, des extraits '
        "et des pages, les ordonner, poser des questions, et en faire un document à distribuer.</p>"
        '<p class="rp-row"><a class="rp-button primary" href="/connexion?vers=/dossiers">Se connecter</a></p></div>'
    )


def _mine(base: "KnowledgeBase", person: Person) -> None:
    with st.container(key="rp_desk"):
        st.html(
            '<h1 id="rp-contenu">Dossiers</h1><p class="rp-soft rp-under">Des textes choisis, dans un ordre, avec des '
            "questions. Personne d’autre ne les voit avant que vous les partagiez. Pour commencer par un sujet : "
            f'<a href="/choisir">choisir des textes qui diffèrent</a>. {link("composer-un-dossier")}</p>'
        )
        told()
        lines = base.packs.mine(person)
        if not lines:
            st.html(
                '<div class="rp-empty"><h2>Vous n’avez pas encore de dossier</h2><p><a href="/">Cherchez une question'
                "</a>, puis « Ajouter au dossier » sous un passage ou une fiche. Ou commencez par lui donner un nom :"
                "</p></div>"
            )
        with st.form("new_pack", border=False), st.container(key="rp_new_pack"):
            title = st.text_input("Titre d’un nouveau dossier", max_chars=300)
            if st.form_submit_button("Commencer un dossier", type="primary"):
                _begin(title)
                st.rerun()
        for line in lines:
            _card(line)
        saved_trails.listed(base, person)
        _comparisons(base, person)


def _comparisons(base: "KnowledgeBase", person: Person) -> None:
    """The comparisons kept in packs, each with the way back to it."""
    lines = "".join(
        f'<li><a href="{esc(addresses.comparing(records))}">'
        f"{esc(' · '.join(base.people.title(one) for one in records))}</a>, dans "
        f'<a href="/dossiers?n={number}">{esc(title)}</a></li>'
        for number, title, records in base.packs.kept_comparisons(person)
    )
    if lines:
        st.html(f'<section class="rp-near"><h2>Comparaisons gardées</h2><ul>{lines}</ul></section>')


def _begin(title: str) -> None:
    def start(base: "KnowledgeBase", person: Person) -> None:
        st.query_params["n"] = str(base.packs.start(person, title).number)

    act(start)


def _card(line: packs.PackLine) -> None:
    state = [STATUS.get(line.status, "partagé par lien" if line.linked else "privé")]
    state += [] if line.own else ["écrit à plusieurs"]
    address = f"/dossiers?n={line.number}" if line.number else f"/dossier?id={line.record_id}"
    facts = [count(line.pieces, "pièce"), *([hours(line.minutes)] if line.minutes else [])]
    facts += [f"modifié le {day(line.saved)}"] if line.saved else []
    current = ' <span class="rp-tag">« Ajouter au dossier » remplit celui-ci</span>' if line.current else ""
    with st.container(key=f"rp_line_{line.record_id}"):
        st.html(
            f'<p class="rp-label">{esc(", ".join(state))}{current}</p>'
            f'<h2><a href="{esc(address)}">{esc(line.title)}</a></h2><p class="rp-small">{esc(" · ".join(facts))}</p>'
        )
        with st.container(horizontal=True):
            which = f" *« {_plain(line.title)} »*"
            if line.number and line.status in ("draft", "to_revise") and not line.current:
                st.button("Remplir celui-ci" + which, key=f"fill_{line.number}", on_click=_choose, args=(line.number,))
            if line.number:
                st.button("Dupliquer" + which, key=f"copy_{line.number}", on_click=_copy, args=(line.number,))
            else:
                st.button(
                    "Proposer un changement" + which, key=f"change_{line.record_id}", on_click=_change,
                    args=(line.record_id,),
                )  # fmt: skip


def _plain(text: str) -> str:
    """A title inside the label of a button, which is read as Markdown."""
    return "".join(one for one in text if one.isalnum() or one in " ’'-,")[:60]


def _choose(number: int) -> None:
    act(lambda base, person: base.packs.choose(person, number), "« Ajouter au dossier » remplit celui-ci.")


def _copy(number: int) -> None:
    act(lambda base, person: base.packs.duplicate(person, number), "Le dossier est dupliqué.")


def _change(record_id: str) -> None:
    def change(base: "KnowledgeBase", person: Person) -> None:
        st.query_params["n"] = str(base.packs.change_published(person, record_id).number)

    act(change)


def _preview(base: "KnowledgeBase", person: Person, number: int) -> None:
    found = base.packs.open_pack(person, number)
    pack = packs.pack_of(found)
    reading = base.packs.reading.read_pack(person, pack, found.saved)
    with st.container(key="rp_shared"):
        st.html(
            f'<p class="rp-crumb"><a href="/dossiers?n={number}">Continuer à composer</a></p>'
            f'<h1 id="rp-contenu">{esc(pack.title)}</h1>'
            + (f'<p class="rp-lead">{esc(pack.brief)}</p>' if pack.brief else "")
            + pack_view.drawn(base, reading)
        )
