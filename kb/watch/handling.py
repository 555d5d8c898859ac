"""What the cell does with a signal: verify it, weigh it, make it known, close it or take it back."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from kb.errors import KbError, Refused
from kb.protection.highlights import Highlight
from kb.readers import Person
from kb.records.plain import many_lines
from kb.store.accounts.accounts import account
from kb.store.files.database import transaction
from kb.store.records.sources import get_setting
from kb.store.watch import news as watch_news
from kb.store.watch import signals as store
from kb.store.watch.signals import SignalReport, SignalStep
from kb.watch.context import Watch
from kb.watch.given import checked_fields, checked_text, place_typed
from kb.wiki.context import require_anywhere

# What may become of a signal in each state. What was never made known is closed, not retracted.
NEXT: Final[Mapping[str, tuple[str, ...]]] = {
    "received": ("verified", "closed"),
    "verified": ("evaluated", "closed"),
    "evaluated": ("diffused", "closed"),
    "diffused": ("closed", "retracted"),
    "closed": ("retracted",),
    "retracted": (),
}
# Days within which the next step is due, in each state; an alert is weighed and made known the same day.
DUE: Final[Mapping[str, int]] = {"received": 2, "verified": 5, "evaluated": 5}
DUE_ALERT: Final = 1
EXPIRES_AFTER: Final = 90  # days after a diffusion, unless the cell says otherwise
# The grid: what is weighed, and the answers, weakest first.
GRID: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "gravity": ("Gravité", ("Faible", "Moyenne", "Forte")),
    "unusual": ("Caractère inhabituel", ("Habituel", "Peu habituel", "Jamais vu ici")),
    "extension": ("Extension", ("Un seul lieu", "Plusieurs lieux", "S’étend")),
    "sources": ("Sources indépendantes", ("Une", "Deux", "Trois ou plus")),
}
LEVELS: Final = ("information", "watch", "alert")
LONGEST_REASON: Final = 2_000
SENDERS: Final = "watch_senders"  # the setting: who may learn which account sent a signal


class StepRefused(KbError):
    """A step that is not open to a signal as it stands; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class WaitingSignal:
    """A line of the cell's desk: a signal, whether its next step is late, and whether one may take it on."""

    report: SignalReport
    late: bool
    own: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """A signal as the cell works on it: its history, and what in its words could name somebody."""

    report: SignalReport
    steps: tuple[SignalStep, ...]
    highlights: tuple[Highlight, ...]
    own: bool
    next: tuple[str, ...]


def desk(watch: Watch, person: Person, state: str = "") -> tuple[WaitingSignal, ...]:
    """The signals of a state, or all those that wait for a step: late ones first, then the oldest."""
    require_anywhere("handle_signals", person)
    where = "state = ?" if state else "state IN ('received', 'verified', 'evaluated')"
    found = store.reports(watch.private, where, [state] if state else [])
    today = watch.today.isoformat()
    lines = [
        WaitingSignal(one, bool(one.deadline) and one.deadline < today, one.sender == person.account) for one in found
    ]
    return tuple(sorted(lines, key=lambda line: (not line.late, line.report.number)))


def counts(watch: Watch, person: Person) -> dict[str, int]:
    """How many signals stand in each state."""
    require_anywhere("handle_signals", person)
    return {state: store.count_reports(watch.private, state) for state in NEXT}


def open_signal(watch: Watch, person: Person, number: int) -> Opened:
    """One signal, for the cell. Raises RecordNotFound or Refused."""
    require_anywhere("handle_signals", person)
    one = store.report(watch.private, number)
    own = one.sender == person.account
    found = watch.wiki.resources.highlights(str(one.fields["description"]))
    return Opened(one, store.steps(watch.private, number), found, own, NEXT[one.state])


def correct(watch: Watch, person: Person, number: int, changes: Mapping[str, Any]) -> None:
    """Complete or mend a signal before it is made known: its words, place, products, object, trigger, title."""
    one = handled(watch, person, number)
    text = checked_text(changes.get("description", one.fields["description"]))
    # Before the writing begins: nobody waits for the encoder.
    vector = watch.encode([text])[0] if text != one.fields["description"] else None
    with transaction(watch.private.database):  # from the reading on: else what another of the cell corrects would go
        one = handled(watch, person, number)
        if one.record_id:
            raise StepRefused("Ce signal est diffusé : corrigez sa fiche, ou rétractez-le.")
        before = dict(one.fields)
        given = checked_fields(watch.wiki.vocabulary, {**before, **changes})
        title = " ".join(str(changes.get("title") or before["title"]).split())[:300]
        level = str(changes.get("level") or before.get("level") or "information")
        standing = str(changes.get("standing") or before.get("standing") or "")
        text = text if vector is not None else before["description"]
        said = {"description": text, "title": title, "level": level, "standing": standing}
        place = place_typed(watch.wiki.vocabulary, str(changes.get("territory") or one.territory))
        store.change_report(watch.private, number, fields={**before, **given, **said}, territory=place)
        if vector is not None:
            store.put_vector(watch.private, number, vector)


def verify(watch: Watch, person: Person, number: int, reason: str) -> None:
    """Say that the facts were checked, and how."""
    _moved(watch, person, number, "verified", _reason(reason, "Dites comment vous avez vérifié."))


def evaluate(watch: Watch, person: Person, number: int, grid: Mapping[str, str], level: str, reason: str) -> None:
    """Weigh a signal by the grid, and give it a level."""
    handled(watch, person, number)
    lacking = [label for name, (label, answers) in GRID.items() if grid.get(name) not in answers]
    if lacking:
        raise StepRefused(f"La grille n’est pas remplie : {', '.join(lacking).lower()}.")
    if level not in LEVELS:
        raise StepRefused("Choisissez un niveau : information, à surveiller, alerte.")
    with transaction(watch.private.database):
        fields = store.report(watch.private, number).fields
        if not fields.get("subject") or not fields.get("trigger"):
            raise StepRefused("Donnez d’abord l’objet et le déclencheur du signal, au-dessus.")
        _moved(watch, person, number, "evaluated", _reason(reason, "Dites en une phrase pourquoi."), level)
        store.change_report(watch.private, number, grid=dict(grid), fields={**fields, "level": level})


def close(watch: Watch, person: Person, number: int, reason: str) -> None:
    """Close a signal: over, or no more to be made of it."""
    _moved(
        watch,
        person,
        number,
        "closed",
        _reason(reason, "Dites pourquoi il est clos : la personne qui l’a envoyé le lira."),
    )


def group_with(watch: Watch, person: Person, number: int, other: int) -> None:
    """Put a signal with another's phenomenon, or by itself (`other` its own number): people decide, not the program."""
    handled(watch, person, number)
    target = number if other == number else store.report(watch.private, other).grouped
    store.change_report(watch.private, number, chosen=target)


def sender_of(watch: Watch, person: Person, number: int) -> str:
    """The name of the account that sent a signal, where the base lets its administrators know; Refused otherwise."""
    require_anywhere("administer", person)
    if get_setting(watch.wiki.register, SENDERS, "nobody") != "administrators":
        raise Refused("Cette base ne dit à personne qui a envoyé un signal.")
    found = account(watch.wiki.register, store.report(watch.private, number).sender)
    return found.name if found else ""


def expire(watch: Watch) -> int:
    """Close the diffused signals whose date has come; how many there were."""
    with transaction(watch.private.database):
        due = store.reports(
            watch.private, "state = 'diffused' AND expires <> '' AND expires <= ?", [watch.today.isoformat()]
        )
        for one in due:
            move(watch, one, "closed", "Sa date de validité est passée.", actor="")
    return len(due)


def handled(watch: Watch, person: Person, number: int) -> SignalReport:
    """A signal that this person may take a step on: not their own, which somebody else of the cell handles."""
    require_anywhere("handle_signals", person)
    one = store.report(watch.private, number)
    if one.sender == person.account:
        raise Refused("C’est votre signal : quelqu’un d’autre de la cellule le traite.")
    return one


def _reason(text: str, asked: str) -> str:
    text = many_lines(text).strip()
    if not text:
        raise StepRefused(asked)
    return text[:LONGEST_REASON]


def _moved(watch: Watch, person: Person, number: int, state: str, reason: str, level: str = "") -> None:
    with transaction(watch.private.database):  # two of the cell at once: the second finds what the first did
        one = handled(watch, person, number)
        check_next(one, state)
        move(watch, one, state, reason, actor=person.account, level=level)


def check_next(one: SignalReport, state: str) -> None:
    """Returns when a signal may become this. Raises StepRefused."""
    if state not in NEXT[one.state]:
        raise StepRefused("Ce signal n’en est pas là : rechargez la page, quelqu’un d’autre l’a peut-être traité.")


def move(watch: Watch, one: SignalReport, state: str, reason: str, *, actor: str, level: str = "") -> None:
    """Note the step, set the next date, and tell whoever sent the signal, or said the same."""
    days = DUE.get(state)
    if (level or one.fields.get("level")) == "alert" and days:
        days = DUE_ALERT
    due = (watch.today + datetime.timedelta(days=days)).isoformat() if days else ""
    with transaction(watch.private.database):
        store.change_report(watch.private, one.number, state=state, deadline=due)
        store.add_step(watch.private, one.number, actor=actor, state=state, reason=reason)
        concerned = {one.sender} | store.who_says_the_same(watch.private, one.number)
        if state == "retracted":
            concerned |= watch_news.told_of(watch.private, one.number)
        watch_news.tell(watch.private, concerned, one.number, state, reason)
