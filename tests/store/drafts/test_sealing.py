"""What a server keeps of private words: nothing that reads without a key, and no key once they were forgotten."""

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kb.errors import BaseDamaged, BaseUnreachable, RecordNotFound
from kb.store.drafts.held_words import HELD
from kb.store.drafts.letters import letters_about
from kb.store.drafts.narratives import ToldNarrative, put_telling, telling_of
from kb.store.drafts.private import PrivateStore, WorkingCopy
from kb.store.drafts.sealed_words import WITNESS
from kb.store.engines.opening import open_keys
from kb.store.files.database import transaction
from kb.store.files.kept_keys import FolderKeys
from kb.store.schema import text_keys as step
from tests.engines import Postgres, new_database, require_server
from tests.store.conftest import NOW
from tests.store.drafts.test_forgetting import FILED, ONE, TWO, fill, held

pytestmark = [pytest.mark.postgres, pytest.mark.files]

WORD = "hortensias"


@pytest.fixture
def address(server: Postgres) -> Iterator[str]:
    require_server()
    with new_database(server, "empty_base") as one:
        yield one


@pytest.fixture
def served(address: str, tmp_path: Path) -> Iterator[PrivateStore]:
    with opened(address, tmp_path) as one:
        yield one


def opened(address: str, home: Path) -> PrivateStore:
    return PrivateStore.open(home, lambda: NOW, address)


def fill_with(store: PrivateStore, record_id: str, proposal: int, word: str) -> None:
    """The word in each column that holds words."""
    said = {"title": f"Un {word}"}
    store.add_draft(proposal, record_id, number=1, author="c-1", summary=word, fields=said)
    copy = WorkingCopy(proposal, "c-1", 0, "", said, {"title": 1}, {"title": "w"}, {"title": [word]}, {"a": (word, 1)})
    store.put_working_copy(record_id, copy)
    store.put_raw(record_id, "c-1", word, purge_on="9999-01-01")
    store.put_treatments(record_id, "c-1", {f"person:{word}": "kept"}, purge_on="9999-01-01")
    remark = store.add_remark(proposal, record_id, author="c-3", field="title", start=0, quote=word, text=word)
    store.answer_remark(proposal, remark, word)
    store.settle(proposal, remark)
    store.put_grid(proposal, "c-3", {"q1": word})
    store.add_reason(proposal, record_id, author="c-3", status="to_revise", text=word)
    store.tables.add("letters", record_id=record_id, sort="contact", receipt="", sender="c-2", at=NOW, text=word)
    part = {**FILED[0], "text": word}
    put_telling(store, record_id, ToldNarrative(proposal, "c-1", word, 1, "w", (word,), (part,)))  # type: ignore[arg-type]


def rows(store: PrivateStore) -> dict[str, str]:
    """What the server holds of each table of words."""
    return {table: repr(store.database.execute(f"SELECT * FROM {table}").fetchall()) for table in HELD}


def keys(home: Path) -> list[Path]:
    return keys_at(home / "keys")


def keys_at(folder: Path) -> list[Path]:
    """The keys that seal words."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(WITNESS))


def test_every_word_reads_as_it_was_written_and_none_stands_on_the_server(served: PrivateStore) -> None:
    fill_with(served, ONE, 1, WORD)
    assert {table for table, held_rows in rows(served).items() if WORD in held_rows} == set()
    [remark] = served.remarks(1)
    assert (remark.quote, remark.text, remark.answer, remark.settled) == (WORD, WORD, WORD, True)
    copy = served.working_copy(1, "c-1")
    assert copy is not None
    assert (copy.fields["title"], copy.others, copy.rewritten) == (f"Un {WORD}", {"title": [WORD]}, {"a": [WORD, 1]})
    assert (served.drafts(1)[0].summary, served.draft(1, 1).fields) == (WORD, {"title": f"Un {WORD}"})
    assert (served.raw(ONE, "c-1"), served.treatments(ONE)) == (WORD, {f"person:{WORD}": "kept"})
    assert (served.grid(1, "c-3"), served.reasons(1)[0].text) == ({"q1": WORD}, WORD)
    assert letters_about(served, ONE, "contact")[0].text == WORD
    telling = telling_of(served, 1, "c-1")
    assert telling is not None
    assert (telling.text, telling.others, telling.parts[0]["text"]) == (WORD, (WORD,), WORD)


def test_what_is_sealed_is_every_column_that_people_write_in(served: PrivateStore) -> None:
    fill_with(served, ONE, 1, WORD)
    for table, about in HELD.items():
        row = served.database.execute(f"SELECT {', '.join(about.columns)} FROM {table}").fetchone()
        assert all(one.startswith("kb1:") for one in row), table


def test_forgotten_words_leave_no_key_and_others_keep_theirs(served: PrivateStore, tmp_path: Path) -> None:
    fill(served, ONE, 1)
    fill(served, TWO, 2)
    before = keys(tmp_path)
    assert len(before) == 10  # what was written, told, raw, chosen, in letters: of each
    kept = rows(served)
    served.erase(ONE)
    assert keys(tmp_path) == before  # a deletion that is undone would find its words again
    assert served.destroy_keys()
    assert len(keys(tmp_path)) == 5
    assert set(held(served, TWO, 2).values()) == {True}
    put_back(served, kept["drafts"])
    with pytest.raises(BaseDamaged, match="effacé"):
        served.drafts(1)


def put_back(store: PrivateStore, held_rows: str) -> None:
    """Write the rows of the drafts anew, as a backup would."""
    for row in eval(held_rows):
        store.database.execute(
            "INSERT INTO drafts (proposal, number, record_id, author, at, summary, fields) VALUES (?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            list(row),
        )


def test_a_proposal_that_is_given_up_loses_its_key_alone(served: PrivateStore, tmp_path: Path) -> None:
    fill(served, ONE, 1)
    assert served.forget_proposal(1)
    assert served.destroy_keys()
    assert len(keys(tmp_path)) == 3
    assert (served.raw(ONE, "c-1"), letters_about(served, ONE, "contact")[0].text) == ("Brut.", "Bonjour.")


def test_what_was_told_loses_its_key_on_its_day_and_the_text_made_of_it_stays(
    served: PrivateStore, tmp_path: Path
) -> None:
    fill(served, ONE, 1)
    served.put_raw(TWO, "c-1", "Brut.", purge_on="2026-03-10")
    served.put_treatments(TWO, "c-1", {"person:a": "kept"}, purge_on="2026-03-11")
    assert served.purge("2026-03-10", "2026-03-10") == 2
    assert served.destroy_keys()
    assert len(keys(tmp_path)) == 5  # the treatments are still there
    assert served.purge("2026-03-11", "2026-01-01") == 1
    assert served.destroy_keys()
    assert len(keys(tmp_path)) == 4
    assert served.drafts(1)[0].fields == {"title": "Un"}


def sealed(store: PrivateStore, table: str) -> list[dict[str, Any]]:
    """What any copy of the server holds of the words of a table."""
    [column] = HELD[table].columns
    return [{column: row[0]} for row in store.database.execute(f"SELECT {column} FROM {table}").fetchall()]


def read(store: PrivateStore, table: str, copies: list[dict[str, Any]]) -> int:
    """How many of these copies can be read."""
    count = 0
    for one in copies:
        with contextlib.suppress(BaseDamaged):
            store.words.told(table, one)
            count += 1
    return count


def test_a_raw_text_loses_its_key_on_its_day_whatever_that_of_a_co_author(served: PrivateStore) -> None:
    served.put_raw(ONE, "c-1", "De l’une.", purge_on="2026-03-10")
    copy = sealed(served, "raw_texts")
    served.put_raw(ONE, "c-2", "De l’autre.", purge_on="9999-12-31")
    served.put_raw(f"{ONE}0", "c-1", "D’un autre texte.", purge_on="9999-12-31")
    served.put_treatments(ONE, "c-1", {"person:a": "kept"}, purge_on="9999-12-31")
    assert served.purge("2026-03-10", "2026-01-01") == 1
    assert served.destroy_keys()
    assert read(served, "raw_texts", copy) == 0
    assert (served.raw(ONE, "c-2"), served.raw(f"{ONE}0", "c-1")) == ("De l’autre.", "D’un autre texte.")
    assert served.treatments(ONE) == {"person:a": "kept"}


def test_what_is_put_in_place_of_treatments_leaves_no_key_of_theirs(served: PrivateStore) -> None:
    served.put_raw(ONE, "c-1", "Brut.", purge_on="9999-01-01")
    served.put_treatments(ONE, "c-1", {"texts": [WORD]}, purge_on="9999-01-01")
    copy = sealed(served, "treatments")
    served.replace_treatments(ONE, {"texts": []}, purge_on="9999-12-31")
    assert read(served, "treatments", copy) == 1  # until that is kept
    assert served.destroy_keys()
    assert read(served, "treatments", copy) == 0
    assert (served.treatments(ONE), served.raw(ONE, "c-1")) == ({"texts": []}, "Brut.")


def test_rows_that_an_earlier_version_sealed_with_one_key_are_read_and_parted(
    served: PrivateStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.setitem(HELD, "raw_texts", replace(HELD["raw_texts"], apart=""))  # type: ignore[arg-type]
        before.setitem(HELD, "treatments", replace(HELD["treatments"], sort="brut"))  # type: ignore[arg-type]
        for record_id in (ONE, TWO):
            served.put_raw(record_id, "c-1", "De l’une.", purge_on="2026-03-10")
            served.put_raw(record_id, "c-2", "De l’autre.", purge_on="9999-12-31")
            served.put_treatments(record_id, "c-1", {"texts": [WORD]}, purge_on="9999-12-31")
    copies = {table: sealed(served, table) for table in ("raw_texts", "treatments")}
    assert [served.raw(ONE, "c-1"), served.treatments(ONE)] == ["De l’une.", {"texts": [WORD]}]
    served.replace_treatments(ONE, {"texts": []}, purge_on="9999-12-31")
    assert served.destroy_keys()
    assert served.raw(ONE, "c-2") == "De l’autre."
    assert served.words.seal_rest() == 6
    assert served.words.seal_rest() == 0
    assert served.destroy_keys()
    assert [read(served, table, copies[table]) for table in copies] == [0, 0]
    for record_id, chosen in ((ONE, []), (TWO, [WORD])):
        assert [served.raw(record_id, author) for author in ("c-1", "c-2")] == ["De l’une.", "De l’autre."]
        assert served.treatments(record_id) == {"texts": chosen}


def test_a_lost_key_does_not_keep_others_from_being_parted(
    served: PrivateStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.setitem(HELD, "raw_texts", replace(HELD["raw_texts"], apart=""))  # type: ignore[arg-type]
        for record_id in (ONE, TWO):
            served.put_raw(record_id, "c-1", "Brut.", purge_on="9999-12-31")
    [lost] = served.database.execute("SELECT place FROM text_keys WHERE name = ?", [f"brut {ONE}"]).fetchone()
    next(path for path in keys(tmp_path) if path.name == lost).unlink()
    assert served.words.seal_rest() == 1
    assert served.raw(TWO, "c-1") == "Brut."
    assert served.words.faults() != ()


def test_a_text_told_and_not_filed_does_not_go(served: PrivateStore) -> None:
    put_telling(served, ONE, ToldNarrative(1, "c-1", "Pas encore classé.", 1, "w", (), ()))
    assert served.purge("2026-03-10", "2026-12-01") == 0
    assert telling_of(served, 1, "c-1") is not None


def test_two_machines_that_write_first_words_at_once_seal_them_with_one_key(address: str, tmp_path: Path) -> None:
    barrier, failed = threading.Barrier(4), []

    def write(number: int) -> None:
        try:
            with opened(address, tmp_path) as store:
                barrier.wait(20)
                store.add_draft(7, ONE, number=number, author="c-1", summary="", fields={"title": f"{number}"})
        except Exception as error:
            failed.append(error)
            raise

    threads = [threading.Thread(target=write, args=[number]) for number in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert failed == []
    with opened(address, tmp_path) as store:
        assert [draft.fields["title"] for draft in store.drafts(7)] == ["0", "1", "2", "3"]
        assert store.database.execute("SELECT COUNT(*) FROM text_keys").fetchone()[0] == 2  # one seals nothing
    assert len(keys(tmp_path)) == 1


def test_keys_out_of_reach_refuse_the_writing_and_lose_nothing(served: PrivateStore, tmp_path: Path) -> None:
    served.put_raw(ONE, "c-1", "Avant.", purge_on="9999-01-01")
    (tmp_path / "keys").rename(tmp_path / "elsewhere")
    with pytest.raises(BaseUnreachable, match="KB_KEYS"):
        served.put_raw(ONE, "c-1", "Après.", purge_on="9999-01-01")
    with pytest.raises(BaseUnreachable, match="KB_KEYS"):
        served.raw(ONE, "c-1")
    (tmp_path / "elsewhere").rename(tmp_path / "keys")
    assert served.raw(ONE, "c-1") == "Avant."


def test_words_of_a_transaction_that_is_undone_leave_no_name_of_a_key(served: PrivateStore) -> None:
    def put_and_fail() -> None:
        with transaction(served.database):
            served.put_raw(ONE, "c-1", "Avant.", purge_on="9999-01-01")
            raise KeyError

    with pytest.raises(KeyError):
        put_and_fail()
    served.put_raw(ONE, "c-1", "Après.", purge_on="9999-01-01")
    assert served.raw(ONE, "c-1") == "Après."


def test_a_key_out_of_reach_at_the_erasure_is_destroyed_later(served: PrivateStore, tmp_path: Path) -> None:
    fill(served, ONE, 1)
    (tmp_path / "keys").rename(tmp_path / "elsewhere")
    served.erase(ONE)
    assert not served.destroy_keys()
    (tmp_path / "elsewhere").rename(tmp_path / "keys")
    assert served.destroy_keys()
    assert keys(tmp_path) == []
    assert served.database.execute("SELECT name FROM text_keys").fetchall() == [(WITNESS,)]


def test_words_written_before_a_key_is_destroyed_have_another(served: PrivateStore) -> None:
    served.put_raw(ONE, "c-1", "Avant.", purge_on="2026-01-01")
    served.purge("2026-01-01", "2026-01-01")
    served.put_raw(ONE, "c-1", "Après.", purge_on="9999-01-01")
    assert served.destroy_keys()
    assert served.raw(ONE, "c-1") == "Après."


def test_the_keys_of_another_base_read_nothing_and_overwrite_nothing(address: str, tmp_path: Path) -> None:
    with opened(address, tmp_path) as store:
        store.put_raw(ONE, "c-1", "Avant.", purge_on="9999-01-01")
    other = tmp_path / "other"
    (other / "keys").mkdir(parents=True)
    with opened(address, other) as store:
        for act in (
            lambda: store.raw(ONE, "c-1"),
            lambda: store.put_raw(ONE, "c-1", "Après.", purge_on="9999-01-01"),
        ):
            with pytest.raises(BaseDamaged, match="KB_KEYS"):
                act()
    with opened(address, tmp_path) as store:
        assert store.raw(ONE, "c-1") == "Avant."


def unmount(home: Path) -> None:
    """Have an empty folder stand where the keys were."""
    (home / "keys").rename(home / "elsewhere")
    (home / "keys").mkdir()


def mount(home: Path) -> None:
    (home / "keys").rmdir()
    (home / "elsewhere").rename(home / "keys")


@pytest.mark.parametrize("before", ["this version", "an earlier one"])
def test_where_keys_are_not_mounted_none_is_made_and_none_is_told_as_destroyed(
    served: PrivateStore, tmp_path: Path, before: str
) -> None:
    fill(served, ONE, 1)
    if before == "an earlier one":
        served.database.execute("DELETE FROM text_keys WHERE name = ?", [WITNESS])
    unmount(tmp_path)
    with pytest.raises(BaseUnreachable, match="KB_KEYS"):
        served.put_raw(TWO, "c-1", "Brut.", purge_on="9999-01-01")
    assert served.words.faults() != ()
    served.erase(ONE)
    assert not served.destroy_keys()
    if before == "this version":
        assert "monté" in served.words.faults()[0]
    mount(tmp_path)
    served.put_raw(TWO, "c-1", "Brut.", purge_on="9999-01-01")
    assert served.destroy_keys()
    assert served.words.faults() == ()
    assert len(keys(tmp_path)) == 1
    assert served.raw(TWO, "c-1") == "Brut."


def test_a_base_that_lost_its_keys_goes_on_as_is_written(served: PrivateStore, tmp_path: Path) -> None:
    fill(served, ONE, 1)
    unmount(tmp_path)
    served.database.execute("DELETE FROM text_keys")
    served.put_raw(ONE, "c-1", "Brut.", purge_on="9999-01-01")
    assert served.raw(ONE, "c-1") == "Brut."
    assert served.words.faults() == ()


def test_a_value_that_was_changed_or_moved_is_not_read(served: PrivateStore) -> None:
    served.add_draft(1, ONE, number=1, author="c-1", summary="Le résumé.", fields={"title": "Un"})
    served.database.execute("UPDATE drafts SET fields = summary")
    with pytest.raises(BaseDamaged, match="n’est plus celui"):
        served.draft(1, 1)


def test_words_of_the_version_before_are_read_and_sealed_by_the_next_build(
    served: PrivateStore, tmp_path: Path
) -> None:
    database: Any = served.database
    with transaction(database):
        for table in ("text_keys", "unsealed_tables"):
            database.execute(f"DROP TABLE {table}")
    plain = PrivateStore(database, lambda: NOW)
    for number in range(1, 4):
        fill_with(plain, f"EXP-2026-00{number}", number, WORD)
    with transaction(database):
        step.text_keys(database)
    assert served.raw(ONE, "c-1") == WORD
    served.put_raw(ONE, "c-1", f"{WORD} encore", purge_on="9999-01-01")
    assert served.words.seal_rest() == 3 * len(HELD) - 1
    assert {table for table, held_rows in rows(served).items() if WORD in held_rows} == set()
    assert served.raw(ONE, "c-1") == f"{WORD} encore"
    assert served.remarks(3)[0].answer == WORD
    assert len(keys(tmp_path)) == 15
    assert served.words.seal_rest() == 0


def test_sealing_goes_on_where_it_was_cut_short(served: PrivateStore, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = PrivateStore(served.database, lambda: NOW)
    for number in range(1, 5):
        plain.add_draft(number, ONE, number=1, author="c-1", summary=WORD, fields={})
    served.database.execute("INSERT INTO unsealed_tables VALUES ('drafts')")
    monkeypatch.setattr("kb.store.drafts.sealed_words.AT_ONCE", 2)
    made = FolderKeys.put
    left = [3]

    def fail(self: FolderKeys, place: str, key: bytes) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise BaseUnreachable("cut short")
        made(self, place, key)

    monkeypatch.setattr(FolderKeys, "put", fail)
    with pytest.raises(BaseUnreachable):
        served.words.seal_rest()
    assert rows(served)["drafts"].count(WORD) == 2
    monkeypatch.setattr(FolderKeys, "put", made)
    assert served.words.seal_rest() == 2
    assert WORD not in rows(served)["drafts"]
    assert [served.draft(number, 1).summary for number in range(1, 5)] == [WORD] * 4


def test_a_draft_that_is_gone_is_told_as_before(served: PrivateStore) -> None:
    with pytest.raises(RecordNotFound):
        served.draft(1, 1)


def test_words_in_a_file_need_no_key(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    with PrivateStore.open(tmp_path, lambda: NOW) as store:
        fill_with(store, ONE, 1, WORD)
        assert WORD in rows(store)["raw_texts"]
        store.erase(ONE)
        assert store.destroy_keys()
        assert store.words.seal_rest() == 0
    assert not (tmp_path / "keys").exists()


def test_keys_stand_where_they_are_said_to(address: str, tmp_path: Path) -> None:
    place = open_keys(tmp_path, f"file://{tmp_path}/un%20coffre")
    with PrivateStore.open(tmp_path, lambda: NOW, address, place) as store:
        store.put_raw(ONE, "c-1", "Brut.", purge_on="9999-01-01")
    assert len(keys_at(tmp_path / "un coffre")) == 1
    assert keys(tmp_path) == []
