"""Glossaire, échanger: a thesaurus read, looked through branch by branch, imported; the glossary as SKOS."""

from typing import TYPE_CHECKING

import streamlit as st

from kb.errors import KbError
from kb.glossary.concepts import Thesaurus
from kb.glossary.skos_process import ACCEPTED
from kb.glossary.skos_write import EXPORTS
from kb.html.escaping import count, esc
from kb.readers import Person
from kb.views.frame import visitor
from kb.views.frame.action import act, say, told
from kb.wiki.rights import ANYTHING, allows
from kb.wiki.write import terms

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

KEPT = "thesaurus read"  # (name of the file, thesaurus or the reason why not)
NAMES = {"ttl": "Turtle", "jsonld": "JSON-LD", "rdf": "RDF/XML"}
SHOWN = 8  # terms named in the preview of each sort


def show_exchange(base: "KnowledgeBase") -> None:
    """Draw both ways of the exchange; importing is for reviewers and the administrator."""
    st.set_page_config(page_title="Échanger le glossaire · Récits partagés")
    links = " ".join(
        f'<a class="rp-button" href="/glossaire/exporter.{form}" download>{NAMES[form]}</a>' for form in EXPORTS
    )
    with st.container(key="rp_desk"):
        st.html(
            '<div id="rp-contenu"><p class="rp-crumb"><a href="/glossaire">Glossaire</a></p>'
            "<h1>Échanger le glossaire</h1>"
            "<h2>Exporter</h2><p class='rp-narrow'>Tout le glossaire au format SKOS, que lisent les logiciels de "
            f'thésaurus. Le sens par métier y est, et revient à l’import.</p><p class="rp-row">{links}</p></div>'
        )
        told()
        person = visitor.current_person()
        if person is None or not allows("moderate", person, ANYTHING):
            return
        st.html(
            "<h2>Importer un thésaurus</h2><p class='rp-narrow'>Rien n’est pris sans votre choix, et aucune adresse "
            "écrite dans le fichier n’est ouverte.</p>"
        )
        kinds = [extension.removeprefix(".") for extension in ACCEPTED]
        given = st.file_uploader("Fichier SKOS (.ttl, .jsonld, .rdf)", type=kinds)
        if given is not None:
            _given(base, person, given.name, given.getvalue())


def _given(base: "KnowledgeBase", person: Person, name: str, data: bytes) -> None:
    key = (name, hash(data))
    kept = st.session_state.get(KEPT)
    if kept is None or kept[0] != key:
        try:
            found: Thesaurus | str = base.writing.terms.read(person, data, name)
        except KbError as error:
            found = str(error)
        kept = st.session_state[KEPT] = (key, found)
    if isinstance(kept[1], str):
        st.html(f'<p class="rp-note" role="alert">{esc(kept[1])} Rien n’a été importé.</p>')
        return
    _choose(base, kept[1])


def _choose(base: "KnowledgeBase", found: Thesaurus) -> None:
    """The branches, what importing them would do, and the button."""
    faults = "".join(f"<li>{esc(one.message)}</li>" for one in found.faults)
    licence = f" Licence annoncée : {esc(found.licence)}." if found.licence else ""
    wrong = f"<h3>Ce qui cloche dans ce fichier</h3><ul>{faults}</ul>" if faults else ""
    st.html(
        f'<p class="rp-narrow"><b>{esc(found.name or "Thésaurus sans nom")}</b> : '
        f"{count(len(found.concepts), 'concept')}, {count(len(found.tops), 'branche')}.{licence}</p>{wrong}"
    )
    branches = [one for one in found.concepts if not one.broader or one.uri in found.narrower]
    names = {one.uri: f"{one.label} ({count(len(found.branch(one.uri)), 'terme')})" for one in branches}
    ordered = sorted(names, key=lambda uri: names[uri].casefold())
    chosen = st.multiselect("Branches à importer", ordered, format_func=names.__getitem__)
    if not chosen:
        return
    planned = base.writing.terms.plan(found.part(chosen))
    st.html(_preview(planned))
    total = len(planned.new) + len(planned.changed)
    if total > terms.MOST_FROM_A_PAGE:
        st.html(
            f'<p class="rp-note">Plus de {terms.MOST_FROM_A_PAGE} termes à la fois : choisissez moins de branches, ou '
            "demandez à l’administrateur « kb glossary import ».</p>"
        )
    elif total:
        st.button(f"Publier {count(total, 'terme')}", type="primary", on_click=_import, args=(planned,))


def _preview(planned: terms.Plan) -> str:
    lines = []
    for what, found in (
        ("Nouveaux", planned.new),
        ("Changés", planned.changed),
        ("Réécrits ici, laissés comme ils sont", planned.kept),
    ):
        if found:
            named = ", ".join(esc(one.title) for one in found[:SHOWN])
            more = f" et {len(found) - SHOWN} autres" if len(found) > SHOWN else ""
            lines.append(f"<li><b>{what} : {len(found)}</b> {named}{more}</li>")
    if planned.same:
        lines.append(f"<li><b>Déjà là, sans changement : {planned.same}</b></li>")
    return f'<ul class="rp-narrow">{"".join(lines)}</ul>'


def _import(planned: terms.Plan) -> None:
    def publish(base: "KnowledgeBase", person: Person) -> None:
        done = base.writing.terms.carry_out(person, planned)
        base.hand_over()
        say(f"{count(done, 'terme')} au glossaire. La recherche s’en sert déjà.")

    act(publish)
