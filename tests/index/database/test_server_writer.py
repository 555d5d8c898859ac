"""The index on a server is written record by record, and updated is what it is made from nothing."""

import contextlib
from pathlib import Path
from typing import Any

import pytest

from kb.base import KnowledgeBase
from kb.errors import BaseBusy
from kb.index.database import upkeep
from kb.index.database.figures import CellCounts, fold_cells
from kb.index.database.schema import WITH_WORDS
from kb.index.indexer import INDEX_VERSION
from kb.index.schema import get_meta, put_meta
from kb.readers import OPERATOR, PUBLIC
from kb.resources import Resources
from kb.server_indexing import OWN_MARK
from kb.store.files.database import patient, transaction
from kb.store.records.erasure_mark import erasure_mark
from kb.wiki.admin.erasure import erase_words, finish_erasing
from tests.engines import Postgres, new_database
from tests.fake_encoder import FakeEncoder
from tests.retrievals import on_server
from tests.small_corpus import story

pytestmark = pytest.mark.postgres

TABLES = upkeep.TABLES.split(", ")
OF_RECORDS = ("passages", "signs", "vectors", "postings", "sheets", "facets", "title_words", "service_facts")


def told(base: KnowledgeBase) -> dict[str, Any]:
    """All that an index says, by names instead of numbers."""
    database = base.index.database()

    def rows(sql: str) -> list[Any]:
        return sorted(tuple(row) for row in database.execute(sql).fetchall())

    of_class = "JOIN classes c ON c.id = {}.class"
    cells = CellCounts()
    cells.read(database)  # type: ignore[arg-type]
    assert cells.counts is not None
    return {
        "classes": rows(
            'SELECT kind, audience, records, passages, lengths, wholes, heads, grams, "real" FROM classes '
            "WHERE records > 0"
        ),
        "terms": rows(
            "SELECT t.term, c.kind, c.audience, n.passages, n.heads FROM term_counts n JOIN terms t ON t.id = n.term "
            f"{of_class.format('n')} WHERE n.passages > 0 OR n.heads > 0"
        ),
        "words": rows(
            f"SELECT w.word, c.kind, c.audience, w.passages FROM words w {of_class.format('w')} WHERE w.passages > 0"
        ),
        "postings": rows(
            "SELECT t.term, r.id, p.position, o.count, o.length FROM postings o JOIN terms t ON t.id = o.term "
            "JOIN records r ON r.number = o.record JOIN passages p ON p.id = o.passage"
        ),
        "sheets": rows(
            "SELECT t.term, r.id, s.count, s.length, s.head FROM sheets s JOIN terms t ON t.id = s.term "
            "JOIN records r ON r.number = s.record"
        ),
        "facets": rows("SELECT f.key, f.value, r.id FROM facets f JOIN records r ON r.number = f.record"),
        "cells": cells.counts.tolist(),
    }


def test_an_index_that_followed_is_what_one_made_from_nothing_is(
    one: KnowledgeBase, index_server: Postgres, tmp_path: Path
) -> None:
    root = one.home.root
    story(root, "quai.md", "## Contexte\nUn quai fictif où l’on attend.\n", id="EXP-2024-700", title="Le quai")
    one.build()
    story(root, "quai.md", "## Contexte\nUn pont fictif où l’on passe.\n", id="EXP-2024-700", title="Le pont")
    closed = {"id": "EXP-2023-001", "title": "La laverie", "diffusion": "professionals"}
    story(root, "laverie.md", "## Contexte\nFermée pour toujours.\n", **closed)
    (root / "corpus" / "squat.md").unlink(missing_ok=True)
    one.build()
    with new_database(index_server, "empty_index") as other_address:
        home = on_server(root, other_address)
        encoder = FakeEncoder()
        with KnowledgeBase.open(home, create=True, resources=Resources(lambda _: encoder)) as anew:
            (root / "corpus" / ".fichiers-de-la-base").unlink()
            anew.build()
            assert told(anew) == told(one)
            assert told(one)["postings"]


def test_a_record_that_is_gone_leaves_no_row(one: KnowledgeBase) -> None:
    database = one.index.database()
    gone = "EXP-2023-001"
    row = database.execute("SELECT number FROM records WHERE id = ?", [gone]).fetchone()
    assert all(
        database.execute(f"SELECT COUNT(*) FROM {table} WHERE record = ?", row).fetchone()[0]
        for table in OF_RECORDS
        if table != "service_facts"
    )
    one.register.withdraw(gone, actor="operator", reason="un essai")
    assert one.search("laverie", reader=OPERATOR) == () or gone not in {
        hit.record.id for hit in one.search("laverie", reader=OPERATOR)
    }
    one.index.follow()
    for table in OF_RECORDS:
        assert not database.execute(f"SELECT 1 FROM {table} WHERE record = ?", row).fetchall(), table
    assert not database.execute("SELECT 1 FROM records WHERE number = ?", row).fetchall()


def test_an_erased_word_stands_in_no_table(one: KnowledgeBase) -> None:
    story(one.home.root, "mot.md", "## Contexte\nOn y disait zorglub.\n", id="EXP-2024-701", title="Le mot zorglub")
    one.build()
    database = one.index.database()

    def holding() -> set[str]:
        return {
            table
            for table in WITH_WORDS
            if database.execute(f"SELECT 1 FROM {table} t WHERE strpos(lower(t::text), 'zorglub') > 0").fetchall()
        }

    assert holding() == {"records", "passages", "terms", "words", "facets", "title_words"}
    before = get_meta(database, "epoch")
    assert erase_words(one.wiki, "EXP-2024-701", actor="operator")
    assert holding() == set()
    assert get_meta(database, "epoch") != before
    assert not one.index.owes_erasing()
    assert (one.home.index / OWN_MARK).read_text() == erasure_mark(one.register)
    (one.home.index / OWN_MARK).unlink()  # as on a machine that was not told: its own files may hold the word
    assert one.index.owes_erasing()
    assert one.forget_erased()
    assert not one.index.owes_erasing()


@pytest.mark.parametrize("during", ["follow", "scrub"])
def test_an_erasure_while_another_machine_brings_the_index_level_is_not_done(
    one: KnowledgeBase, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, during: str
) -> None:
    story(one.home.root, "mot.md", "## Contexte\nOn y disait zorglub.\n", id="EXP-2024-701", title="Le mot zorglub")
    one.build()
    resources = Resources(lambda _: FakeEncoder())
    with KnowledgeBase.open(on_server(tmp_path / "one", address), resources=resources) as other:
        database: Any = one.index.database()
        database.wait = 0.0
        with contextlib.ExitStack() as at_it:

            def follow() -> None:
                if during == "follow":
                    with other.index.database().alone():  # type: ignore[attr-defined]
                        kept()
                else:
                    kept()
                    at_it.enter_context(other.index.database().alone())  # type: ignore[attr-defined]

            kept = one.index.follow
            monkeypatch.setattr(one.index, "follow", follow)
            assert not erase_words(one.wiki, "EXP-2024-701", actor="operator")
            assert one.index.owes_erasing()
            monkeypatch.undo()
        assert finish_erasing(one.wiki)
        assert not one.index.owes_erasing()
    for table in WITH_WORDS:
        rows = database.execute(f"SELECT 1 FROM {table} t WHERE strpos(lower(t::text), 'zorglub') > 0").fetchall()
        assert not rows, table


def test_one_machine_at_a_time_brings_it_level(
    one: KnowledgeBase, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = FakeEncoder()
    with KnowledgeBase.open(on_server(tmp_path / "one", address), resources=Resources(lambda _: encoder)) as other:
        story(one.home.root, "quai.md", "## Contexte\nUn quai.\n", id="EXP-2024-700", title="Le quai")
        with one.index.database().alone() as alone:  # type: ignore[attr-defined]
            assert alone
            monkeypatch.setattr("kb.server_indexing.PATIENT_SECONDS", 0.1)
            with patient(other.index.database(create=True), seconds=0.1):
                other.register.announce_all(["EXP-2023-001"])
                assert other.index.follow() == 0
                assert other.index.behind() == 1
                with pytest.raises(BaseBusy, match="kb build"):
                    other.index.follow(cache=True)
        other.index.follow()
        assert other.index.behind() == 0


def test_what_one_machine_publishes_another_finds_at_once_and_encodes_nothing(
    one: KnowledgeBase, address: str, tmp_path: Path
) -> None:
    encoder = FakeEncoder()
    (tmp_path / "two" / "corpus").mkdir(parents=True)
    with KnowledgeBase.open(on_server(tmp_path / "two", address), resources=Resources(lambda _: encoder)) as other:
        assert other.search("dernier bateau", reader=PUBLIC)
        story(
            one.home.root, "quai.md", "## Contexte\nOn attend le dernier bateau.\n", id="EXP-2024-700", title="Le quai"
        )
        one.build()
        assert other.search("dernier bateau", reader=PUBLIC)[0].record.id == "EXP-2024-700"
        assert encoder.encoded == []


def test_another_version_of_the_program_takes_every_record_in_again(one: KnowledgeBase) -> None:
    database = one.index.database()
    numbers = set(database.execute("SELECT number FROM records").fetchall())
    with transaction(database):
        put_meta(database, "version", "of before")
    one.index.follow()
    assert get_meta(database, "version") == INDEX_VERSION
    assert numbers.isdisjoint(database.execute("SELECT number FROM records").fetchall())
    assert one.status(thorough=True).problems == ()


def test_an_index_of_another_register_is_shown_to_nobody_and_made_anew(one: KnowledgeBase) -> None:
    database = one.index.database()
    with transaction(database):
        put_meta(database, "register", "another's")
    one.index.close()
    with pytest.raises(Exception, match="kb build"):
        one.search("laverie", reader=OPERATOR)
    one.build()
    assert one.search("laverie", reader=OPERATOR)
    assert one.status(thorough=True).problems == ()


def test_tables_that_do_not_agree_are_told(one: KnowledgeBase) -> None:
    assert one.status(thorough=True).problems == ()
    one.index.database().execute("DELETE FROM signs WHERE passage = (SELECT MIN(passage) FROM signs)")
    assert any("DROP SCHEMA recits_index" in told for told in one.index.faults(thorough=True))


def test_many_changes_of_cells_become_one_row(one: KnowledgeBase) -> None:
    database = one.index.database()
    before = told(one)["cells"]
    rows = database.execute("SELECT COUNT(*) FROM gram_counts").fetchone()[0]
    assert rows > 1
    with transaction(database):
        fold_cells(database, always=True)  # type: ignore[arg-type]
    assert database.execute("SELECT COUNT(*) FROM gram_counts").fetchone()[0] == 1
    assert told(one)["cells"] == before


def test_every_table_is_emptied_and_those_with_words_are_named(one: KnowledgeBase) -> None:
    database = one.index.database()
    named = {row[0] for row in database.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'recits_index'")}
    assert named == {*TABLES, "migrations"}
    with_text = database.execute(
        "SELECT DISTINCT table_name FROM information_schema.columns WHERE table_schema = 'recits_index' "
        "AND data_type = 'text'"
    )
    # Kinds and audiences, codes of territories, names of steps: none is a word that somebody wrote.
    assert {row[0] for row in with_text} == {*WITH_WORDS, "classes", "service_zones", "migrations"}
    upkeep.empty(database)  # type: ignore[arg-type]
    assert all(not database.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchall() for table in TABLES)
