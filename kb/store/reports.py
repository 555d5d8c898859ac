"""« Je me reconnais »: receipts, and what became of them. The words are in the private database."""

from kb.errors import RecordNotFound
from kb.store.database import transaction
from kb.store.register import Register

WAITING = "Votre signalement est enregistré. Il n’a pas encore été traité."


def add_report(register: Register, receipt: str, record_id: str) -> None:
    """Keep a receipt."""
    with transaction(register.database):
        register.database.execute(
            "INSERT INTO reports (receipt, day, record_id) VALUES (?, ?, ?)", [receipt, register.now()[:10], record_id]
        )
        register.audit("visitor", "report", record_id)


def reports_since(register: Register, day: str, record_id: str) -> tuple[int, int]:
    """How many reports came on a day: about a record, and in all."""
    row = register.database.execute(
        "SELECT COALESCE(SUM(record_id = ?), 0), COUNT(*) FROM reports WHERE day >= ?", [record_id, day]
    ).fetchone()
    return int(row[0]), int(row[1])


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
