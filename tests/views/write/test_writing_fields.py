"""Two windows on one draft: whoever moves on without typing changes nothing, and what both typed is kept twice."""

from typing import Any

import pytest

from kb import visit
from kb.base import KnowledgeBase
from kb.records.fields import describe
from kb.records.kinds import KINDS
from kb.views.frame import visitor
from kb.views.write import fields as writing_fields
from kb.views.write import widget_state
from kb.wiki.write import writing
from kb.wiki.write.forms import FormQuestion, questions
from kb.wiki.write.rewriting import rewrite
from tests.wiki.people import AUTHOR, told


class Window:
    """One window of a browser, which drew a question of a draft."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
        self.state: dict[str, Any] = {}
        self._monkeypatch = monkeypatch
        self.number = number

    def _here(self) -> None:
        self._monkeypatch.setattr(writing_fields.st, "session_state", self.state)

    def draw(self, base: KnowledgeBase) -> None:
        self._here()
        found = writing.open_writing(base.wiki, AUTHOR, self.number)
        widget_state.begin(self.number, found.versions, "")
        widget_state.fill(self.number, "context", found.fields["context"])
        widget_state.fill(self.number, "steps.0.text", found.fields["steps"][0]["text"])
        widget_state.fill(self.number, "steps.0.when", found.fields["steps"][0]["when"])

    def type(self, place: str, text: str) -> None:
        self._here()
        self.state[widget_state.text_key(self.number, place)] = text

    def move_on(self, question: FormQuestion) -> None:
        self._here()
        writing_fields.flush(self.number, "experience", question)


@pytest.fixture
def windows(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> tuple[Window, Window, FormQuestion]:
    one = told(base)
    monkeypatch.setattr(visitor, "current_person", lambda: AUTHOR)
    monkeypatch.setattr(visit, "opener", lambda: KnowledgeBase.open(base.home.root, resources=base._resources))
    first, second = Window(monkeypatch, one.number), Window(monkeypatch, one.number)
    first.draw(base)
    second.draw(base)
    asked = questions("experience", writing.open_writing(base.wiki, AUTHOR, one.number).fields)
    whole = FormQuestion(
        **{**{n: getattr(asked[0], n) for n in asked[0].__dataclass_fields__}, "fields": ("context", "steps")}
    )
    return first, second, whole


def test_a_window_that_only_moves_on_takes_back_nothing_of_the_other(
    base: KnowledgeBase, windows: tuple[Window, Window, FormQuestion]
) -> None:
    first, second, question = windows
    first.type("context", "Écrit dans la première.")
    first.type("steps.0.text", "Un autre pas.")
    first.move_on(question)
    second.draw(base)  # its fields still hold the text of before
    second.move_on(question)
    found = writing.open_writing(base.wiki, AUTHOR, first.number)
    assert (found.fields["context"], found.fields["steps"][0]["text"]) == ("Écrit dans la première.", "Un autre pas.")
    assert found.others == {}


def test_what_both_windows_typed_is_kept_twice(
    base: KnowledgeBase, windows: tuple[Window, Window, FormQuestion]
) -> None:
    first, second, question = windows
    first.type("context", "Écrit dans la première.")
    first.move_on(question)
    second.draw(base)
    second.type("context", "Écrit dans la seconde.")
    second.move_on(question)
    second.move_on(question)
    found = writing.open_writing(base.wiki, AUTHOR, first.number)
    assert found.fields["context"] == "Écrit dans la seconde."
    assert found.others == {"context": ["Écrit dans la première."]}


def test_what_a_browser_still_sends_of_a_field_filled_anew_is_no_typing(
    base: KnowledgeBase, windows: tuple[Window, Window, FormQuestion]
) -> None:
    first, _, question = windows
    first.type("context", "Karim vient.")
    first.move_on(question)
    stale = widget_state.text_key(first.number, "context")
    rewrite(base.wiki, AUTHOR, first.number, {"context": "Rayan vient."})
    widget_state.fill_anew(first.number)
    for _ in range(2):  # the browser has not drawn the page yet, and sends another message of before
        first.state[stale] = "Karim vient."
        assert writing_fields.keep_shown(first.number, "experience")
        first.draw(base)
        assert first.state[widget_state.text_key(first.number, "context")] == "Rayan vient."
    assert writing.open_writing(base.wiki, AUTHOR, first.number).fields["context"] == "Rayan vient."
    first.type("context", "Rayan revient.")
    first.move_on(question)
    assert writing.open_writing(base.wiki, AUTHOR, first.number).fields["context"] == "Rayan revient."


def test_a_part_moved_up_stands_before_the_other_with_what_was_just_typed(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = told(base, steps=[{"when": "Mai", "text": "On arrive."}, {"when": "Juin", "text": "On part."}])
    monkeypatch.setattr(visitor, "current_person", lambda: AUTHOR)
    monkeypatch.setattr(visit, "opener", lambda: KnowledgeBase.open(base.home.root, resources=base._resources))
    window = Window(monkeypatch, one.number)
    window._here()
    found = writing.open_writing(base.wiki, AUTHOR, one.number)
    widget_state.begin(one.number, found.versions, "")
    for at, step in enumerate(found.fields["steps"]):
        for name, value in step.items():
            widget_state.fill(one.number, f"steps.{at}.{name}", value)
    window.type("steps.0.text", "On arrive tôt.")
    writing_fields._move(one.number, describe(KINDS["experience"])["steps"], 0, 1)
    assert writing.open_writing(base.wiki, AUTHOR, one.number).fields["steps"] == [
        {"when": "Juin", "text": "On part."}, {"when": "Mai", "text": "On arrive tôt."},
    ]  # fmt: skip
