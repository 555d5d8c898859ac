"""The identity card of a record, and the reference by which to cite it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from kb.export.facts import card_facts
from kb.export.notices import record_notice
from kb.html.escaping import esc
from kb.html.labels import CodeLabels, labels
from kb.records.fields import describe
from kb.records.kinds import KINDS, Record
from kb.records.summary import RecordSummary

# Between the parts of a list.
LINE = "\n"


def card(record: RecordSummary, fields: Mapping[str, Any], names: CodeLabels) -> str:
    """« Carte d’identité »: each field that is filled, under its French name."""
    model = KINDS.get(record.kind)
    # A revision that this reader was never shown has no fields: the card says what the list of results says.
    known = {**fields, **{name: fields.get(name) or getattr(record, name, None) for name in describe(model or Record)}}
    facts = card_facts(model, known, labels(names)) if model else ()
    if not facts:
        return ""
    lines = "".join(
        f"<div><dt>{esc(label)}</dt><dd>{esc(said).replace(LINE, '<br>')}</dd></div>" for label, said in facts
    )
    title = '<h2 id="rp-carte">Carte d’identité</h2>'
    return f'<section class="rp-identity" aria-labelledby="rp-carte">{title}<dl>{lines}</dl></section>'


def reference(record: RecordSummary, address: str, today: date, page: int | None = None) -> str:
    """The reference of a record after ISO 690, as plain text."""
    return record_notice(record, record.revision, address, today, page)
