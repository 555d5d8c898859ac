"""What was understood of the hours that somebody types, with the coming fortnight, before they are kept."""

import datetime
from collections.abc import Mapping
from typing import Any

from kb.directory.hours.opening import as_osm, fortnight
from kb.directory.hours.reading import read_hours
from kb.directory.hours.telling import day_in_french, hours_in_french
from kb.html.escaping import NBSP, esc


def preview(fields: Mapping[str, Any], today: datetime.date) -> str:
    """« Compris ainsi », in HTML; what was not understood is said, and what nobody said of public holidays."""
    text = str(fields.get("opening_hours") or "").strip()
    if not text:
        return '<p class="rp-small">Sans horaires, le dispositif se lira « horaires à vérifier ».</p>'
    read = read_hours(text)
    territories = fields.get("territories") or [""]
    days = fortnight(
        text,
        today,
        territory=str(territories[0]),
        closed_from=str(fields.get("closed_from") or ""),
        closed_to=str(fields.get("closed_to") or ""),
    )
    doubts = "".join(f'<p class="rp-note" role="status">{esc(one)}</p>' for one in read.doubts)
    if not days:
        return doubts
    lines = "".join(
        f'<tr><th scope="row">{esc(name)}</th><td>{esc(hours)}</td></tr>'
        for name, hours in (day_in_french(one, today) for one in days)
    )
    silent = "" if "PH" in as_osm(text) or as_osm(text) == "24/7" else "Les jours fériés ne sont pas précisés."
    return (
        f'<section class="rp-hours"><p class="rp-label">Compris ainsi</p><p>{esc(hours_in_french(text))}</p>{doubts}'
        f'<p class="rp-small">{silent}</p><p class="rp-label">Les quinze jours à venir{NBSP}:</p>'
        f"<table>{lines}</table></section>"
    )
