"""Beside a pack: how long it takes, saving and sharing it, its glossary and references, and its preview."""

from typing import TYPE_CHECKING

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from kb.html.escaping import NBSP, count, day, esc
from kb.readers import Person
from kb.records.pieces import Piece, Reference
from kb.views.frame import visitor
from kb.views.frame.action import say
from kb.views.frame.given import let_go
from kb.views.packs import view as pack_view
from kb.views.packs.fields import do, then
from kb.views.write import coauthors
from kb.wiki.packs.booklet import hours
from kb.wiki.packs.reading import PackReading
from kb.wiki.write import writing

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

SORTS = {
    "book": "Livre", "article": "Article", "chapter": "Chapitre", "report": "Rapport", "thesis": "Thèse",
    "webpage": "Page Web", "other": "Autre",
}  # fmt: skip


def show(base: "KnowledgeBase", person: Person, found: writing.Writing, reading: PackReading) -> None:
    """Draw the column beside the editor."""
    number = found.proposal.number
    st.html(duration(reading))
    # Never greyed: what was typed a moment ago reaches the page after the press.
    st.button("Enregistrer", type="primary", on_click=_save, args=(number,))
    _share(base, found)
    if found.proposal.base_revision is None:
        coauthors.draw(base, person, found.proposal.record_id)
    _glossary(base, found, reading)
    _reference(number)
    _more(number, found)
    _preview(base, reading, number)


def _save(number: int) -> None:
    def save(base: "KnowledgeBase", person: Person) -> None:
        if base.packs.open_pack(person, number).unsaved:
            base.packs.save(person, number)

    do(number, save, "Enregistré : vos coauteurs et qui a le lien lisent cette version.")


def duration(reading: PackReading) -> str:
    """The minutes of the pieces against those of the session."""
    planned, whole = reading.minutes, reading.pack.duration
    lines = "".join(
        f'<tr><th scope="row">{esc(name or "Sans rubrique")}</th><td>{minutes}{NBSP}min</td></tr>'
        for name, minutes in ((name, sum(one.piece.minutes for one in pieces)) for name, pieces in reading.rubrics)
    )
    table = f"<table>{lines}</table>" if len(reading.rubrics) > 1 else ""
    if not whole:
        said = f"{count(len(reading.pieces), 'pièce')}. Donnez la durée de la séance pour voir ce qu’il reste."
        total = f'<p class="rp-total">{hours(planned)}</p>' if planned else ""
        return f'<section class="rp-duration"><h2>Durée</h2>{total}<p class="rp-small">{said}</p>{table}</section>'
    left = whole - planned
    rest = f"Il reste {hours(left)} pour l’accueil et la pause." if left >= 0 else f"C’est {hours(-left)} de trop."
    share = min(100, round(100 * planned / whole))
    return (
        f'<section class="rp-duration"><h2>Durée</h2><p class="rp-total">{hours(planned)}</p>'
        f'<div class="rp-bar" role="img" aria-label="{planned} minutes sur {whole}"><i style="width:{share}%"></i>'
        "</div>"
        f'<p class="rp-small">{planned}{NBSP}min prévues sur {whole}. {rest}</p>{table}</section>'
    )


def _share(base: "KnowledgeBase", found: writing.Writing) -> None:
    number, record = found.proposal.number, found.proposal.record_id
    since = base.packs.links.linked_since(record)
    with st.expander("Partager", expanded=bool(st.session_state.get(f"link_{number}"))):
        if made := st.session_state.get(f"link_{number}"):
            st.html(
                '<p class="rp-note" role="status">Voici le lien. Il n’est montré qu’une fois : copiez-le maintenant.'
                f'</p><p class="rp-reference">{esc(made)}</p><p class="rp-row">'
                '<button type="button" class="rp-button small" '
                f'data-rp-copy="{esc(made)}">Copier le lien</button></p>'
            )
        elif since:
            st.html(
                f'<p class="rp-small">Partagé par lien depuis le {day(since)}. Le lien lui-même n’est pas gardé.</p>'
            )
        else:
            st.html(
                '<p class="rp-small">Qui a le lien lit le dossier tel que vous l’enregistrez ; chaque pièce ne s’ouvre '
                "qu’à qui peut la lire dans la base.</p>"
            )
        with st.container(horizontal=True):
            st.button("Faire un autre lien" if since else "Partager par lien", on_click=_link, args=(number,))
            if since:
                st.button("Fermer le lien", on_click=_close, args=(number,))
        if found.fields.get("pieces"):
            st.html(
                f'<p class="rp-small rp-under">Pour que tous le trouvent en cherchant, il se relit d’abord : '
                f'<a href="/contribuer?n={number}&amp;vue=envoi">Relire et envoyer</a></p>'
            )


def _link(number: int) -> None:
    def share(base: "KnowledgeBase", person: Person) -> None:
        token = base.packs.share_by_link(person, number)
        st.session_state[f"link_{number}"] = f"{visitor.current_origin()}/dossier?lien={token}"

    then(number, share)


def _close(number: int) -> None:
    st.session_state.pop(f"link_{number}", None)
    then(number, lambda base, person: base.packs.close_link(person, number), "Le lien n’ouvre plus rien.")


def _glossary(base: "KnowledgeBase", found: writing.Writing, reading: PackReading) -> None:
    number, chosen = found.proposal.number, list(found.fields.get("glossary") or ())
    known = {term.code: term.preferred for term in base.vocabulary.terms}
    proposed = [term.code for term in base.packs.reading.proposed_terms(reading.pieces)]
    with st.expander(f"Glossaire ({len(reading.glossary)})"):
        fresh = [code for code in proposed if code not in chosen]
        if fresh:
            words = ", ".join(known[code] for code in fresh)
            st.html(f'<p class="rp-small">Dans ces textes : {esc(words)}.</p>')
            st.button(
                f"Prendre {'ce mot' if len(fresh) == 1 else f'ces {len(fresh)} mots'}",
                on_click=lambda: _terms(number, [*st.session_state[f"glossary_{number}"], *fresh]),
            )  # fmt: skip
        key = f"glossary_{number}"
        st.session_state[key] = [code for code in chosen if code in known]
        st.multiselect(
            "Mots du glossaire", list(known), key=key, format_func=known.__getitem__, placeholder="Choisir",
            on_change=lambda: _terms(number, st.session_state[key]),
        )  # fmt: skip


def _terms(number: int, codes: list[str]) -> None:
    kept = list(codes)
    then(number, lambda base, person: base.writing.autosave(person, number, {"glossary": kept}, None))


def _reference(number: int) -> None:
    with st.expander("Ajouter des références extérieures"):
        _typed_reference(number)
        given = st.file_uploader(
            "Ou importer un fichier BibTeX ou RIS", type=["bib", "bibtex", "ris", "txt"], max_upload_size=2,
            key=f"references_{number}_{st.session_state.get('references read', 0)}",
        )  # fmt: skip
        if given is not None:
            st.button("Ajouter ces références", on_click=_import, args=(number, given))


def _import(number: int, given: UploadedFile) -> None:
    def add(base: "KnowledgeBase", person: Person) -> None:
        added, notes = base.packs.pieces.import_references(person, number, given.name, given.getvalue())
        more = f" À savoir : {esc(' ; '.join(notes))}." if notes else ""
        say(f"{count(added, 'référence ajoutée', 'références ajoutées')} à la fin du dossier.{more}")

    if then(number, add):
        st.session_state["references read"] = st.session_state.get("references read", 0) + 1
        let_go(given)


def _typed_reference(number: int) -> None:
    with st.form(f"reference_{number}", border=False, clear_on_submit=False):
        sort = st.selectbox("Sorte", list(SORTS), format_func=SORTS.__getitem__)
        authors = st.text_input("Auteurs (« Nom, Prénom ; Nom, Prénom »)")
        title = st.text_input("Titre de la référence")
        container = st.text_input("Revue, ou ouvrage qui la contient")
        publisher = st.text_input("Éditeur")
        date = st.text_input("Année ou date")
        pages = st.text_input("Pages")
        url = st.text_input("Adresse Web")
        if st.form_submit_button("Ajouter la référence"):
            given = Reference(
                type=sort, authors=tuple(one.strip() for one in authors.split(";") if one.strip()),
                title=title.strip(), container=container.strip(), publisher=publisher.strip(), date=date.strip(),
                pages=pages.strip(), url=url.strip(),
            )  # fmt: skip
            piece = Piece(id="new", sort="reference", reference=given)
            then(
                number,
                lambda base, person: base.packs.pieces.add(person, piece, number),
                "La référence est ajoutée à la fin du dossier.",
            )
            st.rerun()


def _more(number: int, found: writing.Writing) -> None:
    with st.expander("Dupliquer ou abandonner"):
        st.button("Dupliquer ce dossier", on_click=_duplicate, args=(number,))
        if found.proposal.base_revision is None:
            sure = st.checkbox("Je veux abandonner ce dossier : tous ses mots seront effacés", key=f"sure_{number}")
            st.button("Abandonner ce dossier", disabled=not sure, on_click=_drop, args=(number,))


def _duplicate(number: int) -> None:
    def copy(base: "KnowledgeBase", person: Person) -> None:
        made = base.packs.duplicate(person, number).number
        say(f'Dupliqué. <a href="/dossiers?n={made}">Ouvrir la copie</a>')

    then(number, copy)


def _drop(number: int) -> None:
    if then(number, lambda base, person: base.writing.drop(person, number), "Le dossier est abandonné."):
        st.query_params.clear()


def _preview(base: "KnowledgeBase", reading: PackReading, number: int) -> None:
    if not reading.pieces:
        return
    files = pack_view.exports(f"dossier/{number}")
    st.html(f'<section><h2 class="rp-label">Document à distribuer</h2>{files}</section>')
    st.html(
        f'<section class="rp-preview" tabindex="0" aria-label="Aperçu"><h2>Aperçu</h2><p class="rp-small">'
        f'Ce que vos lecteurs liront. <a href="/dossiers?n={number}&amp;vue=apercu">En pleine page</a></p>'
        f"{pack_view.drawn(base, reading)}</section>"
    )
