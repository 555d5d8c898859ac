"""Glossaire: terms by letter, one of them, a filter, and who may propose one."""

import re
from collections.abc import Callable

from kb.base import KnowledgeBase
from kb.readers import Person
from tests.views.page_runs import run
from tests.views.test_app import drawn
from tests.wiki.people import AUTHOR


def test_terms_stand_by_letter_and_the_filter_leaves_those_that_say_the_words(pages: KnowledgeBase) -> None:
    app = run("glossaire", lettre="C")
    assert 'id="lettre-C"' in drawn(app)
    said = drawn(app.text_input(key="glossary_filter").set_value("substitution").run())
    assert ">méthadone<" in said
    assert "caïd" not in said
    assert "Aucun" in drawn(app.text_input(key="glossary_filter").set_value("zonzonette").run())


def test_a_term_says_what_it_means_to_each_trade(pages: KnowledgeBase) -> None:
    said = drawn(run("glossaire", terme="crack"))
    assert re.search(r"<h1[^>]*>crack</h1>", said)
    assert "Cocaïne transformée en une base qui se fume" in said
    assert "Habitant" in said


def test_a_term_that_does_not_exist_is_said_to_be_none(pages: KnowledgeBase) -> None:
    said = drawn(run("glossaire", terme="zonzonette"))
    assert "<h1" in said
    assert "zonzonette" not in said


def test_only_who_may_write_is_offered_to_propose(pages: KnowledgeBase, sign_in: Callable[[Person], None]) -> None:
    assert not run("glossaire").button
    sign_in(AUTHOR)
    assert [one.label for one in run("glossaire").button] == ["Proposer un terme"]
    assert [one.label for one in run("glossaire", terme="crack").button] == ["Proposer un changement"]
