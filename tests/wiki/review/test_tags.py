"""Tags proposed by readers who write: nothing else of the record changes, and a reviewer accepts."""

import contextlib
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from kb.base import KnowledgeBase
from kb.errors import KbError, Refused
from kb.store.drafts.proposals import Proposal, proposals
from kb.wiki.context import Wiki
from kb.wiki.review import review, tags
from kb.wiki.write import writing
from tests.conftest import Opener
from tests.wiki.people import AUTHOR, OTHER, READER, REVIEWER, YES, published, told

SECOND_WRITER = replace(AUTHOR, account="c-8", name="Gilles")


def test_a_tag_is_proposed_read_and_published(base: KnowledgeBase) -> None:
    record_id = published(base)
    before = base.register.published(record_id)
    one = tags.suggest(base.wiki, OTHER, record_id, "publics", "collegiens")
    assert one.status == "submitted"
    review.take(base.wiki, REVIEWER, one.number)
    review.answer_grid(base.wiki, REVIEWER, one.number, YES)
    review.validate(base.wiki, REVIEWER, one.number)
    review.publish(base.wiki, REVIEWER, one.number)
    after = base.register.published(record_id)
    assert before is not None
    assert after is not None
    assert after.record.publics == (*before.record.publics, "collegiens")
    assert after.document == before.document


def test_a_tag_that_is_there_or_that_no_list_has_is_refused(base: KnowledgeBase) -> None:
    record_id = published(base)
    for field, code in (("themes", "echec-scolaire"), ("themes", "inconnu"), ("context", "collegiens")):
        with pytest.raises(tags.TagRefused):
            tags.suggest(base.wiki, OTHER, record_id, field, code)


def test_a_tag_never_sends_another_change_under_way(base: KnowledgeBase) -> None:
    record_id = published(base)
    one = writing.propose(base.wiki, OTHER, record_id)
    with pytest.raises(tags.TagRefused, match="changement en cours"):
        tags.suggest(base.wiki, OTHER, record_id, "publics", "collegiens")
    assert writing.open_writing(base.wiki, OTHER, one.number).proposal.status == "draft"


def test_readers_and_strangers_propose_no_tag(base: KnowledgeBase) -> None:
    hidden = published(base, diffusion="group", groups=["carrefour"])
    for person, record_id in ((READER, published(base)), (OTHER, hidden), (OTHER, told(base).record_id)):
        with pytest.raises(Refused):
            tags.suggest(base.wiki, person, record_id, "publics", "collegiens")


def test_a_tag_of_a_service_is_there_at_once(base: KnowledgeBase) -> None:
    fields = {"title": "Halte du Canal", "description": "Une halte de nuit."}
    service = writing.start(base.wiki, AUTHOR, "service", fields)
    review.publish(base.wiki, AUTHOR, service.number)
    one = tags.suggest(base.wiki, OTHER, service.record_id, "publics", "collegiens")
    assert one.status == "published"
    after = base.register.published(service.record_id)
    assert after is not None
    assert after.record.publics == ("collegiens",)
    assert after.author == OTHER.account


def at_once(base: KnowledgeBase, open_base: Opener, suggested: Callable[[Wiki, int], object]) -> list[object]:
    """What each of two processes gave, or was refused, started together."""
    given: list[object] = []

    def one(number: int) -> None:
        with open_base() as other:
            try:
                given.append(suggested(other.wiki, number))
            except KbError as error:
                given.append(error)

    threads = [threading.Thread(target=one, args=[number]) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return given


@pytest.fixture
def service(base: KnowledgeBase) -> str:
    one = writing.start(base.wiki, AUTHOR, "service", {"title": "Halte du Canal", "description": "Une halte de nuit."})
    review.publish(base.wiki, AUTHOR, one.number)
    return one.record_id


@pytest.mark.parametrize("codes", [("collegiens", "lyceens"), ("collegiens", "collegiens")])
def test_tags_of_two_people_at_once_are_both_there(
    base: KnowledgeBase, open_base: Opener, service: str, monkeypatch: pytest.MonkeyPatch, codes: tuple[str, str]
) -> None:
    together, newest = threading.Barrier(2), review._on_newest

    def slowly(wiki: Wiki, one: Proposal) -> Mapping[str, Any]:
        fields = newest(wiki, one)
        with contextlib.suppress(threading.BrokenBarrierError):
            together.wait(0.5)
        return fields

    monkeypatch.setattr(review, "_on_newest", slowly)
    people = (AUTHOR, OTHER)
    given = at_once(base, open_base, lambda wiki, n: tags.suggest(wiki, people[n], service, "publics", codes[n]))
    assert [one for one in given if isinstance(one, KbError)] == []
    after = base.register.published(service)
    assert after is not None
    assert set(after.record.publics) == set(codes)
    assert proposals(base.register, record_id=service) == ()


def test_one_tag_proposed_by_two_people_is_read_once(base: KnowledgeBase, open_base: Opener) -> None:
    record_id = published(base)
    people = (AUTHOR, OTHER)
    given = at_once(base, open_base, lambda wiki, n: tags.suggest(wiki, people[n], record_id, "publics", "collegiens"))
    assert sorted(type(one).__name__ for one in given) == ["Proposal", "TagRefused"]
    assert len(proposals(base.register, record_id=record_id)) == 1
    assert tags.suggest(base.wiki, SECOND_WRITER, record_id, "trades", "soin").status == "submitted"
    with pytest.raises(tags.TagRefused, match="déjà proposé"):
        tags.suggest(base.wiki, replace(AUTHOR, account="c-9"), record_id, "publics", "collegiens")


def test_two_windows_of_one_person_propose_one_change(base: KnowledgeBase, open_base: Opener) -> None:
    record_id = published(base)
    at_once(base, open_base, lambda wiki, n: writing.propose(wiki, OTHER, record_id))
    assert len(proposals(base.register, record_id=record_id)) == 1


def test_different_tags_of_two_people_are_both_published(base: KnowledgeBase) -> None:
    record_id = published(base)
    for person, code in ((OTHER, "collegiens"), (SECOND_WRITER, "lyceens")):
        tags.suggest(base.wiki, person, record_id, "publics", code)
    for one in proposals(base.register, record_id=record_id):
        review.take(base.wiki, REVIEWER, one.number)
        review.answer_grid(base.wiki, REVIEWER, one.number, YES)
        review.validate(base.wiki, REVIEWER, one.number)
        review.publish(base.wiki, REVIEWER, one.number)
    after = base.register.published(record_id)
    assert after is not None
    assert after.record.publics[-2:] == ("collegiens", "lyceens")
