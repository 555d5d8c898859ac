"""Opening the index file while others remove and make it."""

import contextlib
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from kb.errors import BaseVanished, IndexMissing
from kb.index import schema
from kb.index.schema import INDEX_FILE, get_meta, making, open_index, put_meta, remove_index
from kb.store.files import database as files


@pytest.fixture
def removed_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An index that another process removes when it was seen and is not opened yet."""
    open_index(tmp_path, create=True).close()
    opening, removed = schema.open_database, []

    def late(path: Path, *how: Any, **more: Any) -> Database:
        if not removed:
            removed.append(path)
            with making(tmp_path):
                remove_index(tmp_path)
        return opening(path, *how, **more)

    monkeypatch.setattr(schema, "open_database", late)


@pytest.mark.usefixtures("removed_first")
def test_an_index_that_is_removed_while_it_is_opened_is_made_whole_before_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate, halves = files.migrate, []

    def watched(database: Database, steps: Any) -> None:
        halves.append((tmp_path / INDEX_FILE).exists() and not files._applied(database))
        migrate(database, steps)

    monkeypatch.setattr(files, "migrate", watched)
    open_index(tmp_path, create=True).close()
    assert halves
    assert not any(halves)
    assert (tmp_path / INDEX_FILE).exists()


@pytest.mark.usefixtures("removed_first")
def test_an_index_that_is_removed_while_it_is_opened_is_missing_for_who_may_make_none(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        open_index(tmp_path)
    assert not (tmp_path / INDEX_FILE).exists()


def left_by_an_earlier_version(folder: Path, statement: str) -> None:
    """A file that a process opened under its name, and was stopped before its first table."""
    folder.mkdir(exist_ok=True)
    (folder / INDEX_FILE).touch()
    if statement:
        with contextlib.closing(sqlite3.connect(folder / INDEX_FILE)) as one:
            one.execute(statement)


@pytest.mark.parametrize("statement", ["", "CREATE TABLE migrations (name TEXT PRIMARY KEY, at TEXT NOT NULL)"])
def test_a_file_left_empty_is_made_good_by_whoever_may_make_one(tmp_path: Path, statement: str) -> None:
    left_by_an_earlier_version(tmp_path, statement)
    with pytest.raises(BaseVanished):
        open_index(tmp_path)
    database = open_index(tmp_path, create=True)
    assert database.execute("SELECT COUNT(*) FROM records").fetchone() == (0,)
    database.close()


def test_a_file_left_empty_that_another_process_made_good_meanwhile_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left_by_an_earlier_version(tmp_path, "")

    def after_another(folder: Path) -> contextlib.AbstractContextManager[None]:
        monkeypatch.setattr(schema, "making", making)
        other = open_index(folder, create=True)
        put_meta(other, "whose", "another's")
        other.close()
        return making(folder)

    monkeypatch.setattr(schema, "making", after_another)
    database = open_index(tmp_path, create=True)
    assert get_meta(database, "whose") == "another's"
    database.close()
