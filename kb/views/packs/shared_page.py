"""Lire un dossier: one that was shared by its link, or published. Each piece is read with the reader's own rights."""

from typing import TYPE_CHECKING

import streamlit as st

from kb.errors import KbError
from kb.html.escaping import day, esc
from kb.readers import Person
from kb.views.frame import visitor
from kb.views.frame.action import act, say, told
from kb.views.frame.not_found import not_found
from kb.views.packs import view as pack_view
from kb.views.parts import booklet_html
from kb.wiki.packs.reading import PackReading

if TYPE_CHECKING:
    from kb.base import KnowledgeBase


def show_shared_pack(base: "KnowledgeBase") -> None:
    """Draw the pack of the address: `lien` for a shared one, `id` for a published one."""
    st.set_page_config(page_title="Dossier de lecture · Récits partagés")
    try:
        reading = _asked(base, visitor.current_person())
        draw(base, reading)
    except KbError as error:
        st.html(not_found("Ce dossier ne peut pas être lu", str(error)))


def show_published(base: "KnowledgeBase", record_id: str) -> None:
    """Draw a published pack. Raises RecordNotFound."""
    draw(base, base.packs.reading.published_pack(visitor.current_person(), record_id))


def _asked(base: "KnowledgeBase", person: Person | None) -> PackReading:
    if record_id := st.query_params.get("id", ""):
        return base.packs.reading.published_pack(person, record_id)
    return base.packs.reading.shared(person, st.query_params.get("lien", ""))


def draw(base: "KnowledgeBase", reading: PackReading) -> None:
    """Draw a pack for whoever reads, with what they may do with it."""
    pack = reading.pack
    st.set_page_config(page_title=f"{pack.title} · Récits partagés")
    booklet = pack_view.booklet(base, reading)
    saved = f"<span>Enregistré le {day(reading.saved)}</span>" if reading.saved else ""
    with st.container(key="rp_shared"):
        told()
        st.html(
            f'<p class="rp-title-line"><span>Dossier de lecture</span><span class="rp-nowrap">{esc(pack.id)}</span>'
            f'{saved}</p><h1 id="rp-contenu">{esc(pack.title)}</h1>'
            + (f'<p class="rp-lead">{esc(pack.brief)}</p>' if pack.brief else "")
            + f'<p class="rp-small rp-under">{booklet_html.facts(booklet)}</p>{_not_open(reading)}'
        )
        if visitor.current_person() is not None:
            st.button("Reprendre ce dossier dans les miens", on_click=_take_up)
        st.html(f'<section class="rp-export">{_exports(pack.id)}</section>')
        st.html(booklet_html.whole(booklet, pack_view.images(reading)))


def _exports(record_id: str) -> str:
    if token := st.query_params.get("lien", ""):
        return pack_view.exports("dossier", lien=token)
    return pack_view.exports(f"fiche/{record_id}")


def _not_open(reading: PackReading) -> str:
    """Said once above, when pieces are missing for want of an account."""
    closed = any(source.state == "closed" for one in reading.pieces for source in one.sources)
    if not closed or visitor.current_person() is not None:
        return ""
    return (
        '<p class="rp-note">Des pièces de ce dossier ne s’ouvrent qu’aux comptes de cette base. '
        '<a href="/connexion">Se connecter</a></p>'
    )


def _take_up() -> None:
    def copy(base: "KnowledgeBase", person: Person) -> None:
        number = base.packs.duplicate_shared(person, _asked(base, person).pack).number
        say(f'Copié dans vos dossiers. <a href="/dossiers?n={number}">L’ouvrir</a>')

    act(copy)
