"""Choisir: from a title and a few words of intent, texts that differ. The address carries all three settings."""

import re
from typing import TYPE_CHECKING

import streamlit as st

from kb.related.select import BALANCE
from kb.views.compare import selection
from kb.views.frame import visitor

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

LONGEST = 300
UNDER = (
    "Un sujet, quelques mots de ce que vous voulez en faire\u00a0: des textes proches de ce sujet vous sont proposés, "
    "qui diffèrent par l’issue, le point de vue, le territoire et la forme. Un échec ou une issue "
    "mitigée en fait partie, s’il y en a."
)
# Words for the balance between nearness (0) and difference (1), by tenths.
BALANCES = {0.0: "Les plus proches", 0.2: "Plutôt proches", 0.4: "Proches et différents", 0.7: "Plutôt différents",
            1.0: "Les plus différents"}  # fmt: skip


def show_choose(base: "KnowledgeBase") -> None:
    """Draw the fields, and the texts proposed for what the address says."""
    st.set_page_config(page_title="Choisir des textes · Récits partagés")
    title, intent = (" ".join(st.query_params.get(name, "").split())[:LONGEST] for name in ("titre", "intention"))
    asked = _balance(st.query_params.get("ecart", ""))
    with st.container(key="rp_choose"):
        st.html(
            '<div id="rp-contenu"><h1>Choisir des textes qui diffèrent</h1>'
            f'<p class="rp-soft rp-under">{UNDER}</p></div>'
        )
        with st.form("choose", border=False):
            st.text_input("Titre", value=title, max_chars=LONGEST, key=f"choose_title {title}")
            st.text_input("Ce que vous voulez en faire", value=intent, max_chars=LONGEST, key=f"choose_intent {intent}")
            st.select_slider(
                "Ce qui compte",
                list(BALANCES),
                value=asked,
                format_func=BALANCES.__getitem__,
                key=f"choose_balance {asked}",
            )
            st.html(
                f'<p class="rp-ends" aria-hidden="true"><span>{BALANCES[0.0]}</span><span>{BALANCES[1.0]}</span></p>'
            )
            st.form_submit_button("Proposer", type="primary", on_click=_ask, args=(title, intent, asked))
        if title or intent:
            st.html(selection.draw(base, title, intent, asked, visitor.current_reader()))


def _balance(text: str) -> float:
    """The balance of the address, as near as one of BALANCES comes to it."""
    value = float(text) if re.fullmatch(r"[01](\.\d{1,3})?", text) else BALANCE
    return min(BALANCES, key=lambda one: abs(one - value))


def _ask(title: str, intent: str, asked: float) -> None:
    """Put what was typed into the address."""
    typed = st.session_state[f"choose_title {title}"], st.session_state[f"choose_intent {intent}"]
    said = {"titre": " ".join(typed[0].split()), "intention": " ".join(typed[1].split())}
    said["ecart"] = str(st.session_state[f"choose_balance {asked}"])
    st.query_params.from_dict({key: value for key, value in said.items() if value})
