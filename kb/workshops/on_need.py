"""A workshop that takes up a need which nothing meets: begun from the need, and shown beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from kb.errors import RecordNotFound
from kb.readers import Person, Reader
from kb.store.workshops import workshops as store
from kb.wiki.context import Wiki
from kb.workshops import preparing
from kb.workshops.plan import MOST_NARRATIVES, SittingPlan, WorkshopPlan


@dataclass(frozen=True, slots=True)
class TakenUp:
    """What came of a need in workshops: those that somebody facilitates, and restitutions that a reader may read.

    `mine` gives numbers with titles, `restitutions` identifiers.
    """

    mine: tuple[tuple[int, str], ...]
    restitutions: tuple[str, ...]


def begin(wiki: Wiki, person: Person, need: str, stories: Sequence[str]) -> int:
    """Number of a new workshop on a published need, with one sitting on the récits that illustrate it.

    Raises Refused, and RecordNotFound for a need that this person may not read.
    """
    found = wiki.register.published(need) if _readable(wiki, person.reader, need) else None
    if found is None or found.record.kind != "need":
        raise RecordNotFound("Ce besoin a été retiré, ou ne vous est pas ouvert. Aucun atelier n’est commencé.")
    record = found.record
    aim = f"Reprendre ce manque : {record.title}."
    plan = WorkshopPlan(
        title=record.title[:200],
        aim=f"{aim}\n\n{record.summary}".strip()[:2_000],
        territories=record.territories,
        themes=record.themes,
        need=need,
        fictional=record.fictional,
    )
    number = preparing.start(wiki, person, plan)
    told = tuple(one for one in dict.fromkeys(stories) if _readable(wiki, person.reader, one))[:MOST_NARRATIVES]
    preparing.add_sitting(wiki, person, number, SittingPlan(theme=record.title[:200], narratives=told))
    return number


def taken_up(wiki: Wiki, reader: Reader, person: Person | None, need: str) -> TakenUp:
    """The workshops on a need, as one reader may know of them: only who facilitates one is told that it is there."""
    found = store.workshops_on(wiki.private, need)
    mine = [one for one in found if person is not None and person.account in one.facilitators]
    return TakenUp(
        tuple((one.number, preparing.plan_of(one).title) for one in mine),
        tuple(one.record_id for one in found if one.record_id and _readable(wiki, reader, one.record_id)),
    )


def _readable(wiki: Wiki, reader: Reader, record_id: str) -> bool:
    entry = wiki.register.entry(record_id)
    return entry is not None and entry.published_revision is not None and reader.reads(entry.diffusion)
