"""The reviewer's grid: its questions, and what an answered one still lacks."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from kb.records.kinds import KINDS

GRID = Path(__file__).parents[2] / "data" / "review_grid.yaml"
ANSWERS: Final = {"yes": "oui", "no": "non", "na": "sans objet"}


@dataclass(frozen=True, slots=True)
class GridQuestion:
    """One line of the grid; a `needed` one must be answered yes, or also « not applicable » where that may be.

    `fields` are those that it is about; none for one that is asked of every text.
    """

    code: str
    ask: str
    needed: bool
    or_not_applicable: bool
    fields: frozenset[str] = frozenset()


Groups = tuple[tuple[str, tuple[GridQuestion, ...]], ...]


@functools.lru_cache(maxsize=1)
def grid() -> Groups:
    """The groups of the grid, each with its questions."""
    return tuple(
        (
            group["group"],
            tuple(
                GridQuestion(
                    *(q["code"], q["ask"], q.get("needed", False), q.get("or_not_applicable", False)),
                    frozenset(q.get("fields", ())),
                )
                for q in group["questions"]
            ),
        )
        for group in yaml.safe_load(GRID.read_text("utf-8"))
    )


def asked(kind: str, changed: frozenset[str] | None = None) -> Groups:
    """The groups of questions that can be answered of a text: about fields that its kind has, and, of a change to what
    is published, about fields that it `changed`.
    """
    there = frozenset(KINDS[kind].model_fields) if changed is None else changed
    groups = ((name, tuple(q for q in questions if not q.fields or q.fields & there)) for name, questions in grid())
    return tuple((name, questions) for name, questions in groups if questions)


def unanswered(answers: Mapping[str, Any], groups: Groups) -> tuple[GridQuestion, ...]:
    """Questions of these groups without an answer."""
    return tuple(q for _, questions in groups for q in questions if _answer(answers, q) not in ANSWERS)


def against(answers: Mapping[str, Any], groups: Groups) -> tuple[GridQuestion, ...]:
    """Needed questions of these groups whose answer does not allow the text to be validated."""
    return tuple(
        q
        for _, questions in groups
        for q in questions
        if q.needed and _answer(answers, q) != "yes" and not (q.or_not_applicable and _answer(answers, q) == "na")
    )


def _answer(answers: Mapping[str, Any], question: GridQuestion) -> str:
    given = answers.get(question.code)
    return str(given.get("answer", "")) if isinstance(given, Mapping) else ""
