"""Explorer: all records by territory, year, theme, kind; and the records near one of them."""

from collections import Counter
from typing import TYPE_CHECKING

import streamlit as st

from kb import addresses
from kb.html.escaping import count, esc, in_quotes
from kb.views.explore import table as explore
from kb.views.explore import territory_map
from kb.views.frame import visitor
from kb.views.frame.action import Action, do
from kb.views.frame.not_found import not_found
from kb.views.parts import cards, facets

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

PATH = "/explorer"


def show_explorer(base: "KnowledgeBase") -> None:
    """Draw the records that the filters of the address leave, or those near one record."""
    near = st.query_params.get("proches", "")
    if near:
        _near(base, near)
        return
    st.set_page_config(page_title="Explorer · Récits partagés")
    params = {key: st.query_params.get_all(key) for key in st.query_params}
    where, reader = addresses.filters_of(params), visitor.current_reader()
    records = base.summaries(where, reader=reader)
    found = base.facets(where, reader=reader)
    with st.container(key="rp_search"):
        st.html(
            f'<h1 id="rp-contenu">Explorer</h1><p class="rp-soft rp-under">{count(len(records), "fiche")}, '
            "par territoire, année, thème ou nature. L’adresse de la page garde vos choix : "
            "copiez-la pour les envoyer.</p>"
        )
    with st.container(key="rp_layout"):
        sort = st.query_params.get("tri", "")
        how = {"tri": sort}
        st.html(facets.column(found, "", where, PATH, how) or "<span></span>")
        with st.container(key="rp_results"):
            st.html(
                facets.chips(found, "", where, PATH, how) + facets.fold(found, "", where, PATH, how) or "<span></span>"
            )
            _follow(base, where)
            st.html('<h2 id="rp-territoires">Par territoire</h2>')
            _territories(base, explore.territory_counts(records), where, how)
            table = explore.table(records, base, where, sort or explore.DEFAULT_SORT)
            st.html(explore.years(records, where, how) + table)


def _follow(base: "KnowledgeBase", where: addresses.Where) -> None:
    """For whoever chose one theme or one territory: to be told of what is published about it."""
    person = visitor.current_person()
    if person is None:
        return
    followed = base.news.follows.following(person)
    for sort, name in (("theme", "ce thème"), ("territory", "ce territoire")):
        if len(chosen := where.get(sort, ())) == 1:
            on = (sort, chosen[0]) not in followed
            st.button(
                f"Suivre {name}" if on else f"Ne plus suivre {name}",
                key=f"follow_{sort}",
                on_click=do,
                args=(_following(sort, chosen[0], on=on),),
            )


def _following(sort: str, target: str, *, on: bool) -> Action:
    return lambda base, person: base.news.follows.follow(person, sort, target, on=on)


def _territories(base: "KnowledgeBase", counts: Counter[str], where: addresses.Where, how: addresses.Manner) -> None:
    with st.container(key="rp_places"):
        scheme = st.context.theme.type or "light"
        chart = territory_map.chart(counts, scheme)
        with st.container(key="rp_map"):
            if chart is not None:
                st.altair_chart(chart, theme=None, width="stretch", on_select=_pick, key=f"map {sorted(where.items())}")
                st.html(f'<p class="rp-small">{esc(territory_map.CREDIT)}</p>')
        st.html(explore.territories(counts, base, where, how))


def _pick() -> None:
    """Put the territory that was clicked on the map among the filters of the address."""
    params = {key: st.query_params.get_all(key) for key in st.query_params}
    where = addresses.filters_of(params)
    state = next((value for key, value in st.session_state.items() if str(key).startswith("map ")), None)
    points = state.selection.get("place", []) if state else []
    if points:
        code = str(next(iter(points[0].values())))
        kept = {key: list(values) for key, values in addresses.toggled(where, "territory", code).items()}
        kept |= {"tri": params["tri"]} if "tri" in params else {}
        st.query_params.from_dict(kept)


def _near(base: "KnowledgeBase", record_id: str) -> None:
    reader = visitor.current_reader()
    view = base.record(record_id, reader=reader)
    if view is None:
        st.html(not_found("Cette fiche ne peut pas être lue", "Elle n’existe pas, ou n’est pas ouverte à la lecture."))
        return
    title = view.summary.title
    st.set_page_config(page_title=f"Proches de {title} · Récits partagés")
    neighbours = base.neighbours(record_id, limit=10, reader=reader)
    listed = "".join(cards.record_card(one, base) for one in neighbours)
    together = addresses.comparing([record_id, *(one.id for one in neighbours[:3])])
    compare = f'<p class="rp-under"><a href="{esc(together)}">Comparer avec les trois premières</a></p>'
    none = '<p class="rp-soft rp-under">Aucune autre fiche ne lui ressemble.</p>'
    st.html(
        '<div class="rp-page" id="rp-contenu"><p class="rp-crumb"><a href="/explorer">Retour aux fiches</a></p>'
        f'<h1>Proches de <a href="{esc(addresses.reading(record_id))}">{esc(in_quotes(title))}</a></h1>'
        '<p class="rp-soft rp-under">Par le sens de leurs textes, de la plus proche à la moins proche.</p>'
        f"{compare if neighbours else ''}"
        f'<div class="rp-narrow"><h2 class="rp-hidden">Les fiches</h2>{listed or none}</div></div>'
    )
