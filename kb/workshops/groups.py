"""Permanent groups that meet: their theme and rhythm, who is in them, what they did and what is under way."""

from collections.abc import Collection
from dataclasses import dataclass

from pydantic import Field

from kb.errors import Refused
from kb.readers import Person
from kb.store.drafts.proposals import Proposal, proposals, record_author, record_authors, set_coauthors
from kb.store.files.database import transaction
from kb.store.workshops import leads as store
from kb.store.workshops import workshops
from kb.store.workshops.group_texts import add_group_text, texts_of_group
from kb.store.workshops.leads import Lead, WorkingGroup
from kb.store.workshops.workshops import Workshop
from kb.wiki.context import Wiki, proposal_case, record_case
from kb.wiki.rights import Case, allows, require
from kb.wiki.write import writing
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
    texts: tuple["GroupText", ...] = ()


@dataclass(frozen=True, slots=True)
class GroupText:
    """A text that a group writes together: its proposal under way (0 for none), whether readers find it."""

    record_id: str
    title: str
    number: int
    status: str
    published: bool


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
    before = _member(wiki, person, number)
    now = {person.account, *members}
    with transaction(wiki.register.database):
        store.put_working_group(wiki.register, plan.model_dump(), sorted(now), number)
        for record_id in texts_of_group(wiki.register, number):
            if wiki.register.published(record_id) is None:
                author = record_author(wiki.register, record_id)
                asked = record_authors(wiki.register, record_id) - before.members  # by its author, one by one
                set_coauthors(wiki.register, record_id, (asked | now) - {author}, actor=person.account)


def memory(wiki: Wiki, person: Person, number: int) -> Memory:
    """What a group did, for its members."""
    group = _member(wiki, person, number)
    own = workshops.workshops_of(wiki.private, "", [number])
    leads = store.leads(wiki.register, groups=[number])
    return Memory(group, plan_of(group), own, leads, _texts(wiki, person, number))


def write_together(wiki: Wiki, person: Person, number: int, kind: str, title: str) -> Proposal:
    """A text of one of its members that all members write from now on. Raises Refused, FormRefused.

    Nobody of the group reviews it: authors and reviewer are different people.
    """
    group = _member(wiki, person, number)
    made = writing.start(wiki, person, kind, {"title": title.strip()} if title.strip() else None)
    writing.save(wiki, person, made.number, "écrit à plusieurs")
    with transaction(wiki.register.database):
        set_coauthors(wiki.register, made.record_id, group.members - {person.account}, actor=person.account)
        add_group_text(wiki.register, number, made.record_id)
    return made


def _texts(wiki: Wiki, person: Person, number: int) -> tuple[GroupText, ...]:
    found = []
    for record_id in texts_of_group(wiki.register, number):
        published = wiki.register.published(record_id)
        own = [one for one in proposals(wiki.register, record_id=record_id) if _reads(wiki, person, one)]
        here = writing.open_writing(wiki, person, own[-1].number) if own else None
        case = record_case(wiki, record_id)
        if here is not None:
            found.append(GroupText(record_id, here.title, here.proposal.number, here.proposal.status, bool(published)))
        elif published is not None and case is not None and allows("read", person, case):
            found.append(GroupText(record_id, published.record.title, 0, "", True))
    return tuple(found)


def _reads(wiki: Wiki, person: Person, one: Proposal) -> bool:
    """Whether this person may read a proposal that is not published."""
    return allows("read_draft", person, proposal_case(wiki, one))


def _member(wiki: Wiki, person: Person, number: int) -> WorkingGroup:
    group = store.working_group(wiki.register, number)
    if person.account not in group.members:
        raise Refused("La mémoire d’un groupe de travail est ouverte à ses membres.")
    return group
