"""What somebody is told of the watch, on *Ce qui me concerne*."""

from typing import TYPE_CHECKING

from kb.html.escaping import NBSP, day, esc
from kb.readers import Person
from kb.records.kinds.signal import STATES
from kb.store.watch.signals import News

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

SHOWN = 20


def drawn(base: "KnowledgeBase", person: Person) -> str:
    """The news of the watch, newest first, "" without any; they are seen once drawn."""
    told = base.watch.reporting.news(person)
    if not told:
        return ""
    shown = "".join(_line(base, person, one) for one in told[:SHOWN])
    base.watch.reporting.see(person, told[0].number)
    return (
        f'<h2 id="rp-veille">Veille</h2>{shown}<p class="rp-small"><a href="/signaler#mes-signaux">Mes signaux</a></p>'
    )


def _line(base: "KnowledgeBase", person: Person, one: News) -> str:
    fresh = "" if one.seen else '<span class="rp-tag">nouveau</span> '
    if one.state.startswith("bulletin"):
        said = "Un bulletin a paru" if one.state == "bulletin" else "Un bulletin porte la marque d’une rétractation"
        return f'<p class="rp-news">{fresh}<a href="/lire?id={esc(one.reason)}">{said}</a>, {day(one.at)}</p>'
    title, record_id = base.watch.reporting.told_of(person, one.signal)
    address = f"/lire?id={record_id}" if record_id else "/signaler#mes-signaux"
    reason = f"{NBSP}: {esc(one.reason)}" if one.reason else ""
    return (
        f'<p class="rp-news">{fresh}{esc(STATES.entries[one.state])}{NBSP}: <a href="{esc(address)}">{esc(title)}</a>, '
        f"{day(one.at)}{reason}</p>"
    )
