"""Anomalies that readers report of a service, and the answers they got. Their words are in the private database."""

import hashlib
from dataclasses import dataclass
from typing import Final

from kb.errors import RecordNotFound
from kb.store.files.database import transaction
from kb.store.files.statements import added
from kb.store.records.register import Register

STATES: Final = ("open", "corrected", "unfounded")


@dataclass(frozen=True, slots=True)
class Anomaly:
    """An anomaly: which service, when, who said it (an account, or ""), what became of it, and the answer."""

    number: int
    record_id: str
    day: str
    sender: str
    receipt: str
    state: str
    answer: str


def _digest(receipt: str) -> str:
    return hashlib.sha256(receipt.encode()).hexdigest()


def add_anomaly(register: Register, record_id: str, *, sender: str, receipt: str, origin: str) -> int:
    """Number of an anomaly kept. Its receipt is kept as a digest; `origin` is forgotten with the day."""
    with transaction(register.database):
        today = register.now()[:10]
        register.database.execute("UPDATE anomalies SET origin = '' WHERE day < ? AND origin <> ''", [today])
        number = added(
            register.database,
            "INSERT INTO anomalies (record_id, day, sender, receipt, origin) VALUES (?, ?, ?, ?, ?)",
            [record_id, today, sender, _digest(receipt), origin],
        )
        register.audit(sender or "visitor", "report anomaly", record_id)
        return number


def anomalies_from(register: Register, origin: str) -> int:
    """How many anomalies came from somewhere today."""
    row = register.database.execute(
        "SELECT COUNT(*) FROM anomalies WHERE origin = ? AND day = ?", [origin, register.now()[:10]]
    ).fetchone()
    return int(row[0])


FIELDS: Final = "number, record_id, day, sender, receipt, state, answer"


def anomalies_of(register: Register, record_id: str = "", *, state: str = "open") -> tuple[Anomaly, ...]:
    """The anomalies in a state, of a service or of all, oldest first."""
    only, values = ("AND record_id = ?", [state, record_id]) if record_id else ("", [state])
    rows = register.database.execute(f"SELECT {FIELDS} FROM anomalies WHERE state = ? {only} ORDER BY number", values)
    return tuple(Anomaly(*row) for row in rows.fetchall())


def anomaly(register: Register, number: int) -> Anomaly:
    """One anomaly. Raises RecordNotFound."""
    row = register.database.execute(f"SELECT {FIELDS} FROM anomalies WHERE number = ?", [number]).fetchone()
    if row is None:
        raise RecordNotFound("Cette anomalie n’existe pas.")
    return Anomaly(*row)


def anomalies_by(register: Register, account: str) -> tuple[Anomaly, ...]:
    """The anomalies that an account reported, newest first."""
    rows = register.database.execute(
        f"SELECT {FIELDS} FROM anomalies WHERE sender = ? ORDER BY number DESC LIMIT 50", [account]
    )
    return tuple(Anomaly(*row) for row in rows.fetchall())


def same_receipt(one: Anomaly, receipt: str) -> bool:
    """Whether a receipt is that of an anomaly."""
    return one.receipt == _digest(receipt)


def anomaly_of_receipt(register: Register, receipt: str) -> Anomaly:
    """The anomaly of a receipt. Raises RecordNotFound for a number that was never given."""
    row = register.database.execute(
        f"SELECT {FIELDS} FROM anomalies WHERE receipt = ?", [_digest(receipt.strip())]
    ).fetchone()
    if row is None:
        raise RecordNotFound("Ce numéro n’est pas connu. Vérifiez-le : douze chiffres, par groupes de quatre.")
    return Anomaly(*row)


def answer_anomaly(register: Register, number: int, state: str, answer: str, *, actor: str) -> None:
    """Keep what became of an anomaly, and the words that its sender will read."""
    with transaction(register.database):
        one = anomaly(register, number)
        register.database.execute(
            "UPDATE anomalies SET state = ?, answer = ?, closed_by = ? WHERE number = ?", [state, answer, actor, number]
        )
        register.audit(actor, "answer anomaly", one.record_id)
