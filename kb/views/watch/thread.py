"""The thread of one phenomenon, from its first signal to today, and what may be done about it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from kb.html.escaping import NBSP, count, day, esc
from kb.readers import Person
from kb.store.watch.signals import SignalMark
from kb.views.frame.action import act, say, told, typed
from kb.views.frame.not_found import not_found
from kb.views.parts import cards
from kb.views.watch import pictures
from kb.watch import overview
from kb.wiki.rights import Case, allows

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

ANSWERS = (("experience", "Des expériences"), ("service", "Des dispositifs"), ("need", "Des besoins exprimés"))
SHOWN = 3


def draw(base: "KnowledgeBase", person: Person, grouped: int) -> None:
    """Draw a phenomenon for whoever is signed in: every signal for the cell, those they may read for others."""
    seen = base.watch.overview.look(person)
    one = next((each for each in seen.phenomena if each.grouped == grouped), None)
    if one is None:
        st.html(
            not_found(
                "Ce phénomène ne peut pas être lu", "Il n’existe pas, ou la cellule ne l’a pas encore fait connaître."
            )
        )
        return
    cell = overview.is_of_the_cell(person)
    marks = sorted((mark for mark in seen.marks if mark.number in set(one.signals)), key=lambda mark: mark.day)
    with st.container(key="rp_desk"):
        told()
        how_many = f"{count(len(marks), 'signal', 'signaux')} de {count(one.structures, 'structure')}, " if cell else ""
        dates = f"du {day(one.first)} au {day(one.last)}" if one.first != one.last else f"le {day(one.first)}"
        st.html(
            f'<p class="rp-crumb"><a href="/veille">Retour à la veille</a></p><h1 id="rp-contenu">{esc(one.name)}</h1>'
            f'<p class="rp-soft rp-under">{how_many}{dates}.</p>'
            f"{f'<p>{esc(one.note)}</p>' if one.note else ''}"
        )
        if cell:
            _spread(base, marks)
        shown = base.watch.following.lines(person, marks)
        lines = "".join(
            f'<li><span class="rp-label">{day(line.day)}</span> <a href="{esc(line.address)}">{esc(line.title)}</a>'
            f'<p class="rp-small">{esc(base.territory_name(line.territory))} · {esc(line.said)}</p></li>'
            for line in shown
        )
        none = '<p class="rp-note">Aucun de ses signaux n’est diffusé.</p>'
        st.html(f"<h2>Du premier signal à aujourd’hui</h2>{f'<ol class=rp-lines>{lines}</ol>' if lines else none}")
        _act(base, person, one, [line.title for line in shown])
        if cell:
            _decide(base, person, one)


def _spread(base: "KnowledgeBase", marks: list[SignalMark]) -> None:
    months = overview.months_between(marks[0].day, marks[-1].day)
    by_month: dict[str, dict[str, int | None]] = {month: {} for month in months}
    for mark in marks:
        counts = by_month[mark.day[:7]]
        counts[mark.territory] = (counts.get(mark.territory) or 0) + 1
    names = {mark.territory: base.territory_name(mark.territory) for mark in marks}
    found = overview.counted([(mark.territory, mark.day[:7]) for mark in marks], 0, months)
    heads = [pictures.month_name(month, short=True) for month in months]
    st.html(
        f"<h2>Son extension</h2>{pictures.multiples(months[-12:], by_month, names)}"
        + pictures.table(
            "Signaux de ce phénomène", "Territoire", [esc(names[code]) for code in found.rows], heads, found.masked
        )
    )


def _act(base: "KnowledgeBase", person: Person, one: overview.Phenomenon, titles: list[str]) -> None:
    question = " ".join(dict.fromkeys([one.name, *titles[-2:]]))[:400]
    found = []
    for kind, label in ANSWERS:
        hits = base.search(question, limit=SHOWN, where={"kind": kind}, reader=person.reader)
        near = [hit.record for hit in hits if not hit.weak]
        if near:
            found.append(f"<h3>{label}</h3>{''.join(cards.record_card(record, base) for record in near)}")
    none = '<p class="rp-note">Rien dans la base n’y répond encore. Un récit ou un atelier peut commencer ici.</p>'
    st.html(f'<h2 id="rp-agir">Agir</h2>{"".join(found) or none}')
    if allows("start", person, Case("workshop")):
        st.button("Préparer un atelier sur ce phénomène", on_click=_workshop, args=(one.name, one.territories))


def _workshop(name: str, territories: tuple[str, ...]) -> None:
    fields = {"title": f"Atelier : {name}"[:300], "territories": list(territories[:5])}
    _begin(lambda base, person: base.writing.start(person, "workshop", fields).number, "L’atelier est commencé")


def _bulletin(grouped: int) -> None:
    _begin(
        lambda base, person: base.watch.bulletins.compose(person, phenomena=[grouped]).number,
        "Le bulletin est commencé",
    )


def _begin(start: Callable[["KnowledgeBase", Person], int], said: str) -> None:
    """Begin a text, and say where it goes on."""
    begun: list[int] = []
    if act(lambda base, person: begun.append(start(base, person))):
        say(f"{said}{NBSP}: <a href='/contribuer?n={begun[0]}'>l’écrire dans « Contribuer »</a>.")


def _decide(base: "KnowledgeBase", person: Person, one: overview.Phenomenon) -> None:
    st.html("<h2>Décider</h2>")
    key = str(one.grouped)
    with st.form(f"name_{key}", border=False):
        st.text_input(
            "Nom du phénomène", value=one.name if one.named else "", key=f"name of {key}", placeholder=one.name
        )
        st.text_area("Ce que la cellule en dit", value=one.note, key=f"note of {key}", height=80)
        if st.form_submit_button("Enregistrer"):
            name, note = typed(f"name of {key}"), typed(f"note of {key}")
            act(
                lambda base, person: base.watch.overview.name_phenomenon(person, one.grouped, name, note),
                "Enregistré.",
            )
            st.rerun()
    st.button("En faire un bulletin", on_click=_bulletin, args=(one.grouped,))
