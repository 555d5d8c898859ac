"""Remarks: to be answered by the authors of a text where they were made; to be mended by the reviewer before that."""

from typing import TYPE_CHECKING

import streamlit as st

from kb.html.escaping import NBSP, count, esc, in_quotes
from kb.readers import Person
from kb.views.frame.action import act, do, say, typed
from kb.wiki.review import review
from kb.wiki.review.remarks import unsent
from kb.wiki.write import writing
from kb.wiki.write.forms import FormQuestion, field_label, question_asking

if TYPE_CHECKING:
    from kb.base import KnowledgeBase


def _field(one: review.Placed) -> str:
    return one.remark.field.split(".")[0]


def _question_of(found: writing.Writing, one: review.Placed) -> int:
    """The number, from 1, of the question that asks what a remark is about; 0 when none does."""
    return question_asking(found.proposal.kind, found.fields, _field(one))


def _open(base: "KnowledgeBase", person: Person, found: writing.Writing) -> list[review.Placed]:
    made = base.reviewing.read(person, found.proposal.number).remarks
    return [one for one in made if not one.remark.settled]


def first(base: "KnowledgeBase", person: Person, found: writing.Writing) -> int:
    """The question to open a text at: that of its first open remark, else the first."""
    if found.proposal.status != "to_revise":
        return 1
    return next((at for one in _open(base, person, found) if (at := _question_of(found, one))), 1)


def of_question(base: "KnowledgeBase", person: Person, found: writing.Writing, question: FormQuestion) -> None:
    """Draw the remarks made on the fields of a question, each with its answer."""
    if found.proposal.status == "draft":
        return
    for at, one in enumerate(base.reviewing.read(person, found.proposal.number).remarks, 1):
        if _field(one) in question.fields:
            _draw(found, one, at)


def _draw(found: writing.Writing, one: review.Placed, at: int) -> None:
    number, remark = found.proposal.number, one.remark
    gone = " (ces mots ont changé)" if remark.quote and one.place is None else ""
    about = (
        f"{esc(in_quotes(remark.quote))}{gone}" if remark.quote else esc(field_label(found.proposal.kind, _field(one)))
    )
    state = ", traitée" if remark.settled else ""
    said = f"<br><b>Votre réponse{NBSP}:</b> {esc(remark.answer)}" if remark.answer else ""
    st.html(f'<p class="rp-note"><b>Remarque {at}{state}.</b> {about}<br>{esc(remark.text)}{said}</p>')
    if remark.settled:
        st.button(
            f"Rouvrir la remarque {at}",
            key=f"reopen_{remark.number}",
            on_click=do,
            args=(lambda base, person: base.reviewing.remarks.settle(person, number, remark.number, settled=False),),
        )
        return
    with st.form(f"remark_{remark.number}", border=False):
        st.text_input("Ce que vous en avez fait, ou pourquoi non (facultatif)", key=f"answer_{remark.number}")
        st.form_submit_button(f"Remarque {at} traitée", on_click=_settle, args=(number, remark.number))


def _settle(number: int, which: int) -> None:
    answer = typed(f"answer_{which}")

    def settle(base: "KnowledgeBase", person: Person) -> None:
        base.reviewing.remarks.answer(person, number, which, answer)
        open_ones = [one for one in base.reviewing.read(person, number).remarks if not one.remark.settled]
        if open_ones:
            say("Remarque traitée. Le relecteur verra votre réponse. Voici la suivante.")
            st.query_params.from_dict({"n": str(number)})  # which opens where the first open remark was made
        else:
            say("Toutes les remarques sont traitées : il reste à envoyer.")
            st.query_params.from_dict({"n": str(number), "vue": "envoi"})

    act(settle)


def left(base: "KnowledgeBase", person: Person, found: writing.Writing) -> None:
    """Draw, before a text is sent again, the remarks that are still open, each leading to its question."""
    if found.proposal.status != "to_revise" or not (made := _open(base, person, found)):
        return
    number = found.proposal.number
    lines = "".join(
        f'<li><a href="/contribuer?n={number}&amp;q={_question_of(found, one) or 1}">'
        f"{esc(field_label(found.proposal.kind, _field(one)))}</a>{NBSP}: {esc(one.remark.text)}</li>"
        for one in made
    )
    st.html(
        f"<h2>{count(len(made), 'remarque')} à traiter</h2>"
        f'<p class="rp-small">On peut renvoyer sans tout traiter : dites alors pourquoi.</p>'
        f'<ul class="rp-missing">{lines}</ul>'
    )


def mine(found: review.UnderReview, person: Person) -> None:
    """Draw the reviewer's own remarks that nobody else has read, each to be said otherwise or taken back."""
    for at, one in unsent(found, person):
        key = f"reword_{one.number}"
        st.session_state.setdefault(key, one.text)
        about = (
            esc(in_quotes(one.quote)) if one.quote else esc(field_label(found.proposal.kind, one.field.split(".")[0]))
        )
        with st.expander(f"Modifier ou retirer la remarque {at}"):
            st.html(f'<p class="rp-small">{about}</p>')
            st.text_area(f"Texte de la remarque {at}", key=key, height=100)
            with st.container(horizontal=True):
                given = (found.proposal.number, one.number)
                st.button(f"Enregistrer la remarque {at}", key=f"{key}_keep", on_click=_reword, args=given)
                st.button(f"Retirer la remarque {at}", key=f"{key}_drop", on_click=_take_back, args=given)


def _reword(number: int, which: int) -> None:
    text = typed(f"reword_{which}")
    do(lambda base, person: base.reviewing.remarks.reword(person, number, which, text), "La remarque est changée.")


def _take_back(number: int, which: int) -> None:
    do(lambda base, person: base.reviewing.remarks.take_back(person, number, which), "La remarque est retirée.")
