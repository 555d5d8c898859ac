"""« Ce qui m’attend », under the question field: what somebody who is signed in has to go on with."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kb.html.escaping import count, esc, in_quotes
from kb.readers import Person
from kb.wiki.news.inbox import Desk

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

MOST = 5


def section(base: "KnowledgeBase", person: Person | None) -> str:
    """The section, or "" for a visitor, of whom nothing is known."""
    if person is None:
        return ""
    lines = "".join([*_leads(base, person), *_lines(base.news.inbox.desk(person))][:MOST])
    none = (
        '<p class="rp-soft">Rien. <a href="/contribuer">Raconter une expérience</a>, ou '
        '<a href="/dossiers">composer un dossier</a>.</p>'
    )
    return f"<section><h2>Ce qui m’attend</h2>{f'<ul>{lines}</ul>' if lines else none}</section>"


def _leads(base: "KnowledgeBase", person: Person) -> Iterator[str]:
    """The leads of workshops whose day is past."""
    late = base.workshops.leads.overdue(person)
    if len(late) == 1:
        yield _line(f"/suivi?piste={late[0].number}", late[0].text, "piste dont l’échéance est passée")
    elif late:
        yield _line("/suivi", f"{len(late)} pistes de travail", "leur échéance est passée")


def _lines(found: Desk) -> Iterator[str]:
    if found.reports:
        title = "Quelqu’un se reconnaît" if found.reports == 1 else f"{found.reports} personnes se reconnaissent"
        yield _line("/nouvelles#rp-signalements", title, "dans une fiche : une réponse est attendue")
    for one in found.to_revise:
        yield _line(f"/contribuer?n={one.proposal.number}", one.title, "à reprendre : un relecteur vous a répondu")
    for search in found.searches:
        fresh = count(len(search.fresh), "fiche nouvelle", "fiches nouvelles")
        named = search.search.name or search.search.question
        asked = in_quotes(named) if named else "une recherche gardée"
        yield _line("/nouvelles#rp-recherches", f"{fresh} sur {asked}", "depuis que vous avez gardé cette recherche")
    if found.notices:
        yield _line("/nouvelles", count(found.notices, "nouvelle"), "sur vos fiches et ce que vous suivez")
    if found.to_read or found.taken:
        waiting = found.to_read + found.taken
        free = "personne ne l’a encore pris" if waiting == 1 else "personne ne les a encore pris"
        said = f"{found.taken} déjà pris par vous" if found.taken else free
        yield _line("/relire", f"{count(waiting, 'texte')} à relire", said)
    for one in found.drafts:
        yield _line(f"/contribuer?n={one.proposal.number}", one.title, "brouillon, à vous seul")


def _line(address: str, title: str, said: str) -> str:
    return f'<li><a href="{esc(address)}">{esc(title)}</a><small>{esc(said)}</small></li>'
