"""Drawing of needs: the matrix as a table, the gaps, a cell with its history."""

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from urllib.parse import urlencode

from kb import addresses
from kb.html.escaping import NBSP, count, day, esc
from kb.html.labels import CodeLabels, labels
from kb.needs.matrix import GAP, LABELS, Matrix
from kb.records.summary import RecordSummary
from kb.store.records.coverage import Judgement

# A shape for each judgement, so that none is told by its colour alone.
SHAPES: Mapping[str, str] = {"covered": "●", "partial": "◐", "saturated": "◆", "inaccessible": "✕", "gap": "○"}
PROPOSED = "?"
Proposed = Mapping[str, Collection[str]]  # need → services
# Cells of a matrix that are all links; in a larger one, a link of its row leads to those that nobody judged.
ALL_LINKS = 6_000


def cell_address(need: str, service: str = "") -> str:
    """The address of a cell: a need and a service, or a need that nothing meets."""
    pairs = [("besoin", need)] + ([("dispositif", service)] if service else [])
    return "/besoins?" + urlencode(pairs)


def filters(territory: str, public: str) -> str:
    """The choice of a territory and a public, as an address carries it."""
    pairs = [(name, value) for name, value in (("territoire", territory), ("public", public)) if value]
    return "?" + urlencode(pairs) if pairs else ""


def legend() -> str:
    """What each shape says."""
    said = " ".join(f"<span><b>{SHAPES[status]}</b> {esc(LABELS[status])}</span>" for status in SHAPES)
    return (
        f'<p class="rp-legend">{said} '
        f"<span><b>{PROPOSED}</b> proposé par le sens des textes, que personne n’a jugé</span> "
        f"<span><b>{NBSP}</b> pas encore jugé</span></p>"
    )


def table(found: Matrix, proposed: Proposed = MappingProxyType({})) -> str:
    """The matrix: a row for each need, a column for each service, the gap of the need first.

    `proposed` marks pairs that nobody judged: they count for nothing.
    """
    linked = len(found.needs) * len(found.services) <= ALL_LINKS
    heads = "".join(
        f'<th scope="col"><div><a href="{esc(addresses.reading(one.id))}">{esc(one.title)}</a></div></th>'
        for one in found.services
    )
    body = "".join(_row(found, one, proposed.get(one.id, ()), linked=linked) for one in found.needs)
    return (
        f'<div class="rp-matrix" tabindex="0" role="group" aria-label="Matrice"><table><thead><tr>'
        f'<th scope="col">Besoin</th><th scope="col"><div>Manque</div></th>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _row(found: Matrix, need: RecordSummary, proposed: Collection[str], *, linked: bool) -> str:
    cells = [_cell(found, need.id, "", linked=True)]
    cells += [
        _proposal(need.id, one.id) if one.id in proposed else _cell(found, need.id, one.id, linked=linked)
        for one in found.services
    ]
    state = ' class="unmet"' if found.unmet(need.id) else ""
    head = f'<th scope="row"><a href="{esc(cell_address(need.id))}">{esc(need.title)}</a></th>'
    return f"<tr{state}>{head}{''.join(cells)}</tr>"


def _proposal(need: str, service: str) -> str:
    said = "Proposé par le sens des textes, que personne n’a jugé"
    return (
        f'<td class="proposed"><a href="{esc(cell_address(need, service))}" title="{said}" '
        f'aria-label="{said}">{PROPOSED}</a></td>'
    )


def _cell(found: Matrix, need: str, service: str, *, linked: bool) -> str:
    one = found.cells.get((need, service))
    waiting = " !" if (need, service) in found.beside else ""
    if one is None:
        return (
            f'<td><a href="{esc(cell_address(need, service))}" title="Juger">{NBSP}</a></td>' if linked else "<td></td>"
        )
    said = LABELS[one.status] + (f"{NBSP}: {one.reason}" if one.reason else "")
    return (
        f'<td class="{one.status}"><a href="{esc(cell_address(need, service))}" title="{esc(said)}" '
        f'aria-label="{esc(said)}">{SHAPES[one.status]}{waiting}</a></td>'
    )


def gaps(found: Matrix, names: CodeLabels, stories: Mapping[str, str], authors: Mapping[str, str]) -> str:
    """The needs that are gaps: where, for whom, who judged so, and the récits behind each (record → title)."""
    if not found.gaps:
        return (
            '<p class="rp-soft">Aucun manque n’est établi ici. Une ligne sans dispositif qui réponde en serait un.</p>'
        )
    rows = []
    for need in found.gaps:
        judged = found.gap(need.id)
        links = ", ".join(
            f'<a href="{esc(addresses.reading(one))}">{esc(stories[one])}</a>'
            for one in _stories(found, need.id)
            if one in stories
        )
        when = f"{authors.get(judged.author, '')}, {day(judged.at[:10])}" if judged else "d’après les avis"
        label = labels(names)
        rows.append(
            f'<tr id="manque-{esc(need.id)}"><th scope="row">'
            f'<a href="{esc(cell_address(need.id))}">{esc(need.title)}</a></th>'
            f"<td>{esc(', '.join(label('territories', one) for one in need.territories) or 'partout')}</td>"
            f"<td>{esc(', '.join(label('publics', one) for one in need.publics) or 'tous')}</td>"
            f"<td>{links or '<span class=rp-soft>aucun récit</span>'}</td><td>{esc(when.strip(', '))}</td></tr>"
        )
    return (
        f"<p>{count(len(found.gaps), 'manque')}{NBSP}: {GAP}.</p>"
        '<div class="rp-records" tabindex="0"><table><thead><tr><th scope="col">Besoin</th>'
        '<th scope="col">Territoire</th><th scope="col">Public</th><th scope="col">Récits qui l’illustrent</th>'
        '<th scope="col">Jugé par</th></tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _stories(found: Matrix, need: str) -> list[str]:
    cells = (one for (of, _), one in found.cells.items() if of == need)
    return list(dict.fromkeys(story for one in cells for story in one.stories))


def gap_counts(found: Matrix) -> dict[str, int]:
    """How many gaps each territory has."""
    counts: dict[str, int] = {}
    for need in found.gaps:
        for code in need.territories:
            counts[code] = counts.get(code, 0) + 1
    return counts


def judgements(found: Sequence[Judgement], titles: Mapping[str, str], authors: Mapping[str, str], *, pair: bool) -> str:
    """Judgements one under the other, newest first; `pair`: with the need and the service that they are about."""
    lines = []
    for one in found:
        about = (
            f"<b>{esc(titles.get(one.need, one.need))}</b> · {esc(titles.get(one.service) or GAP)} : " if pair else ""
        )
        state = {1: "", 0: " <i>(suivi par un autre)</i>", 2: " <i>(à départager)</i>"}[one.standing]
        more = f" — {esc(one.reason)}" if one.reason else ""
        said = f"<br>{esc(one.comment)}" if one.comment else ""
        who = (
            f"{esc(authors.get(one.author, 'ancien compte') if one.author else 'fiche du besoin')}, {day(one.at[:10])}"
        )
        lines.append(f"<li>{about}{esc(LABELS[one.status])}{more}{state} <small>{who}</small>{said}</li>")
    return (
        f'<ul class="rp-narrow">{"".join(lines)}</ul>' if lines else '<p class="rp-soft">Personne n’a encore jugé.</p>'
    )
