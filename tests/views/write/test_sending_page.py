"""The last page names the questions that were passed over, and leads back to them; not those that it asks itself."""

import re
from collections.abc import Callable

from kb.base import KnowledgeBase
from kb.readers import Person
from kb.wiki.write import writing
from tests.views.page_runs import run
from tests.views.test_app import drawn
from tests.wiki.people import AUTHOR, told


def passed_over(said: str) -> list[str]:
    """The questions that the page names, by their numbers."""
    fold = re.search(r'facultatives? sans réponse</summary><ul class="rp-missing">(.*?)</ul>', said)
    return re.findall(r"q=(\d+)", fold[1]) if fold else []


def test_questions_passed_over_are_named_and_led_back_to(
    pages: KnowledgeBase, sign_in: Callable[[Person], None]
) -> None:
    sign_in(AUTHOR)
    one = told(pages, lessons="")
    said = drawn(run("contribuer", n=str(one.number), vue="envoi"))
    before = passed_over(said)
    assert "7" in before  # « Que cherchiez-vous ? »
    assert "6" not in before  # answered
    assert "13" not in before  # asked on this page
    assert f"{len(before)}\u00a0questions facultatives sans réponse" in said
    writing.autosave(pages.wiki, AUTHOR, one.number, {"objectives": "Le ramener au collège."}, {})
    after = passed_over(drawn(run("contribuer", n=str(one.number), vue="envoi")))
    assert after == [at for at in before if at != "7"]
