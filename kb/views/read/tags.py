"""On a record: following its themes and territories, and proposing a tag of the vocabulary."""

from typing import TYPE_CHECKING

import streamlit as st

from kb.readers import Person
from kb.records.catalogue import filters, tags
from kb.records.kinds import Record
from kb.views.frame.action import do, say

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

# What a person may follow, beside a record: keys of `where`.
TERRITORY = "territory"
FOLLOWED = ("theme", TERRITORY)


def follow(base: "KnowledgeBase", person: Person, record: Record) -> None:
    """Draw the button of each theme and territory of a record: followed, or followed no more."""
    targets = [
        (
            key,
            code,
            base.territory_name(code) if key == TERRITORY else base.label(filters()[key].list_name, code),
        )
        for key in FOLLOWED
        for code in getattr(record, filters()[key].name)
    ]
    if not targets:
        return
    followed = base.news.follows.following(person)
    with st.popover("Suivre un thème ou un lieu"):
        for sort, code, name in targets:
            on = (sort, code) not in followed
            label = f"{'Suivre' if on else 'Ne plus suivre'} « {name} »"
            st.button(label, key=f"follow_{sort}_{code}", on_click=_follow, args=(sort, code, on))


def _follow(sort: str, target: str, on: bool) -> None:
    said = "Vous serez prévenu sur « Ce qui me concerne »." if on else "Vous ne le suivez plus."
    do(lambda base, person: base.news.follows.follow(person, sort, target, on=on), said)


def propose(base: "KnowledgeBase", record: Record) -> None:
    """Draw the choice of a tag that the record has not, and the button that proposes it."""
    labels = base.vocabulary.labels
    known = [
        (field, code)
        for field in tags().values()
        for code in labels[field.list_name]
        if code not in getattr(record, field.name)
    ]
    with st.popover("Proposer un mot-clé"):
        st.selectbox(
            "Mot-clé des listes de la base",
            known,
            index=None,
            placeholder="Choisir",
            format_func=lambda one: f"{one[0].one} : {labels[one[0].list_name][one[1]]}",
            key="tag",
        )
        st.button("Proposer ce mot-clé", on_click=_propose, args=(record.id,))


def _propose(record_id: str) -> None:
    field, code = st.session_state.get("tag") or (None, "")

    def suggest(base: "KnowledgeBase", person: Person) -> None:
        one = base.reviewing.tags.suggest(person, record_id, field.name if field else "", code)
        waits = one.status != "published"
        say("Votre mot-clé est proposé : un relecteur le lira." if waits else "Le mot-clé est ajouté à cette fiche.")

    do(suggest)
