"""What is suggested while somebody types: what they may read, and nothing of anybody's own words."""

from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from kb import visit
from kb.base import KnowledgeBase
from kb.readers import OPERATOR, PUBLIC, Person
from kb.store.logs.query_log import OFTEN, asked_often, log_question
from kb.web import suggestions
from tests.conftest import Opener
from tests.small_corpus import write, write_small_corpus


@pytest.fixture
def base(home: Path, open_base: Opener) -> KnowledgeBase:
    write_small_corpus(home)
    write(home, "pro.md", "# La laverie réservée\n\nUn tarbouif du soir.\n", diffusion="professionals")
    built = open_base()
    built.build()
    return built


def ask_on(base: KnowledgeBase, question: str, days: int = OFTEN, *, weak: bool = False) -> None:
    now = base.register.now
    for day in range(days):
        base.register.now = lambda day=day: f"2026-03-{day + 1:02d}T10:00:00Z"  # type: ignore[method-assign,misc]
        log_question(base.register, question, {}, hits=0 if weak else 3, weak=weak)
    base.register.now = now  # type: ignore[method-assign]


def told(base: KnowledgeBase, start: str, reader: Any = PUBLIC) -> list[tuple[str, str]]:
    return [(one.kind, one.text) for one in base.suggest(start, asked_often(base.register), reader=reader)]


def test_titles_questions_and_words_of_the_glossary_are_suggested_by_the_beginning_of_their_words(
    base: KnowledgeBase,
) -> None:
    ask_on(base, "des jeunes filles dans une laverie")
    assert told(base, "LAV jeu") == [("question", "des jeunes filles dans une laverie")]
    assert ("record", "Rencontres à la laverie") in told(base, "lav")
    assert ("term", "guetteur") in told(base, "guett")
    assert told(base, "averie") == []


def test_nothing_is_suggested_for_a_letter_or_a_sign(base: KnowledgeBase) -> None:
    assert [told(base, start) for start in ("", "l", "?", "  ", "*")] == [[], [], [], [], []]


def test_a_title_is_suggested_to_who_may_read_it(base: KnowledgeBase) -> None:
    assert ("record", "La laverie réservée") in told(base, "laverie rés", OPERATOR)
    assert told(base, "laverie rés") == []


def test_a_question_is_suggested_when_all_its_words_are_ones_that_the_reader_may_read(base: KnowledgeBase) -> None:
    ask_on(base, "le tarbouif dans la laverie")
    ask_on(base, "la laverie de dupondet")
    assert ("question", "le tarbouif dans la laverie") in told(base, "laverie", OPERATOR)
    assert not [text for kind, text in told(base, "laverie") if kind == "question"]
    assert not [text for _, text in told(base, "dupon", OPERATOR)]


@pytest.mark.parametrize(
    ("question", "days", "weak"),
    [
        ("la laverie du quartier", OFTEN - 1, False),
        ("la laverie du quartier", OFTEN, True),
        ("la laverie de Samira", OFTEN, False),
        ("la laverie au 12", OFTEN, False),
        ("la laverie " * 12, OFTEN, False),
    ],
)
def test_a_question_asked_seldom_or_in_vain_or_that_says_much_of_its_author_is_not_suggested(
    base: KnowledgeBase, question: str, days: int, weak: bool
) -> None:
    ask_on(base, question, days, weak=weak)
    assert asked_often(base.register) == ()


class AsVisitor:
    """Stands for the gate: says who comes."""

    def __init__(self, app: Any, person: Person | None) -> None:
        self.app, self.person = app, person

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        scope["kb"] = {"person": self.person, "token": "", "visitors": True}
        await self.app(scope, receive, send)


@pytest.fixture
def app(home: Path, base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> Starlette:
    monkeypatch.setattr(visit, "opener", lambda: KnowledgeBase.open(home, resources=base._resources))
    return Starlette(routes=suggestions.ROUTES)


def test_the_route_gives_addresses_to_who_may_open_them(app: Starlette) -> None:
    with TestClient(AsVisitor(app, None)) as client:
        answer = client.get("/api/suggestions", params={"q": "laverie"})
        assert answer.headers["cache-control"] == "no-store"
        assert [(one["kind"], one["url"]) for one in answer.json()] == [("record", "/lire?id=EXP-2023-001")]
        assert client.get("/api/suggestions").json() == []
        assert client.get("/api/suggestions", params={"q": "a" * 5_000}).json() == []
    with TestClient(AsVisitor(app, Person("a-1", "Nadia"))) as client:
        assert len(client.get("/api/suggestions", params={"q": "laverie"}).json()) == 2


def test_beyond_what_is_answered_at_once_nothing_is_looked_for(app: Starlette) -> None:
    for _ in range(4):
        assert suggestions._PLACES.acquire(blocking=False)
    try:
        with TestClient(AsVisitor(app, None)) as client:
            answer = client.get("/api/suggestions", params={"q": "laverie"})
            assert (answer.status_code, answer.json()) == (429, [])
    finally:
        suggestions._PLACES.release(4)
