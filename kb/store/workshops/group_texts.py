"""The records that working groups write together."""

from kb.store.files.database import transaction
from kb.store.records.register import Register


def add_group_text(register: Register, number: int, record_id: str) -> None:
    """Note that a working group writes a record."""
    with transaction(register.database):
        register.database.execute(
            "INSERT INTO working_group_texts VALUES (?, ?) ON CONFLICT DO NOTHING", [number, record_id]
        )


def texts_of_group(register: Register, number: int) -> tuple[str, ...]:
    """The records that a working group writes or wrote, in the order of their identifiers."""
    rows = register.database.execute(
        "SELECT record_id FROM working_group_texts WHERE working_group = ? ORDER BY record_id", [number]
    )
    return tuple(str(row[0]) for row in rows.fetchall())
