"""The reviewer's grid: its questions, and what an answered one still lacks."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

GRID = Path(__file__).parents[1] / "data" / "review_grid.yaml"
ANSWERS: Final = {"yes": "oui", "no": "non", "na": "sans objet"}


@dataclass(frozen=True, slots=True)
class GridQuestion:
    """One line of the grid; a `needed` one must be answered yes, or also « not applicable » where that may be."""

    code: str
    ask: str
    needed: bool
    or_not_applicable: bool


@functools.lru_cache(maxsize=1)
def grid() -> tuple[tuple[str, tuple[GridQuestion, ...]], ...]:
    """The groups of the grid, each with its questions."""
    return tuple(
        (
            group["group"],
            tuple(
                GridQuestion(q["code"], q["ask"], q.get("needed", False), q.get("or_not_applicable", False))
                for q in group["questions"]
            ),
        )
        for group in yaml.safe_load(GRID.read_text("utf-8"))
    )


def unanswered(answers: Mapping[str, Any]) -> tuple[GridQuestion, ...]:
    """Questions without an answer."""
    return tuple(q for _, questions in grid() for q in questions if _answer(answers, q) not in ANSWERS)


def against(answers: Mapping[str, Any]) -> tuple[GridQuestion, ...]:
    """Needed questions whose answer does not allow the text to be validated."""
    return tuple(
        q
        for _, questions in grid()
        for q in questions
        if q.needed and _answer(answers, q) != "yes" and not (q.or_not_applicable and _answer(answers, q) == "na")
    )


def _answer(answers: Mapping[str, Any], question: GridQuestion) -> str:
    given = answers.get(question.code)
    return str(given.get("answer", "")) if isinstance(given, Mapping) else ""
