"""A base on a PostgreSQL server: one writer at a time, nothing half kept, and what people are told of the server."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.errors import BaseBusy, BaseReadOnly, BaseTooNew, BaseUnreachable, HomeMissing, KbError
from kb.store.accounts.accounts import add_account
from kb.store.drafts.private import PrivateStore
from kb.store.engines import opening
from kb.store.engines.port import Database, ServerDatabase
from kb.store.files.database import compact, patient, transaction, write_if_free
from kb.store.files.soundness import is_sound, require_whole
from kb.store.records.register import Register
from kb.store.records.source_home import MARK, gives_sources
from kb.store.records.sources import get_setting, put_settings
from kb.store.schema.no_samples import no_samples
from tests.engines import Postgres, close_pools_of, free_port, postgres_server, require_server

pytestmark = [pytest.mark.postgres, pytest.mark.files]  # with a server of their own, whatever the engine


MOST = 16  # connections of a process


@pytest.fixture(autouse=True)
def _installed() -> None:
    require_server()


@pytest.fixture
def two(address: str, tmp_path: Path) -> Iterator[tuple[Register, Register]]:
    """One register, open twice, as by two machines."""
    with Register.open(tmp_path, address, create=True) as one, Register.open(tmp_path, address) as other:
        yield one, other


def test_a_server_without_a_base_says_how_to_begin_one(address: str, tmp_path: Path) -> None:
    with pytest.raises(HomeMissing, match="kb build"):
        Register.open(tmp_path, address)


def test_a_folder_that_holds_a_base_is_not_forgotten_for_an_empty_server(address: str, tmp_path: Path) -> None:
    Register.open(tmp_path, create=True).close()
    with pytest.raises(KbError, match="KB_DATABASE"):
        Register.open(tmp_path, address, create=True)


def test_several_machines_that_begin_a_base_at_once_begin_one(address: str, tmp_path: Path) -> None:
    failed: list[Exception] = []

    def begin() -> None:
        try:
            Register.open(tmp_path, address, create=True).close()
        except Exception as error:  # noqa: BLE001 -- told by the test
            failed.append(error)

    threads = [threading.Thread(target=begin) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert failed == []


def test_a_writer_waits_for_the_other_machine_and_then_says_that_it_is_busy(two: tuple[Register, Register]) -> None:
    one, other = two
    with transaction(one.database):
        put_settings(one, {"x": "1"})
        with patient(other.database, seconds=0.2), pytest.raises(BaseBusy), transaction(other.database):
            pass
        assert write_if_free(other.database, "a test", lambda: put_settings(other, {"x": "2"})) is None
        assert get_setting(other, "x") == ""
    assert get_setting(other, "x") == "1"
    with transaction(other.database):
        put_settings(other, {"x": "3"})
    assert get_setting(one, "x") == "3"


def test_what_is_read_in_a_transaction_stays_so_until_its_end(two: tuple[Register, Register]) -> None:
    def count(register: Register) -> None:
        for _ in range(20):
            with patient(register.database, seconds=30), transaction(register.database):
                put_settings(register, {"count": str(int(get_setting(register, "count", "0")) + 1)})

    threads = [threading.Thread(target=count, args=[one]) for one in two]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert get_setting(two[0], "count") == "40"


def _put_and_fail(register: Register, value: str) -> None:
    put_settings(register, {"x": value})
    raise BaseBusy("a test")


def test_a_transaction_that_fails_keeps_nothing_and_one_within_another_its_own_part(
    two: tuple[Register, Register],
) -> None:
    one, other = two
    with pytest.raises(BaseBusy), transaction(one.database):
        _put_and_fail(one, "1")
    assert get_setting(other, "x") == ""
    with transaction(one.database):
        put_settings(one, {"x": "1"})
        with pytest.raises(BaseBusy), transaction(one.database):
            _put_and_fail(one, "2")
    assert get_setting(other, "x") == "1"


def test_the_audit_log_refuses_to_be_changed(two: tuple[Register, Register]) -> None:
    two[0].audit("c-1", "test", None)
    for statement in ("DELETE FROM audit", "UPDATE audit SET actor = ''"):
        with pytest.raises(Exception, match="append-only"):
            two[0].database.execute(statement)


def test_texts_are_in_the_order_of_their_bytes(two: tuple[Register, Register]) -> None:
    put_settings(two[0], {"É": "", "b": "", "A": "", "a": "", "_": ""})
    rows = two[0].database.execute("SELECT name FROM settings ORDER BY name").fetchall()
    assert [row[0] for row in rows] == ["A", "_", "a", "b", "É"]


def test_a_text_loses_the_character_that_no_text_of_postgresql_holds(two: tuple[Register, Register]) -> None:
    put_settings(two[0], {"x": "a\0b"})
    assert get_setting(two[1], "x") == "ab"


def test_a_base_of_a_newer_program_is_left_alone(address: str, tmp_path: Path) -> None:
    with Register.open(tmp_path, address, create=True) as register:
        register.database.execute("INSERT INTO migrations VALUES ('of_tomorrow', '')")
    with pytest.raises(BaseTooNew, match="of_tomorrow"):
        Register.open(tmp_path, address)


def test_a_base_that_nobody_closed_gives_its_connection_back(address: str, tmp_path: Path) -> None:
    Register.open(tmp_path, address, create=True).close()
    for _ in range(2 * MOST):
        Register.open(tmp_path, address)


def test_all_connections_taken_is_told_as_busy(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = [Register.open(tmp_path, address, create=True) for _ in range(MOST)]
    monkeypatch.setattr("kb.store.engines.postgres.WAIT", 0.1)
    with pytest.raises(BaseBusy):
        Register.open(tmp_path, address)
    for one in held:
        one.close()
    Register.open(tmp_path, address).close()


def test_an_open_base_is_told_sound_and_its_place_without_a_password(two: tuple[Register, Register]) -> None:
    require_whole(two[0].database)
    assert is_sound(two[0].database)
    assert two[0].served
    assert two[0].place.startswith("127.0.0.1:")
    assert "postgresql" not in two[0].place


def test_what_is_compacted_takes_less_room_and_waits_for_no_reader_for_ever(
    two: tuple[Register, Register], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = two
    assert isinstance(one.database, ServerDatabase)
    put_settings(one, {f"x{number}": "mot " * 500 for number in range(200)})
    one.database.execute("DELETE FROM settings")
    before = one.database.size()
    monkeypatch.setattr("kb.store.files.database.COMPACT_SECONDS", 0.2)
    with other.database.atomic():
        get_setting(other, "x")
        assert not compact(one.database)
    assert compact(one.database)
    assert one.database.size() < before


def sampled(database: Database) -> set[tuple[str, str]]:
    """(table, column) of which the server keeps values among its statistics."""
    database.execute("ANALYZE")
    rows = database.execute(
        "SELECT tablename, attname FROM pg_stats WHERE schemaname = current_schema() "
        "AND attname IN ('question', 'filters', 'hits', 'text', 'quote', 'record_id')"
    )
    return set(rows.fetchall())


def test_the_server_keeps_no_samples_of_words(address: str, tmp_path: Path) -> None:
    with Register.open(tmp_path, address, create=True) as register:
        ask = "INSERT INTO query_log (day, question, filters, hits, weak) VALUES ('', ?, '{}', 1, 0)"
        register.database.execute(ask, ["zébulonesque"])
        assert sampled(register.database) == {("query_log", "hits")}


def test_samples_that_an_earlier_version_let_it_keep_go(address: str, tmp_path: Path) -> None:
    with Register.open(tmp_path, address, create=True) as register:
        database = register.database
        for column in ("question", "filters"):
            database.execute(f"ALTER TABLE query_log ALTER COLUMN {column} SET STATISTICS -1")
        ask = "INSERT INTO query_log (day, question, filters, hits, weak) VALUES ('', ?, '{}', 1, 0)"
        database.execute(ask, ["zébulonesque"])
        assert ("query_log", "question") in sampled(database)
        no_samples(database)
        assert sampled(database) == {("query_log", "hits")}
        assert database.execute("SELECT question FROM query_log").fetchall() == [("zébulonesque",)]


def test_an_account_that_may_not_read_private_texts_does_not(server: Postgres, address: str, tmp_path: Path) -> None:
    name = address.rpartition("/")[2]
    with Register.open(tmp_path, address, create=True) as register:
        PrivateStore.open(tmp_path, register.now, address).close()
    schema, private = opening.REGISTER_SCHEMA, opening.PRIVATE_SCHEMA
    server.run("DROP ROLE IF EXISTS lecture", "CREATE ROLE lecture LOGIN")
    server.run(
        f"GRANT USAGE ON SCHEMA {schema} TO lecture",
        f"GRANT ALL ON ALL TABLES IN SCHEMA {schema} TO lecture",
        f"GRANT ALL ON ALL SEQUENCES IN SCHEMA {schema} TO lecture",
        name=name,
    )
    other = server.address(name, "lecture")
    with Register.open(tmp_path, other) as register:
        add_account(register, "a@b.fr", "A", roles=["reader"], actor="operator")
        with pytest.raises(KbError):
            PrivateStore.open(tmp_path, register.now, other)
        with pytest.raises(BaseReadOnly):
            register.database.execute(f"SELECT * FROM {private}.drafts")
    close_pools_of(other)
    server.run("DROP OWNED BY lecture", name=name)


def test_a_server_that_does_not_answer_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.store.engines.postgres.WAIT", 0.5)
    with pytest.raises(BaseUnreachable, match="KB_DATABASE"):
        Register.open(tmp_path, f"postgresql://x@127.0.0.1:{free_port()}/x")


def test_a_server_that_is_started_anew_is_found_again_and_what_was_kept_stands(tmp_path: Path) -> None:
    with postgres_server(settings=()) as one:
        address = one.address()
        with Register.open(tmp_path, address, create=True) as register:
            put_settings(register, {"x": "1"})
            assert one.process is not None
            one.stop()
            with pytest.raises(BaseUnreachable):
                get_setting(register, "x")
        one.start()
        with Register.open(tmp_path, address) as register:
            assert get_setting(register, "x") == "1"
        close_pools_of(address)


def test_only_the_folder_that_gave_the_files_of_a_base_takes_them_away(
    two: tuple[Register, Register], tmp_path: Path
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for one in (first, second):
        (one / "corpus").mkdir(parents=True)
    assert not gives_sources(second, two[1])  # it holds none
    (first / "corpus" / "a.md").write_text("# A\n\nUn texte.\n")
    (second / "corpus" / "b.md").write_text("# B\n\nUn texte.\n")
    assert gives_sources(first, two[0])
    assert not gives_sources(second, two[1])
    (first / "corpus" / "a.md").unlink()
    assert gives_sources(first, two[0])  # what it gave is gone: that is to be seen
    assert (first / "corpus" / MARK).exists()
    assert not (second / "corpus" / MARK).exists()


def test_a_base_in_files_is_read_from_its_own_folder(tmp_path: Path) -> None:
    with Register.open(tmp_path, create=True) as register:
        assert gives_sources(tmp_path, register)
        assert not (tmp_path / "corpus" / MARK).exists()
