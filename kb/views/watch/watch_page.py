"""Veille: what emerges, how many signals by month, place and product, and the thread of one phenomenon."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from kb.errors import KbError
from kb.html.escaping import NBSP, count, day, esc, moment
from kb.readers import Person
from kb.store.watch.signals import SignalMark
from kb.views.frame import visitor
from kb.views.frame.action import do, told
from kb.views.frame.help_page import link
from kb.views.frame.not_found import not_found
from kb.views.watch import pictures, thread
from kb.watch import overview
from kb.watch.detection.emergence import Analysis, Emerging
from kb.watch.detection.methods import NAMES
from kb.wiki.rights import ANYTHING, allows

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

PATH = "/veille"
LISTED = 60  # signals listed at once
A_YEAR = 52  # weeks
BESIDE = (
    ("c2", "EARS C2", "la dernière semaine"),
    ("young", "Régression saisonnière", "les deux dernières semaines"),
    ("farrington", "Farrington flexible", "la dernière semaine"),
)


def show_watch(base: "KnowledgeBase") -> None:
    """Draw the watch, or one phenomenon of it, for whoever is signed in."""
    st.set_page_config(page_title="Veille · Récits partagés")
    person = visitor.current_person()
    if person is None or not allows("see_watch", person, ANYTHING):
        st.html(not_found("Connectez-vous", "La veille se lit avec un compte.", sign_in=PATH))
        return
    asked = st.query_params.get("phenomene", "")
    try:
        if asked.isdecimal():
            thread.draw(base, person, int(asked))
        else:
            _draw(base, person)
    except KbError as error:
        st.html(not_found("La veille ne peut pas être lue", str(error)))


def _draw(base: "KnowledgeBase", person: Person) -> None:
    seen = base.watch.overview.look(person)
    cell = overview.is_of_the_cell(person)
    with st.container(key="rp_desk"):
        told()
        st.html(_head(seen, cell))
        if cell:
            st.html(_emerging(base, person, seen))
        if not seen.months:
            st.html(
                '<p class="rp-note">Aucun signal encore. Le premier paraîtra ici dès que la cellule l’aura évalué.</p>'
            )
            _subscriptions(base, person)
            return
        month = _chosen_month(seen)
        st.html(f'<h2 id="rp-frise">Mois par mois</h2>{pictures.bars(seen.months, seen.by_month.columns, month)}')
        _maps(base, seen, month)
        _tables(base, seen)
        st.html(_phenomena(base, person, seen))
        st.html(_signals(base, person, seen))
        _subscriptions(base, person)


def _head(seen: overview.Overview, cell: bool) -> str:
    masked = (
        ""
        if cell
        else f'<p class="rp-small">Sont comptés les signaux que la cellule a évalués. Les effectifs de moins de '
        f"{seen.smallest} sont masqués ({pictures.MASKED}), et d’autres avec eux quand on pourrait les en déduire.</p>"
    )
    links = ['<a class="rp-button primary" href="/signaler">Signaler</a>']
    if cell:
        links.append('<a class="rp-button" href="/cellule">Cellule de veille</a>')
    links.append('<a class="rp-button" href="/bulletins">Bulletins</a>')
    return (
        '<h1 id="rp-contenu">Veille</h1><p class="rp-soft rp-under">Ce que les équipes voient, rue par rue, avant que '
        f'cela ne s’étende. {link("signaler")}</p><p class="rp-ways-inline">{" ".join(links)}</p>{masked}'
    )


def _emerging(base: "KnowledgeBase", person: Person, seen: overview.Overview) -> str:
    kept = base.watch.overview.last_analysis(person)
    if kept is None:
        return (
            '<h2 id="rp-emergences">Ce qui se dégage</h2><p class="rp-note">Le premier calcul se fait en '
            "arrière-plan : revenez dans une minute.</p>"
        )
    at, found = kept
    names = {one.grouped: one.name for one in seen.phenomena}
    shown = "".join(_one_emerging(base, one, names) for one in found.emerging)
    if not found.methods:
        shown = f'<p class="rp-note">{found.weeks} semaines d’historique : trop peu pour qu’une méthode parle.</p>'
    elif not shown:
        shown = '<p class="rp-note">Rien ne dépasse ce que l’historique laisse attendre.</p>'
    return f'<h2 id="rp-emergences">Ce qui se dégage</h2>{_caveat(at, found)}<div class="rp-emerging">{shown}</div>'


def _caveat(at: str, found: Analysis) -> str:
    rate = f"{found.false_alarms:.2f}".replace(".", ",")
    methods = " ; ".join(NAMES[one] for one in found.methods)
    return (
        f'<p class="rp-small">Le programme propose, la cellule décide. Calculé le {moment(at)}, sur '
        f"{found.weeks}{NBSP}semaines "
        f"et {count(found.watched, 'phénomène')}. Fausses alertes mesurées pour la densité de cette base{NBSP}: "
        f"{rate} par "
        "territoire et par an. Jamais sur un seul signal, ni sur une seule structure. Méthodes que cet historique "
        "permet"
        f"{NBSP}: {esc(methods) or 'aucune'}.</p>"
    )


def _one_emerging(base: "KnowledgeBase", one: Emerging, names: dict[int, str]) -> str:
    places = ", ".join(base.territory_name(code) for code in one.territories)
    expected = "moins de 0,1" if one.expected < 0.1 else f"{one.expected:.1f}".replace(".", ",")
    rare = one.recurrence
    since = count(one.weeks, "dernière semaine", "dernières semaines")
    every = f"{rare / A_YEAR:.0f} ans" if rare >= 2 * A_YEAR else count(max(round(rare), 1), "semaine")
    method = NAMES[one.method]
    signals = " · ".join(f'<a href="/cellule?n={number}">signal {number}</a>' for number in one.signals)
    return (
        f'<div class="rp-card"><p class="kicker"><span>{esc(places)}</span><span>{since}</span></p>'
        "<h3><a "
        f'href="{PATH}?phenomene={one.phenomenon}">{esc(names.get(one.phenomenon) or "Phénomène à nommer")}</a></h3>'
        f"<p><b>{one.seen} vus, {expected} attendus</b>, par {count(one.structures, 'structure')}. Sans émergence, "
        "une base comme "
        f"celle-ci n’en montrerait autant que tous les {every} environ.</p>"
        f'<p class="rp-small">{esc(method[0].upper() + method[1:])}. {esc(_beside(one.bounds))}</p><p '
        f'class="rp-small">{signals}</p></div>'
    )


def _beside(bounds: Mapping[str, tuple[int, float]]) -> str:
    """A sentence for each method shown beside that says something of what stands out."""
    said = []
    for name, label, span in BESIDE:
        if name in bounds:
            seen, bound = bounds[name]
            passed = "dépasse" if seen > bound else "ne dépasse pas"
            limit = f"{bound:.1f}".replace(".", ",").removesuffix(",0")
            said.append(f"{label}{NBSP}: {seen} {span}, {passed} la borne de {limit}.")
    return " ".join(said)


def _chosen_month(seen: overview.Overview) -> str:
    asked = st.query_params.get("mois", "")
    return asked if asked in seen.months else seen.months[-1]


def _maps(base: "KnowledgeBase", seen: overview.Overview, month: str) -> None:
    st.html('<h2 id="rp-carte">Sur la carte</h2>')
    if len(seen.months) > 1:
        month = st.select_slider(
            "Mois", seen.months, value=month, format_func=pictures.month_name, key=f"month {month}"
        )
    names = {code: base.territory_name(code) for code in seen.territories}
    by_month = seen.counts_by_month()
    most = max((one or 0 for counts in by_month.values() for one in counts.values()), default=1)
    st.html(
        f'<div class="rp-one-map">{pictures.circles(by_month[month], names, most, month=month)}</div>'
        "<h3>L’extension, mois après "
        f"mois</h3>{pictures.multiples(seen.months[-12:], by_month, names)}{pictures.credit()}"
    )


def _tables(base: "KnowledgeBase", seen: overview.Overview) -> None:
    places = [
        f'<a href="{PATH}?territoire={code}#rp-signaux">{esc(base.territory_name(code))}</a>'
        for code in seen.territories
    ]
    months = [
        f'<a href="{PATH}?mois={one}#rp-signaux"><abbr '
        f'title="{pictures.month_name(one)}">{pictures.month_name(one, short=True)}</abbr></a>'
        for one in seen.months
    ]
    products = [
        f'<a href="{PATH}?produit={code}#rp-signaux">{esc(base.label("substances", code))}</a>'
        if code
        else "Sans produit"
        for code in seen.products
    ]
    st.html(
        pictures.table("Signaux par territoire et par mois", "Territoire", places, months, seen.by_month)
        + '<h2 id="rp-produits">Produits et territoires</h2>'
        + pictures.table("Signaux par territoire et par produit", "Territoire", places, products, seen.by_product)
    )


def _phenomena(base: "KnowledgeBase", person: Person, seen: overview.Overview) -> str:
    lines = "".join(_phenomenon(base, one, person) for one in seen.phenomena[:40])
    none = '<p class="rp-note">Aucun encore : il en faut deux, rapprochés dans la minute qui suit leur envoi.</p>'
    return (
        '<h2 id="rp-phenomenes">Les phénomènes</h2><p class="rp-small">Des signaux qui disent la même chose. Le '
        f"programme rapproche, la cellule nomme.</p>{f'<ul class=rp-lines>{lines}</ul>' if lines else none}"
    )


def _phenomenon(base: "KnowledgeBase", one: overview.Phenomenon, person: Person) -> str:
    how_many = (
        f"{count(len(one.signals), 'signal', 'signaux')}, {count(one.structures, 'structure')}, "
        f"{esc(', '.join(base.territory_name(code) for code in one.territories[:3]))} · "
        if overview.is_of_the_cell(person)
        else ""
    )
    return (
        f'<li><a href="{PATH}?phenomene={one.grouped}">{esc(one.name)}</a>'
        f'<p class="rp-small">{how_many}de {esc(pictures.month_name(one.first[:7]))} à '
        f"{esc(pictures.month_name(one.last[:7]))}</p></li>"
    )


def _signals(base: "KnowledgeBase", person: Person, seen: overview.Overview) -> str:
    """The signals behind a mark: all for the cell, those that this person may read for others."""
    month, place, product = (st.query_params.get(name, "") for name in ("mois", "territoire", "produit"))
    chosen = [
        mark
        for mark in seen.marks
        if mark.day.startswith(month) and place in ("", mark.territory) and (not product or product in mark.substances)
    ]
    said = ", ".join(
        filter(
            None,
            (
                pictures.month_name(month) if len(month) == 7 else "",
                base.territory_name(place) if place else "",
                base.label("substances", product) if product else "",
            ),
        )
    )
    drop = f' · <a href="{PATH}#rp-signaux">tous</a>' if said else ""
    return (
        f'<h2 id="rp-signaux">Les signaux</h2><p class="rp-small">{esc(said) or "Les plus récents"}{drop}</p>'
        f"{listed(base, person, chosen)}"
    )


def listed(base: "KnowledgeBase", person: Person, marks: Sequence[SignalMark]) -> str:
    """Lines of signals, newest first, each opening what this person may read of it."""
    shown = base.watch.following.lines(person, sorted(marks, key=lambda one: one.day, reverse=True)[: 4 * LISTED])
    lines = "".join(
        f'<li><a href="{esc(one.address)}">{esc(one.title)}</a>'
        f'<p class="rp-small">{esc(base.territory_name(one.territory))}, {day(one.day)} · {esc(one.said)}</p></li>'
        for one in shown[:LISTED]
    )
    none = '<p class="rp-note">Aucun signal diffusé que vous puissiez lire ne répond à ce choix.</p>'
    return f"<ul class='rp-lines'>{lines}</ul>" if lines else none


def _subscriptions(base: "KnowledgeBase", person: Person) -> None:
    st.html('<h2 id="rp-abonnements">Être prévenu</h2>')
    kept = base.watch.following.subscriptions(person)
    if kept:
        st.html(f'<p class="rp-small">Vous êtes abonné à {esc(", ".join(_named(base, *one) for one in kept))}.</p>')
    choices = {("all", ""): "Tout ce qui est diffusé"}
    choices |= {("territory", code): place.name for code, place in base.vocabulary.territories.items()}
    choices |= {("substance", code): label for code, label in base.vocabulary.lists["substances"].items()}
    choices |= {("theme", code): label for code, label in base.vocabulary.lists["themes"].items()}
    st.multiselect(
        "Territoires, produits, thèmes", list(choices), list(kept), format_func=choices.__getitem__, placeholder="Rien",
        key="watch_subscriptions",
    )  # fmt: skip
    st.button("Enregistrer mes abonnements", on_click=_subscribe)
    st.html(
        '<p class="rp-small">Vous serez prévenu ici et par lettre, si la base envoie du courrier. '
        '<a href="/fil/veille.atom">Fil Atom des bulletins et signaux publics</a>.</p>'
    )


def _subscribe() -> None:
    # What the list holds now: whoever chooses and clicks at once would lose the last choice.
    wanted = [tuple(one) for one in st.session_state.get("watch_subscriptions", ())]
    do(lambda base, person: base.watch.following.set_subscriptions(person, wanted), "Enregistré.")


def _named(base: "KnowledgeBase", sort: str, target: str) -> str:
    if sort == "all":
        return "tout ce qui est diffusé"
    return base.territory_name(target) if sort == "territory" else base.label(f"{sort}s", target)
