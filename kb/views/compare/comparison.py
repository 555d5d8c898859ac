"""Drawing of records side by side: what their cards share, the passages that answer each other, field by field."""

from collections.abc import Iterable, Sequence

from kb import addresses
from kb.html.escaping import NBSP, esc
from kb.html.excerpts import window
from kb.html.labels import CodeLabels
from kb.records.lists import TERRITORIES
from kb.records.summary import RecordSummary
from kb.related.align import OTHER_PARTS, Alignment, Column, Comparison, FactRow, FieldRow
from kb.related.paragraphs import ComparedUnit
from kb.views.parts.cards import facts, kicker, place

# Characters of a paragraph among the passages, and of a field of one record: what follows is read on its page.
PASSAGE_LENGTH, FIELD_LENGTH = 700, 1_800


def head(record: RecordSummary, names: CodeLabels, others: Sequence[str]) -> str:
    """A record at the top of its column: its title as a link, its card, and the address of the others without it."""
    away = (
        f'<a class="rp-small" href="{esc(addresses.comparing(others))}">Retirer'
        f'<span class="rp-hidden"> {esc(record.title)}</span></a>'
    )
    return (
        f"<article>{kicker(record, names)}"
        f'<h2><a href="{esc(addresses.reading(record.id))}">{esc(record.title)}</a></h2>'
        f'<p class="facts">{facts(record, names)}</p>{away}</article>'
    )


def likenesses(comparison: Comparison, names: CodeLabels) -> str:
    """The table of what the cards share and of what each has of its own."""
    if not comparison.facts:
        return ""
    columns = "".join(f'<th scope="col">{esc(column.record.title)}</th>' for column in comparison.columns)
    rows = "".join(_fact(row, comparison.columns, names) for row in comparison.facts)
    return (
        '<section aria-labelledby="rp-ressemblances"><h2 id="rp-ressemblances">Ce qui les rapproche, ce qui les sépare'
        '</h2><div class="rp-records rp-side" tabindex="0" role="group" aria-labelledby="rp-ressemblances"><table>'
        '<thead><tr><th scope="col"><span class="rp-hidden">Ce que l’on compare</span></th>'
        f'<th scope="col">En commun</th>{columns}</tr></thead><tbody>{rows}</tbody></table></div></section>'
    )


def _fact(row: FactRow, columns: Sequence[Column], names: CodeLabels) -> str:
    shared = ", ".join(_named(row.field.list_name, row.shared, names)) or '<span class="rp-soft">rien</span>'
    cells = "".join(
        f'<td data-rp-name="{esc(column.record.title)}">{_own(row, own, column, names)}</td>'
        for own, column in zip(row.own, columns, strict=True)
    )
    return f'<tr><th scope="row">{esc(row.field.label)}</th><td data-rp-name="En commun">{shared}</td>{cells}</tr>'


def _own(row: FactRow, own: Sequence[str], column: Column, names: CodeLabels) -> str:
    """What a record alone has; that it shares all it says, or that it says nothing."""
    if own:
        return ", ".join(_named(row.field.list_name, own, names))
    return f'<span class="rp-soft">{"rien de propre" if column.facts.get(row.name) else "non dit"}</span>'


def _named(list_name: str, codes: Iterable[str], names: CodeLabels) -> list[str]:
    if list_name == TERRITORIES.name:
        return [esc(names.territory_name(code)) for code in codes]
    return [esc(names.label(list_name, code)) for code in codes]


def passages(comparison: Comparison) -> str:
    """The paragraphs that speak of the same thing, one line for each group; what to think when there are none."""
    title = '<h2 id="rp-passages">Les passages qui se répondent</h2>'
    if not comparison.alignments:
        said = "Aucun passage de ces fiches ne parle assez clairement de la même chose. Lisez-les champ par champ."
        return f'<section aria-labelledby="rp-passages">{title}<p class="rp-soft rp-under">{said}</p></section>'
    rows = "".join(_row(one, comparison.columns) for one in comparison.alignments)
    return (
        f'<section aria-labelledby="rp-passages">{title}<p class="rp-soft rp-under">Rapprochés par leur sens et par '
        "leur place dans le récit, dans l’ordre du premier texte. À vous de juger s’ils disent la même chose.</p>"
        f"{_table(rows, comparison.columns, 'rp-passages')}</section>"
    )


def _row(one: Alignment, columns: Sequence[Column]) -> str:
    cells = [
        _cell(column, _passage(column, unit) if unit else '<p class="rp-soft">Pas de passage assez proche.</p>')
        for unit, column in zip(one.units, columns, strict=True)
    ]
    return f"<tr>{''.join(cells)}</tr>"


def _passage(column: Column, unit: ComparedUnit) -> str:
    text = column.document.text[unit.start : unit.end]
    left, right = window(text, (0, 0), PASSAGE_LENGTH)
    more = f"{NBSP}…" if right < len(text) else ""
    url = addresses.reading(
        column.record.id, fragment="passage", rev=column.record.revision, de=unit.start, a=unit.end, page=unit.page
    )
    where = place(unit.section[-1] if unit.section else "", unit.page) or "Résumé"
    return f'<p>{esc(text[left:right])}{more}</p><p class="where"><a href="{esc(url)}">{where}</a></p>'


def fields(comparison: Comparison) -> str:
    """The records field by field, under the headings of the form."""
    if not comparison.fields:
        return ""
    rows = "".join(_field(row, comparison.columns) for row in comparison.fields)
    return (
        '<section aria-labelledby="rp-champs"><h2 id="rp-champs">Champ par champ</h2>'
        f"{_table(rows, comparison.columns, 'rp-champs')}</section>"
    )


def _field(row: FieldRow, columns: Sequence[Column]) -> str:
    cells = [
        _cell(column, _paragraphs(column, of) if of else '<p class="rp-soft">Non dit.</p>')
        for of, column in zip(row.units, columns, strict=True)
    ]
    label = "Autres parties des textes" if row.label == OTHER_PARTS else row.label
    return (
        f'<tr class="label"><th scope="rowgroup" colspan="{len(columns)}">{esc(label)}</th></tr>'
        f"<tr>{''.join(cells)}</tr>"
    )


def _paragraphs(column: Column, units: Sequence[ComparedUnit]) -> str:
    out, length, under = [], 0, ""
    for unit in units:
        if length > FIELD_LENGTH:
            url = addresses.reading(
                column.record.id, fragment="passage", rev=column.record.revision, de=unit.start, a=unit.end
            )
            out.append(f'<p class="where"><a href="{esc(url)}">Lire la suite</a></p>')
            break
        step = unit.section[-1] if len(unit.section) > 1 else ""
        if step and step != under:
            out.append(f"<p><b>{esc(step)}</b></p>")
        under = step
        text = column.document.text[unit.start : unit.end]
        length += len(text)
        out += [f"<p>{esc(line)}</p>" for line in text.splitlines() if line.strip()]
    return "".join(out)


def _cell(column: Column, body: str) -> str:
    return f'<td><p class="name" aria-hidden="true">{esc(column.record.title)}</p>{body}</td>'


def _table(rows: str, columns: Sequence[Column], labelled: str) -> str:
    head_cells = "".join(f'<th scope="col">{esc(column.record.title)}</th>' for column in columns)
    return (
        f'<div class="rp-side rp-columns" tabindex="0" role="group" aria-labelledby="{labelled}"><table>'
        f"<thead><tr>{head_cells}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
