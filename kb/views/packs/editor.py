"""Composing a pack: its pieces in order under rubrics, what is said of each, and what others will read beside."""

import time
from typing import TYPE_CHECKING

import streamlit as st

from kb import addresses
from kb.html.escaping import esc
from kb.readers import Person
from kb.views.frame.action import say, told, typed
from kb.views.packs import fields as pack_fields
from kb.views.packs import pieces as pack_pieces_text
from kb.views.packs import sidebar
from kb.views.packs.fields import do, then
from kb.views.write import widget_state
from kb.wiki.packs import packs
from kb.wiki.packs import rubrics as pack_rubrics
from kb.wiki.packs.booklet import title_of
from kb.wiki.packs.reading import PackReading, PieceReading
from kb.wiki.write import writing

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

OPENED = "piece being edited"
FOLLOW = "button that keeps the focus"
TAKEN = "piece taken out"


def show(base: "KnowledgeBase", person: Person, number: int) -> None:
    """Draw a pack to compose; one that is under review is only read."""
    found = base.packs.open_pack(person, number)
    pack = packs.pack_of(found)
    reading = base.packs.reading.read_pack(person, pack, found.saved)
    st.set_page_config(page_title=f"{found.title} · Récits partagés")
    with st.container(key="rp_pack"):
        st.html(f'<p class="rp-crumb"><a href="/dossiers">Mes dossiers</a></p>{_followed()}')
        told()
        if found.proposal.status not in ("draft", "to_revise"):
            st.html(
                f'<h1 id="rp-contenu">{esc(found.title)}</h1><p class="rp-note">Ce dossier est en relecture. '
                f'<a href="/contribuer?n={number}">Le reprendre, ou voir où il en est</a></p>'
            )
            return
        left, right = st.columns([7, 5], gap="large")
        with left:
            _head(found)
            pack_fields.versions(found)
            _pieces(base, person, found, reading)
            st.html(_more(found))
        with right:
            sidebar.show(base, person, found, reading)


def _follow(key: str) -> None:
    """Give the focus to what has this key, once it is drawn; each press asks anew, for the same button too."""
    st.session_state[FOLLOW] = (key, time.monotonic_ns())


def _followed() -> str:
    """What was asked last. Every run says it, as one that the next cuts short is never seen; the page acts once."""
    key, ask = st.session_state.get(FOLLOW, ("", ""))
    return f'<i data-rp-focus="{esc(key)}" data-rp-ask="{ask}"></i>'


def _more(found: writing.Writing) -> str:
    """Where to find texts that differ, for the subject of this pack."""
    address = addresses.choosing(found.title, " ".join(str(found.fields.get("brief") or "").split())[:300])
    return (
        f'<p class="rp-row"><a class="rp-button" href="{esc(address)}">Proposer des textes qui diffèrent</a> '
        '<span class="rp-small">D’après le titre et l’objectif.</span></p>'
    )


def _head(found: writing.Writing) -> None:
    fields = found.fields
    st.html(f'<h1 id="rp-contenu" class="rp-hidden">Composer « {esc(found.title)} »</h1>')
    widget_state.begin(found.proposal.number, found.versions, _saved(found))
    pack_fields.text(found, "title", "Titre du dossier", most=300)
    with st.expander("La commande et la note de présentation", expanded=not fields.get("pieces")):
        pack_fields.text(found, "training", "Formation", most=300)
        pack_fields.text(found, "learners", "Pour qui", most=300)
        _duration(found)
        pack_fields.text(found, "closed_on", "Sélection arrêtée le (15 avril 2026, avril 2026 ou 2026)", most=30)
        pack_fields.text(found, "brief", "Objectif", height=90)
        pack_fields.text(found, "presentation", "Note de présentation", height=180)
    if said := pack_fields.notes(found):
        st.html(said)


def _saved(found: writing.Writing) -> str:
    if found.unsaved:
        return "Gardé tel que vous l’avez tapé. « Enregistrer » le montre à vos coauteurs et à qui a le lien."
    return "Enregistré." if found.saved else "Ce que vous tapez est gardé à mesure."


def _duration(found: writing.Writing) -> None:
    number = found.proposal.number
    key = f"duration_{number}"
    st.session_state.setdefault(key, int(found.fields.get("duration") or 0))
    st.number_input(
        "Durée de la séance, en minutes", min_value=0, max_value=7 * 24 * 60, step=5, key=key, on_change=_keep_duration,
        args=(number, key),
    )  # fmt: skip


def _keep_duration(number: int, key: str) -> None:
    minutes = int(st.session_state[key])
    then(number, lambda base, person: base.writing.autosave(person, number, {"duration": minutes}, None))


def _pieces(base: "KnowledgeBase", person: Person, found: writing.Writing, reading: PackReading) -> None:
    number, at = found.proposal.number, 0
    if not reading.pieces:
        st.html(
            '<div class="rp-empty"><h2>Ce dossier est vide</h2><p><a href="/">Cherchez une question</a>, puis '
            "« Ajouter au dossier » sous un passage ou une fiche : la pièce vient ici, et vous restez sur la page."
            "</p></div>"
        )
    for place, (rubric, pieces) in enumerate(reading.rubrics):
        if rubric:
            _rubric(number, rubric, place, [name for name, _ in reading.rubrics if name], pieces)
        for one in pieces:
            _put_back(number, at)
            at += 1
            _piece(base, person, found, one, at, len(reading.pieces))
    _put_back(number, at)
    with st.form(f"rubric_{number}", border=False, clear_on_submit=True), st.container(key="rp_new_rubric"):
        title = st.text_input("Ajouter une rubrique", max_chars=pack_rubrics.LONGEST_RUBRIC)
        if st.form_submit_button("Ajouter la rubrique"):
            then(number, lambda base, person: base.packs.rubrics.add_rubric(person, number, title))
            st.rerun()


def _rename(number: int, title: str, key: str) -> None:
    name = typed(key)
    then(number, lambda base, person: base.packs.rubrics.rename_rubric(person, number, title, name))


def _rubric(number: int, title: str, place: int, names: list[str], pieces: tuple[PieceReading, ...]) -> None:
    at = names.index(title)
    with st.container(key=f"rp_rubric_{place}"):
        st.html(pack_pieces_text.rubric(title, sum(one.piece.minutes for one in pieces), empty=not pieces))
        with st.container(horizontal=True, key=f"rp_acts_rubric_{place}"):
            which = f" *la rubrique {at + 1}*"
            for label, by, off in (("Monter", -1, at == 0), ("Descendre", 1, at == len(names) - 1)):
                st.button(
                    label + which, key=f"rubric_{label}_{place}", type="tertiary", disabled=off,
                    on_click=do, args=(number, lambda base, person, by=by: base.packs.rubrics.move_rubric(
                        person, number, title, by)),
                )  # fmt: skip
            with st.popover("Renommer" + which, type="tertiary"):
                key = f"rename_{number}_{place}_{title}"
                with st.form(f"renamed_{place}", border=False):
                    st.text_input("Nouveau nom", value=title, key=key)
                    st.form_submit_button("Donner ce nom", on_click=_rename, args=(number, title, key))
            st.button(
                "Retirer" + which, key=f"rubric_gone_{place}", type="tertiary", on_click=do,
                args=(number, lambda base, person: base.packs.rubrics.remove_rubric(person, number, title),
                      "La rubrique est retirée ; ses pièces restent."),
            )  # fmt: skip


def _piece(
    base: "KnowledgeBase", person: Person, found: writing.Writing, one: PieceReading, at: int, count: int
) -> None:
    number, piece = found.proposal.number, one.piece.id
    opened = st.session_state.get(OPENED) == piece
    with st.container(key=f"rp_piece_{piece}"):
        st.html(pack_pieces_text.piece(one, at, base, said=not opened))
        if one.revised:
            _newer(base, person, number, one)
        if opened:
            _said(found, one)
        _acts(number, one, at, count, opened=opened)


def _acts(number: int, one: PieceReading, at: int, count: int, *, opened: bool) -> None:
    piece, which = one.piece.id, f" *la pièce {at}*"
    with st.container(horizontal=True, key=f"rp_acts_{piece}"):
        st.button(
            ("Fermer" if opened else "Modifier") + which, key=f"edit_{piece}", type="tertiary", on_click=_open,
            args=(number, "" if opened else piece),
        )  # fmt: skip
        for label, by, off in (("Monter", -1, at == 1), ("Descendre", 1, at == count)):
            st.button(
                label + which, key=f"{'up' if by < 0 else 'down'}_{piece}", type="tertiary",
                disabled=off and not one.piece.rubric, on_click=_move, args=(number, one, by, at, count),
            )  # fmt: skip
        st.button("Retirer" + which, key=f"gone_{piece}", type="tertiary", on_click=_remove, args=(number, one, at))


def _open(number: int, piece: str) -> None:
    then(number, lambda base, person: None)
    _follow(f"edit_{st.session_state.get(OPENED, '')}" if not piece else f"rp_said_{piece}")
    st.session_state[OPENED] = piece


def _move(number: int, one: PieceReading, by: int, at: int, count: int) -> None:
    piece = one.piece.id
    if then(number, lambda base, person: base.packs.pieces.move(person, number, piece, by)):
        # At either end the button that was pressed goes no further: its neighbour brings the piece back.
        stopped = at + by in (1, count) and not one.piece.rubric
        _follow(f"{'up' if (by < 0) is not stopped else 'down'}_{piece}")


def _remove(number: int, one: PieceReading, at: int) -> None:
    def remove(base: "KnowledgeBase", person: Person) -> None:
        gone = base.packs.pieces.remove(person, number, one.piece.id)
        st.session_state[TAKEN] = (number, gone, at - 1)
        _follow("put_back")
        say(
            f"« {esc(title_of(one))} » est retiré du dossier. « Remettre la pièce » l’y rend, avec ce que "
            "vous en disiez."
        )

    then(number, remove)


def _put_back(number: int, place: int) -> None:
    """At the place of the piece that was taken out last: the button that gives it back."""
    taken = st.session_state.get(TAKEN)
    if not taken or (taken[0], taken[2]) != (number, place):
        return

    def put(base: "KnowledgeBase", person: Person) -> None:
        base.packs.pieces.put_back(person, number, taken[1], place)
        del st.session_state[TAKEN]
        _follow(f"gone_{taken[1].id}")

    st.button("Remettre la pièce", key="put_back", on_click=do, args=(number, put))


def _said(found: writing.Writing, one: PieceReading) -> None:
    """What the trainer says of a piece."""
    number, piece = found.proposal.number, one.piece.id
    place = f"pieces.{piece}"
    with st.container(key=f"rp_said_{piece}"):
        pack_fields.text(
            found, f"{place}.introduction", "Chapô : ce que le lecteur doit savoir avant de lire", height=110
        )
        pack_fields.text(found, f"{place}.questions", "Questions de travail, une par ligne", height=110)
        if notes := pack_fields.notes(found, place):
            st.html(notes)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            key = f"minutes_{piece}"
            st.session_state.setdefault(key, one.piece.minutes)
            st.number_input(
                "Minutes", min_value=0, max_value=24 * 60, step=5, key=key, on_change=_keep_minutes,
                args=(number, piece, key), width=140,
            )  # fmt: skip
            rubrics = ["", *(found.fields.get("rubrics") or ())]
            key = f"rubric_of_{piece}"
            st.session_state[key] = one.piece.rubric if one.piece.rubric in rubrics else ""
            st.selectbox(
                "Rubrique", rubrics, key=key, format_func=lambda name: name or "Aucune", on_change=_put,
                args=(number, piece, key),
            )  # fmt: skip


def _keep_minutes(number: int, piece: str, key: str) -> None:
    minutes = int(st.session_state[key])
    then(number, lambda base, person: base.packs.pieces.set_minutes(person, number, piece, minutes))


def _put(number: int, piece: str, key: str) -> None:
    rubric = str(st.session_state[key] or "")
    then(number, lambda base, person: base.packs.rubrics.put_in_rubric(person, number, piece, rubric))


def _newer(base: "KnowledgeBase", person: Person, number: int, one: PieceReading) -> None:
    """What changed since a piece was frozen, and the way to the newer version."""
    runs = base.packs.reading.changes(person, one)
    st.html(pack_pieces_text.revised(one, runs))
    if runs is not None:
        newest = max(source.newest for source in one.sources)
        st.button(
            f"Passer à la version {newest}", key=f"update_{one.piece.id}", on_click=do,
            args=(number, lambda base, person: base.packs.pieces.update(person, number, one.piece.id),
                  f"La pièce est à la version {newest}."),
        )  # fmt: skip
