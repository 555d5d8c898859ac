"""Preparing: a workshop begun, its sittings planned, opened and ended, who facilitates it."""

import datetime
from collections.abc import Collection
from dataclasses import replace
from typing import Final

from kb.errors import StoreConflict
from kb.readers import Person
from kb.store.files.database import compact, transaction
from kb.store.workshops import workshops as store
from kb.store.workshops.contributions import unlink
from kb.store.workshops.workshops import Sitting, Workshop
from kb.wiki.context import Wiki
from kb.wiki.rights import Case, require
from kb.workshops import live as lives
from kb.workshops.codes import new_code
from kb.workshops.plan import SittingPlan, WorkshopPlan, purge_date, usual_steps
from kb.workshops.words import ContributionRefused

# Tries to find a code that no sitting has: of 191 million, two in a row that are taken are no chance.
TRIES: Final = 20


def case_of(one: Workshop) -> Case:
    """What rights are asked about for a workshop: those who facilitate it stand for its authors."""
    return Case("workshop", authors=one.facilitators)


def workshop_for(wiki: Wiki, person: Person | None, number: int) -> Workshop:
    """A workshop that this person facilitates. Raises RecordNotFound or Refused."""
    one = store.workshop(wiki.private, number)
    require("facilitate", person, case_of(one))
    return one


def sitting_for(wiki: Wiki, person: Person | None, number: int) -> tuple[Workshop, Sitting]:
    """A sitting that this person facilitates, with its workshop. Raises RecordNotFound or Refused."""
    found = store.sitting(wiki.private, number)
    return workshop_for(wiki, person, found.workshop), found


def plan_of(one: Workshop) -> WorkshopPlan:
    """The plan of a workshop."""
    return WorkshopPlan.model_validate(one.body)


def sitting_plan(one: Sitting) -> SittingPlan:
    """The plan of a sitting."""
    return SittingPlan.model_validate(one.body)


def mine(wiki: Wiki, person: Person, groups: Collection[int] = ()) -> tuple[Workshop, ...]:
    """The workshops that this person facilitates, and those of these working groups, newest first."""
    return store.workshops_of(wiki.private, person.account, groups)


def start(wiki: Wiki, person: Person, plan: WorkshopPlan, working_group: int = 0) -> int:
    """Number of a new workshop. Raises Refused."""
    require("start", person, Case("workshop"))
    return store.add_workshop(wiki.private, person.account, plan.model_dump(mode="json"), working_group)


def change(wiki: Wiki, person: Person, number: int, plan: WorkshopPlan, working_group: int | None = None) -> None:
    """Give a workshop another plan."""
    one = workshop_for(wiki, person, number)
    group = one.working_group if working_group is None else working_group
    store.put_workshop(wiki.private, number, plan.model_dump(mode="json"), group)


def share(wiki: Wiki, person: Person, number: int, accounts: Collection[str]) -> None:
    """Say who facilitates a workshop with the one who began it."""
    workshop_for(wiki, person, number)
    store.put_facilitators(wiki.private, number, accounts)


def drop(wiki: Wiki, person: Person, number: int) -> None:
    """Efface a workshop and every word said in it; a restitution made of it stays what it is."""
    with transaction(wiki.private.database):  # no sitting opens meanwhile
        one = workshop_for(wiki, person, number)
        if any(sitting.state == "open" for sitting in store.sittings_of(wiki.private, one.number)):
            raise StoreConflict("Une séance est en cours : terminez-la d’abord.")
        store.drop_workshop(wiki.private, number)
    compact(wiki.private.database)


def add_sitting(wiki: Wiki, person: Person, number: int, plan: SittingPlan) -> int:
    """Number of a new sitting, with the usual steps when the plan has none, and a code of its own."""
    workshop_for(wiki, person, number)
    if not plan.steps:
        plan = plan.model_copy(update={"steps": usual_steps()})
    for _ in range(TRIES):
        try:
            return store.add_sitting(
                wiki.private, number, new_code(), plan.model_dump(mode="json"), purge_date(plan.date, today(wiki))
            )
        except StoreConflict:
            continue
    raise StoreConflict("Aucun code libre n’a été trouvé. Réessayez.")


def change_sitting(wiki: Wiki, person: Person, number: int, plan: SittingPlan, purge_on: str = "") -> None:
    """Give a sitting another plan; once it has begun, its groups and narratives are those it began with."""
    with transaction(wiki.private.database):
        _, found = sitting_for(wiki, person, number)
        before = sitting_plan(found)
        if found.state != "planned":
            if len(plan.groups) != len(before.groups) or plan.narratives[: len(before.narratives)] != before.narratives:
                raise ContributionRefused("La séance a commencé : ses groupes et ses récits ne changent plus.")
            if tuple(step.sort for step in plan.steps) != tuple(step.sort for step in before.steps):
                raise ContributionRefused("La séance a commencé : ses étapes ne changent plus d’ordre.")
        date = purge_on or purge_date(plan.date, today(wiki))
        store.change_sitting(wiki.private, number, body=plan.model_dump(mode="json"), purge_on=date)


def open_sitting(wiki: Wiki, person: Person, number: int) -> None:
    """Open a sitting to those who have its code, at its first step. One that has ended may go on."""
    with transaction(wiki.private.database):
        _, found = sitting_for(wiki, person, number)
        plan = sitting_plan(found)
        if found.state == "open":
            return
        if not plan.steps or not plan.groups:
            raise ContributionRefused("Il faut au moins une étape et un groupe.")
        live = lives.read(dict(found.live))
        if found.state == "planned":
            live = live.at(0, plan)
        store.change_sitting(wiki.private, number, state="open", live=live.written())


def end_sitting(wiki: Wiki, person: Person, number: int) -> None:
    """End a sitting: votes are counted, nobody can tell any more who wrote what, places stay until the purge."""
    with transaction(wiki.private.database):
        _, found = sitting_for(wiki, person, number)
        if found.state != "open":
            return
        plan, live = sitting_plan(found), lives.read(dict(found.live))
        sizes = sizes_of(store.places_of(wiki.private, number), len(plan.groups))
        unlink(wiki.private, number)
        ended = replace(live, vote_closed=True, sizes=sizes, ends=0.0, left=0.0)
        store.change_sitting(wiki.private, number, state="ended", live=ended.written())


def drop_sitting(wiki: Wiki, person: Person, number: int) -> None:
    """Efface a sitting that is not under way, and every word said in it."""
    with transaction(wiki.private.database):
        _, found = sitting_for(wiki, person, number)
        if found.state == "open":
            raise StoreConflict("Cette séance est en cours : terminez-la d’abord.")
        store.drop_sitting(wiki.private, number)
    compact(wiki.private.database)


def sizes_of(places: Collection[store.Place], groups: int) -> tuple[int, ...]:
    """How many people are in each group: places that were taken and not revoked."""
    return tuple(sum(one.team == team and not one.revoked for one in places) for team in range(groups))


def today(wiki: Wiki) -> datetime.date:
    """The day, as the register counts it."""
    return datetime.datetime.fromisoformat(wiki.register.now()).date()


def sittings(wiki: Wiki, number: int) -> tuple[Sitting, ...]:
    """The sittings of a workshop by date, those without one last."""
    found = store.sittings_of(wiki.private, number)
    return tuple(sorted(found, key=lambda one: (str(one.body.get("date") or "9999"), one.number)))
