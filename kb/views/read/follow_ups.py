"""« Nous l’avons repris », under a record: who took it up, what they changed, what came of it."""

from typing import TYPE_CHECKING

import streamlit as st

from kb import addresses
from kb.html.escaping import NBSP, count, esc
from kb.readers import Person
from kb.records.kinds import DocumentRecord
from kb.records.typed_text import typed_words
from kb.store.records.register import Revision
from kb.views.frame.action import act, go_to, say

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

SHOWN = 280  # characters of a follow-up's own words


def listed(found: tuple[Revision, ...]) -> str:
    """The follow-ups of a record, each with its beginning; "" when nobody took it up yet."""
    if not found:
        return ""
    entries = "".join(_entry(one) for one in found)
    return f'<h2 id="rp-reprises">Repris {count(len(found), "fois", "fois")}</h2>{entries}'


def _entry(one: Revision) -> str:
    record = one.record
    if not isinstance(record, DocumentRecord):
        return ""
    where = ", ".join(part for part in (record.organisation, record.period) if part)
    facts = f'<p class="rp-label">{esc(where)}</p>' if where else ""
    lines = [
        ("Ce qui a été changé", record.adaptation),
        ("Ce que cela a donné", typed_words(record.summary).text or record.effects),
    ]
    said = "".join(f"<p><b>{label}{NBSP}:</b> {esc(_short(words))}</p>" for label, words in lines if words)
    return (
        f'<div class="rp-comment"><p><a href="{esc(addresses.reading(record.id))}">{esc(record.title)}</a></p>'
        f"{facts}{said}</div>"
    )


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= SHOWN else words[:SHOWN].rsplit(" ", 1)[0].rstrip(" ,;:") + f"{NBSP}…"


def button(record_id: str) -> None:
    """Draw the button that begins a follow-up."""
    st.button("Nous l’avons repris", on_click=_begin, args=(record_id,))


def _begin(record_id: str) -> None:
    def start(base: "KnowledgeBase", person: Person) -> None:
        one = base.news.follow_ups.take_up(person, record_id)
        say("Dites où, ce que vous avez changé, ce qui en est sorti.")
        go_to("contribuer", n=str(one.number))

    act(start)
