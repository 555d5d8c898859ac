"""Reporting a signal, and following what became of it. Whoever sends is told at each step, and named to nobody."""

import datetime
import functools
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from kb.errors import RecordNotFound, Refused
from kb.readers import Person
from kb.records.summary import RecordSummary
from kb.store.accounts.accounts import account
from kb.store.files.database import transaction
from kb.store.records.sources import get_setting, put_settings
from kb.store.watch import news as watch_news
from kb.store.watch import signals as store
from kb.store.watch.signals import News, SignalReport
from kb.watch.context import Watch
from kb.watch.detection.methods import Standing
from kb.watch.given import (
    SignalRefused,
    checked_fields,
    checked_text,
    observed_day,
    place_typed,
    proposed,
    title_of,
)
from kb.watch.seen import SignalQuery, near_signals, standing_in
from kb.wiki.context import require_anywhere

# Reports of one account in a day: a team that empties its notebook sends fewer. More wait on the device.
MOST_A_DAY: Final = 60
VERIFY_WITHIN: Final = 2  # days
LONGEST_KEY: Final = 80
SHOWN_KEY: Final = "watch_shown_key"


class TooMany(SignalRefused):
    """An account sends more in a day than the cell could read: its device keeps the rest."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A report that was taken: its number, whether it is new, and what to say beside."""

    number: int
    new: bool
    said: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A signal near to one that is being written, as its writer may see it.

    `title` is that of the published record, "" when the cell has not diffused it: it is then known by place and month
    only. `structures` say the same; `mine` says that this account is one of them; `shown` is what `say_the_same` asks
    for.
    """

    number: int
    title: str
    record_id: str
    territory: str
    day: str
    structures: int
    mine: bool
    shown: str


@dataclass(frozen=True, slots=True)
class Look:
    """What the base says of a text that is being written: what it names, what is like it, whether it is new."""

    proposed: Mapping[str, tuple[str, ...]]
    near: tuple[Seen, ...]
    records: tuple[RecordSummary, ...]
    standing: Standing


def report(watch: Watch, person: Person, given: Mapping[str, Any]) -> Receipt:
    """A signal received, once for each key of a device. Raises SignalRefused, which says what to change."""
    require_anywhere("report_signal", person)
    key = str(given.get("key") or "")[:LONGEST_KEY]
    if not key:
        raise SignalRefused("Ce signal n’a pas de clé : rechargez la page.", "key")
    text = checked_text(given.get("text"))
    place = place_typed(watch.wiki.vocabulary, str(given.get("territory") or ""))
    day, said = observed_day(given, watch.now)
    fields = checked_fields(watch.wiki.vocabulary, given)
    if not fields["knowledge"]:
        raise SignalRefused("Dites comment vous le savez.", "knowledge")
    fields |= {"description": text, "title": title_of(text)}
    day_ago = (watch.now - datetime.timedelta(days=1)).isoformat(timespec="seconds")
    if store.sent_since(watch.private, person.account, day_ago) >= MOST_A_DAY and not _known(watch, person, key):
        raise TooMany(
            f"{MOST_A_DAY} signaux en un jour depuis ce compte : les suivants restent sur cet appareil et partiront "
            "demain. Pour reprendre un fichier entier, passez par l’import de la cellule de veille.",
            "",
        )
    deadline = (watch.today + datetime.timedelta(days=VERIFY_WITHIN)).isoformat()
    number, new = store.add_report(
        watch.private,
        sender=person.account,
        key=key,
        structure=structure_of(watch, person),
        day=day.isoformat(),
        territory=place,
        fields=fields,
        vector=watch.encode([text])[0],
        deadline=deadline,
    )
    return Receipt(number, new, said)


def _known(watch: Watch, person: Person, key: str) -> bool:
    return bool(store.reports(watch.private, "sender = ? AND key = ?", [person.account, key]))


def structure_of(watch: Watch, person: Person) -> str:
    """The organisation of an account, as signals count them; all accounts that say none count as one."""
    known = account(watch.wiki.register, person.account)
    return known.organisation.strip() if known else ""


def look(watch: Watch, person: Person, text: str, territory: str = "", day: str = "") -> Look:
    """What the base knows of a text that is being written; nothing of it is kept."""
    require_anywhere("report_signal", person)
    text = checked_text(text)
    found = proposed(watch.wiki.vocabulary, text)
    try:
        place = place_typed(watch.wiki.vocabulary, territory)
    except SignalRefused:
        place = next(iter(found["territories"]), "")
    try:
        when = datetime.date.fromisoformat(day[:10])
    except ValueError:
        when = watch.today
    marks = store.marks(watch.private)
    numbers, vectors = store.vectors(watch.private)
    assert numbers == tuple(mark.number for mark in marks)
    asked = SignalQuery(text, watch.encode([text])[0], place, when, found["substances"])
    near = near_signals(
        asked, marks, vectors, functools.partial(store.descriptions, watch.private), watch.wiki.vocabulary
    )
    standing = standing_in(when, near, marks, {mark.number: mark.grouped for mark in marks})
    shown = tuple(_seen(watch, person, one.number) for one in near)
    return Look(found, shown, watch.near_records(text, person.reader), standing)


def _is_readable(watch: Watch, person: Person, one: SignalReport) -> bool:
    """Whether the cell diffused a signal to people of whom this is one, and it still stands."""
    entry = watch.wiki.register.entry(one.record_id) if one.record_id else None
    return entry is not None and entry.published_revision is not None and person.reader.reads(entry.diffusion)


def _seen(watch: Watch, person: Person, number: int) -> Seen:
    one = store.report(watch.private, number)
    readable = _is_readable(watch, person, one)
    mine = one.sender == person.account or person.account in store.who_says_the_same(watch.private, number)
    return Seen(
        number,
        str(one.fields["title"]) if readable else "",
        one.record_id if readable else "",
        one.territory,
        one.day,
        len(one.structures),
        mine,
        shown_to(watch, person, number),
    )


def say_the_same(watch: Watch, person: Person, number: int, shown: str) -> int:
    """Corroborate a signal; the number of structures that say the same now. One account counts once.

    `shown` is what `look` gave this person with the signal: a number that is guessed corroborates nothing.
    """
    require_anywhere("report_signal", person)
    if not hmac.compare_digest(shown.encode(), shown_to(watch, person, number).encode()):
        raise RecordNotFound("Ce signal n’est pas de ceux qui vous ont été montrés. Écrivez le vôtre : il s’y joindra.")
    one = store.report(watch.private, number)
    if one.state == "retracted":
        raise Refused("Ce signal a été rétracté. Envoyez le vôtre : la cellule le reprendra.")
    if one.sender != person.account:
        store.add_same(watch.private, number, person.account, structure_of(watch, person))
    return len(store.report(watch.private, number).structures)


def shown_to(watch: Watch, person: Person, number: int) -> str:
    """The proof that a signal was shown to somebody, who alone can use it."""
    register = watch.wiki.register
    key = get_setting(register, SHOWN_KEY)
    if not key:
        with transaction(register.database):
            key = get_setting(register, SHOWN_KEY) or secrets.token_hex(32)
            put_settings(register, {SHOWN_KEY: key})
    return hmac.new(bytes.fromhex(key), f"{person.account} {number}".encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Own:
    """A signal that somebody sent, or says the same as, with what was done of it, for them.

    Of one that they did not send, `title` and `record_id` are "" unless they may read its record.
    """

    number: int
    title: str
    record_id: str
    territory: str
    day: str
    structures: int
    steps: tuple[store.SignalStep, ...]


def own_signals(watch: Watch, person: Person) -> tuple[Own, ...]:
    """The signals that this person sent, and those they said the same as, newest first."""
    require_anywhere("report_signal", person)
    found = store.reports(
        watch.private,
        "sender = ? OR number IN (SELECT signal FROM watch_same WHERE account = ?)",
        [person.account, person.account],
    )
    return tuple(_own(watch, person, one) for one in reversed(found))


def _own(watch: Watch, person: Person, one: SignalReport) -> Own:
    readable = _is_readable(watch, person, one)
    return Own(
        one.number,
        str(one.fields["title"]) if readable or one.sender == person.account else "",
        one.record_id if readable else "",
        one.territory,
        one.day,
        len(one.structures),
        store.steps(watch.private, one.number),
    )


def news(watch: Watch, person: Person) -> tuple[News, ...]:
    """What this person was told of signals, newest first."""
    return watch_news.news_of(watch.private, person.account)


def unseen(watch: Watch, person: Person) -> int:
    """How many news of signals this person has not seen."""
    return watch_news.unseen_news(watch.private, person.account)


def see(watch: Watch, person: Person, until: int) -> None:
    """Note that this person saw their news up to a number."""
    watch_news.see_news(watch.private, person.account, until)


def told_of(watch: Watch, person: Person, number: int) -> tuple[str, str]:
    """Title and record of a signal that somebody was told of: their own words, or those of its published record."""
    try:
        one = store.report(watch.private, number)
    except RecordNotFound:
        return "un signal effacé depuis", ""
    readable = _is_readable(watch, person, one)
    if readable or one.sender == person.account:
        return str(one.fields["title"]), one.record_id if readable else ""
    return "un signal que vous avez confirmé", ""
