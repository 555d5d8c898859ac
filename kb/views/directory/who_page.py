"""Qui fait quoi: a page for each trade and kind of structure, with the texts told from where they stand."""

import datetime
from typing import TYPE_CHECKING

import streamlit as st

from kb import addresses
from kb.directory.hours.opening import PARIS
from kb.directory.who_does_what import Role, structures, trades
from kb.html.escaping import count, esc
from kb.views.directory import cards
from kb.views.frame import visitor
from kb.views.frame.not_found import not_found
from kb.views.parts import cards as records

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

PATH = "/qui-fait-quoi"
SHOWN = 8  # texts, and services, on the page of one
INTRODUCTION = (
    "Ce que font les métiers et les structures que l’on croise, ce qu’ils ne peuvent pas faire, comment les joindre. "
    "En dessous, les récits racontés de leur place."
)


def show_who(base: "KnowledgeBase") -> None:
    """Draw the list of trades and structures, or the one of the address."""
    trade, structure = st.query_params.get("metier", ""), st.query_params.get("structure", "")
    st.set_page_config(page_title="Qui fait quoi · Récits partagés")
    if not trade and not structure:
        st.html(_all(base))
        return
    role = trades().get(trade) if trade else structures().get(structure)
    if role is None:
        st.html(not_found("Cette page n’existe pas", "Choisissez dans « Qui fait quoi »."))
        return
    name = base.label("trades" if trade else "service_types", role.code)
    st.set_page_config(page_title=f"{name} · Récits partagés")
    st.html(_one(base, role, name, is_trade=bool(trade)))


def _all(base: "KnowledgeBase") -> str:
    parts = (("Métiers", "metier", "trades", trades()), ("Structures", "structure", "service_types", structures()))
    out = ""
    for title, key, listed, roles in parts:
        lines = "".join(
            f'<li><a href="{esc(f"{PATH}?{key}={code}")}">{esc(base.label(listed, code))}</a>'
            f"<small>{esc(role.does.split('. ')[0].rstrip('.'))}.</small></li>"
            for code, role in sorted(roles.items(), key=lambda one: base.label(listed, one[0]).casefold())
        )
        out += f'<section><h2>{title}</h2><ul class="rp-lines rp-columns">{lines}</ul></section>'
    return (
        '<div class="rp-page" id="rp-contenu"><p class="rp-crumb"><a href="/dispositifs">Dispositifs</a></p>'
        f'<h1>Qui fait quoi</h1><p class="rp-soft rp-under">{esc(INTRODUCTION)}</p>{out}</div>'
    )


def _one(base: "KnowledgeBase", role: Role, name: str, *, is_trade: bool) -> str:
    parts = (
        ("Ce qu’ils font", role.does),
        ("Ce qu’ils ne peuvent pas faire", role.may_not),
        ("Comment les joindre", role.reach),
    )
    said = "".join(f"<h2>{title}</h2><p>{esc(text)}</p>" for title, text in parts)
    below = _told(base, role) if is_trade else _services(base, role)
    return (
        f'<div class="rp-page" id="rp-contenu"><p class="rp-crumb"><a href="{PATH}">Qui fait quoi</a></p>'
        f'<div class="rp-narrow"><p class="rp-label">{"Métier" if is_trade else "Structure"}</p>'
        f"<h1>{esc(name)}</h1><div class='rp-prose'>{said}</div><div class='rp-known'>{below}</div></div></div>"
    )


def _told(base: "KnowledgeBase", role: Role) -> str:
    where = {"trade": (role.code,), "kind": ("experience",)}
    found = base.summaries(where, reader=visitor.current_reader())
    shown = "".join(records.record_card(one, base) for one in found[:SHOWN])
    all_of = f'<p class="rp-more"><a href="{esc(addresses.search(where=where))}">{count(len(found), "récit")}</a></p>'
    none = '<p class="rp-soft">Aucun récit n’est encore raconté de cette place.</p>'
    return f"<h2>Racontés de leur place</h2>{shown or none}{all_of if len(found) > SHOWN else ''}"


def _services(base: "KnowledgeBase", role: Role) -> str:
    now = datetime.datetime.now(PARIS)
    found = [one for one in base.directory.services(reader=visitor.current_reader()) if one.service_type == role.code]
    shown = "".join(cards.card(one, base, now) for one in found[:SHOWN])
    url = esc(addresses.search(path="/dispositifs", type=role.code))
    all_of = f'<p class="rp-more"><a href="{url}">{count(len(found), "dispositif")}</a></p>'
    none = '<p class="rp-soft">Aucun dispositif de ce genre n’est encore décrit ici.</p>'
    return f"<h2>Ceux que l’on connaît</h2>{shown or none}{all_of if len(found) > SHOWN else ''}"
