"""Associer: « à quoi cela fait penser ». The address carries the trail; who is signed in may keep it under a name."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from kb import addresses
from kb.errors import KbError
from kb.html.escaping import esc
from kb.readers import Person
from kb.records.positions import Position, read
from kb.related.service import Stop
from kb.store.packs.trails import Trail
from kb.views.compare import saved_trails, trail
from kb.views.frame import visitor
from kb.views.frame.not_found import not_found

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

UNDER = (
    "Un passage en rappelle un autre, venu d’ailleurs\u00a0: autre territoire, autre public, autre métier, "
    "autre issue. "
    "Prenez celui qui vous arrête, et continuez. La phrase surlignée est la plus proche de votre passage."
)
EMPTY = (
    '<div class="rp-empty"><h2>Partir d’un passage</h2><p>Ouvrez une fiche et choisissez «\u00a0À quoi cela fait '
    "penser\u202f?\u00a0». Trois passages d’autres fiches vous seront proposés, assez loin "
    "pour surprendre, assez proches pour avoir du sens."
    '</p><ul class="rp-ways"><li><b><a href="/">Poser une question</a></b>Puis partir d’une fiche trouvée.</li>'
    '<li><b><a href="/explorer">Parcourir les fiches</a></b>Puis partir de l’une d’elles.</li></ul></div>'
)


@dataclass(frozen=True, slots=True)
class Walk:
    """Where somebody is: the steps, the one they are at (from 1), the trail kept, and the token that opened it."""

    steps: tuple[Position, ...]
    at: int
    kept: Trail | None = None
    token: str = ""

    def url(self, number: int) -> str:
        """The address of a step of this trail."""
        if self.token:
            return addresses.associating(partage=self.token, pas=number)
        if self.kept is not None and self.steps == self.kept.steps:
            return addresses.associating(chemin=self.kept.number, pas=number)
        return addresses.associating(self.steps, chemin=self.kept.number if self.kept else None, pas=number)

    def onward(self, position: Position) -> str:
        """The address of the trail that goes on from here by another passage."""
        own = None if self.token or self.kept is None else self.kept.number
        return addresses.associating([*self.steps[: self.at], position], chemin=own)


def show_associate(base: "KnowledgeBase") -> None:
    """Draw the passage one is at, what it calls up, and the trail."""
    st.set_page_config(page_title="À quoi cela fait penser · Récits partagés")
    person, reader = visitor.current_person(), visitor.current_reader()
    try:
        walk = _walk(base, person)
    except KbError as error:
        st.html(not_found("Ce chemin ne peut pas être ouvert", str(error)))
        return
    with st.container(key="rp_associate"):
        name = esc(walk.kept.name) if walk.kept else "À quoi cela fait penser\u202f?"
        st.html(f'<div id="rp-contenu"><h1>{name}</h1><p class="rp-soft rp-under">{UNDER}</p></div>')
        if not walk.steps:
            st.html(EMPTY)
        else:
            _drawn(base, walk, base.related.stops(walk.steps, reader=reader))
        saved_trails.draw(base, person, walk.steps, walk.kept if not walk.token else None)


def _walk(base: "KnowledgeBase", person: Person | None) -> Walk:
    """The trail of the address. Raises KbError for one that does not exist, or is somebody else's."""
    number, token = st.query_params.get("chemin", ""), st.query_params.get("partage", "")
    kept = base.packs.trails.shared(token) if token else None
    if kept is None and number.isdecimal():
        kept = base.packs.trails.mine(person, int(number))
    steps = read(st.query_params.get("fil", "")) or (kept.steps if kept else _first(base))
    asked = st.query_params.get("pas", "")
    at = min(max(1, int(asked)), len(steps)) if asked.isdecimal() and steps else len(steps)
    return Walk(steps, at, kept, token)


def _first(base: "KnowledgeBase") -> tuple[Position, ...]:
    """The trail that begins with the record of the address, at its passage, else at its beginning."""
    record_id = st.query_params.get("id", "")
    view = base.record(record_id, reader=visitor.current_reader()) if record_id else None
    if view is None:
        return ()
    block = next((one for one in view.document.blocks if one.kind != "heading"), None)
    return (Position(record_id, view.summary.revision, block.start, block.end),) if block else ()


def _drawn(base: "KnowledgeBase", walk: Walk, stops: tuple[Stop, ...]) -> None:
    found = base.related.associate(walk.steps[: walk.at], reader=visitor.current_reader())
    st.html(
        f'<div class="rp-read"><div>{trail.here(stops[walk.at - 1], base)}{_along(walk)}'
        f'<h2 id="rp-rappels">Cela fait penser à</h2>{trail.proposals(found, base, walk.onward)}</div>'
        '<aside class="rp-rail" aria-label="Le chemin">'
        f"{trail.drawn(stops, walk.at, walk.url)}{_tools(walk)}</aside></div>"
    )


def _along(walk: Walk) -> str:
    """The step before and the step after, when one replays a trail."""
    before = f'<a class="rp-button small" href="{esc(walk.url(walk.at - 1))}">Étape précédente</a>'
    after = f'<a class="rp-button small" href="{esc(walk.url(walk.at + 1))}">Étape suivante</a>'
    links = ([before] if walk.at > 1 else []) + ([after] if walk.at < len(walk.steps) else [])
    return f'<nav class="rp-row rp-more" aria-label="Étapes du chemin">{" ".join(links)}</nav>' if links else ""


def _tools(walk: Walk) -> str:
    link = addresses.associating(walk.steps)
    return (
        '<section class="rp-more"><div class="rp-two">'
        f'<button type="button" class="rp-button" data-rp-link="{esc(link)}">Copier le lien</button>'
        '<button type="button" class="rp-button" data-rp-print="1">Imprimer</button></div></section>'
    )
