"""The identity card of a record, and the reference by which to cite it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from kb.records.kinds import KINDS, card_fields
from kb.records.summary import RecordSummary
from kb.views.french import NBSP, day, esc, listing
from kb.views.names import Names

# The controlled list that gives each coded field its French.
LISTS = {
    "themes": "themes", "publics": "publics", "substances": "substances", "trades": "trades",
    "strategies": "strategies", "support_level": "support_levels", "collection_mode": "collection_modes",
    "service_type": "service_types",
}  # fmt: skip
OF_SUMMARY = ("authors", "organisation", "territories", "date", "period", "themes", "publics", "substances", "trades")


def card(record: RecordSummary, fields: Mapping[str, Any], names: Names) -> str:
    """« Carte d’identité »: each field that is filled, under its French name."""
    model = KINDS.get(record.kind)
    if model is None:
        return ""
    lines = []
    for name, label in card_fields(model):
        value = fields.get(name) or (getattr(record, name) if name in OF_SUMMARY else None)
        said = _said(name, value, names)
        if said and not (name == "date" and record.period):
            lines.append(f"<div><dt>{esc(label)}</dt><dd>{esc(said)}</dd></div>")
    if not lines:
        return ""
    title = '<h2 id="rp-carte">Carte d’identité</h2>'
    return f'<section class="rp-identity" aria-labelledby="rp-carte">{title}<dl>{"".join(lines)}</dl></section>'


def _said(name: str, value: object, names: Names) -> str:
    """The value of a field in words."""
    if not value:
        return ""
    values = [str(one) for one in value] if isinstance(value, Sequence) and not isinstance(value, str) else [str(value)]
    if name == "territories":
        values = [names.territory_name(one) for one in values]
    elif name == "date":
        values = [day(one) for one in values]
    elif name in LISTS:
        values = [names.label(LISTS[name], one) for one in values]
    return ", ".join(values)


def reference(record: RecordSummary, address: str, today: date, page: int | None = None) -> str:
    """The reference of a record after ISO 690, as plain text."""
    authors = listing([one.strip() for one in record.authors]) or record.organisation or "Récits partagés"
    kind = "fiche" if record.kind != "document" else "document"
    version = f", version{NBSP}{record.revision}" if record.revision > 1 else ""
    made = day(record.date) or (str(record.year) if record.year else "sans date")
    body = record.organisation if record.authors and record.organisation else ""
    parts = [
        authors.upper() if not record.authors else authors,
        f"{record.title} [{kind} {record.id}{version}, en ligne]",
        "In" + NBSP + ": Récits partagés",
        ", ".join(part for part in (body, made) if part) + (f", p.{NBSP}{page}" if page else ""),
        f"[Consulté le {day(today.isoformat())}]",
        f"Disponible à l’adresse{NBSP}: {address}",
    ]
    tail = " [exemple fictif]" if record.fictional else ""
    return ". ".join(part.rstrip(".") for part in parts if part) + tail
