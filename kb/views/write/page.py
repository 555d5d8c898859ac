"""Contribuer: what I have under way, a text told question by question, its preview, and sending it."""

from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from kb import addresses
from kb.errors import KbError
from kb.html.escaping import NBSP, day, esc
from kb.readers import Person
from kb.records.kinds import KINDS
from kb.views.directory import hours_preview
from kb.views.frame import visitor
from kb.views.frame.action import act, do, told, typed
from kb.views.frame.help_page import link
from kb.views.frame.not_found import not_found
from kb.views.read import attachments
from kb.views.review import remarks
from kb.views.review import text as review_text
from kb.views.write import coauthors, protection, widget_state
from kb.views.write import fields as writing_fields
from kb.views.write.narrative import show_raw, show_telling
from kb.views.write.preview import as_read, show_preview
from kb.views.write.sending import last_step, show_sending
from kb.wiki.rights import Case, allows
from kb.wiki.write import writing
from kb.wiki.write.forms import FormQuestion, questions, share_filled
from kb.wiki.write.narrative import TOLD_KINDS

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

STATUS = {
    "draft": "brouillon",
    "submitted": "attend un relecteur",
    "in_review": "en relecture",
    "to_revise": "à reprendre",
    "validated": "validé, bientôt publié",
    "published": "publié",
}
KIND_NAMES = {kind: model.indefinite for kind, model in KINDS.items()}


def show_contribute(base: "KnowledgeBase") -> None:
    """Draw what the address asks for: the list, or one text."""
    st.set_page_config(page_title="Contribuer · Récits partagés")
    person = visitor.current_person()
    if person is None:
        st.html(_for_visitors())
        return
    number = st.query_params.get("n", "")
    try:
        if number.isdecimal():
            _one(base, person, int(number))
        else:
            _mine(base, person)
    except KbError as error:
        st.html(not_found("Ce texte ne peut pas être ouvert ici", str(error)))


def _for_visitors() -> str:
    return (
        '<div class="rp-page" id="rp-contenu"><h1>Contribuer</h1><p class="rp-lead">Raconter ce qui a été tenté, '
        "ce qui a tenu et ce qui a échoué : d’autres équipes le cherchent.</p>"
        '<p class="rp-under">Un texte s’écrit question par question, s’enregistre tout seul, et n’est lu par personne '
        "d’autre avant que vous l’envoyiez. Un relecteur le lit alors, pour que personne n’y soit reconnaissable.</p>"
        '<p class="rp-row"><a class="rp-button primary" href="/connexion?vers=/contribuer">Se connecter pour écrire</a>'
        "</p></div>"
    )


READS_ONLY = (
    '<p class="rp-note">Votre compte lit sans écrire. Demandez ce droit à l’administrateur.</p>'
    '<ul class="rp-ways"><li><b><a href="/">Commenter une fiche</a></b>Cherchez-la\u00a0: la discussion est sous son '
    'texte.</li><li><b><a href="/dossiers">Composer un dossier</a></b>Des textes choisis, dans votre ordre, avec vos '
    "questions.</li></ul>"
)


def _mine(base: "KnowledgeBase", person: Person) -> None:
    with st.container(key="rp_desk"):
        st.html(
            '<h1 id="rp-contenu">Contribuer</h1><p class="rp-soft rp-under">Ce que vous écrivez n’est lu par personne '
            f"d’autre avant l’envoi en relecture. {link('raconter')}</p>"
        )
        told()
        under_way = [one for one in base.writing.beginning.under_way(person) if one.proposal.kind != "pack"]
        if under_way:
            st.html("<h2>En cours</h2>" + "".join(_line(one) for one in under_way))
        # A signal is reported on its own page: the cell, not a review, follows it.
        kinds = [k for k in KIND_NAMES if k != "signal" and questions(k) and allows("start", person, Case(k))]
        if not kinds:
            st.html(READS_ONLY)
            return
        st.html("<h2>Commencer</h2>")
        with st.container(horizontal=True):
            st.button("Raconter, une question à la fois", type="primary", on_click=_begin, args=("experience",))
            st.button("Raconter d’un trait, ranger ensuite", on_click=_begin, args=("experience", "recit"))
        others = [kind for kind in kinds if kind != "experience"]
        if others:
            chosen = st.selectbox(
                "Écrire autre chose", others, index=None, format_func=KIND_NAMES.__getitem__, placeholder="Choisir",
                key="begin_other",
            )  # fmt: skip
            st.button("Commencer", disabled=chosen is None, on_click=lambda: _begin(typed("begin_other")))


def _line(one: writing.Writing) -> str:
    number, done = one.proposal.number, round(100 * share_filled(one.proposal.kind, one.fields))
    change = f", changement à {esc(one.proposal.record_id)}" if one.proposal.base_revision else ""
    saved = f", enregistré le {day(one.saved)}" if one.saved else ""
    return (
        f'<div class="rp-card"><p class="kicker">{esc(STATUS[one.proposal.status])}{change}</p>'
        f'<h3><a href="/contribuer?n={number}">{esc(one.title)}</a></h3>'
        f'<p class="facts">Rempli à {done}{NBSP}%{saved}</p></div>'
    )


def _begin(kind: str, view: str = "") -> None:
    def start(base: "KnowledgeBase", person: Person) -> None:
        number = base.writing.beginning.begin(person, kind).number
        st.query_params.from_dict({"n": str(number)} | ({"vue": view} if view else {}))

    act(start)


def _one(base: "KnowledgeBase", person: Person, number: int) -> None:
    found = base.writing.open_writing(person, number)
    with st.container(key="rp_writing"):
        told()
        st.html(
            '<p class="rp-crumb"><a href="/contribuer">Mes textes</a></p>'
            + review_text.reasons(base.reviewing.read(person, number).reasons)
        )
        if found.proposal.status not in ("draft", "to_revise"):
            _waiting(base, person, found)
        elif found.proposal.kind == "pack" and st.query_params.get("vue") != "envoi":
            link = f'<a class="rp-button primary" href="/dossiers?n={number}">Continuer à composer</a>'
            st.html(f'<h1 id="rp-contenu">{esc(found.title)}</h1><p class="rp-row">{link}</p>')
        elif st.query_params.get("vue") == "recit":
            show_telling(base, person, found)
        elif st.query_params.get("vue") == "apercu":
            show_preview(base, person, found)
        elif st.query_params.get("vue") == "envoi":
            show_sending(base, person, found)
        else:
            _question(base, person, found)


def _asked(base: "KnowledgeBase", person: Person, found: writing.Writing) -> int:
    """The question of the address; a text that came back opens where the first remark that is open was made."""
    asked = st.query_params.get("q", "")
    if not asked.isdecimal():
        return remarks.first(base, person, found)
    return min(max(1, int(asked)), len(questions(found.proposal.kind, found.fields)))


def _question(base: "KnowledgeBase", person: Person, found: writing.Writing) -> None:
    kind, number = found.proposal.kind, found.proposal.number
    asked, at = questions(kind, found.fields), _asked(base, person, found)
    one = asked[at - 1]
    st.html(_change_to(found) + _progress(found, at))
    left, right = st.columns([5, 3], gap="large")
    with left:
        widget_state.begin(found.proposal.number, found.versions, _saved_line(found))
        fold = '<details class="rp-fold"><summary>Un exemple</summary>'
        example = f'{fold}<div class="rp-soft">{esc(one.example)}</div></details>' if one.example else ""
        st.html(f'<h1 id="rp-contenu">{esc(one.ask)}</h1><p class="rp-soft rp-under">{esc(one.help)}</p>{example}')
        remarks.of_question(base, person, found, one)
        _versions(found, one.fields)
        writing_fields.draw(base, found, one)
        if "opening_hours" in one.fields:
            typed_now = writing_fields.value_of(number, kind, "opening_hours", found.fields.get("opening_hours"))
            st.html(hours_preview.preview({**found.fields, "opening_hours": typed_now}, date.today()))
        with st.container(horizontal=True):
            last = at == len(asked)
            st.button(
                last_step(kind) if last else "Continuer",
                type="primary",
                on_click=_go,
                args=(number, kind, one, {"vue": "envoi"} if last else {"q": str(at + 1)}),
            )
            if at > 1:
                st.button("Revenir", on_click=_go, args=(number, kind, one, {"q": str(at - 1)}))
            if not last:
                st.button("Je ne sais pas encore", on_click=_go, args=(number, kind, one, {"q": str(at + 1)}))
            st.button("Aperçu", on_click=_go, args=(number, kind, one, {"vue": "apercu"}))
    with right:
        if kind in TOLD_KINDS:
            st.html(f'<p class="rp-small"><a href="/contribuer?n={number}&amp;vue=recit">Raconter d’un trait</a></p>')
        if KINDS[kind].review != "none":
            protection.panel(base, person, found)
        attachments.editor(base, person, number)
        _together(base, person, found)
        _already(base, person, found)


def _change_to(found: writing.Writing) -> str:
    """That a text is a change, "" for a new one: nobody has to fear for what is published."""
    if not found.proposal.base_revision:
        return ""
    record_id = found.proposal.record_id
    read = f'<a href="{esc(addresses.reading(record_id))}">{esc(record_id)}</a>'
    return f'<p class="rp-small">Changement à {read}, qui se lit telle quelle jusqu’à la publication de celui-ci.</p>'


def _together(base: "KnowledgeBase", person: Person, found: writing.Writing) -> None:
    """Who writes a record that is being told; a change proposed to a published one is its proposer's."""
    if not found.proposal.base_revision:
        coauthors.draw(base, person, found.proposal.record_id, found.proposal)


def _saved_line(found: writing.Writing) -> str:
    if not found.saved:
        return "Rien n’est encore écrit. Ce que vous tapez s’enregistre tout seul."
    if found.proposal.status == "to_revise":
        return "Enregistré. Votre relecteur n’en lira la suite qu’à l’envoi."
    return "Brouillon enregistré. Seuls ses auteurs peuvent le lire."


def _progress(found: writing.Writing, at: int) -> str:
    kind, number = found.proposal.kind, found.proposal.number
    asked = questions(kind, found.fields)
    parts = list(dict.fromkeys(one.part for one in asked))
    here = asked[at - 1].part
    out = []
    for part in parts:
        first = next(i for i, one in enumerate(asked, 1) if one.part == part)
        classes = "here" if part == here else "done" if parts.index(part) < parts.index(here) else ""
        current = ' aria-current="step"' if part == here else ""
        out.append(
            f'<li class="{classes}"{current}><a href="/contribuer?n={number}&amp;q={first}">{esc(part)}</a></li>'
        )
    return (
        f'<p class="rp-label">Question {at} sur {len(asked)} · texte rempli à '
        f"{round(100 * share_filled(kind, found.fields))}{NBSP}%</p>"
        f'<ol class="rp-steps" aria-label="Avancement">{"".join(out)}</ol>'
    )


def _go(number: int, kind: str, question: FormQuestion, where: dict[str, str]) -> None:
    writing_fields.flush(number, kind, question)
    st.query_params.from_dict({"n": str(number), **where})


def _versions(found: writing.Writing, fields: tuple[str, ...]) -> None:
    """Other versions of the fields shown, to choose from."""
    for name in fields:
        for at, other in enumerate(found.others.get(name, ())):
            st.html(
                '<p class="rp-note"><b>Ce champ a aussi été écrit ailleurs.</b> Les deux textes sont gardés. '
                f"L’autre version :<br>{esc(other)}</p>"
            )
            with st.container(horizontal=True):
                number = found.proposal.number
                st.button("Prendre l’autre", key=f"other_{name}_{at}", on_click=_settle, args=(number, name, other))
                st.button("Garder la mienne", key=f"own_{name}_{at}", on_click=_settle_own, args=(found, name))


def _settle_own(found: writing.Writing, name: str) -> None:
    number, kept = found.proposal.number, found.fields.get(name)
    _settle(number, name, writing_fields.value_of(number, found.proposal.kind, name, kept))


def _settle(number: int, name: str, value: object) -> None:
    act(lambda base, person: base.writing.settle(person, number, name, value))
    widget_state.fill_anew(number, name)


def _already(base: "KnowledgeBase", person: Person, found: writing.Writing) -> None:
    """« Déjà raconté ? »: near experiences that are published."""
    told = " ".join(str(found.fields.get(name) or "") for name in ("title", "summary", "context"))[:600].strip()
    if len(told) < 30:
        return
    hits = [h for h in base.search(told, limit=4, where={"kind": "experience"}, reader=person.reader) if not h.weak]
    near = [hit for hit in hits if hit.record.id != found.proposal.record_id][:3]
    if near:
        lines = "".join(f'<li><a href="{esc(hit.url)}">{esc(hit.record.title)}</a></li>' for hit in near)
        st.html(f'<section class="rp-near"><h2>Déjà raconté ?</h2><ul>{lines}</ul></section>')


def _waiting(base: "KnowledgeBase", person: Person, found: writing.Writing) -> None:
    number, status = found.proposal.number, found.proposal.status
    st.html(f'<p class="rp-label">{esc(STATUS.get(status, status))}</p>{as_read(base, person, found)}')
    if status == "published":
        st.html(f'<p><a href="{esc(addresses.reading(found.proposal.record_id))}">Lire la fiche</a></p>')
    show_raw(base, person, found)
    if status == "submitted":
        st.button(
            "Reprendre mon texte",
            on_click=do,
            args=(lambda base, person: base.writing.take_back(person, number), "Il est de nouveau à vous."),
        )
