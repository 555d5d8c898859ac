"""What telephones send: each thing once, tied to a place and a question, whatever the connection does."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from kb.errors import KbError
from kb.store.files.database import transaction
from kb.store.workshops import contributions as words
from kb.store.workshops import workshops as store
from kb.store.workshops.contributions import CellRow, Contribution
from kb.store.workshops.workshops import Place, Sitting
from kb.wiki.context import Wiki
from kb.workshops import heaps as heap_rules
from kb.workshops import live as lives
from kb.workshops.cells import STANCES, merged
from kb.workshops.plan import MOST_PLACES, SittingPlan
from kb.workshops.words import LONGEST, SORTS, TOO_LONG, ContributionRefused, checked, is_key

# Things that one telephone sends at once after a long silence.
MOST_AT_ONCE: Final = 60
GONE: Final = "Cette place n’est plus ouverte. Demandez à l’animateur de vous en redonner une : votre texte reste ici."
OVER: Final = "La séance est terminée."
LATE: Final = "La séance est terminée : votre texte est remis à l’animateur, à part."
NOT_YET: Final = "La séance n’est pas encore ouverte. Votre texte reste ici."

Sent = Mapping[str, Any]
# What came of one thing: {"ok": True}, with what changed, or {"error": …, "final": whether trying again is no use}.
Outcome = dict[str, Any]


class PlaceGone(KbError):
    """Whoever sends has no place any more in a sitting."""


def place_of(wiki: Wiki, token: str) -> Place:
    """The place that the token of a telephone opens. Raises PlaceGone."""
    found = store.place(wiki.private, store.place_digest(token)) if token else None
    if found is None or found.revoked:
        raise PlaceGone(GONE)
    return found


def join(wiki: Wiki, sitting: Sitting, team: int, token: str, *, paper: bool = False) -> Place:
    """A place in a group of an open sitting, for the holder of `token`. Raises ContributionRefused."""
    plan = SittingPlan.model_validate(sitting.body)
    if sitting.state != "open":
        raise ContributionRefused(OVER if sitting.state == "ended" else "Cette séance n’est pas encore ouverte.")
    if not 0 <= team < len(plan.groups):
        raise ContributionRefused("Choisissez un groupe.")
    made = store.add_place(wiki.private, sitting.number, token, team, paper=paper, most=MOST_PLACES)
    if made is None:
        raise ContributionRefused("Toutes les places sont prises. L’animateur peut en libérer une.")
    return made


def receive(wiki: Wiki, sent: Sequence[tuple[str, Sequence[Sent]]]) -> list[dict[str, Outcome] | None]:
    """What came of what several telephones sent, each with its token, by key; None for one that has no place any more.

    All of it is one transaction: what is told to be kept is on the disk, for all of them at the price of one.
    """
    out: list[dict[str, Outcome] | None] = []
    touched: set[int] = set()
    with transaction(wiki.private.database):
        for token, things in sent:
            try:
                place = place_of(wiki, token)
            except PlaceGone:
                out.append(None)
                continue
            out.append(_received(wiki, place, things))
            touched.add(place.sitting)
        for number in touched:
            store.change_sitting(wiki.private, number)
    return out


def receive_for(wiki: Wiki, place: Place, things: Sequence[Sent]) -> dict[str, Outcome]:
    """The same for a place without a telephone, in whose name the facilitator writes."""
    with transaction(wiki.private.database):
        done = _received(wiki, place, things)
        store.change_sitting(wiki.private, place.sitting)
    return done


def _received(wiki: Wiki, place: Place, things: Sequence[Sent]) -> dict[str, Outcome]:
    sitting = store.sitting(wiki.private, place.sitting)
    done: dict[str, Outcome] = {}
    for thing in things[:MOST_AT_ONCE]:
        key = thing.get("key")
        if not is_key(key):
            continue
        try:
            with transaction(wiki.private.database):
                done[str(key)] = {"ok": True, **_one(wiki, sitting, place, str(key), thing)}
        except ContributionRefused as refused:
            done[str(key)] = {"error": str(refused), "final": sitting.state != "planned"}
        except (ValueError, TypeError, KeyError, OverflowError):
            done[str(key)] = {"error": "Cet envoi ne se lit pas.", "final": True}
        sitting = store.sitting(wiki.private, place.sitting)
    return done


def _one(wiki: Wiki, sitting: Sitting, place: Place, key: str, thing: Sent) -> dict[str, Any]:
    what = thing.get("what")
    if sitting.state == "planned":
        raise ContributionRefused(NOT_YET)
    if what in SORTS:
        return _written(wiki, sitting, place, key, str(what), thing)
    if sitting.state == "ended":
        raise ContributionRefused(OVER)
    if what == "withdraw":
        _withdrawn(wiki, sitting, place, str(thing["target"]))
        return {}
    if what == "vote":
        return _voted(wiki, sitting, place, thing)
    if not words.first_time(wiki.private, sitting.number, key):
        return {"again": True}
    if what == "accept":
        store.change_place(wiki.private, place.token, accepted=True)
    elif what == "cell":
        return _cell(wiki, sitting, place, thing)
    elif what in ("move", "name"):
        heaped(wiki, sitting, thing)
    else:
        raise ContributionRefused("Cet envoi n’est pas de ceux que l’on fait ici.")
    return {}


def _written(wiki: Wiki, sitting: Sitting, place: Place, key: str, sort: str, thing: Sent) -> dict[str, Any]:
    late = sitting.state == "ended"
    body = checked(sort, thing["body"])
    known = SittingPlan.model_validate(sitting.body).narratives
    if sort == "association":
        if body["record"] not in known or body["link"] not in ("", *known):
            raise ContributionRefused("Ce récit n’est pas de cette séance.")
        body["quote"] = quoted(wiki, body)
    version = int(thing.get("version", 1))
    # Whoever comes back when the sitting is over is not known to the words any more.
    owner = "" if late else place.token
    kept = Contribution(key, sort, place.team, owner, "waiting", version, body, None, late)
    fresh = words.put_contribution(wiki.private, sitting.number, kept)
    return {"late": LATE} if late and fresh else {} if fresh else {"again": True}


def quoted(wiki: Wiki, body: Mapping[str, Any]) -> str:
    """The words of a narrative that an association is about, as they stand in the text that was read."""
    published = wiki.register.published(str(body["record"]))
    if published is None:
        raise ContributionRefused("Ce récit vient d’être retiré : on n’y associe plus rien.")
    text, start, end = published.document.text, int(body["start"]), int(body["end"])
    if body["revision"] not in (0, published.number) or not 0 <= start < end <= len(text) or end - start > 600:
        raise ContributionRefused("Ces mots ne sont plus dans le récit. Choisissez-les de nouveau.")
    return text[start:end]


def _withdrawn(wiki: Wiki, sitting: Sitting, place: Place, key: str) -> None:
    if words.drop_contribution(wiki.private, sitting.number, key, place.token):
        left = heap_rules.read(dict(sitting.heaps)).without([key])
        store.change_sitting(wiki.private, sitting.number, heaps=heap_rules.written(left))


def _cell(wiki: Wiki, sitting: Sitting, place: Place, thing: Sent) -> dict[str, Any]:
    plan = SittingPlan.model_validate(sitting.body)
    line, question, text = int(thing["line"]), int(thing["question"]), str(thing.get("text", "")).strip()
    stance = str(thing.get("stance", ""))
    if not (0 <= line < len(plan.narratives) and 0 <= question < len(plan.questions)) or stance not in STANCES:
        raise ContributionRefused("Cette case n’est pas dans la grille.")
    there = next(
        (
            one
            for one in words.cells(wiki.private, sitting.number)
            if (one.line, one.question, one.team) == (line, question, place.team)
        ),
        CellRow(line, question, place.team, "", "", 0),
    )
    base = words.cell_text(wiki.private, sitting.number, (line, question, place.team), int(thing.get("base", 0)))
    whole = merged(base, there.text, text)
    if len(whole) > 2 * LONGEST:
        raise ContributionRefused(TOO_LONG.format(length=len(whole), longest=2 * LONGEST))
    cell = replace(there, text=whole, stance=stance or there.stance, version=there.version + 1)
    words.put_cell(wiki.private, sitting.number, cell)
    return {"text": cell.text, "version": cell.version, "merged": cell.text != text}


def heaped(wiki: Wiki, sitting: Sitting, thing: Sent) -> None:
    """Move a card to a heap, or give a heap a name, for a telephone as for the remote. Raises ContributionRefused."""
    there = heap_rules.read(dict(sitting.heaps))
    heap = str(thing.get("heap", ""))
    if heap and not is_key(heap):
        raise ContributionRefused("Ce tas n’existe plus.")
    if thing["what"] == "name":
        there = there.named(heap, str(thing["name"]))
    else:
        cards = {one.key for one in words.contributions(wiki.private, sitting.number, "card") if one.state == "shown"}
        if thing["card"] not in cards:
            raise ContributionRefused("Cette carte n’est plus là.")
        there = there.moved(str(thing["card"]), heap)
    store.change_sitting(wiki.private, sitting.number, heaps=heap_rules.written(there))


def _voted(wiki: Wiki, sitting: Sitting, place: Place, thing: Sent) -> dict[str, Any]:
    plan, target, points = SittingPlan.model_validate(sitting.body), str(thing["target"]), int(thing["points"])
    if lives.read(dict(sitting.live)).vote_closed:
        raise ContributionRefused("Le vote est clos.")
    if all(one.id != target for one in heap_rules.read(dict(sitting.heaps)).heaps):
        raise ContributionRefused("Ce tas vient d’être défait : vos points vous reviennent.")
    given = words.votes_by(wiki.private, sitting.number, place.token)
    present = {one.id for one in heap_rules.read(dict(sitting.heaps)).heaps}
    others = sum(points for heap, points in given.items() if heap != target and heap in present)
    if points < 0 or others + points > plan.points:
        raise ContributionRefused(f"Vous avez {plan.points} points en tout, et {plan.points - others} pour ce tas.")
    words.put_vote(wiki.private, sitting.number, place.token, target, points, int(thing["turn"]))
    return {"votes": words.votes_by(wiki.private, sitting.number, place.token)}
