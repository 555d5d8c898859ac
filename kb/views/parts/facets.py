"""Filters: the column of facets, and the chips of those chosen. Each is an address, so each can be sent."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from kb import addresses
from kb.html.escaping import NBSP, count, esc
from kb.search.result import Facet, FacetValue

# The address of the same list under other filters.
Address = Callable[[addresses.Where], str]
SHOWN = 5  # values of a facet before « Voir les autres »


def column(
    facets: Sequence[Facet],
    question: str,
    where: addresses.Where,
    path: str = "/",
    how: addresses.Manner = addresses.NO_MANNER,
) -> str:
    """The column « Affiner » beside the results."""
    groups = _groups(facets, lambda where: addresses.search(question, where, path=path, **how), where)
    if not groups:
        return ""
    title = '<h2 id="rp-affiner">Affiner</h2>'
    return f'<aside class="rp-facets only-wide" aria-labelledby="rp-affiner">{title}{groups}</aside>'


def fold(
    facets: Sequence[Facet],
    question: str,
    where: addresses.Where,
    path: str = "/",
    how: addresses.Manner = addresses.NO_MANNER,
) -> str:
    """The same on a phone: one folded line that says how many choices stand."""
    groups = _groups(facets, lambda where: addresses.search(question, where, path=path, **how), where)
    chosen = sum(len(values) for values in where.values())
    state = f'<span class="rp-soft">{count(chosen, "choix", "choix")}</span>' if chosen else ""
    summary = f"<summary><span>Affiner</span>{state}</summary>"
    return f'<details class="rp-fold rp-facets only-phone">{summary}<div>{groups}</div></details>' if groups else ""


def _groups(facets: Sequence[Facet], address: Address, where: addresses.Where) -> str:
    return "".join(_group(one, address, where) for one in facets if any(value.code for value in one.values))


def _group(facet: Facet, address: Address, where: addresses.Where) -> str:
    named = [value for value in facet.values if value.code]
    if facet.key == "year":
        named.sort(key=lambda value: value.code, reverse=True)
    # The four issues keep their places; elsewhere what is chosen comes first.
    values = named if facet.key == "outcome" else sorted(named, key=lambda value: not value.chosen)
    lines = [_line(facet, value, address, where) for value in values]
    shown = max(SHOWN, sum(value.chosen for value in facet.values))
    rest = ""
    if len(lines) > shown + 1:
        rest = (
            f'<details class="more"><summary>Voir les {len(lines) - shown} autres</summary>'
            f"<ul>{''.join(lines[shown:])}</ul></details>"
        )
        lines = lines[:shown]
    return f"<section><h3>{esc(facet.label)}</h3><ul>{''.join(lines)}</ul>{rest}</section>"


def _line(facet: Facet, value: FacetValue, address: Address, where: addresses.Where) -> str:
    url = address(addresses.toggled(where, facet.key, value.code))
    name = esc(value.label)
    if facet.key == "outcome":
        name = f'<span class="rp-outcome {esc(value.code)}">{name}</span>'
    state = ' aria-current="true"' if value.chosen else ""
    hint = '<span class="rp-hidden"> (choisi, retirer)</span>' if value.chosen else ""
    return (
        f'<li><a href="{esc(url)}" rel="nofollow"{state}><span class="box"></span><span>{name}{hint}</span>'
        f'<span class="n">{value.count}<span class="rp-hidden">{NBSP}{"fiches" if value.count > 1 else "fiche"}</span>'
        "</span></a></li>"
    )


def labels(facets: Sequence[Facet], where: addresses.Where) -> Iterator[tuple[str, str, str]]:
    """Key, code and French label of each filter chosen."""
    known: Mapping[tuple[str, str], str] = {(f.key, v.code): v.label for f in facets for v in f.values}
    for key, codes in where.items():
        for code in codes:
            yield key, code, known.get((key, code), code.replace("..", " à "))


def chips(
    facets: Sequence[Facet],
    question: str,
    where: addresses.Where,
    path: str = "/",
    how: addresses.Manner = addresses.NO_MANNER,
) -> str:
    """The filters chosen, each a link that takes it out; empty when there is none."""
    out = []
    for key, code, label in labels(facets, where):
        url = addresses.search(question, addresses.toggled(where, key, code), path=path, **how)
        out.append(
            f'<a class="rp-chip" href="{esc(url)}" aria-label="Retirer le filtre {esc(label)}">{esc(label)} '
            '<span class="x" aria-hidden="true">×</span></a>'
        )
    if len(out) > 1:
        url = addresses.search(question, {}, path=path, **how)
        out.append(f'<a class="rp-small" href="{esc(url)}">Tout retirer</a>')
    return f'<p class="rp-chips">{"".join(out)}</p>' if out else ""
