"""Drawing of the Explorer: years, territories, and the table of all records."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence

from kb import addresses
from kb.html.escaping import NBSP, count, esc
from kb.html.labels import CodeLabels, nature, places
from kb.records.summary import RecordSummary
from kb.views.parts.cards import fictional, outcome

BIGGEST = 10  # territories in the table beside the map
LONGEST = 150  # records in one table; the filters make it shorter

OUTCOMES = ("success", "mixed", "failure", "ongoing")
# Column name in the address -> (title, how records sort under it)
COLUMNS: dict[str, tuple[str, Callable[[RecordSummary, CodeLabels], str]]] = {
    "titre": ("Titre", lambda one, names: _folded(one.title)),
    "nature": ("Nature", lambda one, names: _folded(nature(one, names))),
    "issue": ("Issue", lambda one, names: one.outcome and str(OUTCOMES.index(one.outcome))),
    "lieu": ("Territoire", lambda one, names: _folded(places(one, names))),
    "annee": ("Année", lambda one, names: f"{one.year:04}" if one.year else ""),
}
DEFAULT_SORT = "-annee"


def _folded(text: str) -> str:
    """`text` as it sorts: without the accents and marks that would send a title to the end."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("œ", "oe"))
    return re.sub(r"[^\w ]", "", plain).strip()


def in_order(records: Sequence[RecordSummary], sort: str, names: CodeLabels) -> list[RecordSummary]:
    """Records in the order of a column, « -annee » for the highest first; ties stand by title."""
    column = sort.lstrip("-")
    key = COLUMNS.get(column, COLUMNS["annee"])[1]
    by_title = sorted(records, key=lambda one: (_folded(one.title), one.id))
    known = [one for one in by_title if key(one, names)]
    # A record that says nothing under this heading stands last, whichever the direction.
    unknown = [one for one in by_title if not key(one, names)]
    return sorted(known, key=lambda one: key(one, names), reverse=sort.startswith("-")) + unknown


def table(records: Sequence[RecordSummary], names: CodeLabels, where: addresses.Where, sort: str) -> str:
    """The records as a table whose headings sort it; each line leads to the record and to those near it."""
    rows = in_order(records, sort, names)
    body = "".join(_row(one, names) for one in rows[:LONGEST])
    head = "".join(_head(name, title, where, sort) for name, (title, _) in COLUMNS.items())
    cut = f" Les {LONGEST} premières sont montrées{NBSP}: choisissez un filtre." if len(rows) > LONGEST else ""
    return (
        '<section aria-labelledby="rp-liste"><div class="rp-group"><h2 id="rp-liste">Les fiches</h2>'
        f'<span class="rp-small">{count(len(rows), "fiche")}.{cut}</span></div>'
        '<div class="rp-records" tabindex="0" role="group" aria-labelledby="rp-liste"><table>'
        f'<thead><tr>{head}<th scope="col" class="acts"><span class="rp-hidden">Voisinage et comparaison</span></th>'
        "</tr></thead>"
        f"<tbody>{body}</tbody></table></div></section>"
    )


def _head(name: str, title: str, where: addresses.Where, sort: str) -> str:
    current = sort.lstrip("-") == name
    down = sort == f"-{name}"
    url = addresses.search(where=where, path="/explorer", tri=name if down or not current else f"-{name}")
    state = f' aria-sort="{"descending" if down else "ascending"}"' if current else ""
    arrow = f'<span class="arrow" aria-hidden="true">{"↓" if down else "↑"}</span>' if current else ""
    return f'<th scope="col"{state}><a href="{esc(url)}">{title}{arrow}</a></th>'


def _row(record: RecordSummary, names: CodeLabels) -> str:
    near, together = addresses.search(path="/explorer", proches=record.id), addresses.comparing([record.id])
    return (
        f'<tr><th scope="row"><a href="{esc(addresses.reading(record.id))}">{esc(record.title)}</a> {fictional(record)}'
        f'</th><td data-rp-name="Nature">{esc(nature(record, names))}</td>'
        f'<td data-rp-name="Issue">{outcome(record.outcome, names)}</td>'
        f'<td data-rp-name="Territoire">{esc(places(record, names))}</td>'
        f'<td data-rp-name="Année" class="n">{record.year or ""}</td>'
        f'<td class="acts"><a href="{esc(near)}" aria-label="Fiches proches de {esc(record.title)}">Proches</a> '
        f'<a href="{esc(together)}" aria-label="Comparer {esc(record.title)}">Comparer</a></td></tr>'
    )


def years(records: Sequence[RecordSummary], where: addresses.Where, how: addresses.Manner = addresses.NO_MANNER) -> str:
    """One bar for each year, as high as it has records; a bar filters on its year."""
    counts = Counter(one.year for one in records if one.year)
    if len(counts) < 2:
        return ""
    most, chosen = max(counts.values()), where.get("year", ())
    bars = []
    for year in range(min(counts), max(counts) + 1):
        number = counts.get(year, 0)
        label = f'<span class="bar" style="height:{100 * number / most:.0f}%"></span><span class="y">{year}</span>'
        if not number:
            bars.append(f'<li aria-hidden="true">{label}</li>')
            continue
        kept = {**where, "year": () if str(year) in chosen else (str(year),)}
        url = addresses.search(where=kept, path="/explorer", **how)
        state = ' aria-current="true"' if str(year) in chosen else ""
        said = f"{year}{NBSP}: {count(number, 'fiche')}"
        bars.append(f'<li><a href="{esc(url)}" title="{said}" aria-label="{said}"{state}>{label}</a></li>')
    return f'<section class="rp-years"><h2>Par année</h2><ol>{"".join(bars)}</ol></section>'


def territory_counts(records: Sequence[RecordSummary]) -> Counter[str]:
    """How many records name each territory."""
    return Counter(code for one in records for code in one.territories)


def territories(
    counts: Counter[str], names: CodeLabels, where: addresses.Where, how: addresses.Manner = addresses.NO_MANNER
) -> str:
    """The table that says in words what the map shows."""
    if not counts:
        return '<p class="rp-small">Aucune de ces fiches ne nomme un territoire.</p>'
    rows = []
    for code, number in sorted(counts.items(), key=lambda pair: (-pair[1], names.territory_name(pair[0]))):
        url = addresses.search(where=addresses.toggled(where, "territory", code), path="/explorer", **how)
        state = ' aria-current="true"' if code in where.get("territory", ()) else ""
        rows.append(
            f'<tr><th scope="row"><a href="{esc(url)}"{state}>{esc(names.territory_name(code))}</a></th>'
            f'<td class="n">{number}</td></tr>'
        )
    head = '<thead><tr><th scope="col">Territoire</th><th scope="col" class="n">Fiches</th></tr></thead>'
    more = ""
    if len(rows) > BIGGEST + 1:
        more = (
            f'<details class="more"><summary>Voir les {len(rows) - BIGGEST} autres</summary>'
            f"<table>{head}<tbody>{''.join(rows[BIGGEST:])}</tbody></table></details>"
        )
        rows = rows[:BIGGEST]
    return f'<div class="rp-counts"><table>{head}<tbody>{"".join(rows)}</tbody></table>{more}</div>'
