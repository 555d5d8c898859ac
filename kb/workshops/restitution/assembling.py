"""The restitution: a draft that needs no assembling, made of all that a workshop kept; then a record like any other."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from kb.errors import Refused
from kb.french import count, day, listing
from kb.readers import Person
from kb.records.kinds import RESTITUTION, WORKS_ON
from kb.store.drafts.proposals import Proposal, proposals
from kb.store.workshops import workshops as store
from kb.store.workshops.leads import add_lead
from kb.store.workshops.workshops import Workshop
from kb.wiki.context import Wiki
from kb.wiki.people import title
from kb.wiki.write import writing
from kb.workshops.plan import STEP_LABELS, WorkshopPlan
from kb.workshops.preparing import plan_of, sittings, workshop_for
from kb.workshops.restitution.statements import Statement, statements
from kb.workshops.showing import Scene, scene

GAP = "\n\n"
MARKS = (
    "Un repère entre crochets, comme [1-A3], dit d’où vient une phrase : la séance, puis l’association (A), la case de "
    "la grille (G), la carte (C), le vote (V) ou la piste (P). Il s’ouvre pour ceux qui ont animé les ateliers."
)


def scenes_of(wiki: Wiki, number: int) -> tuple[Scene, ...]:
    """The sittings of a workshop that took place, by date."""
    return tuple(scene(wiki, one.number) for one in sittings(wiki, number) if one.state != "planned")


def said(wiki: Wiki, person: Person, number: int) -> tuple[Statement, ...]:
    """All that a workshop kept, with the marks that its restitution has, for whoever facilitates it."""
    workshop_for(wiki, person, number)
    return statements(wiki, scenes_of(wiki, number))


def assembled(wiki: Wiki, plan: WorkshopPlan, scenes: Sequence[Scene]) -> dict[str, Any]:
    """The fields of the restitution of these sittings."""
    found = statements(wiki, scenes)
    dates = sorted(one.plan.date for one in scenes if one.plan.date)
    themes = [one.plan.theme for one in scenes if one.plan.theme]
    worked_on = tuple(dict.fromkeys(record for one in scenes for record in one.plan.narratives))
    return {
        "title": f"{plan.title} : restitution d’ateliers",
        "document_type": RESTITUTION,
        "summary": _summary(plan, scenes, found),
        "organisation": plan.organisation,
        "territories": list(plan.territories),
        "themes": list(plan.themes),
        "publics": ["professionnels"],
        "date": dates[-1] if dates else "",
        "period": f"du {day(dates[0])} au {day(dates[-1])}" if len(set(dates)) > 1 else day(dates[0]) if dates else "",
        "fictional": plan.fictional,
        "method": GAP.join([part for part in (plan.aim, _method(scenes), _rules(plan), MARKS) if part]),
        "attendance": GAP.join(_attendance(one) for one in scenes),
        "worked_on": GAP.join(f"- {title(wiki, record)}, {record}" for record in worked_on),
        "links": [{"type": WORKS_ON, "target": record} for record in worked_on],
        **{name: _section(found, name, themes) for name in ("associations", "grid", "synthesis", "axes", "leads")},
    }


def _summary(plan: WorkshopPlan, scenes: Sequence[Scene], found: Sequence[Statement]) -> str:
    themes = listing([one.plan.theme for one in scenes if one.plan.theme])
    axes = [one.about for one in found if one.section == "axes" and "Axe prioritaire." in one.text]
    leads = sum(one.section == "leads" for one in found)
    who, have = (
        ("qu’une séance d’atelier", "a") if len(scenes) == 1 else (f"que {len(scenes)} séances d’ateliers", "ont")
    )
    parts = [f"Ce {who} sur {themes or plan.title} {have} mis en commun."]
    parts += [f"Axes prioritaires : {listing(axes)}."] if axes else []
    return " ".join([*parts, f"{count(leads, 'piste')} de travail."])


def _method(scenes: Sequence[Scene]) -> str:
    sorts = list(dict.fromkeys(step.sort for one in scenes for step in one.plan.steps if step.minutes))
    return "Étapes des séances : " + listing([STEP_LABELS[sort].lower() for sort in sorts]) + "."


def _rules(plan: WorkshopPlan) -> str:
    rules = [line.strip() for line in plan.rules.splitlines() if line.strip()]
    return "Règles lues et acceptées : " + " ".join(rules) if rules else ""


def _attendance(here: Scene) -> str:
    """Where and when, and how many: of groups of fewer than five the size is not told either."""
    named = here.names != tuple("un groupe" for _ in here.names)
    groups = [f"{name}, {count(size, 'personne')}" for name, size in zip(here.names, here.sizes, strict=False) if size]
    told = (
        f"{count(sum(here.sizes), 'personne')} ({' ; '.join(groups)})" if named else count(sum(here.sizes), "personne")
    )
    counts = [
        f"{', '.join(part for part in (one.trade, one.structure) if part)} : {one.count}"
        for one in here.plan.headcounts
        if one.count
    ]
    when = f", {day(here.plan.date)}" if here.plan.date else ""
    animation = f" Animation : {here.plan.facilitators}." if here.plan.facilitators else ""
    expected = f" Effectifs par métier et structure : {' ; '.join(counts)}." if counts else ""
    return f"{here.plan.theme or 'Séance'}{when} : {told}.{animation}{expected}"


def _section(found: Sequence[Statement], name: str, themes: Sequence[str]) -> str:
    """The statements of a section, theme by theme; cards also heap by heap, associations passage by passage."""
    parts: list[str] = []
    for theme in dict.fromkeys([*themes, *(one.theme for one in found)]):
        own = [one for one in found if one.section == name and one.theme == theme]
        if own and theme:
            parts.append(f"{theme}.")
        heap, passage = None, ""
        for one in own:
            if one.passage != passage:
                passage = one.passage
                parts.append(passage)
            if name == "synthesis" and one.about != heap:
                heap = one.about
                parts.append(f"{theme}, {heap or 'cartes isolées'} :")
            parts.append(one.line)
    return GAP.join(parts)


def draft(wiki: Wiki, person: Person, number: int) -> Proposal:
    """The restitution of a workshop as a draft of this person, and its leads on their board.

    Raises Refused while no sitting took place, or when there is a restitution already: that one is gone on with.
    """
    one = workshop_for(wiki, person, number)
    scenes = scenes_of(wiki, number)
    if one.record_id and (wiki.register.entry(one.record_id) is not None):
        _follow(wiki, person, one, scenes)  # a server that died between the two left them to whoever comes next
        own = proposals(wiki.register, record_id=one.record_id, author=person.account)
        if own:
            return own[-1]
        raise Refused("Une restitution de ces ateliers existe déjà. Ouvrez sa fiche pour y proposer un changement.")
    if not scenes:
        raise Refused("Aucune séance n’a encore eu lieu : il n’y a rien à restituer.")
    made = writing.start(wiki, person, "document", assembled(wiki, plan_of(one), scenes))
    writing.save(wiki, person, made.number, "assemblé des ateliers")
    if not store.put_restitution(wiki.private, number, made.record_id, before=one.record_id):
        # Another window made it at the same moment: that one is gone on with.
        writing.drop(wiki, person, made.number)
        return draft(wiki, person, number)
    _follow(wiki, person, replace(one, record_id=made.record_id), scenes)
    return made


def _follow(wiki: Wiki, person: Person, one: Workshop, scenes: Sequence[Scene]) -> None:
    """Put the leads of a workshop on the board, under its restitution; those that stand there stay as they are."""
    for here in scenes:
        names = {heap.id: heap.name for heap in here.heaps.heaps}
        for lead in here.shown("lead"):
            add_lead(
                wiki.register, one.number, source=lead.key, axis=names.get(lead.body["axis"], ""),
                text=lead.body["text"], owner=lead.body["owner"], due=lead.body["due"], record_id=one.record_id,
                working_group=one.working_group, actor=person.account,
            )  # fmt: skip
