"""A base moved to a server and back: each row, each number, each file, and nothing by half."""

import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from kb import moving
from kb.base import KnowledgeBase
from kb.cli.main import main
from kb.errors import BaseBusy, KbError
from kb.home import Home
from kb.moving import MOVING, to_folder, to_server
from kb.resources import Resources
from kb.store.accounts.accounts import accounts, add_account
from kb.store.drafts.held_words import PlainWords, PrivateWords
from kb.store.drafts.private import PrivateStore
from kb.store.engines import copying
from kb.store.engines.copying import TableSum, columns_of, is_empty, table_names, table_sum
from kb.store.engines.opening import open_bucket
from kb.store.files.database import patient, transaction
from kb.store.packs.trails import add_trail, drop_trail
from kb.store.records.register import Register
from tests.bucket_server import files_address, s3
from tests.engines import Postgres, new_database, server
from tests.fake_encoder import FakeEncoder
from tests.wiki.people import AUTHOR, published, told
from tests.wiki.write.test_attaching import photograph

__all__ = ["files_address", "s3", "server"]

pytestmark = pytest.mark.postgres

CHECKOUT = Path(__file__).resolve().parents[1]


@pytest.fixture
def address(server: Postgres) -> Iterator[str]:
    with new_database(server) as one:
        yield one


@pytest.fixture
def lived(base: KnowledgeBase) -> KnowledgeBase:
    """A base in which people wrote, attached a file, and took something back."""
    password = "des herons au bord 47"
    add_account(base.register, "a@exemple.fr", "Anaïs", roles=["reader"], password=password, actor="operator")
    published(base)
    proposal = told(base)
    base.writing.attachments.attach(AUTHOR, proposal.number, "plan.jpg", photograph())
    base.wiki.private.put_raw(proposal.record_id, AUTHOR.account, "Ce qui fut dit.", purge_on="2030-01-01")
    drop_trail(base.register, add_trail(base.register, AUTHOR.account, "Un chemin", ()))
    base.follow()
    return base


def sums(home: Path, address: str = "") -> dict[str, TableSum]:
    """What each table of a base holds, by the tables of the folder that it was in."""
    with (
        Register.open(home, address) as register,
        PrivateStore.open(home, register.now, address) as private,
        Register.open(home) as own,
        PrivateStore.open(home, register.now) as own_private,
    ):
        return {
            table: table_sum(database, table, columns_of(here, table), words)
            for database, here, words in (
                (register.database, own.database, PlainWords()),
                (private.database, own_private.database, private.words),
            )
            for table in table_names(here)
        }


def on_server(base: KnowledgeBase, address: str, files: str = "") -> Home:
    """The home of a base that moved to a server."""
    return Home(base.home.root, base.home.model, database=address, private_database=address, files=files)


def opened(home: Home, encoder: FakeEncoder) -> KnowledgeBase:
    return KnowledgeBase.open(home, resources=Resources(open_encoder=lambda folder: encoder))


def test_a_base_goes_to_a_server_and_comes_back_the_same(lived: KnowledgeBase, address: str, tmp_path: Path) -> None:
    root = lived.home.root
    before = sums(root)
    moved = to_server(lived.home, address)
    assert moved.rows == sum(one.rows for one in before.values())
    assert sums(root, address) == before
    assert sums(root) == before
    back = to_folder(on_server(lived, address), tmp_path / "back")
    assert (back.tables, back.rows) == (moved.tables, moved.rows)
    assert sums(tmp_path / "back") == before
    assert [path.name for path in (tmp_path / "back").iterdir()] == ["corpus"]
    for name in ("attachments", "laverie.md"):
        assert (tmp_path / "back" / "corpus" / name).exists()


def test_a_base_that_moved_encodes_nothing_again_and_goes_on(lived: KnowledgeBase, address: str) -> None:
    to_server(lived.home, address)
    encoder = FakeEncoder()
    with opened(on_server(lived, address), encoder) as base:
        report = base.build()
        assert (report.read, report.removed, encoder.encoded) == (0, 0, [])
        assert [one.name for one in accounts(base.register)] == ["Anaïs"]
        assert published(base) not in lived.register.ids(published=False)


def test_no_number_is_given_twice(lived: KnowledgeBase, address: str, tmp_path: Path) -> None:
    gone = add_trail(lived.register, AUTHOR.account, "Un autre", ())
    drop_trail(lived.register, gone)
    to_server(lived.home, address)
    with Register.open(tmp_path, address) as register:
        served = add_trail(register, AUTHOR.account, "Un de plus", ())
        drop_trail(register, served)
    assert served == gone + 1
    to_folder(on_server(lived, address), tmp_path / "back")
    with Register.open(tmp_path / "back") as register:
        assert add_trail(register, AUTHOR.account, "Un dernier", ()) == served + 1


def test_a_server_or_a_folder_that_holds_a_base_is_left_alone(lived: KnowledgeBase, address: str) -> None:
    to_server(lived.home, address)
    with pytest.raises(KbError, match="tient déjà une base"):
        to_server(lived.home, address)
    with pytest.raises(KbError, match="tient déjà une base"):
        to_folder(on_server(lived, address), lived.home.root)


def test_whoever_writes_meanwhile_waits_and_readers_go_on(
    lived: KnowledgeBase, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = moving.copy_tables

    def look(source: Any, target: Any, *words: PrivateWords) -> Any:
        with Register.open(lived.home.root) as other:
            assert other.ids() != ()
            with patient(other.database, seconds=0), pytest.raises(BaseBusy), transaction(other.database):
                pass
        return kept(source, target, *words)

    monkeypatch.setattr(moving, "copy_tables", look)
    assert to_server(lived.home, address).tables > 50


@pytest.mark.parametrize("table", ["revisions", "raw_texts"])
def test_what_is_cut_short_leaves_nothing_and_begins_again(
    lived: KnowledgeBase, address: str, table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, summed = sums(lived.home.root), copying.table_sum

    def fail(database: Any, name: str, columns: list[str], words: PrivateWords) -> TableSum:
        if name == table:
            raise OSError("cut short")
        return summed(database, name, columns, words)

    monkeypatch.setattr(copying, "table_sum", fail)
    with pytest.raises(OSError, match="cut short"):
        to_server(lived.home, address)
    monkeypatch.undo()
    with Register.open(lived.home.root, address) as register:
        assert is_empty(register.database)
    assert sums(lived.home.root) == before
    to_server(lived.home, address)
    assert sums(lived.home.root, address) == before


KILLED = """
import os, signal, sys
from pathlib import Path
from kb.home import Home
from kb.store.engines import copying
from kb import moving

home, address, table = sys.argv[1:]
summed = copying.table_sum
def die(database, name, columns, words):
    if name == table:
        os.kill(os.getpid(), signal.SIGKILL)
    return summed(database, name, columns, words)
copying.table_sum = die
moving.to_server(Home(Path(home), Path(home) / "model"), address)
"""


@pytest.mark.parametrize("table", ["records", "sent_keys"])
def test_a_process_killed_at_it_leaves_nothing_that_counts(lived: KnowledgeBase, address: str, table: str) -> None:
    command = [sys.executable, "-c", KILLED, str(lived.home.root), address, table]
    assert subprocess.run(command, cwd=CHECKOUT, env=os.environ, check=False).returncode == -signal.SIGKILL
    before = sums(lived.home.root)
    to_server(lived.home, address)
    assert sums(lived.home.root, address) == before


@pytest.mark.bucket
def test_words_and_files_left_by_a_move_that_was_killed_between_its_two_ends_are_written_anew(
    lived: KnowledgeBase, address: str, files_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, kept = replace(lived.home, keys=f"file://{lived.home.root}/keys"), moving._upload

    def fail(*given: Any) -> int:
        kept(*given)
        raise OSError("cut short")

    with monkeypatch.context() as within:
        within.setattr(moving, "_upload", fail)
        with pytest.raises(OSError, match="cut short"):
            to_server(home, address, files_address)
    lived.wiki.private.put_raw("EXP-2024-900", "c-9", "Des mots d’après.", purge_on="2030-01-01")
    to_server(home, address, files_address)
    assert sums(lived.home.root, address) == sums(lived.home.root)


def test_private_texts_of_another_base_stay_where_they_are(
    lived: KnowledgeBase, server: Postgres, address: str, tmp_path: Path
) -> None:
    with new_database(server) as living:
        to_server(lived.home, living)
        with (
            Register.open(tmp_path, living) as register,
            PrivateStore.open(lived.home.root, register.now, living) as private,
        ):
            for begun in ("elsewhere", "there"):
                if begun == "there":
                    private.database.execute("DELETE FROM moved_here")
                with pytest.raises(KbError, match="KB_PRIVATE_DATABASE"):
                    to_server(replace(lived.home, private_database=living), address)
            assert sums(lived.home.root, living) == sums(lived.home.root)
    with Register.open(tmp_path, address) as register:
        assert is_empty(register.database)


@pytest.mark.bucket
@pytest.mark.parametrize("sort", ["attachment", "source", "move"])
def test_files_of_another_base_stay_where_they_are(
    lived: KnowledgeBase, address: str, files_address: str, tmp_path: Path, sort: str
) -> None:
    living = open_bucket(tmp_path, files_address)
    if sort == "attachment":
        living.put(b"a photograph")
    elif sort == "source":
        path = lived.home.root / "corpus" / "laverie.md"
        living.put_source(path, hashlib.sha256(path.read_bytes()).hexdigest())
    else:
        assert living.takes_move("another")
    with pytest.raises(KbError, match="--files"):
        to_server(lived.home, address, files_address)
    to_server(lived.home, address, f"{files_address}/elsewhere")


def test_a_copy_that_lost_a_row_is_refused(lived: KnowledgeBase, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from kb.store.engines.postgres import PostgresDatabase

    kept = PostgresDatabase.executemany
    monkeypatch.setattr(PostgresDatabase, "executemany", lambda self, sql, rows: kept(self, sql, _but_one(sql, rows)))
    with pytest.raises(KbError, match="n’est pas ce qui a été lu"):
        to_server(lived.home, address)
    monkeypatch.undo()
    with Register.open(lived.home.root, address) as register:
        assert is_empty(register.database)


def _but_one(sql: str, rows: Any) -> list[Any]:
    return list(rows)[1:] if "INTO notices" in sql or "INTO audit" in sql else list(rows)


def test_a_damaged_base_does_not_move(lived: KnowledgeBase, address: str) -> None:
    for path in (lived.home.root / "corpus" / "attachments").rglob("*"):
        if path.is_file():
            path.unlink()
    with pytest.raises(KbError, match="abîmée"):
        to_server(lived.home, address)


def test_a_folder_left_half_made_is_begun_again(lived: KnowledgeBase, address: str, tmp_path: Path) -> None:
    to_server(lived.home, address)
    (tmp_path / "back" / MOVING / "corpus").mkdir(parents=True)
    (tmp_path / "back" / MOVING / "corpus" / "register.sqlite3").write_bytes(b"half")
    to_folder(on_server(lived, address), tmp_path / "back")
    assert sums(tmp_path / "back") == sums(lived.home.root)


@pytest.mark.bucket
def test_attachments_go_to_the_bucket_and_come_back(
    lived: KnowledgeBase, address: str, files_address: str, tmp_path: Path
) -> None:
    assert to_server(lived.home, address, files_address).files == 1
    elsewhere = Home(
        tmp_path / "other", lived.home.model, database=address, private_database=address, files=files_address,
        keys=f"{files_address}/keys",
    )  # fmt: skip
    with opened(elsewhere, FakeEncoder()) as given:
        [digest] = given.register.database.execute("SELECT sha256 FROM attachments").fetchone()
        path = given.files.path(digest)
    assert path is not None
    to_folder(elsewhere, tmp_path / "back")
    assert (tmp_path / "back" / "corpus" / "attachments" / digest[:2] / digest).read_bytes() == path.read_bytes()


def test_the_command_says_what_was_copied_and_what_to_do_next(
    lived: KnowledgeBase, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = ["--home", str(lived.home.root)]
    done = CliRunner().invoke(main, ["move", "--to", address, *home])
    assert done.exit_code == 0, done.output
    assert "KB_DATABASE" in done.output
    assert CliRunner().invoke(main, ["move", "--to", str(tmp_path / "back"), *home]).exit_code != 0
    monkeypatch.setenv("KB_DATABASE", address)
    done = CliRunner().invoke(main, ["move", "--to", str(tmp_path / "back"), *home])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "back" / "corpus" / "register.sqlite3").exists()
