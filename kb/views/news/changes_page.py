"""Changements récents: the last versions of the records that one may read, day by day, and the feed that tells them."""

from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import streamlit as st

from kb import addresses
from kb.html.escaping import NBSP, day, esc
from kb.views.frame import visitor
from kb.wiki.news.follows import Changed

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

MOST = 100
FEED = "/fil/nouveautes.atom"


def show_changes(base: "KnowledgeBase") -> None:
    """Draw the recent changes."""
    st.set_page_config(page_title="Changements récents · Récits partagés")
    changes = base.news.follows.recent_changes(visitor.current_person(), MOST)
    listed = "".join(
        f"<h2>{day(on)}</h2><ul>{''.join(_line(base, one) for one in of_day)}</ul>"
        for on, of_day in groupby(changes, key=lambda one: one.at[:10])
    )
    st.html(
        '<div class="rp-page rp-changes" id="rp-contenu"><h1>Changements récents</h1>'
        '<p class="rp-soft rp-under">Les dernières fiches publiées ou modifiées, parmi celles que vous pouvez lire.</p>'
        f"{listed or '<p class=rp-soft>Rien n’est encore publié.</p>'}"
        f"<h2>Être tenu au courant</h2>{feed_address(FEED)}</div>"
    )


def feed_address(path: str) -> str:
    """The whole address of a feed, to be copied into a feed reader."""
    parts = urlsplit(st.context.url or "")
    whole = f"{parts.scheme}://{parts.netloc}{path}" if parts.netloc else path
    return (
        f"<p>À copier dans un lecteur de fils (Atom){NBSP}:</p>"
        f'<p class="rp-feed"><a href="{esc(path)}">{esc(whole)}</a></p>'
    )


def _line(base: "KnowledgeBase", one: Changed) -> str:
    title = base.people.title(one.record_id)
    if one.new:
        what = "nouvelle fiche"
    else:
        compare = f'<a href="/historique?id={esc(one.record_id)}">voir ce qui a changé</a>'
        said = f"{NBSP}: {esc(one.summary)}" if one.summary else ""
        what = f"version{NBSP}{one.revision}{said}, {compare}"
    return f'<li><a href="{esc(addresses.reading(one.record_id))}">{esc(title)}</a><small>{what}</small></li>'
