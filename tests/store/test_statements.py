"""One text of SQL for both engines: what SQLite alone understands stands nowhere in the store."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.store.files.statements import added, marks_for, put
from kb.store.records.register import Register

STORE = Path(__file__).resolve().parents[2] / "kb" / "store"
# What is said to one engine alone: files of SQLite, which are opened, proved sound, put back from a backup; the server.
OF_FILES = ("files", "restoring", "engines")
# What PostgreSQL refuses, or reads otherwise, and what to write.
ALONE = {
    r"\bINSERT OR\b": "INSERT … ON CONFLICT (kb.store.files.statements.put)",
    r"\bjson_(each|set|group)": "several marks (marks_for), or Python",
    r"\bIS (NOT )?\?": "IS NOT DISTINCT FROM ?",
    r"\bIN \(\)": "marks_for, which is right for none",
    r"\bSUM\([^()]*[=<>]": "COUNT(*) FILTER (WHERE …)",
    r"\b(MAX|MIN)\([^()]+, [^()]+\)": "CASE WHEN",
    r"\bGROUP_CONCAT\b": "rows, put together in Python",
    r"\b(datetime|strftime|julianday)\(": "a date of register.now()",
    r"\bGLOB\b|\bPRAGMA\b|\browid\b|\bsqlite_": "nothing of SQLite's own",
    r"\?\d": "a mark for each value",
    r"WHERE \d\b(?! = )": "1 = 1",
    r"\b(AND|OR|WHERE) NOT \w+(\.\w+)?(?=\s|$|\))(?! (IN|EXISTS))": "column = 0: a number is no truth",
    r"DO UPDATE SET (\w+) = \1 ": "table.column: the name alone means two rows",
}


def texts(tree: ast.AST) -> Iterator[str]:
    """The SQL of a module: each string, whole, with a letter where something is put in."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(part.value if isinstance(part, ast.Constant) else "x" for part in node.values)  # type: ignore[misc]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


MODULES = [one for one in sorted(STORE.rglob("*.py")) if one.relative_to(STORE).parts[0] not in OF_FILES]


@pytest.mark.files
@pytest.mark.parametrize("module", MODULES, ids=lambda one: one.relative_to(STORE).as_posix())
def test_no_statement_is_one_that_sqlite_alone_understands(module: Path) -> None:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    told = {
        node.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    found = [
        f"{pattern} in « {text.strip()[:90]} »: write {instead}"
        for text in texts(tree)
        if text not in told and re.search(r"\b(SELECT|INSERT|UPDATE|DELETE|WHERE|CONFLICT)\b", text)
        for pattern, instead in ALONE.items()
        if re.search(pattern, text)
    ]
    assert found == []


@pytest.mark.files
@pytest.mark.parametrize("module", MODULES, ids=lambda one: one.relative_to(STORE).as_posix())
def test_no_module_asks_for_the_number_of_the_last_row(module: Path) -> None:
    assert "lastrowid" not in module.read_text(encoding="utf-8")


def test_a_row_that_is_put_again_takes_the_place_of_the_first(register: Register) -> None:
    statement = put("settings", "name, value", key="name")
    for value in ("a", "b"):
        register.database.execute(statement, ["x", value])
    assert register.database.execute("SELECT name, value FROM settings WHERE name = ?", ["x"]).fetchall() == [
        ("x", "b")
    ]


def test_a_row_that_is_its_own_key_is_put_once(register: Register) -> None:
    statement = put("coauthors", "record_id, account", key="record_id, account")
    register.database.execute("INSERT INTO records (id, kind, created) VALUES ('R', 'experience', '')")
    for _ in range(2):
        register.database.execute(statement, ["R", "c-1"])
    assert register.database.execute("SELECT COUNT(*) FROM coauthors").fetchone()[0] == 1


def test_an_added_row_tells_its_number_and_no_number_is_used_twice(register: Register) -> None:
    statement = "INSERT INTO trails (account, name, created, changed) VALUES (?, ?, '', '')"
    first = added(register.database, statement, ["c-1", "a"])
    register.database.execute("DELETE FROM trails")
    assert added(register.database, statement, ["c-1", "b"]) == first + 1


def test_nothing_is_among_no_values(register: Register) -> None:
    register.database.execute(put("settings", "name, value", key="name"), ["x", "a"])
    found = register.database.execute(f"SELECT name FROM settings WHERE name IN ({marks_for(())})")
    assert found.fetchall() == []
    assert marks_for(("a", "b")) == "?, ?"
