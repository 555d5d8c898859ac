"""Comparer, Associer and Choisir, run by Streamlit over a small base, by a visitor and by somebody signed in."""

import re
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from kb import visit
from kb.base import KnowledgeBase
from kb.readers import Person
from kb.records.positions import Position, written
from kb.views.frame import visitor
from kb.wiki.packs import packs, trails
from tests.conftest import Opener
from tests.views.test_app import drawn
from tests.wiki.people import AUTHOR, OTHER

START = Position("EXP-2023-001", 1, 0, 40)
SECRET = Position("SRV-2024-001", 1, 0, 40)


def comparing() -> None:
    from kb.views.compare.compare_page import show_compare
    from kb.visit import open_base

    with open_base() as base:
        show_compare(base)


def associating() -> None:
    from kb.views.compare.associate_page import show_associate
    from kb.visit import open_base

    with open_base() as base:
        show_associate(base)


def choosing() -> None:
    from kb.views.compare.choose_page import show_choose
    from kb.visit import open_base

    with open_base() as base:
        show_choose(base)


@pytest.fixture
def pages(base: KnowledgeBase, open_base: Opener, monkeypatch: pytest.MonkeyPatch) -> KnowledgeBase:
    monkeypatch.setattr(visit, "opener", open_base)
    return base


def sign_in(monkeypatch: pytest.MonkeyPatch, person: Person) -> None:
    monkeypatch.setattr(visitor, "current_person", lambda: person)


def page(script: Callable[[], None], **params: str | list[str]) -> AppTest:
    app = AppTest.from_function(script, default_timeout=30)
    for name, value in params.items():
        app.query_params[name] = value
    return app.run()


def test_two_records_are_drawn_side_by_side_and_a_third_is_offered(pages: KnowledgeBase) -> None:
    said = drawn(page(comparing, id=["EXP-2023-001", "EXP-2019-001"]))
    assert "2\u00a0fiches côte à côte." in said
    assert said.index("Ce qui les rapproche") < said.index("Les passages qui se répondent") < said.index("Champ par")
    assert 'href="/comparer?id=EXP-2023-001&amp;id=EXP-2019-001&amp;id=' in said


def test_a_comparison_is_kept_as_a_piece_of_a_pack(pages: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(monkeypatch, AUTHOR)
    app = page(comparing, id=["EXP-2023-001", "EXP-2019-001"])
    app.button(key="rp_keep").click().run()
    assert "La comparaison est dans le dossier" in drawn(app)
    number = packs.basket(pages.wiki, AUTHOR)
    assert number is not None
    (piece,) = packs.open_pack(pages.wiki, AUTHOR, number).fields["pieces"]
    assert (piece["sort"], [one["record"] for one in piece["sources"]]) == (
        "comparison",
        ["EXP-2023-001", "EXP-2019-001"],
    )


def test_a_question_finds_the_record_to_add(pages: KnowledgeBase) -> None:
    app = page(comparing, id=["EXP-2023-001"])
    app.text_input[0].set_value("rixes au bord du canal").run()
    assert "/comparer?id=EXP-2023-001&amp;id=EXP-2021-001" in drawn(app)


def test_a_record_that_cannot_be_read_is_not_compared(pages: KnowledgeBase) -> None:
    said = drawn(page(comparing, id=["EXP-2023-001", "SRV-2024-001"]))
    assert "ne peut pas être lue" in said
    assert "Permanence du mardi" not in said


def test_a_passage_calls_up_others_and_the_address_holds_the_trail(pages: KnowledgeBase) -> None:
    said = drawn(page(associating, fil=written([START])))
    onward = re.findall(r'href="(/associer\?fil=EXP-2023-001\.1\.0\.40~[^"]+)"', said)
    assert len(onward) == 3
    assert "Permanence du mardi" not in said
    assert "Connectez-vous" in said


def test_a_record_alone_begins_a_trail_at_its_first_words(pages: KnowledgeBase) -> None:
    said = drawn(page(associating, id="EXP-2019-001"))
    assert '<li aria-current="step"><span>1</span>' in said
    assert "Partir d’un passage" in drawn(page(associating))
    assert "Partir d’un passage" in drawn(page(associating, id="SRV-2024-001"))


def test_who_is_signed_in_keeps_a_trail_finds_it_and_replays_it(
    pages: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(monkeypatch, AUTHOR)
    steps = (START, Position("EXP-2019-001", 1, 0, 40))
    app = page(associating, fil=written(steps))
    app.text_input[0].set_value("Le soir")
    app.button[0].click().run()
    (kept,) = trails.kept(pages.wiki, AUTHOR)
    assert (kept.name, kept.steps) == ("Le soir", steps)
    assert "Le chemin est gardé." in drawn(app)
    again = page(associating, chemin=str(kept.number), pas="1")
    assert f'href="/associer?chemin={kept.number}&amp;pas=2">Étape suivante' in drawn(again)
    assert "<h1>Le soir</h1>" in drawn(again)


def test_a_trail_of_somebody_else_opens_by_its_link_only(pages: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    number = trails.keep(pages.wiki, AUTHOR, "À moi", (START, SECRET))
    token = trails.share(pages.wiki, AUTHOR, number)
    sign_in(monkeypatch, OTHER)
    refused = drawn(page(associating, chemin=str(number)))
    assert "Ce chemin ne peut pas être ouvert" in refused
    assert "À moi" not in refused
    assert "Permanence du mardi" in drawn(page(associating, partage=token))
    monkeypatch.setattr(visitor, "current_person", lambda: None)
    said = drawn(page(associating, partage=token))
    assert "Rencontres à la laverie" in said
    assert "Permanence du mardi" not in said
    assert "Ce chemin ne peut pas être ouvert" in drawn(page(associating, partage="inventé"))


def base_text(base: KnowledgeBase) -> str:
    return base.register.revision("EXP-2023-001", 1).document.text


def test_an_address_that_somebody_garbled_is_no_error(pages: KnowledgeBase) -> None:
    blank = base_text(pages).index("\n\n")
    for params in (
        {"fil": f"EXP-2023-001.1.{blank}.{blank + 2}"},
        {"fil": "~~.x.y"},
        {"fil": "EXP-1.1.9.999"},
        {"chemin": "999"},
        {"pas": "-3"},
        {"id": "<script>"},
    ):
        drawn(page(associating, **params))
    drawn(page(choosing, ecart="beaucoup"))
    drawn(page(comparing, id=["", "<b>"]))


def test_texts_are_proposed_for_the_subject_of_the_address(pages: KnowledgeBase) -> None:
    app = page(choosing, titre="le hall occupé", ecart="1.0")
    said = drawn(app)
    assert "Le hall occupé" in said
    assert "Ce choix réunit une réussite, une issue mitigée et un échec." in said
    assert "Permanence du mardi" not in said
    app.text_input[0].set_value("rixes au canal")
    app.button[0].click().run()
    assert app.query_params["titre"] in ("rixes au canal", ["rixes au canal"])
