"""Tags proposed by readers who write: nothing else of the record changes, and a reviewer accepts."""

import pytest

from kb.base import KnowledgeBase
from kb.errors import Refused
from kb.wiki import review, tags, writing
from tests.wiki.people import AUTHOR, OTHER, READER, REVIEWER, YES, published, told


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
