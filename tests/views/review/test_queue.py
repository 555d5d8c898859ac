"""The queue says for whom its texts wait."""

from collections.abc import Callable

from kb.base import KnowledgeBase
from kb.readers import Person
from kb.wiki.review import review
from kb.wiki.write import writing
from tests.views.page_runs import run
from tests.views.test_app import drawn
from tests.wiki.people import AUTHOR, REVIEWER, SECOND, told


def test_the_queue_says_what_is_to_be_taken_and_who_has_the_rest(
    pages: KnowledgeBase, sign_in: Callable[[Person], None]
) -> None:
    sign_in(REVIEWER)
    assert "0\u00a0texte en attente." in drawn(run("relire"))
    numbers = []
    for person in (AUTHOR, AUTHOR, AUTHOR, REVIEWER):
        one = told(pages, person)
        writing.submit(pages.wiki, person, one.number, open_points=0)
        numbers.append(one.number)
    review.take(pages.wiki, REVIEWER, numbers[1])
    review.take(pages.wiki, SECOND, numbers[2])
    assert (
        "4\u00a0textes en attente\u00a0: 1 à prendre, 1 que vous relisez, 1 chez quelqu’un d’autre et "
        "1 dont vous êtes l’auteur." in drawn(run("relire"))
    )
