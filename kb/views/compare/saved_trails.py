"""Under a trail: keeping it under a name, sharing it by a link, and the trails already kept."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from kb import addresses
from kb.html.escaping import count, day, esc
from kb.readers import Person
from kb.records.positions import Position
from kb.store.packs.trails import Trail
from kb.views.frame.action import act, do, say, told
from kb.wiki.packs.trails import LONGEST_NAME

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

VISITOR = (
    '<p class="rp-small">L’adresse de cette page est celle du chemin\u00a0: gardez-la ou envoyez-la. '
    '<a href="/connexion">Connectez-vous</a> pour lui donner un nom et le retrouver.</p>'
)


def draw(base: "KnowledgeBase", person: Person | None, steps: Sequence[Position], kept: Trail | None) -> None:
    """Draw what one may do with a trail, and one's own trails."""
    if person is None and not steps:
        return
    with st.container(key="rp_trails"):
        told()
        if person is None:
            st.html(VISITOR)
            return
        if steps:
            _keep(steps, kept)
        if kept is not None:
            _share(kept)
        _mine(base.packs.trails.kept(person), kept)


def _keep(steps: Sequence[Position], kept: Trail | None) -> None:
    with st.form("keep_trail", border=False):
        name = st.text_input("Nom du chemin", value=kept.name if kept else "", max_chars=LONGEST_NAME)
        label = "Garder ce chemin" if kept is None else "Enregistrer le nom et les étapes"
        if st.form_submit_button(label):
            opened: list[int] = []

            def keep(base: "KnowledgeBase", person: Person) -> None:
                if kept is None:
                    opened.append(base.packs.trails.keep(person, name, steps))
                else:
                    base.packs.trails.change(person, kept.number, name, steps)
                    opened.append(kept.number)

            if act(keep, "Le chemin est gardé."):
                st.query_params.from_dict({"chemin": str(opened[0])})
            st.rerun()


def _share(kept: Trail) -> None:
    def share(base: "KnowledgeBase", person: Person) -> None:
        url = addresses.associating(partage=base.packs.trails.share(person, kept.number))
        say(
            "Ce lien ouvre le chemin. Chacun n’y lit que ce que son compte lui ouvre. Il n’est montré qu’une fois. "
            f'<button type="button" class="rp-link" data-rp-link="{esc(url)}">Copier le lien</button> · '
            f'<a href="{esc(url)}">L’ouvrir</a>'
        )

    def into_pack(base: "KnowledgeBase", person: Person) -> None:
        number, out = base.packs.trails.into_pack(person, kept.name, kept.steps)
        left = f" {count(out, 'étape')} ne se lisent plus et n’y sont pas." if out > 1 else ""
        left = " Une étape ne se lit plus et n’y est pas." if out == 1 else left
        say(f'Le dossier est fait.{left} <a href="/dossiers?n={number}">Le composer</a>')

    def close(base: "KnowledgeBase", person: Person) -> None:
        base.packs.trails.unshare(person, kept.number)

    def drop(base: "KnowledgeBase", person: Person) -> None:
        base.packs.trails.drop(person, kept.number)
        st.query_params.clear()

    with st.container(horizontal=True):
        st.button("En faire un dossier", on_click=do, args=(into_pack,))
        st.button("Faire un nouveau lien" if kept.shared else "Partager par un lien", on_click=do, args=(share,))
        if kept.shared:
            st.button("Fermer le lien", on_click=do, args=(close, "Le lien n’ouvre plus rien."))
        with st.popover("Supprimer"):
            st.html("<p>Le chemin sera oublié. Les fiches, elles, ne changent pas.</p>")
            st.button("Supprimer ce chemin", on_click=do, args=(drop, "Le chemin est supprimé."))


def listed(base: "KnowledgeBase", person: Person) -> None:
    """Draw one's own trails, where what one keeps is looked for."""
    _mine(base.packs.trails.kept(person), None)


def _mine(own: Sequence[Trail], kept: Trail | None) -> None:
    others = [one for one in own if kept is None or one.number != kept.number]
    if not others:
        return
    lines = "".join(
        f'<li><a href="{esc(addresses.associating(chemin=one.number, pas=1))}">{esc(one.name)}</a>'
        f"<small><span>{count(len(one.steps), 'étape')}, {day(one.changed)}</span></small></li>"
        for one in others
    )
    st.html(f'<h2 id="rp-chemins">Vos chemins</h2><ul class="rp-offered">{lines}</ul>')
