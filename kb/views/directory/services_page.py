"""Dispositifs: who can take somebody in, by a question about a person; or all services, on the map and by list."""

import datetime
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from kb import addresses
from kb.directory.finding import ServicesFound
from kb.directory.hours.opening import PARIS
from kb.html.escaping import NBSP, count, esc
from kb.records.service_facts import ServiceFacts
from kb.views.directory import asked, cards
from kb.views.directory.asked import PATH
from kb.views.explore import territory_map
from kb.views.frame import visitor
from kb.views.frame.help_page import link
from kb.views.parts.question_field import question_field
from kb.wiki.rights import Case, allows

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

EXAMPLES = (
    "Qui peut accueillir une jeune femme de 17 ans la nuit dans le 18e ?",
    "Une douche pour un homme à la rue à Stalingrad",
    "Un garçon de 15 ans fume du matin au soir, Saint-Denis",
)
MOST = 60  # cards on one page of the list


def show_services(base: "KnowledgeBase") -> None:
    """Draw the services for the question of the address, or all of them."""
    question = " ".join(st.query_params.get("q", "").split())
    st.set_page_config(page_title=f"{question or 'Dispositifs'} · Récits partagés")
    with st.container(key="rp_search"):
        st.html(
            '<h1 id="rp-contenu">Dispositifs</h1><p class="rp-soft rp-under">Décrivez la personne avec vos mots, '
            f"sans son nom{NBSP}: âge, besoin, lieu, moment. Ce qui est compris se lit sous la question. "
            f"{link('orienter')}</p>"
        )
        question_field(
            "rp_services",
            question,
            _ask,
            label="Qui cherchez-vous à orienter ?",
            placeholder="Une jeune femme de 17 ans, cette nuit, dans le 18e",
            button="Chercher",
        )
    now = datetime.datetime.now(PARIS)
    if question:
        _answered(base, question, now)
    else:
        _listed(base, now)


def _ask(words: str) -> None:
    st.query_params.from_dict({"q": words} if words else {})


def _answered(base: "KnowledgeBase", question: str, now: datetime.datetime) -> None:
    without = st.query_params.get_all("sans")
    found = base.directory.services_for(question, reader=visitor.current_reader(), now=now, without=without)
    with st.container(key="rp_directory"):
        st.html(asked.chips(found.read, found.asked, without, base.vocabulary) + _suiting(base, found, now))


def _suiting(base: "KnowledgeBase", found: ServicesFound, now: datetime.datetime) -> str:
    shown = "".join(cards.card(one.facts, base, now, one.fit) for one in found.suiting)
    texts = esc(addresses.search(found.read.question))
    if not shown:
        told = (
            '<div class="rp-empty"><h2>Aucun dispositif connu ne convient</h2><p>Retirez un critère ci-dessus, ou '
            f'cherchez <a href="{texts}">ce qui a été tenté ailleurs</a>. Un manque '
            "est aussi une information.</p></div>"
        )
    else:
        may = "peut" if len(found.suiting) == 1 else "peuvent"
        told = f'<div class="rp-group"><h2>{count(len(found.suiting), "dispositif")} {may} convenir</h2></div>{shown}'
    return told + _further(base, found, now) + _excluded(found) + _beside(found)


def _further(base: "KnowledgeBase", found: ServicesFound, now: datetime.datetime) -> str:
    if not found.further:
        return ""
    shown = "".join(cards.card(one.facts, base, now, one.fit) for one in found.further)
    said = f"Voir {count(len(found.further), 'autre')} que rien n’exclut, mais qui répondent moins"
    return f'<details class="more"><summary>{said}</summary>{shown}</details>'


def _excluded(found: ServicesFound) -> str:
    if not found.excluded:
        return ""
    lines = "".join(
        f'<li><a href="{esc(addresses.reading(one.facts.id))}">{esc(one.facts.title)}</a>'
        f"<small>{esc(', '.join(why.text for why in one.excluded if why.text) or 'fermé à ce moment')}</small></li>"
        for one in found.excluded[:8]
    )
    return (
        '<section class="rp-left-out"><h2>Proches, mais exclus</h2><p class="rp-small">Ils parlent de la même chose, '
        f'et un critère les écarte.</p><ul class="rp-lines">{lines}</ul></section>'
    )


def _beside(found: ServicesFound) -> str:
    url = esc(addresses.search(found.read.question))
    return f'<p class="rp-more"><a href="{url}">Lire les récits qui répondent à la même question</a></p>'


def _listed(base: "KnowledgeBase", now: datetime.datetime) -> None:
    territory, kind = st.query_params.get("lieu", ""), st.query_params.get("type", "")
    everywhere = base.directory.services(reader=visitor.current_reader())
    services = (
        base.directory.services(reader=visitor.current_reader(), territory=territory) if territory else everywhere
    )
    kinds = Counter(one.service_type for one in services)
    shown = [one for one in services if not kind or one.service_type == kind]
    with st.container(key="rp_directory"):
        links = " ".join(f'<a class="rp-chip" href="{esc(asked.url_of(one))}">{esc(one)}</a>' for one in EXAMPLES)
        st.html(f'<p class="rp-chips">{links}</p>{_acts(base)}')
        counts = Counter(code for one in everywhere for code in one.territories)
        with st.container(key="rp_places"):
            with st.container(key="rp_map"):
                chart = territory_map.chart(counts, st.context.theme.type or "light")
                if chart is not None:
                    st.altair_chart(chart, theme=None, width="stretch", on_select=_pick, key=f"services {territory}")
                    st.html(f'<p class="rp-small">{esc(territory_map.CREDIT)}</p>')
            st.html(_territories(base, counts, territory))
        st.html(_list(base, shown, kinds, territory, kind, now) + _for_partners(territory))


def _pick() -> None:
    state = next((value for key, value in st.session_state.items() if str(key).startswith("services ")
                  and hasattr(value, "selection")), None)  # fmt: skip
    points = state.selection.get("place", []) if state else []
    if points:
        st.query_params.from_dict({"lieu": str(next(iter(points[0].values())))})


def _territories(base: "KnowledgeBase", counts: Counter[str], chosen: str) -> str:
    rows = "".join(
        f'<tr><th scope="row"><a href="{esc(addresses.search(path=PATH, lieu="" if code == chosen else code))}"'
        f"{' aria-current=true' if code == chosen else ''}>{esc(base.territory_name(code))}</a></th>"
        f'<td class="n">{number}</td></tr>'
        for code, number in sorted(counts.items(), key=lambda pair: (-pair[1], base.territory_name(pair[0])))
    )
    head = '<thead><tr><th scope="col">Territoire</th><th scope="col" class="n">Dispositifs</th></tr></thead>'
    return f'<div class="rp-counts"><table>{head}<tbody>{rows}</tbody></table></div>' if rows else "<span></span>"


def _list(
    base: "KnowledgeBase",
    services: Sequence[ServiceFacts],
    kinds: Counter[str],
    territory: str,
    kind: str,
    now: datetime.datetime,
) -> str:
    where = f", {esc(base.territory_name(territory))} compris dans leur zone" if territory else ""
    chips = "".join(
        f'<a class="rp-chip{"" if code == kind else " off"}" rel="nofollow" '
        f'href="{esc(addresses.search(path=PATH, lieu=territory, type="" if code == kind else code))}">'
        f"{esc(base.label('service_types', code))} {number}</a>"
        for code, number in kinds.most_common()
        if code
    )
    shown = "".join(cards.card(one, base, now) for one in services[:MOST])
    cut = f" Les {MOST} premiers sont montrés{NBSP}: choisissez un lieu ou un genre." if len(services) > MOST else ""
    none = '<p class="rp-soft rp-under">Aucun dispositif n’est encore décrit ici.</p>'
    return (
        f'<div class="rp-group"><h2>{count(len(services), "dispositif")}{where}</h2></div>'
        f'<p class="rp-chips">{chips}</p><p class="rp-small">{cut}</p>{shown or none}'
    )


def _for_partners(territory: str) -> str:
    """Under the list: what a partner's program reads, and nobody who looks for a place tonight."""
    url = esc(addresses.search(path="/exporter/dispositifs.xlsx", lieu=territory))
    return f'<p class="rp-small">Pour un autre annuaire : <a href="{url}">exporter au format data·inclusion</a>.</p>'


def _acts(base: "KnowledgeBase") -> str:
    person = visitor.current_person()
    acts = []
    if allows("start", person, Case("service")):
        acts.append('<a class="rp-button" href="/contribuer">Décrire un dispositif</a>')
        acts.append('<a class="rp-button" href="/importer-dispositifs">Importer (data·inclusion)</a>')
    acts.append('<a class="rp-button" href="/qui-fait-quoi">Qui fait quoi</a>')
    territory = st.query_params.get("lieu", "")
    for form, name in (("pdf", "Carnet à imprimer"), ("docx", "Carnet en DOCX")):
        url = esc(addresses.search(path=f"/exporter/carnet.{form}", lieu=territory))
        acts.append(f'<a class="rp-button" href="{url}">{name}</a>')
    return f'<p class="rp-row">{"".join(acts)}</p>'
