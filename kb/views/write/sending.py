"""The last step of writing: what is missing, what could name somebody, then sending or publishing."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from kb.html.escaping import count, esc
from kb.readers import Person
from kb.records.kinds import KINDS
from kb.views.frame.action import act, typed
from kb.views.review import remarks, under_review
from kb.views.write import fields as writing_fields
from kb.views.write import protection, widget_state
from kb.wiki.write import writing
from kb.wiki.write.forms import Missing, is_empty, missing, questions

if TYPE_CHECKING:
    from kb.base import KnowledgeBase


def last_step(kind: str) -> str:
    """What the last step of a kind is called: to the reviewers, or to the readers at once."""
    return "Relire et publier" if KINDS[kind].review == "none" else "Relire et envoyer"


def show_sending(base: "KnowledgeBase", person: Person, found: writing.Writing) -> None:
    """Draw it."""
    kind, number = found.proposal.kind, found.proposal.number
    if writing_fields.keep_shown(number, kind):  # what was typed on this page a moment ago counts
        found = base.writing.open_writing(person, number)
    lacking = missing(kind, found.fields)
    st.html(
        f'<h1 id="rp-contenu">{last_step(kind)}</h1>'
        f'<p class="rp-row"><a class="rp-button" href="/contribuer?n={number}&amp;q=1">Reprendre les questions</a>'
        f'<a class="rp-button" href="/contribuer?n={number}&amp;vue=apercu">Aperçu</a></p>'
        + ("" if lacking else '<p class="rp-under">Toutes les questions demandées ont une réponse.</p>')
    )
    _lacking(base, found, lacking)
    if left_out := _unanswered(found, lacking):
        st.html(left_out)
    if KINDS[kind].review == "none":
        # A service gives its own names and numbers: they are there to be read, and no reviewer waits for it.
        _readers(base, found)
        st.html('<p class="rp-small">Aucune relecture : la fiche est lisible aussitôt, son historique aussi.</p>')
        st.button("Publier", type="primary", disabled=bool(lacking), on_click=_publish, args=(number,))
        left = 0
    else:
        remarks.left(base, person, found)
        left = protection.panel(base, person, found)
        left += protection.checklist(base, person, found)
        if found.proposal.status == "to_revise":
            st.text_area("Un mot au relecteur", key=f"reply_{number}", height=80)
        _readers(base, found)
        ready = not lacking and not left
        st.button("Envoyer en relecture", type="primary", disabled=not ready, on_click=_send, args=(number,))
    if lacking or left:
        step = "la publication" if KINDS[kind].review == "none" else "l’envoi"
        st.html(f'<p class="rp-small">{count(len(lacking) + left, "point")} à régler avant {step}.</p>')
    with st.expander("Abandonner ce texte"):
        st.html('<p class="rp-small">Tous ses mots sont effacés aussitôt. On ne peut pas revenir en arrière.</p>')
        st.button("Effacer ce brouillon", on_click=_drop, args=(number,))


def _unanswered(found: writing.Writing, lacking: Sequence[Missing]) -> str:
    """The questions without an answer that are not asked here again, folded: passed over, or not known yet."""
    number, kind = found.proposal.number, found.proposal.kind
    here = {one.field for one in lacking}
    left = [
        f'<li><a href="/contribuer?n={number}&amp;q={at}">{esc(one.ask)}</a></li>'
        for at, one in enumerate(questions(kind, found.fields), 1)
        if all(is_empty(found.fields.get(name)) for name in one.fields) and not here.intersection(one.fields)
    ]
    if not left:
        return ""
    name = count(len(left), "question facultative sans réponse", "questions facultatives sans réponse")
    return f'<details class="rp-fold"><summary>{name}</summary><ul class="rp-missing">{"".join(left)}</ul></details>'


def _lacking(base: "KnowledgeBase", found: writing.Writing, lacking: Sequence[Missing]) -> None:
    """What is missing, to be filled here; a field stays once it is filled, so that nothing moves under the hand."""
    number = found.proposal.number
    shown: dict[str, None] = st.session_state.setdefault(f"lacking_{number}", {})
    shown.update(dict.fromkeys(one.field for one in lacking if one.field != "diffusion"))
    if lacking:
        st.html("<h2>Il manque</h2>")
    if any(one.field == "diffusion" for one in lacking):
        st.html('<p><a href="#rp-diffusion">Qui pourra le lire</a></p>')
    if shown:
        widget_state.begin(number, found.versions, "Ce que vous écrivez ici s’enregistre tout seul.")
        for name in shown:
            writing_fields.draw_field(base, found, name)


def _readers(base: "KnowledgeBase", found: writing.Writing) -> None:
    """Who will be able to read the text, asked in so many words and said again in a sentence."""
    st.html('<h2 id="rp-diffusion">Qui pourra le lire ?</h2>')
    writing_fields.draw_one(base, found, "diffusion", "Ce texte s’ouvre à")
    if found.fields.get("diffusion") == "group":
        writing_fields.draw_one(base, found, "groups", "Quels groupes")
    st.html(f'<p class="rp-said-of">{esc(under_review.readers_and_name(base, found.fields))}</p>')


def _send(number: int) -> None:
    reply = typed(f"reply_{number}")
    act(
        lambda base, person: base.writing.sending.send(person, number, reply),
        "Envoyé. Un relecteur le lira ; vous serez prévenu ici de sa réponse. Vous pouvez le reprendre d’ici là.",
    )


def _publish(number: int) -> None:
    act(lambda base, person: base.writing.sending.publish_at_once(person, number), "Publié. La fiche est lisible.")


def _drop(number: int) -> None:
    act(lambda base, person: base.writing.drop(person, number), "Le brouillon est effacé.")
    st.query_params.clear()
