"""The reviewer's grid, as widgets that keep each answer as it is given."""

from typing import Any

import streamlit as st

from kb.html.escaping import count
from kb.views.frame.action import act
from kb.wiki.review import review
from kb.wiki.review.grid import ANSWERS, GridQuestion


def form(found: review.UnderReview, number: int) -> None:
    """Draw the questions that this text is asked, by group; each answer is kept at once."""
    st.html("<h2>La grille</h2>")
    for group, questions in found.groups:
        st.html(f"<h3>{group}</h3>")
        left = [q.code for q in questions if not found.grid.get(q.code, {}).get("answer")]
        if len(left) > 1:
            # What was read is answered at once; any answer can still be changed below.
            st.button(
                f"Oui à {count(len(left), 'question')} de ce groupe",
                key=f"all_{number}_{group}",
                on_click=_yes,
                args=(number, tuple(left)),
            )
        for question in questions:
            _question(found, number, question)


def _question(found: review.UnderReview, number: int, question: GridQuestion) -> None:
    kept, key = found.grid.get(question.code, {}), f"grid_{number}_{question.code}"
    st.session_state.setdefault(key, kept.get("answer") or None)
    st.session_state.setdefault(f"{key}_said", kept.get("comment", ""))
    given: dict[str, Any] = {"on_change": _keep, "args": (number, question.code)}
    st.radio(
        question.ask,
        list(ANSWERS),
        format_func=lambda code: ANSWERS[code].capitalize(),
        horizontal=True,
        index=None,
        key=key,
        **given,
    )
    if kept.get("answer") == "no" or kept.get("comment"):
        st.text_input("Ce qui manque, pour vous en souvenir", key=f"{key}_said", **given)


def _yes(number: int, codes: tuple[str, ...]) -> None:
    for code in codes:
        st.session_state[f"grid_{number}_{code}"] = "yes"
        _keep(number, code)


def _keep(number: int, code: str) -> None:
    key = f"grid_{number}_{code}"
    given = {
        "answer": st.session_state.get(key) or "",
        "comment": str(st.session_state.get(f"{key}_said") or "")[:2_000],
    }

    act(lambda base, person: base.reviewing.answer_question(person, number, code, given))
