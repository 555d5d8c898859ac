"""The records that a record names in its fields, or that name it, as links: services used, needs met, their récits."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kb import addresses
from kb.html.escaping import esc
from kb.html.labels import CodeLabels
from kb.records.fields import FieldDescription, describe
from kb.records.kinds import KINDS
from kb.views.parts.cards import short

if TYPE_CHECKING:
    from kb.base import LinkView, RecordView


def named(view: "RecordView") -> str:
    """« Dispositifs utilisés », « Besoins… »: each field that names records, with those that the reader may read."""
    lines = []
    for field in _fields(view):
        links = [one for one in view.links if one.out and one.type == field.tie]
        if links:
            said = "<br>".join(
                f'<a href="{esc(addresses.reading(one.record.id))}">{esc(one.record.title)}</a>' for one in links
            )
            lines.append(f"<div><dt>{esc(field.label)}</dt><dd>{said}</dd></div>")
    if not lines:
        return ""
    return f'<section class="rp-identity" aria-label="Dispositifs et besoins"><dl>{"".join(lines)}</dl></section>'


def others(view: "RecordView") -> tuple["LinkView", ...]:
    """The links of a record without those that `named` and `told_by` show."""
    ties = {field.tie for field in _fields(view)}
    shown = {field.tie for model in KINDS.values() for field in describe(model).values() if _names(field, view)}
    return tuple(one for one in view.links if not (one.type in ties if one.out else one.type in shown))


def told_by(view: "RecordView") -> tuple["LinkView", ...]:
    """The links of the records that name this one in a field: the récits that used a service, or met a need."""
    shown = {field.tie for model in KINDS.values() for field in describe(model).values() if _names(field, view)}
    return tuple(one for one in view.links if not one.out and one.type in shown)


def listed(links: Iterable["LinkView"], names: CodeLabels) -> str:
    """Records in a list, each once."""
    by_id = {one.record.id: one.record for one in links}
    return "".join(short(one, names) for one in by_id.values())


def _fields(view: "RecordView") -> tuple[FieldDescription, ...]:
    model = KINDS.get(view.summary.kind)
    return tuple(field for field in describe(model).values() if field.sort == "records") if model else ()


def _names(field: FieldDescription, view: "RecordView") -> bool:
    return field.sort == "records" and field.kind == view.summary.kind
