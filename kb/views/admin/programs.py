"""Administration: the addresses of other programs that are told of what is published."""

import base64
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import streamlit as st

from kb.html.escaping import day, esc
from kb.readers import Person
from kb.store.records.webhooks import Webhook
from kb.views.frame.action import act, say
from kb.views.frame.help_page import link

if TYPE_CHECKING:
    from kb.base import KnowledgeBase


def show_programs(base: "KnowledgeBase", person: Person) -> None:
    """Draw the form of a new address, then each of them."""
    st.html(
        "<h2>Programmes prévenus</h2><p class='rp-small'>Un programme apprend aussitôt qu’une fiche publique est "
        "publiée, changée ou retirée : son identifiant, rien de son texte. "
        f"{link('autres-programmes')}</p>"
    )
    with st.form("webhook", clear_on_submit=True, border=False):
        url = st.text_input("Adresse à prévenir", max_chars=500, placeholder="https://catalogue.exemple.fr/recits")
        if st.form_submit_button("Prévenir cette adresse"):
            act(lambda base, person: _show_secret(base.administration.webhooks.add(person, url)))
            st.rerun()
    for one in base.administration.webhooks.known(person):
        _address(one)


def _show_secret(secret: str) -> None:
    """Say once the secret by which the other program knows that messages come from here."""
    shown = "whsec_" + base64.b64encode(bytes.fromhex(secret)).decode()
    say(
        "Donnez ce secret au programme : il signe chaque envoi. Il n’est montré qu’une fois :<br>"
        f'<code data-rp-secret="1">{esc(shown)}</code><br>'
        f'<button type="button" class="rp-link" data-rp-copy="{esc(shown)}">Copier le secret</button>'
    )


def _address(one: Webhook) -> None:
    state = "prévenue"
    if one.disabled:
        state = f"arrêtée : rien n’arrive depuis le {day(one.failing)} ({one.said})"
    elif one.failing:
        state = f"rien n’arrive depuis le {day(one.failing)} ({one.said}) ; nouvel essai bientôt"
    st.html(f"<p><b>{esc(urlsplit(one.url).hostname)}</b><br>{esc(one.url)}<br>{esc(state)}</p>")
    with st.container(horizontal=True):
        if one.disabled:
            st.button("Reprendre les envois", key=f"hook_on_{one.number}", on_click=_enable, args=(one.number,))
        st.button("Ne plus prévenir", key=f"hook_off_{one.number}", on_click=_remove, args=(one.number,))


def _enable(number: int) -> None:
    act(lambda base, person: base.administration.webhooks.enable(person, number), "Les envois reprennent.")


def _remove(number: int) -> None:
    act(lambda base, person: base.administration.webhooks.remove(person, number), "Cette adresse n’est plus prévenue.")
