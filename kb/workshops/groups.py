"""Permanent groups that meet: their theme and rhythm, who is in them, what they did and what is under way."""

from collections.abc import Collection
from dataclasses import dataclass

from pydantic import Field

from kb.errors import Refused
from kb.readers import Person
from kb.store.workshops import leads as store
from kb.store.workshops import workshops
from kb.store.workshops.leads import Lead, WorkingGroup
from kb.store.workshops.workshops import Workshop
from kb.wiki.context import Wiki
from kb.wiki.rights import Case, require
from kb.workshops.plan import Line, Lines, Plain
from kb.workshops.words import ContributionRefused


class GroupPlan(Plain):
    """What a working group is: its name, theme, rhythm, and how it works."""

    name: Line = Field("", max_length=120, title="Nom du groupe")
    theme: Line = Field("", max_length=200, title="Thème")
    rhythm: Line = Field("", max_length=120, title="Rythme des réunions")
    charter: Lines = Field("", max_length=3_000, title="Modalités")


@dataclass(frozen=True, slots=True)
class Memory:
    """What a working group did: its workshops, and all its leads."""

    group: WorkingGroup
    plan: GroupPlan
    workshops: tuple[Workshop, ...]
    leads: tuple[Lead, ...]


def mine(wiki: Wiki, person: Person) -> tuple[WorkingGroup, ...]:
    """The working groups that this person is in."""
    return store.working_groups_of(wiki.register, person.account)


def plan_of(group: WorkingGroup) -> GroupPlan:
    """What a group says of itself."""
    return GroupPlan.model_validate(group.body)


def start(wiki: Wiki, person: Person, plan: GroupPlan, members: Collection[str] = ()) -> int:
    """Number of a new group, of this person and these. Whoever may begin a workshop may begin a group."""
    require("start", person, Case("workshop"))
    if not plan.name:
        raise ContributionRefused("Un groupe a besoin d’un nom.")
    return store.put_working_group(wiki.register, plan.model_dump(), [person.account, *members])


def change(wiki: Wiki, person: Person, number: int, plan: GroupPlan, members: Collection[str]) -> None:
    """Change a group, for one of its members; whoever changes it stays in it."""
    _member(wiki, person, number)
    store.put_working_group(wiki.register, plan.model_dump(), [person.account, *members], number)


def memory(wiki: Wiki, person: Person, number: int) -> Memory:
    """What a group did, for its members."""
    group = _member(wiki, person, number)
    own = workshops.workshops_of(wiki.private, "", [number])
    return Memory(group, plan_of(group), own, store.leads(wiki.register, groups=[number]))


def _member(wiki: Wiki, person: Person, number: int) -> WorkingGroup:
    group = store.working_group(wiki.register, number)
    if person.account not in group.members:
        raise Refused("La mémoire d’un groupe de travail est ouverte à ses membres.")
    return group
