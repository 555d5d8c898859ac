"""What each screen shows of a sitting: a telephone, the room, the remote. JSON, and never who wrote what."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ingest.french.sentences import sentences
from kb.store.workshops import contributions as words
from kb.store.workshops import workshops as store
from kb.store.workshops.contributions import CellRow, Contribution
from kb.store.workshops.workshops import Place, Sitting
from kb.wiki.context import Wiki
from kb.workshops import heaps as heap_rules
from kb.workshops import live as lives
from kb.workshops.cells import GridCell, disagree
from kb.workshops.codes import spaced
from kb.workshops.heaps import Heaps
from kb.workshops.live import Live
from kb.workshops.moderation import looked_at, queue
from kb.workshops.plan import STEP_LABELS, SittingPlan, WorkshopPlan
from kb.workshops.preparing import sizes_of

View = dict[str, Any]
# What may be handed out to those present: what any account may read.
HANDED_OUT: Final = ("public", "professionals")


@dataclass(frozen=True, slots=True)
class Scene:
    """All of a sitting at one moment; `names` are how the words of each group are attributed."""

    workshop: WorkshopPlan
    sitting: Sitting
    plan: SittingPlan
    live: Live
    heaps: Heaps
    contributions: tuple[Contribution, ...]
    cells: tuple[CellRow, ...]
    points: Mapping[str, int]
    places: tuple[Place, ...]
    sizes: tuple[int, ...]
    voters: int

    @property
    def names(self) -> tuple[str, ...]:
        """How the words of each group are attributed."""
        return lives.group_names(self.plan.groups, self.sizes)

    @property
    def sort(self) -> str:
        """The step under way, "" before the first."""
        return self.plan.steps[self.live.step].sort if self.plan.steps else ""

    def shown(self, sort: str) -> tuple[Contribution, ...]:
        """What the room may see of one sort, by key."""
        return tuple(one for one in self.contributions if one.sort == sort and one.state == "shown")


def scene(wiki: Wiki, number: int, *, marked: bool = False) -> Scene:
    """A sitting as it stands; `marked` looks first for names in what nobody looked at. Raises RecordNotFound."""
    sitting = store.sitting(wiki.private, number)
    plan, live = SittingPlan.model_validate(sitting.body), lives.read(dict(sitting.live))
    places = store.places_of(wiki.private, number)
    counted = sizes_of(places, len(plan.groups))
    return Scene(
        WorkshopPlan.model_validate(store.workshop(wiki.private, sitting.workshop).body),
        sitting,
        plan,
        live,
        heap_rules.read(dict(sitting.heaps)),
        looked_at(wiki, number) if marked else words.contributions(wiki.private, number),
        words.cells(wiki.private, number),
        words.points(wiki.private, number),
        places,
        live.sizes or counted,
        words.voters(wiki.private, number),
    )


def common(wiki: Wiki, here: Scene, now: float) -> View:
    """What every screen shows: where the sitting stands, and what was shown to the room at this step."""
    step = here.plan.steps[here.live.step] if here.plan.steps else None
    return {
        "version": here.sitting.version,
        "state": here.sitting.state,
        "title": here.workshop.title,
        "theme": here.plan.theme,
        "purge": here.sitting.purge_on,
        "groups": list(here.plan.groups),
        "step": {
            "at": here.live.step,
            "count": len(here.plan.steps),
            "sort": here.sort,
            "label": STEP_LABELS.get(here.sort, ""),
            "say": step.instruction if step else "",
        },
        "timer": {"ends": here.live.ends, "left": here.live.left, "now": now},
        "narrative": here.live.narrative,
        "narratives": [{"id": one, "title": _title(wiki, one)} for one in here.plan.narratives],
        **_of_step(here),
    }


def _of_step(here: Scene) -> View:
    sort = here.sort
    if sort == "welcome":
        return {"rules": here.workshop.rules}
    if sort == "associations":
        return {"associations": associations(here)}
    if sort == "grid":
        return {"questions": list(here.plan.questions), "cells": cells(here)}
    if sort in ("cards", "heaps", "vote"):
        return {"cards": cards(here), "heaps": heaps(here), "vote": vote(here)}
    if sort == "leads":
        return {"heaps": heaps(here), "vote": vote(here), "leads": leads(here)}
    return {}


def associations(here: Scene) -> list[View]:
    """The associations shown, by place in the narratives."""
    found = sorted(here.shown("association"), key=lambda one: (one.body["record"], one.body["start"], one.key))
    return [
        {name: one.body[name] for name in ("record", "start", "end", "quote", "text", "link")}
        | {"key": one.key, "group": here.names[one.team]}
        for one in found
    ]


def cells(here: Scene) -> list[View]:
    """The cells of the grid; `apart` where the groups answer differently."""
    found: dict[tuple[int, int], list[CellRow]] = {}
    for one in here.cells:
        found.setdefault((one.line, one.question), []).append(one)
    return [
        {
            "line": one.line, "question": one.question, "team": one.team, "group": here.names[one.team],
            "text": one.text, "stance": one.stance, "version": one.version,
            "apart": disagree([GridCell(c.line, c.question, c.team, c.text, c.stance) for c in together]),
        }
        for together in found.values()
        for one in together
        if one.team < len(here.plan.groups)
    ]  # fmt: skip


def cards(here: Scene) -> list[View]:
    """The cards shown."""
    return [
        {"key": one.key, "nature": one.body["nature"], "text": one.body["text"], "heap": here.heaps.of(one.key)}
        for one in here.shown("card")
    ]


def heaps(here: Scene) -> list[View]:
    """The heaps; their points where the vote may be seen."""
    seen = not here.plan.hidden or here.live.vote_closed
    return [
        {"id": one.id, "name": one.name, "count": len(one.cards), "axis": one.axis}
        | ({"points": here.points.get(one.id, 0)} if seen else {})
        for one in here.heaps.heaps
    ]


def vote(here: Scene) -> View:
    """Where the vote stands: how many voted, never who."""
    return {"closed": here.live.vote_closed, "budget": here.plan.points, "voters": here.voters,
            "undo": here.heaps.before is not None}  # fmt: skip


def leads(here: Scene) -> list[View]:
    """The leads shown."""
    return [
        {"key": one.key, "group": here.names[one.team]}
        | {name: one.body[name] for name in ("axis", "text", "owner", "due")}
        for one in here.shown("lead")
    ]


def room(wiki: Wiki, here: Scene, now: float) -> View:
    """What the room's screen shows: beside what all see, the code, and how much has come."""
    arrived: dict[str, int] = {}
    for one in here.contributions:
        arrived[one.sort] = arrived.get(one.sort, 0) + 1
    present = sum(not one.revoked for one in here.places)
    accepted = sum(one.accepted and not one.revoked for one in here.places)
    return {
        **common(wiki, here, now),
        "code": spaced(here.sitting.code),
        "arrived": arrived,
        "present": present,
        "accepted": accepted,
    }


def remote(wiki: Wiki, here: Scene, now: float) -> View:
    """What the remote shows: beside what the room does, what waits to be read, and the places."""
    return {
        **room(wiki, here, now),
        "queue": queue(here.contributions),
        "places": [
            {"place": one.number, "team": one.team, "paper": one.paper, "accepted": one.accepted}
            for one in here.places
            if not one.revoked
        ],
        "steps": [
            {"sort": one.sort, "label": STEP_LABELS[one.sort], "minutes": one.minutes} for one in here.plan.steps
        ],
        "all_heaps": heaps(here),
        "shown": [
            {"key": one.key, "sort": one.sort, "text": str(one.body.get("text", ""))}
            for one in here.contributions
            if one.state == "shown"
        ],
    }


def own(wiki: Wiki, place: Place) -> View:
    """What one place wrote and voted, for its telephone alone."""
    return {
        "place": place.number,
        "team": place.team,
        "accepted": place.accepted,
        "wrote": [
            {"key": one.key, "sort": one.sort, "version": one.version, "state": one.state, "body": one.body}
            for one in words.contributions(wiki.private, place.sitting)
            if one.owner == place.token
        ],
        "votes": words.votes_by(wiki.private, place.sitting, place.token),
    }


def narrative(wiki: Wiki, sitting: Sitting, at: int) -> View | None:
    """A narrative of a sitting, sentence by sentence, or None when it was withdrawn.

    A facilitator chose it for those present, as they would hand it out on paper; what a group keeps is not handed out.
    """
    plan = SittingPlan.model_validate(sitting.body)
    if not 0 <= at < len(plan.narratives):
        return None
    record_id = plan.narratives[at]
    entry, published = wiki.register.entry(record_id), wiki.register.published(record_id)
    if entry is None or published is None or entry.diffusion not in HANDED_OUT:
        return None
    text = published.document.text
    parts: list[View] = []
    for block in published.document.blocks:
        if block.kind == "heading":
            parts.append({"heading": text[block.start : block.end]})
            continue
        found = sentences(text[block.start : block.end])
        parts.append({"sentences": [[block.start + a, block.start + b, text[block.start + a : block.start + b]]
                                    for a, b in found]})  # fmt: skip
    return {"id": record_id, "title": published.record.title, "revision": published.number, "parts": parts}


def _title(wiki: Wiki, record_id: str) -> str:
    published = wiki.register.published(record_id)
    return published.record.title if published else "Récit retiré"
