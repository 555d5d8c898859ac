"""A record erased, or a text given up, while somebody writes: whoever was let in before leaves no word after it."""

from collections.abc import Callable
from types import ModuleType

import pytest

from kb.base import KnowledgeBase
from kb.errors import RecordNotFound, Refused
from kb.store.drafts.held_words import HELD
from kb.store.records import erasures
from kb.wiki import context
from kb.wiki.admin.erasure import erase
from kb.wiki.context import Wiki
from kb.wiki.news import anomalies, letters, recognising
from kb.wiki.review import remarks, review
from kb.wiki.write import narrative, protection, writing
from tests.conftest import Opener
from tests.meanwhile import meanwhile
from tests.wiki.people import ADMIN, AUTHOR, OTHER, REVIEWER, published, told

WORD = "Un mot zébulonesque."
Late = Callable[[Wiki, int], object]

WRITTEN: dict[str, tuple[ModuleType, Late]] = {
    "form": (context, lambda wiki, number: writing.autosave(wiki, AUTHOR, number, {"context": WORD}, None)),
    "chosen": (context, lambda wiki, number: writing.settle(wiki, AUTHOR, number, "context", WORD)),
    "told": (narrative, lambda wiki, number: narrative.keep(wiki, AUTHOR, number, WORD, 0, "w")),
    "ticked": (context, lambda wiki, number: protection.tick(wiki, AUTHOR, number, [])),
}
UNDER_REVIEW: dict[str, tuple[ModuleType, Late]] = {
    "remark": (
        context,
        lambda wiki, number: remarks.add(wiki, REVIEWER, number, field="context", quote="", text=WORD),
    ),
    "grid": (context, lambda wiki, number: review.answer_grid(wiki, REVIEWER, number, {"a": {"answer": WORD}})),
    "reason": (review, lambda wiki, number: review.send_back(wiki, REVIEWER, number, WORD)),
}


def rows(base: KnowledgeBase) -> dict[str, int]:
    """By private table, how many rows hold words."""
    count = base.wiki.private.database.execute
    found = {table: int(count(f"SELECT COUNT(*) FROM {table}").fetchone()[0]) for table in HELD}
    return {table: number for table, number in found.items() if number}


@pytest.mark.parametrize("what", [*WRITTEN, *UNDER_REVIEW])
def test_nothing_is_written_of_a_record_that_was_erased_meanwhile(
    base: KnowledgeBase, open_base: Opener, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    one, other = told(base), open_base()
    if what in UNDER_REVIEW:
        writing.submit(base.wiki, AUTHOR, one.number, open_points=0)
        review.take(base.wiki, REVIEWER, one.number)
    module, write = (WRITTEN | UNDER_REVIEW)[what]
    meanwhile(monkeypatch, module, "transaction", lambda: erase(other.wiki, ADMIN, one.record_id))
    with pytest.raises(RecordNotFound):
        write(base.wiki, one.number)
    assert rows(base) == {}


LETTERS: dict[str, tuple[ModuleType, Callable[[Wiki, str], object]]] = {
    "letter": (letters, lambda wiki, record_id: letters.write_to_author(wiki, OTHER, record_id, WORD)),
    "recognised": (
        recognising,
        lambda wiki, record_id: recognising.recognise(wiki, OTHER, record_id, WORD, frozenset()),
    ),
    "anomaly": (anomalies, lambda wiki, record_id: anomalies.report_anomaly(wiki, OTHER, record_id, WORD)),
}


@pytest.mark.parametrize("what", LETTERS)
def test_no_letter_is_kept_about_a_record_that_was_erased_meanwhile(
    base: KnowledgeBase, open_base: Opener, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    fields = {"title": "Halte du Canal", "description": "Une halte de nuit.", "diffusion": "public"}
    one, other = writing.start(base.wiki, AUTHOR, "service", fields), open_base()
    review.publish(base.wiki, AUTHOR, one.number)
    module, write = LETTERS[what]
    meanwhile(monkeypatch, module, "transaction", lambda: erase(other.wiki, ADMIN, one.record_id))
    with pytest.raises(RecordNotFound):
        write(base.wiki, one.record_id)
    assert rows(base) == {}


@pytest.mark.parametrize("what", WRITTEN)
def test_nothing_is_written_of_a_text_that_was_given_up_meanwhile(
    base: KnowledgeBase, open_base: Opener, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    one, other = writing.propose(base.wiki, AUTHOR, published(base)), open_base()
    module, write = WRITTEN[what]
    meanwhile(monkeypatch, module, "transaction", lambda: writing.drop(other.wiki, AUTHOR, one.number))
    before = rows(base)
    with pytest.raises(Refused):
        write(base.wiki, one.number)
    assert rows(base) == {**before, "drafts": before["drafts"] - 1}


@pytest.mark.parametrize("what", [*WRITTEN, "remark", "grid"])
def test_words_written_while_a_record_is_being_erased_go_with_it(
    base: KnowledgeBase, open_base: Opener, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    one, other, begun = told(base), open_base(), told(base, OTHER)
    if what in UNDER_REVIEW:
        writing.submit(base.wiki, AUTHOR, one.number, open_points=0)
        review.take(base.wiki, REVIEWER, one.number)
    _, write = (WRITTEN | UNDER_REVIEW)[what]
    # The private words are gone, and the register knows the record still.
    meanwhile(monkeypatch, erasures, "mark_unfinished", lambda: write(other.wiki, one.number))
    assert erase(base.wiki, ADMIN, one.record_id)
    assert rows(base) == {"working_copies": 1}
    assert writing.open_writing(base.wiki, OTHER, begun.number).unsaved
