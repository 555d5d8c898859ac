"""Erasing a record: it goes with what holds its words, nothing else does, and its identifier is remembered."""

from pathlib import Path

import pytest

from ingest.document import Block, Document
from kb.errors import RecordNotFound
from kb.records.kinds import Experience
from kb.store.accounts.accounts import add_account
from kb.store.drafts.private import PrivateStore
from kb.store.logs.query_log import forget_quotes, log_question, oldest_day
from kb.store.news.reports import add_report
from kb.store.news.saved_searches import forget_searches, rename_search, save_search, saved_searches
from kb.store.records.erasures import (
    erase_record,
    erase_words_of,
    erased,
    erased_on,
    forget_computed_but,
    unfinished,
)
from kb.store.records.register import Register
from kb.store.records.sources import RegisteredSource, all_sources, drop_source, put_source
from kb.store.workshops.leads import add_lead, change_lead, forget_leads_of, lead, lead_history, leads

ONE, TWO = "EXP-2026-001", "EXP-2026-002"
WORDS = "Il ne venait plus au collège depuis la rentrée des classes."


def publish(register: Register, record_id: str, words: str, linked: tuple[str, ...] = ()) -> None:
    record = Experience(
        id=record_id,
        title="Un récit (exemple fictif)",
        links=tuple({"type": "see_also", "target": one} for one in linked),
    )
    register.save(record, Document(words, (Block(0, len(words)),)), author="c-1", summary="", base=None)
    register.publish(record_id, 1, actor="c-3")


@pytest.fixture
def two(register: Register) -> Register:
    publish(register, ONE, WORDS)
    publish(register, TWO, "Elle revenait chaque jour au local du quartier.", (ONE,))
    return register


def test_the_record_goes_alone_and_its_identifier_is_remembered(two: Register) -> None:
    erase_record(two, ONE, actor="c-6")
    assert two.ids() == (TWO,)
    assert erased(two) == (ONE,)
    assert (erased_on(two, ONE), erased_on(two, TWO)) == (two.now(), "")
    assert two.database.execute("SELECT actor, action, record_id FROM audit ORDER BY number DESC").fetchone() == (
        "c-6",
        "erase",
        ONE,
    )


def test_what_follows_the_register_is_told_that_it_went(two: Register) -> None:
    before = two.last_sequence()
    erase_record(two, ONE, actor="c-6")
    assert [(change.record_id, change.action) for change in two.changes(before)] == [(ONE, "remove")]


def test_links_to_it_go_and_other_links_stay(two: Register) -> None:
    publish(two, "EXP-2026-003", "Un autre récit.", (TWO,))
    erase_record(two, ONE, actor="c-6")
    assert two.database.execute("SELECT source, target FROM links").fetchall() == [("EXP-2026-003", TWO)]


def test_a_report_about_it_stays_and_names_it_no_more(two: Register) -> None:
    add_report(two, "receipt-1", ONE, origin="", suspended=False)
    add_report(two, "receipt-2", TWO, origin="", suspended=False)
    erase_record(two, ONE, actor="c-6")
    rows = two.database.execute("SELECT receipt, record_id FROM reports ORDER BY receipt").fetchall()
    assert rows == [("receipt-1", ""), ("receipt-2", TWO)]


def test_leads_of_a_restitution_go_and_those_it_tells_the_end_of_lose_the_link(two: Register) -> None:
    own = add_lead(two, 1, axis="a", text="Essayer.", record_id=ONE, actor="c-7")
    told = add_lead(two, 1, axis="a", text="Essayer aussi.", record_id=TWO, actor="c-7")
    change_lead(two, told, {"experience": ONE}, actor="c-7")
    other = add_lead(two, 1, axis="a", text="Autre chose.", record_id=TWO, actor="c-7")
    change_lead(two, other, {"experience": TWO}, actor="c-7")
    erase_record(two, ONE, actor="c-6")
    with pytest.raises(RecordNotFound):
        lead(two, own)
    assert (lead(two, told).experience, lead(two, other).experience) == ("", TWO)


def test_leads_go_with_their_history_and_leave_those_of_others(register: Register) -> None:
    one, other = (
        add_lead(register, 1, axis="a", text="Essayer.", record_id=record, actor="c-7") for record in (ONE, TWO)
    )
    forget_leads_of(register, ONE)
    assert [left.number for left in leads(register, workshops=[1])] == [other]
    assert lead_history(register, one) == ()
    assert len(lead_history(register, other)) == 1


def test_erasing_what_is_not_there_is_refused_and_remembered_by_nothing(register: Register) -> None:
    with pytest.raises(RecordNotFound, match="EXP-1999-001"):
        erase_record(register, "EXP-1999-001", actor="c-6")
    assert erased(register) == ()


def computed(home: Path, digest: str) -> list[Path]:
    """A file of each sort that is computed from a source."""
    index = home / "index"
    made = [
        index / "ocr" / digest[:2] / digest / "1.json",
        index / "pages" / "v1" / f"{digest}.jsonl",
        index / "copies" / digest[:2] / f"{digest}-2.pdf",
        index / "copies" / digest[:2] / f".{digest}-2.pdf.0a1b",
    ]
    for path in made:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Un mot.")
    return made


def source(path: str, record_id: str, digest: str) -> RegisteredSource:
    return RegisteredSource(path=path, record_id=record_id, size=1, mtime_ns=1, sha256=digest)


def test_its_file_and_what_was_computed_from_it_go_and_those_of_others_stay(
    two: Register, private: PrivateStore, tmp_path: Path
) -> None:
    files = [tmp_path / "corpus" / name for name in ("un.md", "deux.md")]
    for file, record_id, digest in zip(files, (ONE, TWO), ("ab12", "ab34"), strict=True):
        file.write_text("Un mot.")
        put_source(two, source(f"corpus/{file.name}", record_id, digest))
    own, others = computed(tmp_path, "ab12"), computed(tmp_path, "ab34")
    erase_words_of(two, private, tmp_path, ONE, actor="c-6")
    assert [path.exists() for path in (files[0], *own)] == [False] * 5
    assert [path.exists() for path in (files[1], *others)] == [True] * 5
    assert list(all_sources(two)) == ["corpus/deux.md"]
    assert unfinished(two)


def test_what_was_computed_from_files_that_are_not_known_goes_and_of_known_ones_stays(tmp_path: Path) -> None:
    known, unknown = computed(tmp_path, "ab12"), computed(tmp_path, "cd34")
    forget_computed_but(tmp_path / "index", {"ab12"})
    assert [path.exists() for path in known] == [True] * 4
    assert [path.exists() for path in unknown] == [False] * 4


def test_a_file_without_digest_or_already_gone_hinders_nothing(
    two: Register, private: PrivateStore, tmp_path: Path
) -> None:
    kept = tmp_path / "index" / "pages" / "v1" / ".jsonl"
    kept.parent.mkdir(parents=True)
    kept.write_text("")
    put_source(two, source("corpus/un.md", ONE, ""))
    erase_words_of(two, private, tmp_path, ONE, actor="c-6")
    assert kept.exists()
    put_source(two, source("corpus/deux.md", TWO, "ab34"))
    erase_words_of(two, private, tmp_path, TWO, actor="c-6")
    assert erased(two) == (ONE, TWO)


def test_a_file_outside_of_the_corpus_is_left(two: Register, private: PrivateStore, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.md"
    elsewhere.write_text("Un mot.")
    put_source(two, source("corpus/../elsewhere.md", ONE, "ab12"))
    erase_words_of(two, private, tmp_path, ONE, actor="c-6")
    assert elsewhere.exists()


def test_questions_and_searches_that_quote_it_go_and_others_stay(
    two: Register, private: PrivateStore, tmp_path: Path
) -> None:
    quoting, other = "venait plus au collège depuis la rentrée", "comment parler du vélo prêté par un atelier"
    for question in (quoting, other):
        log_question(two, question, {}, hits=1, weak=False)
    account = add_account(two, "aline", "Aline", roles=["reader"], password="une phrase à moi", actor="test").id
    third = "que faire la nuit autour du canal"
    numbers = [
        save_search(two, account, question, {}, until=two.last_sequence()) for question in (quoting, other, third)
    ]
    rename_search(two, numbers[2], "Le canal")
    rename_search(two, numbers[1], f"Sur : {quoting}")
    private.add_draft(1, ONE, number=1, author="c-1", summary="", fields={})
    erase_words_of(two, private, tmp_path, ONE, actor="c-6")
    assert two.database.execute("SELECT question FROM query_log").fetchall() == [(other,)]
    assert [(search.question, search.name) for search in saved_searches(two, account)] == [
        (third, "Le canal"),
        (other, ""),
    ]
    assert private.drafts(1) == ()


def test_what_quotes_a_text_is_counted_when_it_goes(register: Register) -> None:
    log_question(register, WORDS, {}, hits=1, weak=False)
    log_question(register, "autre chose que cela", {}, hits=1, weak=False)
    assert (forget_quotes(register, WORDS), forget_quotes(register, WORDS)) == (1, 0)
    assert forget_searches(register, WORDS) == 0


def test_the_oldest_day_of_the_log_is_that_of_its_first_question(register: Register) -> None:
    assert oldest_day(register) == ""
    log_question(register, "une question", {}, hits=1, weak=False)
    assert oldest_day(register) == register.now()[:10]


def test_a_source_is_forgotten_alone(two: Register) -> None:
    put_source(two, source("corpus/un.md", ONE, "ab12"))
    put_source(two, source("corpus/deux.md", TWO, "ab34"))
    drop_source(two, "corpus/un.md")
    assert list(all_sources(two)) == ["corpus/deux.md"]
