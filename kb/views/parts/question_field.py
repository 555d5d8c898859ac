"""The one large field where somebody asks, on the pages that answer questions."""

from collections.abc import Callable

import streamlit as st


def question_field(
    form: str, question: str, asked: Callable[[str], None], *, label: str, placeholder: str, button: str
) -> None:
    """Draw the field with the question of the address; `asked` is given the words that somebody then asks.

    It writes the address, so that the back button returns to the question before.
    """
    # A new key for each question, and after each asking: « back » then shows the question of the address again, where
    # the browser would remember what was typed last in a field of the same key.
    key = f"{form} {st.session_state.get('asked', 0)} {question}"
    with st.form(form, border=False, enter_to_submit=True), st.container(key="rp_ask_row"):
        st.text_input(
            label, value=question, key=key, placeholder=placeholder, label_visibility="collapsed", max_chars=2000
        )
        st.form_submit_button(button, type="primary", on_click=_taken, args=(key, asked))


def _taken(key: str, asked: Callable[[str], None]) -> None:
    st.session_state["asked"] = st.session_state.get("asked", 0) + 1
    asked(" ".join(str(st.session_state[key]).split()))
