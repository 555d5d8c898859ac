"""Relire: the queue of texts that wait, and one text with its grid and remarks."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from kb import addresses
from kb.errors import KbError
from kb.html import set_words
from kb.html.escaping import NBSP, count, esc, listing
from kb.readers import Person
from kb.views.frame import visitor
from kb.views.frame.action import act, do, point_at, say, told, typed
from kb.views.frame.help_page import link
from kb.views.frame.not_found import not_found
from kb.views.read import attachments
from kb.views.review import grid as review_grid
from kb.views.review import remarks, under_review
from kb.views.review import text as review_text
from kb.wiki.review import review
from kb.wiki.review.grid import against, unanswered
from kb.wiki.rights import ANYTHING, allows
from kb.wiki.write.forms import field_label

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

WHOLE = "Toute la partie"
PART = "remark_part"
HOW_TO_SELECT = "Choisissez-les dans le texte, puis « En faire une remarque » ; ou copiez-les ici."
STATUS = {
    "submitted": "attend un relecteur", "in_review": "en relecture", "validated": "validé, à publier",
    "to_revise": "renvoyé à son auteur", "published": "publié", "draft": "repris par son auteur",
}  # fmt: skip
DONE = {
    "published": "C’est publié : ceux qui peuvent lire ce texte le trouvent déjà.",
    "to_revise": "Renvoyé. Vous le retrouverez dans la file quand son auteur l’aura repris.",
}


def show_review(base: "KnowledgeBase") -> None:
    """Draw the queue, or the text of the address."""
    st.set_page_config(page_title="Relire · Récits partagés")
    person = visitor.current_person()
    if person is None or not allows("queue", person, ANYTHING):
        st.html(
            not_found(
                "La relecture est ouverte aux relecteurs",
                "Demandez ce rôle à l’administrateur de la base.",
                sign_in="/relire" if person is None else "",
            )
        )
        return
    number = st.query_params.get("n", "")
    try:
        if number.isdecimal():
            _text(base, person, int(number))
        else:
            _queue(base, person)
    except KbError as error:
        st.html(not_found("Ce texte ne peut pas être ouvert ici", str(error)))


def _queue(base: "KnowledgeBase", person: Person) -> None:
    with st.container(key="rp_desk"):
        lines = base.reviewing.queue(person)
        st.html(
            f'<h1 id="rp-contenu">Relire</h1><p class="rp-soft rp-under">{_waiting(lines)} '
            f"Un texte ne s’ouvre qu’à la personne qui le prend, et jamais à son auteur. {link('relire')}</p>"
        )
        themes = sorted({theme for line in lines for theme in line.proposal.themes})
        names = {theme: base.label("themes", theme) for theme in themes}
        chosen = st.multiselect("Thème", themes, format_func=names.__getitem__, placeholder="Tous les thèmes")
        shown = [one for one in lines if not chosen or set(chosen) & set(one.proposal.themes)]
        if not shown:
            st.html('<p class="rp-note">Rien n’attend. Les textes envoyés par les contributeurs paraîtront ici.</p>')
        for line in shown:
            _line(base, person, line)


def _waiting(lines: Sequence[review.WaitingProposal]) -> str:
    """What waits for whom: a reviewer may have nothing to do before a long queue."""
    parts = {
        "à prendre": [one for one in lines if one.proposal.status == "submitted" and not one.own],
        "que vous relisez": [one for one in lines if one.proposal.status == "in_review" and one.mine],
        "à publier": [one for one in lines if one.proposal.status == "validated" and not one.own],
        "chez quelqu’un d’autre": [
            one for one in lines if one.proposal.status == "in_review" and not (one.mine or one.own)
        ],
        "dont vous êtes l’auteur": [one for one in lines if one.own],
    }
    said = [f"{len(found)} {what}" for what, found in parts.items() if found]
    return f"{count(len(lines), 'texte')} en attente{f'{NBSP}: {listing(said)}' if said else ''}."


def _line(base: "KnowledgeBase", person: Person, line: review.WaitingProposal) -> None:
    one = line.proposal
    themes = ", ".join(base.label("themes", theme) for theme in one.themes) or "sans thème"
    waits = "depuis aujourd’hui" if not line.days else f"depuis {count(line.days, 'jour')}"
    with st.container(key=f"rp_line_{one.number}"):
        st.html(
            f'<p class="rp-label">{esc(STATUS[one.status])} {waits}'
            f"{' · changement à une fiche publiée' if one.base_revision else ''}</p>"
            f'<h2>{esc(line.title)}</h2><p class="rp-small">{esc(one.record_id)} · {esc(themes)}</p>'
        )
        if line.own:
            st.html('<p class="rp-small">C’est le vôtre : quelqu’un d’autre le relira.</p>')
        elif line.mine or one.status == "validated":
            what = f'Ouvrir<span class="rp-hidden"> {esc(line.title)}</span>'
            st.html(f'<a class="rp-button" href="/relire?n={one.number}">{what}</a>')
        elif one.status == "submitted":
            st.button(
                f"Prendre {one.record_id} en relecture", key=f"take_{one.number}", on_click=_take, args=(one.number,)
            )
        else:
            st.html('<p class="rp-small">Quelqu’un d’autre le relit.</p>')


def _take(number: int) -> None:
    if act(lambda base, person: base.reviewing.take(person, number)):
        st.query_params["n"] = str(number)


def _text(base: "KnowledgeBase", person: Person, number: int) -> None:
    found = base.reviewing.read(person, number)
    one = found.proposal
    mine = one.status == "in_review" and one.reviewer == person.account
    with st.container(key="rp_review"):
        told()
        by = f", par {esc(base.people.names().get(one.author, 'un compte fermé'))}"
        what = f"Changement proposé à {esc(base.people.title(one.record_id))}{by} · " if one.base_revision else ""
        st.html(
            '<p class="rp-crumb"><a href="/relire">Retour à la file</a></p>'
            f'<p class="rp-label">{what}{esc(one.record_id)} · {esc(STATUS.get(one.status, "en cours"))}</p>'
            f'<h1 id="rp-contenu">{esc(found.fields.get("title") or "Sans titre")}</h1>'
        )
        left, right = st.columns([3, 2], gap="large")
        files = base.writing.attachments.of_draft(person, number)
        with left:
            # It scrolls by itself beside the grid, so it takes the focus.
            st.html(
                '<div class="rp-reviewed" tabindex="0" role="region" aria-label="Le texte à relire">'
                f"{review_text.reasons(found.reasons)}{under_review.changes(base, found)}"
                f"{under_review.facts(base, found)}{review_text.text(found, set_words.pictures(files))}"
                f"{attachments.listed(files, 'Pièces jointes, à ouvrir aussi')}</div>"
            )
        with right, st.container(key="rp_grid"):
            if mine:
                _remark_form(found, number)
                remarks.mine(found, person)
                review_grid.form(found, number)
            _decide(found, number, mine)


def _remark_form(found: review.UnderReview, number: int) -> None:
    st.html("<h2>Une remarque</h2>")
    kind = found.proposal.kind
    into, then = review_text.SELECTED["into"], review_text.SELECTED["then"]
    with st.form(f"remark_{number}", border=False):
        st.selectbox(
            "Sur quelle partie", list(found.texts), index=None, placeholder="Celle des mots visés", key=PART,
            format_func=lambda place: _place(kind, place),
        )  # fmt: skip
        st.text_input("Mots visés", placeholder=WHOLE, key=into, help=HOW_TO_SELECT)
        st.text_area("Votre remarque", key=then, height=100)
        st.form_submit_button("Ajouter la remarque", on_click=_remark, args=(number,))


def _remark(number: int) -> None:
    """Keep the remark, and empty its fields: only then, or a refusal would cost the reviewer what was typed."""
    into, then = review_text.SELECTED["into"], review_text.SELECTED["then"]
    field, quote, text = typed(PART), typed(into).strip(), typed(then)
    if not field and not quote:
        say("Dites sur quelle partie porte la remarque, ou choisissez des mots dans le texte.")
        point_at(PART)
        return
    if act(
        lambda base, person: base.reviewing.remarks.add(person, number, field=field, quote=quote, text=text),
        "Remarque ajoutée. Elle suivra ces mots si le texte change.",
    ):
        st.session_state.update({PART: None, into: "", then: ""})
    else:
        point_at(then if not text.strip() else into)


def _place(kind: str, place: str) -> str:
    name, *rest = place.split(".")
    step = f" {int(rest[0]) + 1}" if rest and rest[0].isdecimal() else ""
    return field_label(kind, name) + step


def _decide(found: review.UnderReview, number: int, mine: bool) -> None:
    one = found.proposal
    if mine:
        st.html("<h2>Décider</h2>")
        left = len(unanswered(found.grid, found.groups))
        said = f"{count(left, 'question')} de la grille sans réponse." if left else "Grille remplie."
        st.html(f'<p class="rp-small">{said}</p>')
        st.button(
            "Valider ce texte",
            type="primary",
            on_click=_validate,
            args=(found, number),
        )
        st.text_area("Ce qui est à reprendre", key=f"reason_{number}", height=100)
        st.button("Renvoyer à l’auteur", on_click=_send_back, args=(number,))
        st.button(
            "Rendre à la file",
            on_click=do,
            args=(lambda base, person: base.reviewing.leave(person, number), "Texte rendu à la file."),
        )
    if one.status == "validated":
        st.html("<h2>Publier</h2><p class='rp-small'>Le texte sera trouvé aussitôt par ceux qui peuvent le lire.</p>")
        if st.button("Publier maintenant", type="primary"):
            _publish(number)
    if one.status in DONE:
        where = addresses.reading(one.record_id)
        read = f'<a class="rp-button" href="{esc(where)}">Lire la fiche</a>' if one.status == "published" else ""
        st.html(
            f'<p class="rp-note">{DONE[one.status]}</p>'
            f'<p class="rp-row">{read}<a class="rp-button" href="/relire">Retour à la file</a></p>'
        )


def _validate(found: review.UnderReview, number: int) -> None:
    done = act(lambda base, person: base.reviewing.validate(person, number), "Texte validé. Il peut être publié.")
    left = (*unanswered(found.grid, found.groups), *against(found.grid, found.groups))
    if not done and left:
        point_at(f"grid_{number}_{left[0].code}")


def _send_back(number: int) -> None:
    reason = typed(f"reason_{number}")
    act(lambda base, person: base.reviewing.send_back(person, number, reason), "Renvoyé, avec vos remarques.")


def _publish(number: int) -> None:
    with st.spinner("Publication…"):
        act(lambda base, person: base.reviewing.publish(person, number), "Publié.")
    # Drawn again: the text is no more to be published, and the queue is one shorter.
    st.rerun()
