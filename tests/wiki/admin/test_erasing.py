"""Erased words stand in no file of the home, and the base goes on."""

import contextlib
import sqlite3

import pytest

from kb.base import KnowledgeBase
from kb.errors import RecordNotFound, Refused
from kb.readers import OPERATOR
from kb.store.drafts.private import PrivateStore
from kb.store.files import database
from kb.store.records.erasure_mark import Erased
from kb.store.records.erasures import WAS_PUBLIC, erased, mark_unfinished, unfinished
from kb.store.records.sources import source_of
from kb.wiki.admin.erasure import erase, erase_words, finish_erasing
from kb.wiki.admin.purging import purge
from kb.wiki.review import review
from kb.wiki.write import writing
from tests.wiki.people import ADMIN, AUTHOR, OTHER, REVIEWER, published, send

WORD = "zébulonesque"


def files_that_hold(base: KnowledgeBase, word: str) -> list[str]:
    forms = {form.encode() for form in (word, word.upper(), "zebulonesqu", "zébulonesqu")}
    return [
        path.name
        for path in base.home.root.rglob("*")
        if path.is_file() and any(form in path.read_bytes() for form in forms)
    ]


def test_erased_words_stand_in_no_file_of_the_home(base: KnowledgeBase) -> None:
    record_id = published(base, context=f"Un départ {WORD} et long à raconter.", title=f"Un titre {WORD}")
    one = writing.propose(base.wiki, AUTHOR, record_id)
    writing.autosave(base.wiki, AUTHOR, one.number, {"lessons": f"Une leçon {WORD}."}, {})
    send(base, one)
    review.publish(base.wiki, REVIEWER, one.number)
    base.page(f"Un départ {WORD} et long à raconter", reader=OPERATOR, log=True)
    assert files_that_hold(base, WORD)
    erase(base.wiki, AUTHOR, record_id)
    assert files_that_hold(base, WORD) == []


def test_what_was_computed_from_a_file_as_it_was_before_goes_too(base: KnowledgeBase) -> None:
    record_id = next(one for one in base.register.ids() if source_of(base.register, one))
    page = base.home.index / "ocr" / "ab" / "ab12" / "00001.json"
    page.parent.mkdir(parents=True)
    page.write_text(WORD)
    assert erase(base.wiki, ADMIN, record_id)
    assert files_that_hold(base, WORD) == []


@pytest.mark.parametrize("last", ["follow", "scrub"])
def test_an_erasure_that_was_cut_short_is_finished_at_the_next_start(
    base: KnowledgeBase, last: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    record_id = published(base, context=f"Un départ {WORD} et long à raconter.")

    def killed(*given: object) -> object:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(base.index, last, killed)
        with pytest.raises(KeyboardInterrupt):
            erase(base.wiki, AUTHOR, record_id)
    assert files_that_hold(base, WORD)
    purge(base.wiki)
    assert files_that_hold(base, WORD) == []
    assert not unfinished(base.register)
    assert finish_erasing(base.wiki)


@pytest.mark.files
@pytest.mark.parametrize("name", ["corpus/register.sqlite3", "corpus/private.sqlite3", "index/index.sqlite3"])
def test_an_erasure_that_a_long_reader_hinders_says_so_and_is_finished_later(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(database, "COMPACT_SECONDS", 0.1)
    record_id = published(base, context=f"Un départ {WORD} et long à raconter.")
    base.wiki.private.put_raw(record_id, AUTHOR.account, f"Un départ {WORD}.", purge_on="9999-01-01")
    with contextlib.closing(sqlite3.connect(base.home.root / name, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT COUNT(*) FROM sqlite_master").fetchall()
        assert not erase(base.wiki, AUTHOR, record_id)
        assert files_that_hold(base, WORD)
        assert any("effacés" in problem for problem in base.status().problems)
    purge(base.wiki)
    assert files_that_hold(base, WORD) == []
    assert base.status().problems == ()


def test_an_erasure_that_ends_does_not_speak_for_one_that_began_meanwhile(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    record_id = published(base, context=f"Un départ {WORD} et long à raconter.")
    scrub = base.index.scrub

    def meanwhile(erased: Erased) -> bool:
        mark_unfinished(base.register)  # another process erases, and dies
        return scrub(erased)

    monkeypatch.setattr(base.index, "scrub", meanwhile)
    erase(base.wiki, AUTHOR, record_id)
    assert unfinished(base.register)


def test_the_file_of_an_erased_record_is_gone_before_the_record(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    record_id = next(one for one in base.register.ids() if source_of(base.register, one))
    path = base.home.root / source_of(base.register, record_id).path  # type: ignore[union-attr]

    def killed(store: PrivateStore, record: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(PrivateStore, "erase", killed)
        with pytest.raises(KeyboardInterrupt):
            erase_words(base.wiki, record_id, actor="operator")
    assert not path.exists()
    base.build()
    erase_words(base.wiki, record_id, actor="operator")
    base.build()
    assert record_id not in base.register.ids()


def test_an_erased_record_is_nowhere_and_the_others_are_still_found(base: KnowledgeBase) -> None:
    before = [hit.record.id for hit in base.search("réduction des risques")]
    record_id = published(base)
    erase(base.wiki, ADMIN, record_id)
    assert base.record(record_id, reader=OPERATOR) is None
    assert [hit.record.id for hit in base.search("réduction des risques")] == before
    with KnowledgeBase.open(base.home, resources=base._resources) as again:
        assert [hit.record.id for hit in again.search("réduction des risques")] == before
    assert erased(base.register) == (record_id,)


def test_only_its_author_or_the_administrator_erases_a_record(base: KnowledgeBase) -> None:
    record_id = published(base)
    for person in (OTHER, REVIEWER):
        with pytest.raises(Refused):
            erase(base.wiki, person, record_id)
    with pytest.raises(RecordNotFound):
        erase(base.wiki, ADMIN, "EXP-1999-001")


def test_the_audit_log_keeps_a_line_without_content(base: KnowledgeBase) -> None:
    record_id = published(base)
    review.withdraw(base.wiki, AUTHOR, record_id, f"Une raison {WORD}.")
    erase(base.wiki, AUTHOR, record_id)
    rows = base.register.database.execute(
        "SELECT action, detail FROM audit WHERE record_id = ?", [record_id]
    ).fetchall()
    assert rows[-1] == ("erase", WAS_PUBLIC)
    assert files_that_hold(base, WORD) == []


def test_erasing_a_record_that_a_file_gave_takes_the_file(base: KnowledgeBase) -> None:
    record_id = next(iter(base.register.ids()))
    path = base.source_file(record_id, reader=OPERATOR)
    assert path is not None
    erase(base.wiki, ADMIN, record_id)
    assert not path.exists()
    base.build()
    assert base.record(record_id, reader=OPERATOR) is None
