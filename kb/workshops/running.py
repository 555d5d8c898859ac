"""The facilitator's remote: steps, timer, reveal, heaps proposed and taken back, the vote, places."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from kb.readers import Person
from kb.store.files.database import transaction
from kb.store.workshops import contributions as words
from kb.store.workshops import workshops as store
from kb.store.workshops.workshops import Place, Sitting
from kb.wiki.context import Wiki
from kb.workshops import heaps as heap_rules
from kb.workshops import live as lives
from kb.workshops import moderation, preparing
from kb.workshops.live import Live
from kb.workshops.plan import SittingPlan
from kb.workshops.receiving import heaped, join, receive_for
from kb.workshops.words import SORTS, ContributionRefused

# Groups of indices of texts that say the same thing, nearest first.
Sorter = Callable[[Sequence[str]], Sequence[Sequence[int]]]
Given = Mapping[str, Any]
LONGEST_SHIFT: Final = 3_600.0  # seconds


def command(wiki: Wiki, person: Person | None, number: int, given: Given, now: float, sorter: Sorter) -> dict[str, Any]:
    """Do what the remote asks of a sitting, and say what came of it. Raises Refused, ContributionRefused.

    `now` is seconds since 1970; `sorter` proposes heaps.
    """
    _, sitting = preparing.sitting_for(wiki, person, number)
    what = str(given.get("what"))
    if what == "open" and person is not None:
        preparing.open_sitting(wiki, person, number)
        return {}
    if what == "end" and person is not None:
        preparing.end_sitting(wiki, person, number)
        return {}
    if what in _LIVE:
        with transaction(wiki.private.database):
            sitting = store.sitting(wiki.private, number)
            live = _LIVE[what](lives.read(dict(sitting.live)), preparing.sitting_plan(sitting), given, now)
            store.change_sitting(wiki.private, number, live=live.written())
        return {}
    if what not in _ACTS:
        raise ContributionRefused("La télécommande ne connaît pas cette touche.")
    if what == "propose":
        return _proposed(wiki, number, sorter)
    if what in ("reveal", "mask"):
        moderation.looked_at(wiki, number)  # before the writing begins: the recogniser may take seconds
    with transaction(wiki.private.database):
        done = _ACTS[what](wiki, store.sitting(wiki.private, number), given)
        store.change_sitting(wiki.private, number)
    return done


def _step(live: Live, plan: SittingPlan, given: Given, now: float) -> Live:
    return live.at(int(given["to"]), plan)


def _narrative(live: Live, plan: SittingPlan, given: Given, now: float) -> Live:
    to = int(given["to"])
    return replace(live, narrative=to) if 0 <= to < len(plan.narratives) else live


def _timer(live: Live, plan: SittingPlan, given: Given, now: float) -> Live:
    if given["to"] == "start":
        return live.started(now)
    if given["to"] == "stop":
        return live.stopped(now)
    seconds = float(given["to"])
    return live.longer(max(-LONGEST_SHIFT, min(LONGEST_SHIFT, seconds)), now)


_LIVE: Final[Mapping[str, Callable[[Live, SittingPlan, Given, float], Live]]] = {
    "step": _step,
    "narrative": _narrative,
    "timer": _timer,
}


def _reveal(wiki: Wiki, sitting: Sitting, given: Given) -> dict[str, Any]:
    sort = str(given["sort"])
    if sort not in SORTS:
        raise ContributionRefused("La télécommande ne connaît pas cette touche.")
    return {"shown": moderation.reveal(wiki, sitting.number, sort)}


def _put(wiki: Wiki, sitting: Sitting, given: Given) -> dict[str, Any]:
    moderation.put(wiki, sitting.number, str(given["target"]), str(given["to"]))
    heaps = moderation.heaps_of_shown(wiki, sitting.number, heap_rules.read(dict(sitting.heaps)))
    store.change_sitting(wiki.private, sitting.number, heaps=heap_rules.written(heaps))
    return {}


def _mask(wiki: Wiki, sitting: Sitting, given: Given) -> dict[str, Any]:
    moderation.without_names(wiki, sitting.number, str(given["target"]))
    return {}


def _proposed(wiki: Wiki, number: int, sorter: Sorter) -> dict[str, Any]:
    """Heaps by nearness. The encoder runs before the writing begins: nobody waits for it."""
    cards = [one for one in words.contributions(wiki.private, number, "card") if one.state == "shown"]
    if len(cards) < 3:
        raise ContributionRefused("Il faut au moins trois cartes montrées pour proposer des tas.")
    groups = sorter([moderation.text_of(one) for one in cards])
    with transaction(wiki.private.database):
        sitting = store.sitting(wiki.private, number)
        heaps = heap_rules.read(dict(sitting.heaps)).proposed(
            [[cards[at].key for at in group] for group in groups], [secrets.token_hex(8) for _ in groups]
        )
        heaps = moderation.heaps_of_shown(wiki, number, heaps)
        store.change_sitting(wiki.private, number, heaps=heap_rules.written(heaps))
    return {"heaps": len(groups)}


def _undo(wiki: Wiki, sitting: Sitting, given: Given) -> dict[str, Any]:
    heaps = heap_rules.read(dict(sitting.heaps)).undone()
    heaps = moderation.heaps_of_shown(wiki, sitting.number, heaps)
    store.change_sitting(wiki.private, sitting.number, heaps=heap_rules.written(heaps))
    return {}


def _axis(wiki: Wiki, sitting: Sitting, given: Given) -> dict[str, Any]:
    heaps = heap_rules.read(dict(sitting.heaps)).chosen(str(given["target"]), bool(given["to"]))
    store.change_sitting(wiki.private, sitting.number, heaps=heap_rules.written(heaps))
    return {}


def _heaped(wiki: Wiki, sitting: Sitting, given: Given) -> dict[str, Any]:
    heaped(wiki, sitting, given)
    return {}


def _vote(wiki: Wiki, sitting: Sitting, given: Given) -> dict[str, Any]:
    """Close the vote: points are counted, and nobody can tell any more who gave them."""
    words.count_votes(wiki.private, sitting.number)
    live = replace(lives.read(dict(sitting.live)), vote_closed=True)
    store.change_sitting(wiki.private, sitting.number, live=live.written())
    return {}


def _paper(wiki: Wiki, sitting: Sitting, given: Given) -> dict[str, Any]:
    """A place for somebody without a telephone; its token is known to nobody."""
    made = join(wiki, sitting, int(given["team"]), secrets.token_urlsafe(32), paper=True)
    return {"place": made.number}


def _places(wiki: Wiki, sitting: Sitting, given: Given) -> Place:
    number = int(given["place"])
    found = next((one for one in store.places_of(wiki.private, sitting.number) if one.number == number), None)
    if found is None:
        raise ContributionRefused("Cette place n’existe pas.")
    return found


def _revoke(wiki: Wiki, sitting: Sitting, given: Given) -> dict[str, Any]:
    store.change_place(wiki.private, _places(wiki, sitting, given).token, revoked=True)
    return {}


def _for_paper(wiki: Wiki, sitting: Sitting, given: Given) -> dict[str, Any]:
    """Write or vote for somebody without a telephone, whose place this is."""
    place = _places(wiki, sitting, given)
    if not place.paper or place.revoked:
        raise ContributionRefused("On n’écrit que pour une place sans téléphone.")
    done = receive_for(wiki, place, [given["thing"]])
    for one in done.values():
        if "error" in one:
            raise ContributionRefused(str(one["error"]))
    return {}


_ACTS: Final[Mapping[str, Callable[[Wiki, Sitting, Given], dict[str, Any]]]] = {
    "reveal": _reveal,
    "put": _put,
    "mask": _mask,
    "propose": lambda wiki, sitting, given: {},
    "undo": _undo,
    "axis": _axis,
    "move": _heaped,
    "name": _heaped,
    "close_vote": _vote,
    "paper": _paper,
    "revoke": _revoke,
    "for": _for_paper,
}
