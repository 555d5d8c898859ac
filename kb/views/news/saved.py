"""On « Ce qui me concerne »: searches kept and what answered them, what one follows, records kept, one's feed."""

from typing import TYPE_CHECKING

import streamlit as st

from kb import addresses
from kb.html.escaping import NBSP, count, day, esc, in_quotes
from kb.readers import Person
from kb.search.facets import facet_of
from kb.views.frame.action import do, say, typed
from kb.views.news.changes_page import feed_address
from kb.wiki.news import saved_searches
from kb.wiki.news.saved_searches import SavedSearchNews

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

SORTS = {"record": "Fiche", "theme": "Thème", "territory": "Territoire"}


def draw(base: "KnowledgeBase", person: Person) -> None:
    """Draw the four lists."""
    _searches(base, person)
    _followed(base, person)
    _kept(base, person)
    _feed(base, person)


def search_name(base: "KnowledgeBase", told: SavedSearchNews) -> str:
    """What its account calls a search, else « la question », with the filters in words."""
    return told.search.name or _asked(base, told)


def _asked(base: "KnowledgeBase", told: SavedSearchNews) -> str:
    chosen = [_named(base, key, code) for key, codes in told.search.where.items() for code in codes]
    question = in_quotes(told.search.question) if told.search.question else ""
    return ", ".join(part for part in (question, *chosen) if part)


def _named(base: "KnowledgeBase", key: str, code: str) -> str:
    """A value of a filter in words: « 2020 à 2024 », « Réussite »."""
    facet = facet_of(key)
    return facet.name_of(code, base.vocabulary).replace("..", " à ") if facet else code


def _searches(base: "KnowledgeBase", person: Person) -> None:
    st.html('<h2 id="rp-recherches">Recherches gardées</h2>')
    found = base.news.saved_searches.searches(person)
    if not found:
        st.html('<p class="rp-soft">Sur une page de résultats, « Être prévenu » garde la question.</p>')
    for one in found:
        address = addresses.search(one.search.question, one.search.where)
        fresh = f' <span class="rp-tag">{count(len(one.fresh), "nouvelle")}</span>' if one.fresh else ""
        lines = "".join(_record(base, record_id, fresh=True) for record_id in one.fresh)
        lines += "".join(_record(base, record_id) for record_id in one.seen[:3])
        none = '<p class="rp-small">Rien de nouveau depuis que vous la gardez.</p>'
        asked = f'<p class="rp-small">{esc(_asked(base, one))}</p>' if one.search.name else ""
        st.html(
            f'<div class="rp-news"><a href="{esc(address)}">{esc(search_name(base, one))}</a>{fresh}{asked}'
            f"{f'<ul>{lines}</ul>' if lines else none}</div>"
        )
        with st.container(horizontal=True):
            number = one.search.number
            if one.fresh:
                st.button("Marquer comme lu", key=f"read_{number}", on_click=_mark_read, args=(number,))
            # Under a new name it is another, which is closed.
            with st.popover("Renommer", key=f"rename_{number}_{one.search.name}"):
                st.text_input(
                    "Nom de la recherche", value=one.search.name, key=f"name_{number}",
                    max_chars=saved_searches.LONGEST_NAME, placeholder="Vide : la question elle-même",
                )  # fmt: skip
                st.button("Donner ce nom", key=f"named_{number}", on_click=_rename, args=(number,))
            st.button("Ne plus être prévenu", key=f"forget_{number}", on_click=_forget, args=(number,))


def _record(base: "KnowledgeBase", record_id: str, *, fresh: bool = False) -> str:
    tag = '<span class="rp-tag">nouveau</span> ' if fresh else ""
    title = esc(base.people.title(record_id))
    return f'<li>{tag}<a href="{esc(addresses.reading(record_id))}">{title}</a></li>'


def _mark_read(number: int) -> None:
    do(lambda base, person: base.news.saved_searches.mark_read(person, number))


def _rename(number: int) -> None:
    name = typed(f"name_{number}")
    do(lambda base, person: base.news.saved_searches.rename(person, number, name))


def _forget(number: int) -> None:
    do(lambda base, person: base.news.saved_searches.forget(person, number), "Cette recherche n’est plus gardée.")


def _followed(base: "KnowledgeBase", person: Person) -> None:
    st.html('<h2 id="rp-suivis">Ce que vous suivez</h2>')
    followed = base.news.follows.following(person)
    if not followed:
        st.html(
            '<p class="rp-soft">Rien encore. Suivez une fiche depuis sa page, un thème ou un territoire depuis '
            '<a href="/explorer">Explorer</a>.</p>'
        )
    for sort, target in followed:
        with st.container(horizontal=True, vertical_alignment="center", key=f"rp_row_{sort}_{target}"):
            st.html(f'<p class="rp-row-name">{SORTS[sort]}{NBSP}: {_target(base, sort, target)}</p>')
            st.button("Ne plus suivre", key=f"unfollow_{sort}_{target}", on_click=_unfollow, args=(sort, target))


def _target(base: "KnowledgeBase", sort: str, target: str) -> str:
    if sort == "record":
        return f'<a href="{esc(addresses.reading(target))}">{esc(base.people.title(target))}</a>'
    name = base.territory_name(target) if sort == "territory" else base.label("themes", target)
    return f'<a href="{esc(addresses.search(where={sort: [target]}, path="/explorer"))}">{esc(name)}</a>'


def _unfollow(sort: str, target: str) -> None:
    do(lambda base, person: base.news.follows.follow(person, sort, target, on=False), "Vous ne le suivez plus.")


def _kept(base: "KnowledgeBase", person: Person) -> None:
    st.html('<h2 id="rp-gardees">Fiches gardées</h2>')
    kept = base.news.saved_searches.keeps(person)
    if not kept:
        st.html('<p class="rp-soft">Sur une fiche, « Garder » la met ici, pour la relire plus tard.</p>')
    for record_id in kept:
        with st.container(horizontal=True, vertical_alignment="center", key=f"rp_row_kept_{record_id}"):
            title = esc(base.people.title(record_id))
            st.html(f'<p class="rp-row-name"><a href="{esc(addresses.reading(record_id))}">{title}</a></p>')
            st.button("Ne plus garder", key=f"unkeep_{record_id}", on_click=_unkeep, args=(record_id,))


def _unkeep(record_id: str) -> None:
    do(lambda base, person: base.news.saved_searches.keep(person, record_id, on=False), "Elle n’est plus gardée.")


def _feed(base: "KnowledgeBase", person: Person) -> None:
    st.html('<h2 id="rp-fil">Mon fil</h2>')
    since = base.news.saved_searches.feed_since(person)
    path = st.session_state.get("own_feed", ("", ""))
    if since and path[0] == person.account:
        st.html(
            f"{feed_address(path[1])}<p>Copiez-la maintenant : elle ne sera plus montrée. Ne la donnez à personne.</p>"
        )
    elif since:
        st.html(f'<p class="rp-soft">Ouvert le {day(since)}. Son adresse n’a été montrée que ce jour-là.</p>')
    else:
        st.html(
            '<p class="rp-soft">Une adresse secrète, pour lire dans un lecteur de fils ce que vous suivez et ce qui '
            "répond à vos recherches.</p>"
        )
    with st.container(horizontal=True):
        st.button("Prendre une nouvelle adresse" if since else "Ouvrir mon fil", key="open_feed", on_click=_open_feed)
        if since:
            st.button("Fermer mon fil", key="close_feed", on_click=_close_feed)


def _open_feed() -> None:
    def start(base: "KnowledgeBase", person: Person) -> None:
        had = base.news.saved_searches.feed_since(person)
        st.session_state["own_feed"] = (person.account, base.news.saved_searches.open_feed(person))
        say("L’adresse d’avant ne répond plus. Voici la nouvelle." if had else "Votre fil est ouvert.")

    do(start)


def _close_feed() -> None:
    st.session_state.pop("own_feed", None)
    do(
        lambda base, person: base.news.saved_searches.close_feed(person),
        "Votre fil est fermé : son adresse ne répond plus.",
    )
