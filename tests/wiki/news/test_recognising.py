"""« Je me reconnais »: always heard, and no way to empty a base."""

import datetime

import pytest

from kb.base import KnowledgeBase
from kb.errors import Refused
from kb.readers import PUBLIC
from kb.store.news import reports
from kb.store.records.sources import put_settings
from kb.wiki.news import notices, recognising
from kb.wiki.review import review
from tests.wiki.people import READER, REVIEWER, published

REVIEWERS = frozenset({REVIEWER.account})
HERE, ELSEWHERE = "203.0.113.9", "198.51.100.4"


def said(base: KnowledgeBase, record_id: str, address: str = HERE) -> str:
    """The receipt of a report of a visitor."""
    return recognising.recognise(base.wiki, None, record_id, "C’est moi (exemple fictif).", REVIEWERS, address=address)


def online(base: KnowledgeBase, *records: str) -> int:
    """How many of these readers find."""
    return sum(base.register.published(one) is not None for one in records)


@pytest.mark.parametrize("address", [HERE, "", "2001:db8:1:2::{:x}", "::ffff:203.0.113.9"])
def test_one_address_takes_a_few_records_away_and_is_still_heard(base: KnowledgeBase, address: str) -> None:
    records = [published(base, title=f"Récit {number}") for number in range(6)]
    receipts = [said(base, one, address.format(number)) for number, one in enumerate(records, 1)]
    assert online(base, *records) == len(records) - recognising.SUSPENDED_PER_ORIGIN
    assert len(set(receipts)) == len(records)
    assert all("pas encore" in recognising.report_outcome(base.wiki, one) for one in receipts)
    assert {one[1] for one in recognising.reports(base.wiki, REVIEWER)} == set(records)
    assert {one.record_id for one in notices.notices(base.wiki, REVIEWER)} >= set(
        records[recognising.SUSPENDED_PER_ORIGIN :]
    )


def test_others_are_heard_and_served_whatever_one_address_sent(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recognising, "REPORTS_PER_ORIGIN", 20)
    kept, mine = published(base), published(base)
    put_settings(base.register, {"suspend_recognised": "no"})
    for _ in range(20):
        said(base, kept)
    with pytest.raises(Refused, match="revenez demain"):
        said(base, kept)
    put_settings(base.register, {"suspend_recognised": "yes"})
    assert said(base, mine, ELSEWHERE)
    assert online(base, mine) == 0
    assert recognising.recognise(base.wiki, READER, kept, "C’est elle.", REVIEWERS, address=HERE)
    assert online(base, kept) == 0


def test_a_record_put_back_by_a_reviewer_is_not_taken_away_by_itself_again_at_once(base: KnowledgeBase) -> None:
    record_id = published(base)
    said(base, record_id)
    review.republish(base.wiki, REVIEWER, record_id, 1, "vérifié")
    assert said(base, record_id, ELSEWHERE)
    assert online(base, record_id) == 1
    later = datetime.datetime.now(datetime.UTC) + recognising.SUSPENDED_ONCE_IN + datetime.timedelta(days=1)
    base.register._clock = lambda: later
    said(base, record_id, ELSEWHERE)
    assert online(base, record_id) == 0


def test_an_address_may_take_records_away_again_the_next_day(base: KnowledgeBase) -> None:
    for _ in range(recognising.SUSPENDED_PER_ORIGIN):
        said(base, published(base))
    tomorrow = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1)
    base.register._clock = lambda: tomorrow
    record_id = published(base)
    said(base, record_id)
    assert online(base, record_id) == 0


def test_a_hundred_reports_of_one_record_are_one_notice(base: KnowledgeBase) -> None:
    put_settings(base.register, {"suspend_recognised": "no"})
    record_id = published(base)
    for _ in range(12):
        said(base, record_id)
    assert [one.event for one in notices.notices(base.wiki, REVIEWER)].count("recognised") == 1
    assert len(recognising.reports(base.wiki, REVIEWER)) == 12
    assert base.record(record_id, reader=PUBLIC) is not None


def test_nobody_can_tell_from_the_register_where_a_report_came_from(base: KnowledgeBase) -> None:
    first = reports.origin_of(base.register, f"address {HERE}")
    assert first == reports.origin_of(base.register, f"address {HERE}")
    said(base, published(base))
    tomorrow = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1)
    base.register._clock = lambda: tomorrow
    assert reports.origin_of(base.register, f"address {HERE}") != first
    said(base, published(base))
    kept = [row[0] for row in base.register.database.execute("SELECT origin FROM reports ORDER BY number")]
    assert kept[0] == ""
    assert HERE not in "".join(kept)
