"""Administration: each part opens for an administrator, and for nobody else; what the base says of itself."""

from collections.abc import Callable

import pytest

from kb.base import KnowledgeBase
from kb.readers import Person
from kb.views.admin.page import PARTS
from tests.views.page_runs import run
from tests.views.test_app import drawn
from tests.wiki.people import ADMIN, AUTHOR, READER, REVIEWER


@pytest.mark.parametrize("who", [None, READER, AUTHOR, REVIEWER])
@pytest.mark.parametrize("part", PARTS)
def test_nobody_else_sees_a_part(
    pages: KnowledgeBase, sign_in: Callable[[Person], None], who: Person | None, part: str
) -> None:
    if who is not None:
        sign_in(who)
    app = run("administration", partie=part)
    assert "Accès réservé" in drawn(app)
    assert not app.button
    assert not app.text_input


@pytest.mark.parametrize("part", PARTS)
def test_each_part_opens_under_its_name(pages: KnowledgeBase, sign_in: Callable[[Person], None], part: str) -> None:
    sign_in(ADMIN)
    said = drawn(run("administration", partie=part))
    assert f'href="/administration?partie={part}" aria-current=page>{PARTS[part][0]}</a>' in said
    assert said.count("aria-current=page") == 1


def test_a_part_that_does_not_exist_is_the_first(pages: KnowledgeBase, sign_in: Callable[[Person], None]) -> None:
    sign_in(ADMIN)
    assert f'partie={next(iter(PARTS))}" aria-current=page' in drawn(run("administration", partie="ailleurs"))


def test_the_base_says_what_it_holds_and_what_it_could_not_read(pages: KnowledgeBase) -> None:
    said = drawn(run("base"))
    assert "(3\u00a0expériences, 2\u00a0documents, 1\u00a0dispositif)" in said
    assert "Tout a été lu" in said
    (pages.home.corpus / "abime.pdf").write_bytes(b"%PDF-1.4 rien de lisible")
    pages.build()
    said = drawn(run("base"))
    assert "abime.pdf" in said
    assert "Tout a été lu" not in said
