"""Explorer: what the filters of the address leave, who is shown what, and records near one of them."""

from collections.abc import Callable

from kb.base import KnowledgeBase
from kb.readers import Person
from tests.views.page_runs import run
from tests.views.test_app import drawn
from tests.wiki.people import READER


def test_visitors_see_public_records_and_members_all(pages: KnowledgeBase, sign_in: Callable[[Person], None]) -> None:
    said = drawn(run("explorer"))
    assert "5\u00a0fiches, par territoire" in said
    assert "Dispositif" not in said
    sign_in(READER)
    assert "6\u00a0fiches, par territoire" in drawn(run("explorer"))


def test_a_filter_of_the_address_leaves_its_records_and_can_be_removed(pages: KnowledgeBase) -> None:
    said = drawn(run("explorer", outcome="failure"))
    assert "1\u00a0fiche, par territoire" in said
    assert "Le hall occupé" in said
    assert "Rencontres à la laverie" not in said
    assert 'href="/explorer"' in said


def test_records_near_one_are_listed_without_it(pages: KnowledgeBase) -> None:
    said = drawn(run("explorer", proches="EXP-2023-001"))
    assert "Proches de <a" in said
    assert 'href="/lire?id=EXP-2019-001' in said
    assert 'href="/lire?id=EXP-2023-001&amp;' not in said
    assert "SRV-2024-001" not in said


def test_a_record_that_cannot_be_read_has_no_near_ones(pages: KnowledgeBase) -> None:
    said = drawn(run("explorer", proches="SRV-2024-001"))
    assert "Permanence du mardi" not in said
    assert "Proches de" not in said
