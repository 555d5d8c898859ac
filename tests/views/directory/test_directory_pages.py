"""Dispositifs: all of them, those that suit a question, what is told of trades, and who imports."""

from collections.abc import Callable

from kb.base import KnowledgeBase
from kb.readers import Person
from tests.views.page_runs import run
from tests.views.test_app import drawn
from tests.wiki.people import AUTHOR, READER


def test_a_service_for_professionals_is_listed_for_them_alone(
    pages: KnowledgeBase, sign_in: Callable[[Person], None]
) -> None:
    assert "Permanence du mardi" not in drawn(run("dispositifs"))
    sign_in(READER)
    said = drawn(run("dispositifs"))
    assert "Permanence du mardi" in said
    assert "1\u00a0dispositif<" in said


def test_a_question_says_what_was_understood_and_what_is_not_known(
    pages: KnowledgeBase, sign_in: Callable[[Person], None]
) -> None:
    assert "Aucun dispositif connu ne convient" in drawn(run("dispositifs", q="une seringue la nuit"))
    sign_in(READER)
    said = drawn(run("dispositifs", q="une seringue la nuit"))
    assert "La nuit" in said
    assert "1\u00a0dispositif peut convenir" in said
    assert "horaires inconnus" in said


def test_a_fact_taken_away_is_not_counted_any_more(pages: KnowledgeBase) -> None:
    said = drawn(run("dispositifs", q="une seringue la nuit"))
    assert "sans=" in said
    without = drawn(run("dispositifs", q="une seringue la nuit", sans="night"))
    assert without.count("sans=night") > 0
    assert said != without


def test_trades_say_what_they_do_and_lead_to_the_narratives_told_from_their_place(pages: KnowledgeBase) -> None:
    assert "Ce que font les métiers" in drawn(run("qui-fait-quoi"))
    said = drawn(run("qui-fait-quoi", role="education-specialisee"))
    assert "<h1" in said


def test_only_who_writes_services_imports_them(pages: KnowledgeBase, sign_in: Callable[[Person], None]) -> None:
    assert "Seuls les comptes qui écrivent des dispositifs" in drawn(run("importer-dispositifs"))
    sign_in(READER)
    assert "Seuls les comptes qui écrivent des dispositifs" in drawn(run("importer-dispositifs"))
    sign_in(AUTHOR)
    assert "Rien n’est écrit avant votre choix" in drawn(run("importer-dispositifs"))


def test_what_partners_export_stands_under_the_list(pages: KnowledgeBase, sign_in: Callable[[Person], None]) -> None:
    sign_in(READER)
    said = drawn(run("dispositifs"))
    assert said.count('href="/exporter/dispositifs.xlsx"') == 1
    assert said.index("dispositifs.xlsx") > said.index("Permanence du mardi")
