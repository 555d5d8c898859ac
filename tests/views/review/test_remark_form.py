"""The form of a remark: it says which part it is about, and keeps what was typed until the remark is kept."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from kb.base import KnowledgeBase
from kb.readers import Person
from kb.wiki.review import remarks, review
from kb.wiki.write import writing
from tests.views.page_runs import run
from tests.views.test_app import drawn
from tests.wiki.people import AUTHOR, REVIEWER, told


def taken(pages: KnowledgeBase) -> int:
    one = told(pages)
    writing.submit(pages.wiki, AUTHOR, one.number, open_points=0)
    review.take(pages.wiki, REVIEWER, one.number)
    return one.number


def sent(app: AppTest) -> AppTest:
    return next(one for one in app.button if one.label == "Ajouter la remarque").click().run()


def test_a_remark_on_no_part_is_asked_which_and_keeps_its_words(
    pages: KnowledgeBase, sign_in: Callable[[Person], None]
) -> None:
    sign_in(REVIEWER)
    number = taken(pages)
    app = run("relire", n=str(number))
    app.text_area(key="remark_text").set_value("Dites mieux le début.")
    sent(app)
    assert "Dites sur quelle partie" in drawn(app)
    assert app.text_area(key="remark_text").value == "Dites mieux le début."
    assert not review.read(pages.wiki, REVIEWER, number).remarks
    app.selectbox(key="remark_part").set_value("context")
    sent(app)
    (one,) = review.read(pages.wiki, REVIEWER, number).remarks
    assert (one.remark.field, one.remark.text) == ("context", "Dites mieux le début.")
    assert (app.text_area(key="remark_text").value, app.selectbox(key="remark_part").value) == ("", None)


def test_words_tell_the_part_and_those_that_stand_nowhere_lose_nothing(
    pages: KnowledgeBase, sign_in: Callable[[Person], None]
) -> None:
    sign_in(REVIEWER)
    number = taken(pages)
    app = run("relire", n=str(number))
    app.text_input(key="remark_quote").set_value("la lune")
    app.text_area(key="remark_text").set_value("Quand ?")
    sent(app)
    assert "Ces mots ne sont pas dans le texte" in drawn(app)
    assert app.text_area(key="remark_text").value == "Quand ?"
    app.text_input(key="remark_quote").set_value("depuis la rentrée")
    sent(app)
    (one,) = review.read(pages.wiki, REVIEWER, number).remarks
    assert (one.remark.field, one.remark.quote) == ("context", "depuis la rentrée")
    assert app.text_input(key="remark_quote").value == ""


def test_a_remark_is_mended_then_taken_back_before_the_text_is_returned(
    pages: KnowledgeBase, sign_in: Callable[[Person], None]
) -> None:
    sign_in(REVIEWER)
    number = taken(pages)
    which = remarks.add(pages.wiki, REVIEWER, number, field="context", quote="", text="Quand ?")
    app = run("relire", n=str(number))
    app.text_area(key=f"reword_{which}").set_value("Dites la saison.")
    app.button(key=f"reword_{which}_keep").click().run()
    assert "La remarque est changée." in drawn(app)
    assert "Dites la saison." in drawn(app)
    app.button(key=f"reword_{which}_drop").click().run()
    assert "La remarque est retirée." in drawn(app)
    assert not review.read(pages.wiki, REVIEWER, number).remarks
    assert not [one.label for one in app.expander if "remarque" in one.label]
