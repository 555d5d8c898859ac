"""Ateliers, suivi, groupes: what a visitor, a member and a trainer are shown."""

from collections.abc import Callable

import pytest

from kb.base import KnowledgeBase
from kb.readers import Person
from kb.workshops import preparing
from kb.workshops.plan import WorkshopPlan
from tests.views.page_runs import run
from tests.views.test_app import drawn
from tests.wiki.people import READER

TRAINER = Person("c-7", "Gaspard", frozenset({"reader", "trainer"}))


@pytest.mark.parametrize("address", ["ateliers", "suivi", "groupes"])
def test_visitors_are_told_what_a_workshop_is(pages: KnowledgeBase, address: str) -> None:
    assert "J’ai un code de séance" in drawn(run(address))


def test_who_may_not_open_one_is_told_whom_to_ask(pages: KnowledgeBase, sign_in: Callable[[Person], None]) -> None:
    sign_in(READER)
    app = run("ateliers")
    assert "Demandez ce droit à l’administrateur" in drawn(app)
    assert not app.button


def test_a_trainer_begins_one_and_finds_it_in_the_list(pages: KnowledgeBase, sign_in: Callable[[Person], None]) -> None:
    sign_in(TRAINER)
    app = run("ateliers")
    app.text_input[0].set_value("Le canal, la nuit")
    next(one for one in app.button if one.label == "Commencer un atelier").click().run()
    assert not app.exception
    assert "Le canal, la nuit" in drawn(run("ateliers"))


def test_somebody_else_does_not_open_it(pages: KnowledgeBase, sign_in: Callable[[Person], None]) -> None:
    number = preparing.start(pages.wiki, TRAINER, WorkshopPlan(title="Le canal, la nuit"))
    sign_in(READER)
    said = drawn(run("ateliers", n=str(number)))
    assert "Cet atelier ne peut pas être ouvert ici" in said
    assert "Le canal" not in said


def test_who_is_in_no_group_reads_what_one_is(pages: KnowledgeBase, sign_in: Callable[[Person], None]) -> None:
    sign_in(READER)
    app = run("groupes")
    assert "Vous n’êtes dans aucun groupe" in drawn(app)
    assert not app.text_input
    sign_in(TRAINER)
    app = run("groupes")
    app.text_input[0].set_value("Les nuits du canal")
    next(one for one in app.button if one.label == "Créer le groupe").click().run()
    said = drawn(run("groupes"))
    assert "Les nuits du canal" in said
    assert "aucun groupe" not in said
