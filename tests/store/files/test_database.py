"""Opening SQLite files: migrations, transactions, and what a full or occupied disk says."""

import contextlib
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlite_utils import Database

from kb.errors import KbError
from kb.store.files import database as module
from kb.store.files.database import compact, ddl, migrate, open_database, transaction
from kb.store.files.making import make_database

pytestmark = pytest.mark.files


def first(database: Database) -> None:
    ddl(database, "CREATE TABLE things (name TEXT PRIMARY KEY); CREATE INDEX by_name ON things(name)")


def second(database: Database) -> None:
    database.execute("INSERT INTO things VALUES ('from the second')")


def broken(database: Database) -> None:
    database.execute("INSERT INTO things VALUES ('half')")
    raise ValueError("no")


def names(database: Database) -> list[str]:
    return [row[0] for row in database.execute("SELECT name FROM things ORDER BY name")]


def insert_and_fail(database: Database) -> None:
    with transaction(database):
        database.execute("INSERT INTO things VALUES ('lost')")
        raise RuntimeError


def insert_inside_and_fail(database: Database) -> None:
    with transaction(database):
        with transaction(database):
            database.execute("INSERT INTO things VALUES ('inner')")
        raise RuntimeError


def insert_many(database: Database) -> None:
    with transaction(database):
        for number in range(2_000):
            database.execute("INSERT INTO things VALUES (?)", [f"{number:050d}"])


def test_a_missing_file_is_an_error_that_names_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(KbError, match="kb build"):
        open_database(tmp_path / "none.sqlite3", (first,))
    assert not (tmp_path / "none.sqlite3").exists()


def test_a_file_that_is_no_database_is_an_error_that_names_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / "text.sqlite3"
    path.write_text("Ceci n’est pas une base. " * 100, encoding="utf-8")
    with pytest.raises(KbError, match="Gardez tous les fichiers"):
        open_database(path, (first,))


def test_migrations_run_once_and_in_order(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    open_database(path, (first,), create=True).close()
    open_database(path, (first, second)).close()
    database = open_database(path, (first, second))
    assert names(database) == ["from the second"]
    database.close()


def test_a_migration_that_fails_leaves_nothing_and_runs_again(tmp_path: Path) -> None:
    database = open_database(tmp_path / "a.sqlite3", (first,), create=True)
    with pytest.raises(ValueError, match="no"):
        migrate(database, (first, broken))
    assert names(database) == []
    migrate(database, (first, second))
    assert names(database) == ["from the second"]


def test_a_transaction_that_fails_writes_nothing(tmp_path: Path) -> None:
    database = open_database(tmp_path / "a.sqlite3", (first,), create=True)
    with pytest.raises(RuntimeError):
        insert_and_fail(database)
    assert names(database) == []
    assert not database.conn.in_transaction


def test_an_inner_transaction_is_undone_with_the_outer_one(tmp_path: Path) -> None:
    database = open_database(tmp_path / "a.sqlite3", (first,), create=True)
    with pytest.raises(RuntimeError):
        insert_inside_and_fail(database)
    assert names(database) == []


def test_an_inner_transaction_that_fails_leaves_what_the_outer_one_wrote(tmp_path: Path) -> None:
    database = open_database(tmp_path / "a.sqlite3", (first,), create=True)
    with transaction(database):
        database.execute("INSERT INTO things VALUES ('kept')")
        with pytest.raises(RuntimeError):
            insert_and_fail(database)
    assert names(database) == ["kept"]


def test_a_full_disk_is_told_in_french_and_nothing_is_half_done(tmp_path: Path) -> None:
    database = open_database(tmp_path / "a.sqlite3", (first,), create=True)
    pages = database.execute("PRAGMA page_count").fetchone()[0]
    database.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(KbError, match="Le disque est plein"):
        insert_many(database)
    assert not database.conn.in_transaction
    assert names(database) == []


def test_other_errors_of_sqlite_are_raised_as_they_are(tmp_path: Path) -> None:
    database = open_database(tmp_path / "a.sqlite3", (first,), create=True)
    with pytest.raises(sqlite3.OperationalError, match="syntax error"), transaction(database):
        database.execute("INSERT others VALUES")


def test_a_base_that_another_program_holds_is_told_in_french(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BUSY_SECONDS", 0.05)
    one = open_database(tmp_path / "a.sqlite3", (first,), create=True)
    other = open_database(tmp_path / "a.sqlite3", (first,))
    with transaction(one), pytest.raises(KbError, match="occupée par un autre programme"), transaction(other):
        pass
    with transaction(other):
        other.execute("INSERT INTO things VALUES ('after')")
    assert names(one) == ["after"]


def test_writers_wait_for_each_other(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    open_database(path, (first,), create=True).close()

    def insert(start: int) -> None:
        database = open_database(path, (first,))
        for number in range(start, start + 50):
            with transaction(database):
                assert database.execute("SELECT COUNT(*) FROM things").fetchone() is not None
                database.execute("INSERT INTO things VALUES (?)", [f"{number:03d}"])
        database.close()

    threads = [threading.Thread(target=insert, args=[start]) for start in (0, 50, 100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert names(open_database(path, (first,))) == [f"{number:03d}" for number in range(150)]


def test_a_file_made_by_several_at_once_is_opened_by_all(tmp_path: Path) -> None:
    failed: list[KbError] = []
    start = threading.Barrier(6)

    def make(number: int) -> None:
        start.wait()
        try:
            open_database(tmp_path / f"{number}.sqlite3", (first,), create=True).close()
        except KbError as error:
            failed.append(error)

    for number in range(20):
        several = [threading.Thread(target=make, args=[number]) for _ in range(6)]
        for one in several:
            one.start()
        for one in several:
            one.join()
    assert failed == []


def test_an_occupied_file_is_not_said_to_be_broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BUSY_SECONDS", 0.05)
    holder = sqlite3.connect(tmp_path / "held.sqlite3", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(KbError, match="occupée"):
        open_database(tmp_path / "held.sqlite3", (first,), create=True)
    holder.close()


def test_what_was_deleted_leaves_file_and_journal_once_nobody_reads_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "COMPACT_SECONDS", 0.1)
    one = open_database(tmp_path / "a.sqlite3", (first,), create=True)
    other = open_database(tmp_path / "a.sqlite3", (first,))

    def held() -> bool:
        return any(b"zebulon" in path.read_bytes() for path in tmp_path.iterdir())

    one.execute("INSERT INTO things VALUES ('zebulon')")
    other.execute("BEGIN")
    assert names(other) == ["zebulon"]
    one.execute("DELETE FROM things")
    assert not compact(one)
    assert held()
    other.execute("COMMIT")
    assert compact(one)
    assert not held()
    with transaction(other):
        assert not compact(one)  # somebody writes
    assert one.execute("PRAGMA busy_timeout").fetchone()[0] == module.BUSY_SECONDS * 1000


def test_who_makes_a_file_that_stands_leaves_the_locks_of_who_has_it_open(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    make_database(path, (first, second))
    opened = open_database(path, (first, second))
    make_database(path, (first, second))  # by a thread that found no file a moment ago
    other = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('SELECT * FROM things'); c.close()"
    subprocess.run([sys.executable, "-c", other, path], check=True)
    # Whoever closes a file last removes its log: what is written to it from then on would be in no file.
    assert path.with_name("a.sqlite3-wal").exists()
    opened.close()


def test_a_file_that_takes_the_place_of_another_while_it_is_opened_is_the_one_that_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, other = tmp_path / "corpus" / "things.sqlite3", tmp_path / "other" / "things.sqlite3"
    for one in (path, other):
        one.parent.mkdir()
        make_database(one, (first,))
        with contextlib.closing(open_database(one, (first,))) as made, transaction(made):
            made.execute("INSERT INTO things VALUES (?)", [one.parent.name])
    write_ahead = module._write_ahead

    def swapped(connection: sqlite3.Connection) -> None:
        if other.exists():  # the file is open; its log is not, which SQLite looks for by name
            path.parent.rename(tmp_path / "gone")
            other.parent.rename(path.parent)
        write_ahead(connection)

    monkeypatch.setattr(module, "_write_ahead", swapped)
    database = open_database(path, (first,))
    with transaction(database):
        database.execute("INSERT INTO things VALUES ('kept')")
    database.close()
    assert names(open_database(path, (first,))) == ["kept", "other"]
