"""Ce qui me concerne, and what changed: each reads what they may."""

from collections.abc import Callable

from kb.base import KnowledgeBase
from kb.readers import Person
from tests.views.page_runs import run
from tests.views.test_app import drawn
from tests.wiki.people import AUTHOR, READER, published


def test_news_are_for_accounts(pages: KnowledgeBase, sign_in: Callable[[Person], None]) -> None:
    assert "Connectez-vous" in drawn(run("nouvelles"))
    sign_in(READER)
    assert "Rien encore" in drawn(run("nouvelles"))


def test_an_author_is_told_of_the_publication(pages: KnowledgeBase, sign_in: Callable[[Person], None]) -> None:
    published(pages)
    sign_in(AUTHOR)
    said = drawn(run("nouvelles"))
    assert "Publié" in said
    assert "Le vélo prêté" in said
    sign_in(READER)
    assert "Le vélo prêté" not in drawn(run("nouvelles"))


def test_changes_hide_what_the_reader_may_not_read(pages: KnowledgeBase, sign_in: Callable[[Person], None]) -> None:
    said = drawn(run("changements"))
    assert "Rencontres à la laverie" in said
    assert "Permanence du mardi" not in said
    sign_in(READER)
    assert "Permanence du mardi" in drawn(run("changements"))
