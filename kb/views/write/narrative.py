"""Contribuer, the second way: a text told in one go, then filed paragraph by paragraph."""

from typing import TYPE_CHECKING

import streamlit as st

from ingest.formats import EXTENSIONS
from kb.building.uploads import text_of_upload
from kb.errors import Refused
from kb.html.escaping import count, esc
from kb.html.record_text import typed_html
from kb.readers import Person
from kb.views.frame.action import act, do, say, typed
from kb.views.frame.given import let_go
from kb.views.parts import rich_text
from kb.views.write import widget_state
from kb.wiki.write import narrative, writing
from kb.wiki.write.forms import field_label, question_asking

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

FILE_TYPES = sorted(extension.lstrip(".") for extension in EXTENSIONS)
MEGABYTES = 20


def show_telling(base: "KnowledgeBase", person: Person, found: writing.Writing) -> None:
    """Draw the text being told, or its parts once it is being filed."""
    number = found.proposal.number
    told = base.writing.narrative.read(person, number)
    if told.parts and st.query_params.get("etape") == "ranger":
        _parts(told)
    else:
        _text(told)


def show_raw(base: "KnowledgeBase", person: Person, found: writing.Writing) -> None:
    """Draw the text as its author told it, once they ask for it: each opening is noted, so none is made unasked."""
    number = found.proposal.number
    if found.proposal.kind not in narrative.TOLD_KINDS or not base.writing.narrative.has_raw(person, number):
        return
    if st.button("Voir mon récit d’origine"):
        st.html(f'<blockquote class="rp-told">{_lines(base.writing.narrative.open_raw(person, number))}</blockquote>')


def _lines(text: str) -> str:
    return esc(text).replace("\n", "<br>")


def _text(told: narrative.Telling) -> None:
    number = told.proposal.number
    widget_state.begin(
        number,
        {narrative.PLACE: told.version},
        "Enregistré. Personne d’autre ne peut le lire." if told.text else "Ce que vous tapez s’enregistre tout seul.",
    )
    st.html(
        '<h1 id="rp-contenu">Racontez, comme cela vient</h1><p class="rp-soft rp-under">Écrivez, collez un texte ou '
        "donnez un fichier, sans penser aux rubriques. Ensuite, une rubrique est proposée pour chaque paragraphe : "
        "vous acceptez, vous déplacez, ou vous laissez de côté.</p>"
    )
    for at, other in enumerate(told.others):
        st.html(
            '<p class="rp-note"><b>Ce récit a aussi été écrit dans une autre fenêtre.</b> Les deux textes sont gardés. '
            f"L’autre version :<br>{esc(other)}</p>"
        )
        with st.container(horizontal=True):
            st.button("Prendre l’autre", key=f"told_other_{at}", on_click=_settle, args=(number, other))
            st.button("Garder la mienne", key=f"told_own_{at}", on_click=_settle_own, args=(number, told.text))
    key = widget_state.fill(number, narrative.PLACE, told.text)
    rich_text.text_area("Votre récit", key=key, height=420, draft=number)
    with st.container(horizontal=True):
        st.button("Ranger ce récit", type="primary", on_click=_file, args=(number, key))
        there = {"n": str(number), "q": "1"}
        st.button("Écrire plutôt question par question", on_click=st.query_params.from_dict, args=(there,))
    _upload(number)


def _upload(number: int) -> None:
    turn = st.session_state.setdefault("told_turn", 0)
    file = st.file_uploader(
        "Ou donnez un fichier (Word, OpenDocument, PDF, texte…) : son texte s’ajoute au récit",
        type=FILE_TYPES,
        key=f"told_file_{turn}",
        max_upload_size=MEGABYTES,
    )
    if file is not None:

        def add(base: "KnowledgeBase", person: Person) -> None:
            words, notes = text_of_upload(file.name, file.getvalue())
            base.writing.narrative.add(person, number, words)
            widget_state.fill_anew(number, narrative.PLACE)
            say("Le texte du fichier est ajouté." + "".join(f"<br>{esc(note)}" for note in notes))

        with st.spinner(f"{file.name} est lu…", show_time=False):
            act(add)
        # A file that cannot be read goes too: the message says why, and another one may be chosen.
        st.session_state["told_turn"] = turn + 1
        let_go(file)
        st.rerun()


def _settle_own(number: int, text: str) -> None:
    """Settle on the text of this window: what its field holds now, not what it held when the page was drawn."""
    key = widget_state.text_key(number, narrative.PLACE)
    _settle(number, typed(key) if key in st.session_state else text)


def _settle(number: int, text: str) -> None:
    if act(lambda base, person: base.writing.narrative.settle(person, number, text)):
        widget_state.fill_anew(number, narrative.PLACE)


def _file(number: int, key: str) -> None:
    text = str(st.session_state.get(key) or "")

    def file(base: "KnowledgeBase", person: Person) -> None:
        version = widget_state.version_read(number, narrative.PLACE)
        if base.writing.narrative.keep(person, number, text, version, widget_state.window()).conflicts:
            raise Refused(
                "Ce récit a aussi été écrit dans une autre fenêtre. Les deux textes sont gardés : choisissez."
            )
        base.writing.narrative.file_parts(person, number)
        st.query_params.from_dict({"n": str(number), "vue": "recit", "etape": "ranger"})

    act(file)


def _parts(told: narrative.Telling) -> None:
    number, kind = told.proposal.number, told.proposal.kind
    left = [part for part in told.parts if part.state == "proposed"]
    waiting = f"{count(len(left), 'paragraphe')} à ranger, sur {len(told.parts)}" if left else "Tout est rangé."
    st.html(
        '<h1 id="rp-contenu" data-rp-stage="filing">Ranger le récit</h1>'
        '<p class="rp-soft rp-under">Ce sont des propositions, faites par la machine d’après les mots. '
        "Vous seul savez : changez la rubrique autant que vous voulez.</p>"
        f'<p class="rp-label">{waiting}</p>'
    )
    with st.container(horizontal=True):
        if left:
            st.button("Tout ranger comme proposé", type="primary", on_click=_accept_all, args=(told,))
        back = {"n": str(number), "vue": "recit"}
        st.button("Revenir au récit", on_click=st.query_params.from_dict, args=(back,))
        if not left:
            there = {"n": str(number), "vue": "envoi"}
            st.button("Voir ce qui manque", type="primary", on_click=st.query_params.from_dict, args=(there,))
    labels = {name: field_label(kind, name) for name in narrative.told_fields(kind)}
    for part in told.parts:
        _part(number, kind, part, labels)


def _part(number: int, kind: str, part: narrative.NarrativePart, labels: dict[str, str]) -> None:
    with st.container(key=f"rp_part_{part.number}"):
        if part.state != "proposed":
            at = question_asking(kind, {}, part.field)
            there = f'<a href="/contribuer?n={number}&amp;q={at}">{esc(labels[part.field])}</a>'
            said = f"Rangé dans « {there} »" if part.state == "accepted" else "Laissé de côté"
            st.html(f'<p class="rp-label">{said}</p>{typed_html(part.text)}')
            if part.state == "refused":
                st.button("Le ranger quand même", key=f"again_{part.number}", on_click=_reopen, args=(number, part))
            return
        st.html(f'<blockquote class="rp-told">{typed_html(part.text)}</blockquote>')
        key = f"filed_{number}_{part.number}"
        names = list(labels)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.selectbox(
                "Rubrique", names, index=names.index(part.field), format_func=labels.__getitem__, key=key, width=320
            )
            st.button("Ranger ici", key=f"file_{part.number}", on_click=_accept, args=(number, part, key))
            st.button("Laisser de côté", key=f"leave_{part.number}", on_click=_refuse, args=(number, part))
            sentences = narrative.sentences(part.text)
            if len(sentences) > 1:
                with st.popover("Couper en deux"):
                    where = f"cut_{number}_{part.number}"
                    places = list(range(1, len(sentences)))
                    st.radio(
                        "La première moitié finit après", places, key=where, format_func=lambda at: sentences[at - 1]
                    )
                    st.button("Couper ici", key=f"split_{part.number}", on_click=_split, args=(number, part, where))


def _accept(number: int, part: narrative.NarrativePart, key: str) -> None:
    field = str(st.session_state.get(key) or part.field)
    if act(lambda base, person: base.writing.narrative.accept(person, number, [part.number], field)):
        widget_state.fill_anew(number)


def _accept_all(told: narrative.Telling) -> None:
    number = told.proposal.number

    def accept(base: "KnowledgeBase", person: Person) -> None:
        for part in told.parts:
            if part.state == "proposed":
                chosen = str(st.session_state.get(f"filed_{number}_{part.number}") or part.field)
                base.writing.narrative.accept(person, number, [part.number], chosen)

    if act(accept, "Tout est rangé. Relisez chaque rubrique : vous pouvez tout changer."):
        widget_state.fill_anew(number)


def _split(number: int, part: narrative.NarrativePart, key: str) -> None:
    after = int(st.session_state.get(key) or 1)
    act(lambda base, person: base.writing.narrative.split(person, number, part.number, after))
    # Parts are known by their place: those after this one moved.
    for one in [key for key in st.session_state if str(key).startswith((f"filed_{number}_", f"cut_{number}_"))]:
        del st.session_state[one]
    widget_state.fill_anew(number, narrative.PLACE)


def _refuse(number: int, part: narrative.NarrativePart) -> None:
    do(lambda base, person: base.writing.narrative.refuse(person, number, part.number))


def _reopen(number: int, part: narrative.NarrativePart) -> None:
    do(lambda base, person: base.writing.narrative.reopen(person, number, part.number))
