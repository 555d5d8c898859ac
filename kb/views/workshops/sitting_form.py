"""Preparing a sitting: when and where, groups and headcounts, narratives, questions, steps with their minutes."""

from datetime import date
from typing import TYPE_CHECKING, Any

import streamlit as st
from pydantic import ValidationError

from kb import addresses
from kb.html.escaping import day, esc
from kb.readers import Person
from kb.store.workshops.workshops import Sitting
from kb.views.frame import visitor
from kb.views.frame.action import act, told
from kb.workshops import preparing
from kb.workshops.live import STATE_LABELS
from kb.workshops.plan import INSTRUCTIONS, MOST_NARRATIVES, STEP_LABELS, SittingPlan, SittingStep
from kb.workshops.restitution.lines import headcounts_of, lines_of, written
from kb.workshops.words import ContributionRefused

if TYPE_CHECKING:
    from kb.base import KnowledgeBase


def show(base: "KnowledgeBase", person: Person, number: int) -> None:
    """Draw the form of a sitting. Raises Refused, RecordNotFound."""
    workshop, sitting = base.workshops.sitting_for(person, number)
    plan = preparing.sitting_plan(sitting)
    with st.container(key="rp_desk"):
        st.html(
            f'<p class="rp-crumb"><a href="/ateliers?n={workshop.number}">'
            f"{esc(preparing.plan_of(workshop).title)}</a></p>"
            '<h1 id="rp-contenu">Préparer la séance</h1>'
            f'<p class="rp-soft rp-under">{STATE_LABELS[sitting.state].capitalize()}. '
            f"Ce qui n’est pas gardé sera effacé le {day(sitting.purge_on)}. Pour choisir des récits qui diffèrent : "
            f'<a href="{esc(addresses.choosing(plan.theme or "Atelier"))}">choisir</a>.</p>'
        )
        told()
        _form(base, sitting, plan)


def _form(base: "KnowledgeBase", sitting: Sitting, plan: SittingPlan) -> None:
    stories = {one.id: one.title for one in base.summaries({"kind": ("experience",)}, reader=visitor.current_reader())}
    stories |= {one: one for one in plan.narratives if one not in stories}
    typed: dict[str, Any] = {}
    with st.form(f"sitting_{sitting.number}", border=False):
        typed["theme"] = st.text_input("Thème", value=plan.theme, max_chars=200)
        with st.container(horizontal=True):
            chosen = st.date_input("Date", value=_date(plan.date), format="DD/MM/YYYY")
            typed["start"] = st.text_input("Heure de début", value=plan.start, max_chars=5)
        purge = st.date_input("Effacer ce qui n’est pas gardé, le", value=_date(sitting.purge_on), format="DD/MM/YYYY")
        typed["place"] = st.text_input("Lieu", value=plan.place, max_chars=200)
        typed["facilitators"] = st.text_input("Animation (des fonctions)", value=plan.facilitators, max_chars=200)
        groups = st.text_area("Groupes, un par ligne", value="\n".join(plan.groups), height=110)
        counts = st.text_area(
            "Effectifs, un par ligne : métier ; structure ; nombre (jamais de nom)", value=written(plan.headcounts)
        )
        typed["narratives"] = tuple(
            st.multiselect(
                "Récits à travailler", list(stories), default=list(plan.narratives), format_func=stories.__getitem__,
                max_selections=MOST_NARRATIVES, placeholder="Chercher un récit",
            )
        )  # fmt: skip
        questions = st.text_area("Questions de la grille, une par ligne", value="\n".join(plan.questions), height=150)
        with st.container(horizontal=True):
            typed["points"] = st.number_input("Points par personne", 1, 20, plan.points)
            typed["hidden"] = st.checkbox("Cacher les points jusqu’à la fin du vote", value=plan.hidden)
        steps = _steps(plan, fixed=sitting.state != "planned")
        if st.form_submit_button("Enregistrer la séance", type="primary"):
            when = {"date": chosen.isoformat() if isinstance(chosen, date) else ""}
            last = purge.isoformat() if isinstance(purge, date) and _date(sitting.purge_on) != purge else ""

            def save(base: "KnowledgeBase", person: Person) -> None:
                given = {**typed, **when, "groups": lines_of(groups), "headcounts": headcounts_of(counts),
                         "questions": lines_of(questions), "steps": steps}  # fmt: skip
                try:
                    made = SittingPlan.model_validate(given)
                except ValidationError as error:
                    names = ", ".join(str(SittingPlan.model_fields[str(one["loc"][0])].title) for one in error.errors())
                    raise ContributionRefused(f"À reprendre : {names}.") from error
                base.workshops.change_sitting(person, sitting.number, made, last)

            act(save, f'C’est enregistré. <a href="/ateliers?n={sitting.workshop}">Revenir à l’atelier</a>')
            st.rerun()


def _steps(plan: SittingPlan, *, fixed: bool) -> tuple[SittingStep, ...]:
    """The steps as they are set: none of zero minutes, unless the sitting has begun."""
    out = []
    st.html("<h2>Étapes</h2>")
    for sort, label in STEP_LABELS.items():
        here = next((one for one in plan.steps if one.sort == sort), None)
        if fixed and here is None:
            continue
        minutes = st.number_input(f"{label}, minutes", 0, 240, here.minutes if here else 0, key=f"min_{sort}")
        said = st.text_area(
            f"{label}, consigne", value=here.instruction if here else INSTRUCTIONS[sort], key=f"say_{sort}", height=80,
            max_chars=1_000,
        )  # fmt: skip
        if minutes or fixed:
            out.append(SittingStep.model_validate({"sort": sort, "minutes": int(minutes), "instruction": said}))
    return tuple(out)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
