"""The choice of other records that a narrative names: the services it used, the needs that it met."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from kb.records.fields import FieldDescription
from kb.records.summary import RecordSummary
from kb.views.frame import visitor

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

# Records offered, most: a browser that is sent more is slow at each click.
MOST = 1_000
NOT_OPEN = "Fiche retirée, ou qui ne vous est pas ouverte"


def choose(base: "KnowledgeBase", label: str, field: FieldDescription, key: str, **kept: Any) -> None:
    """The list of the records of a kind, by title, in the widget of a key; what it holds is offered too."""
    held = st.session_state.get(key) or []
    named = titles(base, field.kind, held)
    st.multiselect(
        label,
        list(named),
        key=key,
        format_func=named.__getitem__,
        placeholder="Chercher par le nom",
        select_all=False,  # else Enter would choose all that the words typed find
        help=f"Les {MOST} plus récents sont proposés." if len(named) >= MOST else None,
        **kept,
    )


def titles(base: "KnowledgeBase", kind: str, held: Sequence[str]) -> dict[str, str]:
    """Identifier → title of the records of a kind that one may read, and of those already named."""
    found = base.summaries({"kind": kind}, reader=visitor.current_reader())
    offered = {one.id: _title(one, base) for one in (*found[:MOST], *(one for one in found[MOST:] if one.id in held))}
    ordered = dict(sorted(offered.items(), key=lambda one: one[1].casefold()))
    return ordered | {one: NOT_OPEN for one in held if one not in offered}


def _title(one: RecordSummary, base: "KnowledgeBase") -> str:
    places = ", ".join(base.territory_name(code) for code in one.territories[:2])
    return f"{one.title} · {places}" if places else one.title
