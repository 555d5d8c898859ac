"""A register made by an older version: what its log does not show to have been published is closed."""

from pathlib import Path

import pytest

from kb.readers import OPERATOR, PUBLIC, Reader
from kb.records.canonical import canonical
from kb.records.kinds import Experience
from kb.store.files.database import migrate
from kb.store.records.publications import open_revisions
from kb.store.records.register import Register
from kb.store.schema.migrations import REGISTER

# No version before this one kept a register on a server.
pytestmark = pytest.mark.files

PROFESSIONAL = Reader("c-1", frozenset({"public", "professionals"}))


def saved(register: Register, record_id: str, diffusion: str = "public") -> int:
    """The number of one more revision of a record."""
    record = Experience(id=record_id, title="Le banc", diffusion=diffusion, fictional=True)  # type: ignore[arg-type]
    entry = register.entry(record_id)
    head = entry.head if entry else 0
    record = record.model_copy(update={"context": f"Version {head + 1}."})
    return register.save(record, canonical(record), author="c-1", summary="", base=head or None)


def older(home: Path) -> Register:
    """A register as the version before left it: drafts, a narrower diffusion, a withdrawal, a return."""
    register = Register.open(home, create=True)
    for record_id, steps in {
        "EXP-1-001": ("draft", "public"),
        "EXP-1-002": ("public", "professionals", "public"),
        "EXP-1-003": ("public", "withdrawn", "public"),
        "EXP-1-004": ("public", "public"),
        "EXP-1-005": ("public", "withdrawn"),
    }.items():
        for step in steps:
            if step == "withdrawn":
                register.withdraw(record_id, actor="c-1", reason="essai")
                continue
            number = saved(register, record_id, "public" if step == "draft" else step)
            if step != "draft":
                register.publish(record_id, number, actor="c-1")
    saved(register, "EXP-1-004")  # a draft on top of what is published
    saved(register, "EXP-1-006")  # published in a way that no line of the log tells
    register.database.execute("UPDATE records SET published_revision = 1 WHERE id = 'EXP-1-006'")
    saved(register, "EXP-1-006")
    register.database.execute("DROP TABLE publications")
    register.database.execute("DELETE FROM migrations WHERE name = 'publications'")
    return register


def test_what_was_published_and_to_whom_is_read_from_the_log(tmp_path: Path) -> None:
    with older(tmp_path) as register:
        migrate(register.database, REGISTER)

        def seen(reader: Reader) -> dict[str, list[int]]:
            return {one[-1]: sorted(open_revisions(register, one, reader)) for one in register.ids(published=False)}

        everybody = {"1": [2], "3": [2], "4": [1, 2], "5": [], "6": [1]}
        assert seen(PUBLIC) == {**everybody, "2": [3]}
        assert seen(PROFESSIONAL) == seen(OPERATOR) == {**everybody, "2": [1, 2, 3]}


def test_what_is_published_afterwards_is_noted_as_before(tmp_path: Path) -> None:
    with older(tmp_path) as register:
        migrate(register.database, REGISTER)
        register.publish("EXP-1-004", 3, actor="c-1")
        assert open_revisions(register, "EXP-1-004", PUBLIC) == {1, 2, 3}
        register.publish("EXP-1-004", 1, actor="c-1")
        assert open_revisions(register, "EXP-1-004", PUBLIC) == {1}
