"""« Je me reconnais »: receipts, and what became of them. The words are in the private database."""

import hashlib
import hmac
import secrets

from kb.errors import RecordNotFound
from kb.store.files.database import transaction
from kb.store.records.register import Register
from kb.store.records.sources import get_setting, put_settings

WAITING = "Votre signalement est enregistré. Il n’a pas encore été traité."

# Setting that holds the day and its key.
KEY = "report_key"


def add_report(register: Register, receipt: str, record_id: str, *, origin: str, suspended: bool) -> None:
    """Keep a receipt; `origin` is forgotten with the day."""
    with transaction(register.database):
        today = register.now()[:10]
        register.database.execute("UPDATE reports SET origin = '' WHERE day < ? AND origin <> ''", [today])
        register.database.execute(
            "INSERT INTO reports (receipt, day, record_id, origin, suspended) VALUES (?, ?, ?, ?, ?)",
            [receipt, today, record_id, origin, int(suspended)],
        )
        register.audit("visitor", "report", record_id)


def origin_of(register: Register, who: str) -> str:
    """What stands in the register for where a report of today comes from: nobody can tell who that is.

    The key that it is made with is another each day, and the one before is nowhere any more: the addresses of the whole
    Internet, tried one by one, would tell else.
    """
    with transaction(register.database):
        today = register.now()[:10]
        day, _, key = get_setting(register, KEY).partition(":")
        if day != today:
            key = secrets.token_hex(32)
            put_settings(register, {KEY: f"{today}:{key}"})
    return hmac.new(bytes.fromhex(key), who.encode(errors="replace"), hashlib.sha256).hexdigest()


def counted(register: Register, origin: str, record_id: str, since: str) -> tuple[int, int, int]:
    """How many reports came from here today, how many of them suspended a record, and how often this one was, since."""
    today = register.now()[:10]
    row = register.database.execute(
        "SELECT COUNT(*) FILTER (WHERE origin = ? AND day >= ?), "
        "COUNT(*) FILTER (WHERE origin = ? AND day >= ? AND suspended <> 0), "
        "COUNT(*) FILTER (WHERE record_id = ? AND day >= ? AND suspended <> 0) FROM reports",
        [origin, today, origin, today, record_id, since],
    ).fetchone()
    return int(row[0]), int(row[1]), int(row[2])


def outcome_of(register: Register, receipt: str) -> str:
    """What became of a report. Raises RecordNotFound for a number that was never given."""
    row = register.database.execute("SELECT outcome FROM reports WHERE receipt = ?", [receipt]).fetchone()
    if row is None:
        raise RecordNotFound("Ce numéro n’est pas connu. Vérifiez-le : douze chiffres, par groupes de quatre.")
    return str(row[0]) or WAITING


def open_reports(register: Register) -> tuple[tuple[str, str, str], ...]:
    """(day, record id, receipt) of the reports without outcome, oldest first."""
    rows = register.database.execute("SELECT day, record_id, receipt FROM reports WHERE outcome = '' ORDER BY number")
    return tuple((row[0], row[1], row[2]) for row in rows.fetchall())


def close_report(register: Register, receipt: str, outcome: str, *, actor: str) -> None:
    """Keep what became of a report. Raises RecordNotFound."""
    with transaction(register.database):
        outcome_of(register, receipt)
        register.database.execute(
            "UPDATE reports SET outcome = ?, closed_by = ? WHERE receipt = ?", [outcome, actor, receipt]
        )
        register.audit(actor, "close report", None)
