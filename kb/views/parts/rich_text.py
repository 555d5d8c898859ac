"""The box of a long text: a bar that puts the signs of bold, lists, links…, and what readers will see, under it."""

from typing import Any

import streamlit as st

from ingest.document import Document
from kb.records.seen_text import Signs
from kb.store.records.attachments import Attachment

# (what static/setting.js puts, what the button shows, what it is called)
SIGNS = (
    ("bold", "<b>G</b>", "Gras (Ctrl + B)"),
    ("italic", "<i>I</i>", "Italique (Ctrl + I)"),
    ("list", "Liste", "Liste"),
    ("quote", "Citation", "Citation"),
    ("link", "Lien", "Lien (Ctrl + K)"),
    ("table", "Tableau", "Tableau"),
)


# Those of a text whose words alone are set.
OF_WORDS = frozenset({"bold", "italic", "link"})


def text_area(label: str, *, key: str, height: int, draft: int = 0, signs: Signs = "blocks", **more: Any) -> None:
    """A text area with its bar and its preview. `draft` is the proposal whose pictures the text may show, 0 for none.

    `signs` are those that the text takes; `more` goes to the widget.
    """
    with st.container(key=f"rp_rich_{key}"):
        st.html(_bar(signs))
        st.text_area(label, key=key, height=height, **more)
        st.html(f'<div class="rp-live" data-rp-preview="{draft}" data-rp-signs="{signs}" hidden></div>')


def _bar(signs: Signs) -> str:
    # One stop of Tab for the whole bar: the arrows go through it.
    buttons = "".join(
        f'<button type="button" data-rp-sign="{sign}" title="{name}" aria-label="{name}" '
        f'tabindex="{-1 if at else 0}">{shown}</button>'
        for at, (sign, shown, name) in enumerate(one for one in SIGNS if signs == "blocks" or one[0] in OF_WORDS)
    )
    toggle = '<button type="button" data-rp-sign="preview" aria-pressed="false" tabindex="-1">Aperçu</button>'
    return f'<div class="rp-signs" role="toolbar" aria-label="Mise en forme">{buttons}{toggle}</div>'


def is_placed(file: Attachment, document: Document) -> bool:
    """Whether a picture stands in a text: the list of the files attached need not name it again."""
    return any(mark.kind == "image" and mark.target == file.name for one in document.blocks for mark in one.marks)
