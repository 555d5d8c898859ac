"""Following the watch: the signals that somebody may open, and what they asked to be told of."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from kb.errors import RecordNotFound
from kb.readers import Person
from kb.records.kinds.signal import STATES
from kb.store.files.database import transaction
from kb.store.watch import news as watch_news
from kb.store.watch import signals as store
from kb.store.watch.signals import SignalMark
from kb.watch.context import Watch
from kb.wiki.context import require_anywhere
from kb.wiki.rights import ANYTHING, allows

SORTS: Final = ("all", "territory", "substance", "theme")
MOST: Final = 60  # subscriptions of an account


@dataclass(frozen=True, slots=True)
class SignalLine:
    """A signal in a list: where it opens, its title, its place, its day, and its state in a word."""

    address: str
    title: str
    territory: str
    day: str
    said: str


def lines(watch: Watch, person: Person, marks: Sequence[SignalMark]) -> tuple[SignalLine, ...]:
    """Those of these signals that this person may open, in the same order: all for the cell."""
    cell = allows("handle_signals", person, ANYTHING)
    open_to = readable(watch, person)
    kept = [mark for mark in marks if cell or mark.record_id in open_to]
    titles = store.titles(watch.private, [mark.number for mark in kept])
    return tuple(
        SignalLine(
            f"/cellule?n={mark.number}" if cell else f"/lire?id={mark.record_id}",
            titles.get(mark.number, ""),
            mark.territory,
            mark.day,
            STATES.entries[mark.state].lower(),
        )
        for mark in kept
    )


def readable(watch: Watch, person: Person) -> frozenset[str]:
    """Identifiers of the published signals that this person may read."""
    audiences = store.signal_audiences(watch.wiki.register)
    return frozenset(one for one, audience in audiences.items() if person.reader.reads(audience))


def subscriptions(watch: Watch, person: Person) -> tuple[tuple[str, str], ...]:
    """(sort, target) of each subscription of this person."""
    require_anywhere("see_watch", person)
    return watch_news.subscriptions(watch.private, person.account)


def set_subscriptions(watch: Watch, person: Person, wanted: Collection[tuple[str, str]]) -> None:
    """Be told of these, and of no other: (sort, target), where « all » has no target."""
    require_anywhere("see_watch", person)
    if len(wanted) > MOST:
        raise RecordNotFound(f"Plus de {MOST} abonnements : prenez « Tout ce qui est diffusé ».")
    known = watch.wiki.vocabulary
    lists = {"territory": known.territories, "substance": known.lists["substances"], "theme": known.lists["themes"]}
    for sort, target in wanted:
        if sort not in SORTS or (sort != "all" and target not in lists[sort]):
            raise RecordNotFound(f"« {target} » n’est pas de ceux auxquels on s’abonne.")
    with transaction(watch.private.database):
        for sort, target in set(watch_news.subscriptions(watch.private, person.account)) - set(wanted):
            watch_news.subscribe(watch.private, person.account, sort, target, on=False)
        for sort, target in wanted:
            watch_news.subscribe(watch.private, person.account, sort, target)
