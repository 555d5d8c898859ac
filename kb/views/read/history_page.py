"""Historique: the versions of a record that readers may see, two of them compared word by word, one given back."""

from typing import TYPE_CHECKING

import streamlit as st

from kb.errors import KbError
from kb.html.escaping import NBSP, day, esc
from kb.views.frame import visitor
from kb.views.frame.action import told
from kb.views.frame.not_found import not_found
from kb.views.read import discussion
from kb.wiki.review import history
from kb.wiki.review.diff import TextChange

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

TAGS = {"same": ("", ""), "added": ("<ins>", "</ins>"), "removed": ("<del>", "</del>")}


def show_history(base: "KnowledgeBase") -> None:
    """Draw the versions of the record of the address."""
    st.set_page_config(page_title="Historique · Récits partagés")
    record_id, person = st.query_params.get("id", ""), visitor.current_person()
    try:
        notes = base.reviewing.history.history(person, record_id)
        numbers = [note.number for note in notes]
        newer = _number("a", numbers, numbers[0])
        older = _number("de", numbers, next((n for n in numbers if n < newer), newer))
        compared = base.reviewing.history.compared(person, record_id, older, newer)
    except (KbError, IndexError):
        st.html(
            not_found("Cet historique ne peut pas être lu", "La fiche n’existe pas, ou n’est pas ouverte à la lecture.")
        )
        return
    names = base.people.names()
    lines = "".join(
        f'<li><a href="/historique?id={esc(record_id)}&amp;a={note.number}">Version{NBSP}{note.number}</a>, '
        f"{day(note.at)}, {esc(names.get(note.author, 'fichier source'))}"
        f"{esc(f'{NBSP}: {note.summary}') if note.summary else ''}</li>"
        for note in notes
    )
    with st.container(key="rp_desk"):
        told()
        st.html(
            f'<p class="rp-crumb"><a href="/lire?id={esc(record_id)}">Lire la fiche</a></p>'
            f'<h1 id="rp-contenu">Historique</h1><p class="rp-under">{esc(compared.newer.record.title)}</p>'
            f'<ul class="rp-versions">{lines}</ul>'
        )
        if compared.older.number != compared.newer.number:
            st.html(_compared(compared))
        if person is not None and older != newer:
            st.button(f"Rendre le texte de la version {older}", on_click=discussion.restore, args=(record_id, older))


def _number(name: str, known: list[int], other: int) -> int:
    given = st.query_params.get(name, "")
    return int(given) if given.isdecimal() and int(given) in known else other


def _compared(found: history.RevisionComparison) -> str:
    fields = "".join(f"<h3>{esc(one.label)}</h3>{changed_runs(one.runs)}" for one in found.fields)
    return (
        f"<h2>De la version {found.older.number} à la version {found.newer.number}</h2>"
        '<p class="rp-small">Souligné : ajouté. Barré : retiré.</p>'
        f'<div class="rp-prose rp-compared">{fields}{changed_runs(found.text)}</div>'
    )


def changed_runs(paragraphs: tuple[tuple[TextChange, ...], ...]) -> str:
    """Changed paragraphs whole; runs of unchanged ones are folded to one line."""
    out, skipped = "", 0
    for one in paragraphs:
        if all(change.sort == "same" for change in one):
            skipped += 1
            continue
        if skipped:
            out += '<p class="rp-small">…</p>'
            skipped = 0
        out += "<p>" + "".join(TAGS[c.sort][0] + esc(c.text) + TAGS[c.sort][1] for c in one) + "</p>"
    return out
