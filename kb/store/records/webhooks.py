"""Addresses told of what is published, changed and withdrawn: what is to be told, how often it was tried."""

import datetime
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kb.errors import RecordNotFound
from kb.records.kinds import KINDS
from kb.store.files.database import LARGEST, transaction
from kb.store.records.erasures import WAS_PUBLIC
from kb.store.records.publications import publications_of
from kb.store.records.register import Register

MOST: Final = 10
# How long after each failure it is tried again; then each day, until the address is disabled.
AGAIN: Final = (5, 60, 300, 1_800, 7_200, 18_000, 36_000)  # seconds
EACH_DAY: Final = 86_400
GIVEN_UP: Final = datetime.timedelta(days=5)
BY_PREFIX: Final = {model.prefix: kind for kind, model in KINDS.items()}


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address that is told: `failing` since when nothing reaches it ("" while it does), `said` why."""

    number: int
    url: str
    secret: str
    failing: str
    said: str
    disabled: bool


@dataclass(frozen=True, slots=True)
class WebhookMessage:
    """What an address is to be told: `name` is the same at each try; `event` published, changed or withdrawn."""

    number: int
    webhook: int
    name: str
    event: str
    record_id: str
    kind: str
    at: str
    tries: int


def add_webhook(register: Register, url: str, *, actor: str) -> str:
    """The secret with which messages to a new address are signed. Raises RecordNotFound when there are too many."""
    secret = secrets.token_bytes(32).hex()
    with transaction(register.database):
        if len(webhooks_of(register)) >= MOST:
            raise RecordNotFound(f"Il y a déjà {MOST} adresses. Retirez-en une, puis recommencez.")
        line = register.database.execute("SELECT COALESCE(MAX(number), 0) FROM audit").fetchone()[0]
        register.database.execute(
            "INSERT INTO webhooks (url, secret, line, created) VALUES (?, ?, ?, ?)",
            [url, secret, line, register.now()],
        )
        register.audit(actor, "webhook add", None)
    return secret


def webhooks_of(register: Register) -> tuple[Webhook, ...]:
    """All addresses, oldest first."""
    rows = register.database.execute(
        "SELECT number, url, secret, failing, said, disabled FROM webhooks ORDER BY number"
    )
    return tuple(Webhook(row[0], row[1], row[2], row[3], row[4], bool(row[5])) for row in rows.fetchall())


def remove_webhook(register: Register, number: int, *, actor: str) -> None:
    """Tell an address nothing more. Raises RecordNotFound."""
    with transaction(register.database):
        if not register.database.execute("DELETE FROM webhooks WHERE number = ?", [min(number, LARGEST)]).rowcount:
            raise RecordNotFound("Cette adresse n’est déjà plus prévenue.")
        register.audit(actor, "webhook remove", None)


def enable_webhook(register: Register, number: int, *, actor: str) -> None:
    """Tell a disabled address again: what it missed first. Raises RecordNotFound."""
    with transaction(register.database):
        found = register.database.execute(
            "UPDATE webhooks SET disabled = 0, failing = '', said = '' WHERE number = ?", [min(number, LARGEST)]
        ).rowcount
        if not found:
            raise RecordNotFound("Cette adresse n’est plus prévenue.")
        register.database.execute(
            "UPDATE webhook_messages SET tries = 0, due = ? WHERE webhook = ?", [register.now(), number]
        )
        register.audit(actor, "webhook enable", None)


def queue_messages(register: Register) -> int:
    """Number of messages that what happened since the last look made; any number of servers may call."""
    if not webhooks_of(register):
        return 0
    with transaction(register.database):
        last = register.database.execute("SELECT COALESCE(MAX(number), 0) FROM audit").fetchone()[0]
        count = 0
        for number, line in register.database.execute("SELECT number, line FROM webhooks").fetchall():
            for event, record_id, at in _events(register, line, last):
                row = [
                    number,
                    f"msg_{secrets.token_urlsafe(16)}",
                    event,
                    record_id,
                    _kind(record_id),
                    at,
                    register.now(),
                ]
                register.database.execute(
                    "INSERT INTO webhook_messages (webhook, name, event, record_id, kind, at, due) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?)",
                    row,
                )
                count += 1
            register.database.execute("UPDATE webhooks SET line = ? WHERE number = ?", [last, number])
    return count


def _kind(record_id: str) -> str:
    return BY_PREFIX.get(record_id.partition("-")[0], "")


def _events(register: Register, after: int, until: int) -> Iterator[tuple[str, str, str]]:
    """(event, record, when) of the lines of the log that visitors could see the effect of."""
    rows = register.database.execute(
        "SELECT at, action, record_id, detail FROM audit WHERE number > ? AND number <= ? "
        "AND action IN ('publish', 'withdraw', 'erase') ORDER BY number",
        [after, until],
    )
    for at, action, record_id, detail in rows.fetchall():
        if event := _event(register, action, record_id, detail):
            yield event, record_id, at


def _event(register: Register, action: str, record_id: str, detail: str) -> str:
    """What a line of the log was to visitors, "" for nothing. Of an erased record only its name is left."""
    if action == "erase":
        return "withdrawn" if detail == WAS_PUBLIC else ""
    found = publications_of(register, record_id)
    if action == "withdraw":
        return "withdrawn" if any(one.audience == "public" and one.withdrawn for one in found) else ""
    revision = detail.rpartition(" ")[2]
    places = [place for place, one in enumerate(found) if str(one.revision) == revision]
    if not places:
        return ""
    place = places[-1]
    before = place > 0 and found[place - 1].audience == "public" and not found[place - 1].withdrawn
    if found[place].audience == "public":
        return "changed" if before else "published"
    return "withdrawn" if before else ""


def due_messages(register: Register, limit: int = 50) -> tuple[WebhookMessage, ...]:
    """The messages to be sent now, of addresses that are not disabled, oldest first."""
    rows = register.database.execute(
        "SELECT m.number, m.webhook, m.name, m.event, m.record_id, m.kind, m.at, m.tries FROM webhook_messages m "
        "JOIN webhooks w ON w.number = m.webhook WHERE m.due <= ? AND w.disabled = 0 ORDER BY m.number LIMIT ?",
        [register.now(), limit],
    )
    return tuple(WebhookMessage(*row) for row in rows.fetchall())


def messages_waiting(register: Register) -> int:
    """How many messages did not arrive yet, those of disabled addresses left out."""
    row = register.database.execute(
        "SELECT COUNT(*) FROM webhook_messages m JOIN webhooks w ON w.number = m.webhook WHERE w.disabled = 0"
    ).fetchone()
    return int(row[0])


def take_message(register: Register, one: WebhookMessage) -> bool:
    """Whether this process may send a message now: it is put off first, so that no other sends it meanwhile."""
    wait = AGAIN[one.tries] if one.tries < len(AGAIN) else EACH_DAY
    due = datetime.datetime.fromisoformat(register.now()) + datetime.timedelta(seconds=max(wait, 30))
    with transaction(register.database):
        return bool(
            register.database.execute(
                "UPDATE webhook_messages SET tries = tries + 1, due = ? WHERE number = ? AND tries = ?",
                [due.isoformat(timespec="seconds"), one.number, one.tries],
            ).rowcount
        )


def message_told(register: Register, one: WebhookMessage) -> None:
    """Forget a message that arrived; its address fails no more."""
    with transaction(register.database):
        register.database.execute("DELETE FROM webhook_messages WHERE number = ?", [one.number])
        register.database.execute("UPDATE webhooks SET failing = '', said = '' WHERE number = ?", [one.webhook])


def message_failed(register: Register, one: WebhookMessage, said: str) -> bool:
    """Note why a message did not arrive; whether its address was disabled for it, after days without one success."""
    now = register.now()
    with transaction(register.database):
        register.database.execute(
            "UPDATE webhooks SET said = ?, failing = CASE failing WHEN '' THEN ? ELSE failing END WHERE number = ?",
            [said[:200], now, one.webhook],
        )
        oldest = (datetime.datetime.fromisoformat(now) - GIVEN_UP).isoformat(timespec="seconds")
        return bool(
            register.database.execute(
                "UPDATE webhooks SET disabled = 1 WHERE number = ? AND disabled = 0 AND failing <= ?",
                [one.webhook, oldest],
            ).rowcount
        )
