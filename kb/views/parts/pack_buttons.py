"""« Ajouter au dossier »: buttons that static/packs.js answers, beside what can be kept."""

import json
from collections.abc import Sequence

from kb.html.escaping import NBSP, esc, in_quotes
from kb.records.summary import RecordSummary


def line(*buttons: str) -> str:
    """The buttons of one text, on a line of their own."""
    return f'<p class="rp-collect">{" ".join(buttons)}</p>'


def record_button(record_id: str, title: str, revision: int, label: str = "Ajouter la fiche au dossier") -> str:
    """Keeps a whole record."""
    return _button(label, title, {"record": record_id, "revision": revision})


def passage_button(
    record_id: str, title: str, revision: int, start: int, end: int, label: str = "Ajouter ce passage au dossier"
) -> str:
    """Keeps the slice [start, end) of a record's text."""
    return _button(label, title, {"record": record_id, "revision": revision, "start": start, "end": end})


def page_button(record_id: str, title: str, revision: int, page: int) -> str:
    """Keeps a page of a PDF."""
    label = f"Ajouter la page{NBSP}{page} au dossier"
    return _button(label, title, {"record": record_id, "revision": revision, "page": page})


def all_button(records: Sequence[RecordSummary], label: str = "Tout ajouter au dossier") -> str:
    """Keeps several whole records, one after the other, in one pack."""
    given = esc(json.dumps([{"record": one.id, "revision": one.revision} for one in records]))
    return f'<button type="button" class="rp-button" data-rp-collect-all="{given}">{esc(label)}</button>'


def _button(label: str, title: str, given: dict[str, str | int]) -> str:
    # Which text it is, for whoever hears the buttons one after the other.
    which = f'<span class="rp-hidden">{NBSP}: {esc(in_quotes(title))}</span>'
    return (
        f'<button type="button" class="rp-link" data-rp-collect="{esc(json.dumps(given))}">{esc(label)}{which}</button>'
    )
