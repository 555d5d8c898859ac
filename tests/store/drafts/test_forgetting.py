"""What the private database forgets: on its day and not the day before, of one record and of no other."""

import numpy as np
import pytest

from kb.errors import RecordNotFound
from kb.store.drafts.letters import add_letter, letters_about
from kb.store.drafts.narratives import FiledPart, ToldNarrative, put_telling, telling_of
from kb.store.drafts.private import PrivateStore, WorkingCopy
from kb.store.drafts.requests import Request, add_request, drop_request, requests
from kb.store.watch.signals import add_report, change_report

ONE, TWO = "EXP-2026-001", "EXP-2026-002"
FILED = (FiledPart(text="Un mot.", field="context", state="accepted"),)


def fill(store: PrivateStore, record_id: str, proposal: int) -> None:
    """A word of each sort about a record."""
    store.add_draft(proposal, record_id, number=1, author="c-1", summary="", fields={"title": "Un"})
    store.put_working_copy(record_id, WorkingCopy(proposal, "c-1", 0, "", {"title": "Un"}, {}, {}, {}))
    store.put_raw(record_id, "c-1", "Brut.", purge_on="9999-01-01")
    store.put_treatments(record_id, "c-1", {"person:a": "kept"}, purge_on="9999-01-01")
    store.add_remark(proposal, record_id, author="c-3", field="title", start=0, quote="Un", text="Deux ?")
    store.put_grid(proposal, "c-3", {"q1": "yes"})
    store.add_reason(proposal, record_id, author="c-3", status="to_revise", text="À revoir.")
    add_letter(store, record_id, sort="contact", sender="c-2", text="Bonjour.")
    put_telling(store, record_id, ToldNarrative(proposal, "c-1", "Raconté.", 1, "w", (), FILED))


def held(store: PrivateStore, record_id: str, proposal: int) -> dict[str, bool]:
    """Which sorts of words about a record stand."""
    return {
        "drafts": bool(store.drafts(proposal)),
        "copy": store.working_copy(proposal, "c-1") is not None,
        "raw": store.raw(record_id, "c-1") is not None,
        "treatments": bool(store.treatments(record_id)),
        "remarks": bool(store.remarks(proposal)),
        "grid": bool(store.grid(proposal, "c-3")),
        "reasons": bool(store.reasons(proposal)),
        "letters": bool(letters_about(store, record_id, "contact")),
        "telling": telling_of(store, proposal, "c-1") is not None,
    }


def report(store: PrivateStore, key: str, record_id: str) -> int:
    number, _ = add_report(
        store, sender="c-1", key=key, structure="", day="2026-03-01", territory="75119", fields={},
        vector=np.zeros(2, np.float32),
    )  # fmt: skip
    change_report(store, number, record_id=record_id)
    for table, values in (("watch_same", "?, 'c-2', '', ''"), ("watch_told", "?, 'c-2'")):
        store.database.execute(f"INSERT INTO {table} VALUES ({values})", [number])
    store.database.execute(
        "INSERT INTO watch_news (account, signal, at, state, reason) VALUES ('c-2', ?, '', 'diffused', '')", [number]
    )
    return number


def test_erasing_a_record_forgets_its_words_and_no_others(private: PrivateStore) -> None:
    fill(private, ONE, 1)
    fill(private, TWO, 2)
    private.erase(ONE)
    assert set(held(private, ONE, 1).values()) == {False}
    assert set(held(private, TWO, 2).values()) == {True}


def test_erasing_a_record_forgets_the_signals_it_was_made_of_and_no_others(private: PrivateStore) -> None:
    report(private, "a", ONE)
    kept = report(private, "b", TWO)
    private.erase(ONE)
    assert private.database.execute("SELECT number FROM watch_signals").fetchall() == [(kept,)]
    for table in ("watch_steps", "watch_same", "watch_told", "watch_news"):
        assert private.database.execute(f"SELECT DISTINCT signal FROM {table}").fetchall() == [(kept,)]


def test_a_raw_text_and_its_treatments_go_on_their_day_and_not_before(private: PrivateStore) -> None:
    for record_id, day in ((ONE, "2026-03-10"), (TWO, "2026-03-11")):
        private.put_raw(record_id, "c-1", "Brut.", purge_on=day)
        private.put_treatments(record_id, "c-1", {"person:a": "kept"}, purge_on=day)
    assert private.purge("2026-03-10", "2026-01-01") == 2
    assert (private.raw(ONE, "c-1"), private.raw(TWO, "c-1")) == (None, "Brut.")
    assert (private.treatments(ONE), bool(private.treatments(TWO))) == ({}, True)


@pytest.mark.parametrize(("untouched", "gone"), [("2026-03-09", 0), ("2026-03-10", 1), ("2026-03-11", 1)])
def test_what_was_told_and_filed_goes_when_untouched_since_that_day(
    private: PrivateStore,
    untouched: str,
    gone: int,
) -> None:
    put_telling(private, ONE, ToldNarrative(1, "c-1", "Raconté.", 1, "w", (), FILED))
    put_telling(private, TWO, ToldNarrative(2, "c-1", "Pas encore classé.", 1, "w", (), ()))
    assert private.purge("2026-03-10", untouched) == gone
    assert (telling_of(private, 1, "c-1") is None) == bool(gone)
    assert telling_of(private, 2, "c-1") is not None


def test_the_days_on_which_words_go_are_told_soonest_first_and_those_for_good_are_not(
    private: PrivateStore,
) -> None:
    private.put_raw(ONE, "c-1", "Brut.", purge_on="2026-05-02")
    private.put_raw(TWO, "c-1", "Brut.", purge_on="2026-05-01")
    private.put_raw(TWO, "c-2", "Brut.", purge_on="2026-05-01")
    private.put_treatments(ONE, "c-1", {}, purge_on="9999-12-31")
    assert private.purge_dates() == (("2026-05-01", 2), ("2026-05-02", 1))


def test_the_words_of_a_proposal_go_without_those_of_its_record(private: PrivateStore) -> None:
    fill(private, ONE, 1)
    fill(private, TWO, 2)
    assert private.forget_proposal(1)
    assert [sort for sort, there in held(private, ONE, 1).items() if there] == ["raw", "treatments", "letters"]
    assert set(held(private, TWO, 2).values()) == {True}
    assert not private.forget_proposal(1)


def test_words_that_the_register_does_not_know_go_and_no_others(private: PrivateStore) -> None:
    fill(private, ONE, 1)
    fill(private, TWO, 2)
    private.keep_only({(2, TWO)}, {TWO})
    assert set(held(private, ONE, 1).values()) == {False}
    assert set(held(private, TWO, 2).values()) == {True}
    private.put_grid(3, "c-3", {})
    private.add_reason(4, TWO, author="c-1", status="submitted", text="Un.")
    private.keep_only({(2, TWO)}, {TWO})
    assert private.grid(3, "c-3") == {}
    assert private.reasons(4) == ()


def test_one_draft_of_a_proposal_is_something_forgotten(private: PrivateStore) -> None:
    private.add_draft(1, ONE, number=1, author="c-1", summary="", fields={})
    assert private.forget_proposal(1)
    with pytest.raises(RecordNotFound):
        private.draft(1, 1)


def test_what_somebody_was_typing_goes_and_what_others_were_stays(private: PrivateStore) -> None:
    for proposal, author in ((1, "c-1"), (1, "c-2"), (2, "c-1")):
        private.put_working_copy(ONE, WorkingCopy(proposal, author, 0, "", {}, {}, {}, {}))
    private.drop_working_copy(1, "c-1")
    assert private.working_copy(1, "c-1") is None
    assert private.working_copy(1, "c-2") is not None
    assert private.working_copy(2, "c-1") is not None


def test_a_request_that_was_answered_goes_alone_and_once(private: PrivateStore) -> None:
    one, two = (
        add_request(private, Request(0, "", "account", name, "a@exemple.org", "", ""), origin="o") for name in "ab"
    )
    assert drop_request(private, one)
    assert not drop_request(private, one)
    assert [request.number for request in requests(private)] == [two]
