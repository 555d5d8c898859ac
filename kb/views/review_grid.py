"""The reviewer's grid, as widgets that keep each answer as it is given."""

import streamlit as st

from kb.views.action import act
from kb.wiki import review
from kb.wiki.grid import ANSWERS, grid


def form(found: review.UnderReview, number: int) -> None:
    """Draw the four groups of the grid; each answer is kept at once."""
    st.html("<h2>La grille</h2>")
    for group, questions in grid():
        answered = sum(bool(found.grid.get(q.code, {}).get("answer")) for q in questions)
        # Folded when one arrives, never while one answers: what stands below would move under the pointer.
        opened = st.session_state.setdefault(f"grid_open_{number}_{group}", answered < len(questions))
        with st.expander(f"{group} ({answered} sur {len(questions)})", expanded=opened):
            for question in questions:
                kept = found.grid.get(question.code, {})
                key = f"grid_{number}_{question.code}"
                st.session_state.setdefault(key, kept.get("answer"))
                st.session_state.setdefault(f"{key}_said", kept.get("comment", ""))
                args = (number, question.code)
                st.radio(
                    question.ask,
                    list(ANSWERS),
                    format_func=lambda code: ANSWERS[code].capitalize(),
                    horizontal=True,
                    index=None,
                    key=key,
                    on_change=_keep,
                    args=args,
                )
                st.text_input(
                    "Commentaire",
                    key=f"{key}_said",
                    placeholder="Commentaire",
                    label_visibility="collapsed",
                    on_change=_keep,
                    args=args,
                )


def _keep(number: int, code: str) -> None:
    key = f"grid_{number}_{code}"
    given = {
        "answer": st.session_state.get(key) or "",
        "comment": str(st.session_state.get(f"{key}_said") or "")[:2_000],
    }

    act(lambda base, person: review.answer_question(base.wiki, person, number, code, given))
