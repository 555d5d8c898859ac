"""The home page under the question field: what is new, where to start."""

from collections.abc import Sequence
from datetime import date

from kb import addresses
from kb.html.escaping import NBSP, count, esc, since
from kb.html.labels import CodeLabels, nature, places
from kb.records.summary import RecordSummary
from kb.search.engine import TEXTS
from kb.search.result import Facet
from kb.views.parts.cards import outcome

NEWEST = 4


def examples(suggestions: Sequence[str]) -> str:
    """« Par exemple : … », each question a link that asks it."""
    links = [f'<a href="{esc(addresses.search(one))}">{esc(one)}</a>' for one in suggestions]
    return f'<p class="rp-soft rp-examples">Par exemple{NBSP}: {", ".join(links)}.</p>' if links else ""


def columns(
    records: Sequence[RecordSummary], facets: Sequence[Facet], names: CodeLabels, today: date, waiting: str = ""
) -> str:
    """The columns of the home page: what waits for whoever is signed in, what is new, where to start, or themes."""
    told = [one for one in records if one.kind in TEXTS] or records  # words and addresses come many at a time
    newest = sorted(told, key=lambda one: (one.published, one.date, one.id), reverse=True)[:NEWEST]
    if not newest:
        return f'<div class="rp-three">{waiting}</div>' if waiting else ""
    themes = f"<section><h2>De quoi l’on parle</h2><ul>{''.join(_themes(facets))}</ul></section>"
    return (
        f'<div class="rp-three">{waiting}'
        f"<section><h2>Quoi de neuf</h2><ul>{''.join(_new(one, names, today) for one in newest)}</ul></section>"
        f"<section><h2>Par où commencer</h2><ul>{''.join(_starts(facets))}</ul></section>"
        f"{'' if waiting else themes}</div>"
    )


def _new(record: RecordSummary, names: CodeLabels, today: date) -> str:
    when = since(record.published, today)
    where = places(record, names, 2)
    line = ", ".join(part for part in (where or nature(record, names), f"publié {when}" if when else "") if part)
    return (
        f'<li><a href="{esc(addresses.reading(record.id))}">{esc(record.title)}</a>'
        f"<small>{outcome(record.outcome, names)}{esc(line)}</small></li>"
    )


def _starts(facets: Sequence[Facet]) -> list[str]:
    """Ways in that lead somewhere in this base: none that would open an empty list."""
    counts = {(facet.key, value.code): value.count for facet in facets for value in facet.values}
    ways = (
        ("outcome", "failure", "Les échecs racontés", "où l’on dit ce qui n’a pas marché"),
        ("outcome", "success", "Ce qui a tenu", "dont l’issue est une réussite"),
        ("kind", "document", "Méthodes, guides et rapports", "à lire en entier ou à la page"),
    )
    out = [
        f'<li><a href="{esc(addresses.search(where={key: [code]}))}">{title}</a>'
        f"<small>{count(counts[key, code], 'fiche')} {said}</small></li>"
        for key, code, title, said in ways
        if counts.get((key, code))
    ]
    out.append(
        '<li><a href="/explorer">Toutes les fiches, sur une carte ou en liste</a>'
        "<small>Par thème, territoire, année</small></li>"
    )
    return out


def _themes(facets: Sequence[Facet]) -> list[str]:
    themes = next((facet for facet in facets if facet.key == "theme"), None)
    return [
        f'<li><a href="{esc(addresses.search(where={"theme": [value.code]}))}">{esc(value.label)}</a>'
        f"<small>{count(value.count, 'fiche')}</small></li>"
        for value in (themes.values[:NEWEST] if themes else ())
    ]
