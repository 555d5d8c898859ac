"""Besoins: the gaps of a territory and a public, a cell of the matrix, what changed, what nothing answered."""

import datetime
from typing import TYPE_CHECKING

import streamlit as st

from kb import addresses
from kb.errors import KbError
from kb.html import matrix
from kb.html.escaping import count, esc
from kb.needs import matrix as needs
from kb.needs.matrix import LABELS, Matrix
from kb.readers import Person
from kb.store.records import coverage
from kb.views.explore import territory_map
from kb.views.frame import visitor
from kb.views.frame.action import act, say, told, typed
from kb.views.frame.help_page import link
from kb.views.frame.not_found import not_found
from kb.views.needs import gap_workshop, proposed
from kb.views.needs.questions import show_questions
from kb.views.parts import tied_records
from kb.wiki.rights import ANYTHING, Case, allows

if TYPE_CHECKING:
    from kb.base import KnowledgeBase


def show_needs(base: "KnowledgeBase") -> None:
    """Draw the cell of the address, the unanswered questions, or the gaps."""
    if need := st.query_params.get("besoin", ""):
        _cell(base, need, st.query_params.get("dispositif", ""))
    elif st.query_params.get("vue", "") == "questions":
        show_questions(base)
    else:
        _gaps(base)


def _gaps(base: "KnowledgeBase") -> None:
    st.set_page_config(page_title="Besoins et manques · Récits partagés")
    territory, public = st.query_params.get("territoire", ""), st.query_params.get("public", "")
    records = base.summaries({}, reader=visitor.current_reader())
    found = base.needs.matrix(visitor.current_reader(), records, territory=territory, public=public)
    chosen = matrix.filters(territory, public)
    with st.container(key="rp_desk"):
        st.html(
            '<div id="rp-contenu"><h1>Besoins et manques</h1><p class="rp-soft rp-under rp-narrow">'
            f"{count(len(found.needs), 'besoin')} en regard de {count(len(found.services), 'dispositif')}. Un besoin "
            "auquel rien ne répond est un manque : il se dit, il se date, il s’illustre. "
            f"{link('lire-les-manques')}</p></div>"
        )
        told()
        _choose(base, territory, public)
        exports = " ".join(
            f'<a class="rp-button small" href="/besoins/matrice.{form}{esc(chosen)}" download>{form.upper()}</a>'
            for form in ("xlsx", "csv", "pdf")
        )
        person = visitor.current_person()
        asked = (
            ' <a class="rp-button small" href="/besoins?vue=questions">Questions restées sans réponse</a>'
            if person is not None and allows("queue", person, ANYTHING)
            else ""
        )
        st.html(
            '<p class="rp-row">'
            f'<a class="rp-button primary" href="/besoins/matrice{esc(chosen)}">Ouvrir la matrice</a> '
            f"{exports}{asked}</p><h2>Les manques</h2>"
        )
        stories = {one.id: one.title for one in records}
        authors = base.people.names()
        counts = matrix.gap_counts(found)
        if counts and (chart := territory_map.chart(counts, st.context.theme.type or "light")) is not None:
            st.altair_chart(chart, theme=None, width="stretch", on_select=_pick, key="map of gaps")
        st.html(matrix.gaps(found, base, stories, authors))
        _changes(base, found, authors)


def _choose(base: "KnowledgeBase", territory: str, public: str) -> None:
    left, right = st.columns(2)
    lists = base.vocabulary.labels
    for column, name, of, now in ((left, "territoire", "territories", territory), (right, "public", "publics", public)):
        known = lists[of]
        codes = ["", *sorted(known, key=known.__getitem__)]
        with column:
            st.selectbox(
                name.capitalize(),
                codes,
                index=codes.index(now) if now in codes else 0,
                format_func={"": "Tous", **known}.__getitem__,
                key=f"needs_{name}",
                on_change=_chosen,
                args=(name,),
            )


def _chosen(name: str) -> None:
    value = str(st.session_state.get(f"needs_{name}") or "")
    if value:
        st.query_params[name] = value
    elif name in st.query_params:
        del st.query_params[name]


def _pick() -> None:
    """Keep the territory that was clicked on the map."""
    state = st.session_state.get("map of gaps")
    points = state.selection.get("place", []) if state else []
    if points:
        st.query_params["territoire"] = str(next(iter(points[0].values())))


def _changes(base: "KnowledgeBase", found: Matrix, authors: dict[str, str]) -> None:
    st.html("<h2>Ce qui a changé</h2>")
    day = st.date_input("Depuis le", datetime.date.today() - datetime.timedelta(days=90), format="DD/MM/YYYY")
    titles = {one.id: one.title for one in (*found.needs, *found.services)}
    since = day if isinstance(day, datetime.date) else datetime.date.today()
    st.html(matrix.judgements(base.needs.changes_since(found, since), titles, authors, pair=True))


def _cell(base: "KnowledgeBase", need_id: str, service_id: str) -> None:
    reader = visitor.current_reader()
    need = base.record(need_id, reader=reader)
    service = base.record(service_id, reader=reader) if service_id else None
    if need is None or need.summary.kind != "need" or (service_id and service is None):
        why = "Le besoin ou le dispositif a été retiré, ou ne vous est pas ouvert."
        st.html(not_found("Cette case n’existe pas", why))
        return
    st.set_page_config(page_title=f"{need.summary.title} · Besoins · Récits partagés")
    records = base.summaries({}, reader=reader)
    found = base.needs.matrix(reader, records)
    pair = (need_id, service_id)
    titles = {one.id: one.title for one in records}
    second = (
        f'<p class="rp-lead">en regard de <a href="{esc(addresses.reading(service_id))}">'
        f"{esc(service.summary.title)}</a></p>"
        if service
        else ""
    )
    with st.container(key="rp_desk"):
        st.html(
            '<div id="rp-contenu"><p class="rp-crumb"><a href="/besoins">Besoins et manques</a></p>'
            f'<h1><a href="{esc(addresses.reading(need_id))}">{esc(need.summary.title)}</a></h1>{second}</div>'
        )
        told()
        person = visitor.current_person()
        if person is not None and allows("start", person, Case("need")):
            _form(found, person, pair, titles)
        waiting = found.beside.get(pair, ())
        for one in waiting if person is not None and allows("start", person, Case("need")) else ():
            name = f"Garder l’avis « {LABELS[one.status]} »"
            st.button(name, key=f"settle_{one.number}", on_click=_settle, args=(one.number,))
        readable = {one.id for one in records}
        past = tuple(needs.seen(one, readable) for one in base.needs.coverage.history(*pair))
        told_first = base.needs.told_by_files([need.summary], records)
        past += tuple(one for one in told_first if (one.need, one.service) == pair)
        met = [one.record.id for one in tied_records.told_by(need)] if not service_id else []
        stories = list(dict.fromkeys([*met, *(story for one in past for story in one.stories)]))
        listed = "".join(
            f'<li><a href="{esc(addresses.reading(one))}">{esc(titles[one])}</a></li>'
            for one in stories
            if one in titles
        )
        behind = f"<h2>Récits qui l’illustrent</h2><ul>{listed}</ul>" if listed else ""
        listed = matrix.judgements(past, titles, base.people.names(), pair=False)
        st.html(f"{behind}<h2>Avis, du plus récent au plus ancien</h2>{listed}")
        if not service_id:
            readers = [one for one in stories if one in titles]
            gap_workshop.draw(base, need_id, readers, gap=found.unmet(need_id))
            proposed.draw(base, found, need_id)
            _others(found, need_id)


def _others(found: Matrix, need_id: str) -> None:
    """From a need, its services: those judged, then the rest."""
    judged = [one for one in found.services if (need_id, one.id) in found.cells]
    rest = [one for one in found.services if (need_id, one.id) not in found.cells]
    lines = "".join(
        f"<li>{matrix.SHAPES[found.cells[need_id, one.id].status]} "
        f'<a href="{esc(matrix.cell_address(need_id, one.id))}">{esc(one.title)}</a> : '
        f"{LABELS[found.cells[need_id, one.id].status].lower()}</li>"
        for one in judged
    )
    more = "".join(
        f'<li><a href="{esc(matrix.cell_address(need_id, one.id))}">{esc(one.title)}</a></li>' for one in rest
    )
    st.html(
        f"<h2>Dispositifs en regard</h2><ul>{lines or '<li>Aucun avis encore.</li>'}</ul>"
        f'<details class="rp-fold"><summary>Juger un autre dispositif ({len(rest)})</summary><ul>{more}</ul></details>'
    )


def _form(found: Matrix, person: Person, pair: tuple[str, str], titles: dict[str, str]) -> None:
    now = found.cells.get(pair)
    choices = [one for one in coverage.STATUSES if (one == "gap") == (not pair[1])]
    prefix = f"cell_{pair[0]}_{pair[1]}_"
    with st.form(prefix + "form"):
        if pair[1]:
            index = choices.index(now.status) if now and now.status in choices else 0
            st.radio("Ce dispositif répond au besoin", choices, index, format_func=LABELS.__getitem__,
                     key=prefix + "status", horizontal=True)  # fmt: skip
            st.text_input("Motif, s’il est inaccessible", key=prefix + "reason", value=now.reason if now else "")
        st.text_area("Commentaire", key=prefix + "comment", value=now.comment if now else "", height=100)
        told_by = [one for one in titles if one.startswith("EXP-")]
        st.multiselect("Récits qui l’illustrent", told_by, format_func=titles.__getitem__, key=prefix + "stories",
                       default=[one for one in (now.stories if now else ()) if one in told_by])  # fmt: skip
        said = "Enregistrer cet avis" if pair[1] else "Dire que c’est un manque"
        st.form_submit_button(said, type="primary", on_click=_judge, args=(pair, now.number if now else 0, prefix))


def _judge(pair: tuple[str, str], read: int, prefix: str) -> None:
    def judge(base: "KnowledgeBase", person: Person) -> None:
        try:
            base.needs.judge(person, *pair, typed(prefix + "status") or "gap", read=read,
                reason=typed(prefix + "reason"), comment=typed(prefix + "comment"),
                stories=st.session_state.get(prefix + "stories") or (),
            )  # fmt: skip
        except coverage.CoverageConflict as both:
            say(esc(str(both)))
            return
        say("Avis enregistré, daté d’aujourd’hui.")

    act(judge)


def _settle(number: int) -> None:
    def settle(base: "KnowledgeBase", person: Person) -> None:
        try:
            base.needs.settle(person, number)
        except KeyError as error:
            raise KbError("Cet avis n’existe plus.") from error
        say("Cet avis compte désormais. L’autre reste dans l’historique.")

    act(settle)
