"""Besoins: needs beside services, a need that nothing answers is a gap, and who reads the unanswered questions."""

from collections.abc import Callable

from kb.base import KnowledgeBase
from kb.readers import Person
from kb.store.logs.query_log import log_question
from tests.small_corpus import write
from tests.views.page_runs import run
from tests.views.test_app import drawn
from tests.wiki.people import READER, REVIEWER


def test_a_base_without_needs_says_so(pages: KnowledgeBase) -> None:
    said = drawn(run("besoins"))
    assert "0\u00a0besoin en regard de 0\u00a0dispositif" in said
    assert "Personne n’a encore jugé" in said


def test_a_need_is_counted_and_opens(pages: KnowledgeBase) -> None:
    write(
        pages.home.root, "besoins/chien.md", "Dormir avec son chien.\n", id="BES-2026-001", kind="need", title="Dormir"
    )
    pages.build()
    said = drawn(run("besoins"))
    assert "1\u00a0besoin en regard de" in said


def test_what_nothing_answered_is_for_reviewers(pages: KnowledgeBase, sign_in: Callable[[Person], None]) -> None:
    for _ in range(3):
        log_question(pages.register, "un foyer qui accepte un chien", {}, hits=0, weak=True)
    assert "3\u00a0questions" not in drawn(run("besoins", vue="questions"))
    sign_in(READER)
    assert "3\u00a0questions" not in drawn(run("besoins", vue="questions"))
    sign_in(REVIEWER)
    said = drawn(run("besoins", vue="questions"))
    assert "3\u00a0questions" in said
    assert "chien" not in said  # asked on one day: whoever asked could be known by it
