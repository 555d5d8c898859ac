"""Glossaire: the common language between trades; one of its terms; what comes in and goes out."""

from typing import TYPE_CHECKING

import streamlit as st

from kb import addresses
from kb.html.escaping import count, esc
from kb.readers import Person
from kb.views.frame import visitor
from kb.views.frame.action import act, go_to, say, told
from kb.views.frame.not_found import not_found
from kb.views.frame.visitor import spoken_to
from kb.views.glossary.acronyms import show_acronyms
from kb.views.glossary.drawing import Entries
from kb.views.glossary.exchange import show_exchange
from kb.wiki.rights import Case, allows

if TYPE_CHECKING:
    from kb.base import KnowledgeBase
    from kb.vocabulary.vocabulary import Term

INTRODUCTION = (
    "Un même mot ne veut pas toujours dire la même chose pour un éducateur, une infirmière ou un policier. La "
    "recherche s’en sert aussi, pour trouver la rue avec les mots du soin, et l’inverse."
)


def show_glossary(base: "KnowledgeBase") -> None:
    """Draw the term of the address, or all terms by letter."""
    other = {"echanger": show_exchange, "sigles": show_acronyms}.get(st.query_params.get("vue", ""))
    if other is not None:
        other(base)
        return
    known = base.language.terms(reader=visitor.current_reader())
    entries = Entries(known, spoken_to(base))
    if code := st.query_params.get("terme", ""):
        _one(base, next((one for one in known if code in (one.code, one.record)), None), entries)
        return
    st.set_page_config(page_title="Glossaire · Récits partagés")
    letter = st.query_params.get("lettre", "")
    ways = [
        '<a href="/glossaire?vue=echanger">Importer, exporter</a>',
        '<a href="/glossaire?vue=sigles">Sigles inconnus des textes récents</a>',
    ]
    with st.container(key="rp_desk"):
        st.html(
            '<div id="rp-contenu"><h1>Glossaire</h1><p class="rp-soft rp-under rp-narrow">'
            f"{count(len(known), 'terme')}. {INTRODUCTION}</p></div>"
        )
        told()
        person = visitor.current_person()
        if person is not None and allows("start", person, Case("term")):
            st.button("Proposer un terme", on_click=_start, args=("",))
        st.html(f'<p class="rp-small">{" · ".join(ways)}</p>')
        body = '<p class="rp-soft rp-under">Le glossaire est vide.</p>'
        if known:
            words = st.text_input("Filtrer les termes", key="glossary_filter", placeholder="Un mot, un sigle, un sens")
            body = _filtered(entries, words) if words.strip() else entries.page(letter)
        st.html(f'<div class="rp-narrow">{body}</div>')


def _filtered(entries: Entries, words: str) -> str:
    found = entries.holding(words)
    said = count(len(found), "terme trouvé", "termes trouvés") if found else "Aucun terme ne dit cela."
    return f'<p class="rp-small" role="status">{said}</p>' + "".join(entries.entry(term) for term in found)


def _one(base: "KnowledgeBase", term: "Term | None", entries: Entries) -> None:
    if term is None:
        st.html(not_found("Ce mot n’est pas dans le glossaire", "Il en a été retiré, ou l’adresse est incomplète."))
        return
    st.set_page_config(page_title=f"{term.preferred} · Glossaire · Récits partagés")
    discussed = (
        f'<p class="rp-row"><a href="{esc(addresses.reading(term.record))}">Lire la fiche, son historique et sa '
        "discussion</a></p>"
        if term.record
        else ""
    )
    with st.container(key="rp_desk"):
        st.html(
            '<div id="rp-contenu"><p class="rp-crumb"><a href="/glossaire">Glossaire</a></p>'
            f'<h1>{esc(term.preferred)}</h1><div class="rp-narrow">{entries.entry(term, alone=True)}{discussed}</div>'
            "</div>"
        )
        told()
        person = visitor.current_person()
        if person is not None and allows("start", person, Case("term")):
            st.button("Proposer un changement", on_click=_start, args=(term.code,))


def _start(code: str) -> None:
    """Open the form of a term: that of the record, one that begins with what is shipped, or an empty one."""

    def propose(base: "KnowledgeBase", person: Person) -> None:
        one = base.writing.terms.propose(person, code)
        say("Votre proposition est ouverte. Ce qui est publié reste lisible tant qu’elle n’est pas relue.")
        go_to("contribuer", n=str(one.number), q="1")

    act(propose)
