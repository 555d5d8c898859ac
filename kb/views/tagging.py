"""On a record: following its themes and territories, and proposing a tag of the vocabulary."""

from typing import TYPE_CHECKING

import streamlit as st

from kb.readers import Person
from kb.records.kinds import Record
from kb.views.action import do, say
from kb.wiki import life, tags

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

LABELS = {"themes": "Thème", "publics": "Public", "trades": "Point de vue", "substances": "Produit"}


def follow(base: "KnowledgeBase", person: Person, record: Record) -> None:
    """Draw the button of each theme and territory of a record: followed, or followed no more."""
    targets = [("theme", code, base.label("themes", code)) for code in record.themes]
    targets += [("territory", code, base.territory_name(code)) for code in record.territories]
    if not targets:
        return
    followed = life.following(base.wiki, person)
    with st.popover("Suivre un thème ou un lieu"):
        for sort, code, name in targets:
            on = (sort, code) not in followed
            label = f"{'Suivre' if on else 'Ne plus suivre'} « {name} »"
            st.button(label, key=f"follow_{sort}_{code}", on_click=_follow, args=(sort, code, on))


def _follow(sort: str, target: str, on: bool) -> None:
    said = "Vous serez prévenu sur « Ce qui me concerne »." if on else "Vous ne le suivez plus."
    do(lambda base, person: life.follow(base.wiki, person, sort, target, on=on), said)


def propose(base: "KnowledgeBase", record: Record) -> None:
    """Draw the choice of a tag that the record has not, and the button that proposes it."""
    labels = base.vocabulary.labels
    known = [
        (field, code)
        for field, name in tags.TAGS.items()
        for code in labels[name]
        if code not in getattr(record, field)
    ]
    with st.popover("Proposer un mot-clé"):
        st.selectbox(
            "Mot-clé des listes de la base",
            known,
            index=None,
            placeholder="Choisir",
            format_func=lambda one: f"{LABELS[one[0]]} : {labels[tags.TAGS[one[0]]][one[1]]}",
            key="tag",
        )
        st.button("Proposer ce mot-clé", on_click=_propose, args=(record.id,))


def _propose(record_id: str) -> None:
    field, code = st.session_state.get("tag") or ("", "")

    def suggest(base: "KnowledgeBase", person: Person) -> None:
        one = tags.suggest(base.wiki, person, record_id, field, code)
        waits = one.status != "published"
        say("Votre mot-clé est proposé : un relecteur le lira." if waits else "Le mot-clé est ajouté à cette fiche.")

    do(suggest)
