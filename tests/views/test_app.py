"""The pages run by Streamlit itself, without a browser."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from streamlit.testing.v1 import AppTest

from kb import visit
from kb.errors import IndexMissing
from kb.views.frame import visitor
from tests.fake_base import FakeBase

SCRIPT = Path(__file__).resolve().parents[2] / "streamlit_app.py"


@pytest.fixture
def base(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeBase]:
    one = FakeBase()
    monkeypatch.setattr(visit, "opener", lambda: cast(Any, one))
    visitor.is_demonstration.clear()  # type: ignore[attr-defined]
    yield one
    visitor.is_demonstration.clear()  # type: ignore[attr-defined]


def opened(**params: str) -> AppTest:
    app = AppTest.from_file(str(SCRIPT), default_timeout=30)
    for name, value in params.items():
        app.query_params[name] = value
    return app.run()


def drawn(app: AppTest) -> str:
    assert not app.exception
    return "".join(str(one.proto.body) for one in app.get("html"))


def test_the_home_page_asks_a_question(base: FakeBase) -> None:
    app = opened()
    assert app.text_input[0].label == "Votre question"
    assert "Qui a déjà rencontré cela" in drawn(app)


def test_asking_writes_the_address_and_keeps_the_filters(base: FakeBase) -> None:
    app = opened(outcome="failure")
    app.text_input[0].set_value("  sortir   de cure ")
    app.button[0].click().run()
    assert app.query_params == {"q": "sortir de cure", "outcome": "failure"}
    assert "Trois semaines d’hôtel" in drawn(app)


def test_feedback_goes_to_the_base_and_is_thanked(base: FakeBase) -> None:
    app = opened(q="sortir de cure")
    app.button(key="not_helped").click().run()
    assert "repris 3\u00a0fois" in drawn(app)
    assert base.answers == [("sortir de cure", False)]
    assert "Merci, c’est noté" in drawn(app)


def test_an_unknown_year_in_the_address_is_no_error(base: FakeBase) -> None:
    assert "Rechercher" in drawn(opened(q="cure", year="l’an dernier"))


def test_the_footer_says_that_the_stories_are_fictitious(base: FakeBase) -> None:
    assert "tous les récits sont fictifs" in drawn(opened())


def test_a_missing_index_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> Any:
        raise IndexMissing("L’index n’existe pas. Lancez « kb build ».")

    monkeypatch.setattr(visit, "opener", missing)
    visitor.is_demonstration.clear()  # type: ignore[attr-defined]
    said = drawn(opened())
    assert "L’index n’existe pas. Lancez « kb build »." in said
    assert "Commencer une base vide" in said
