"""What the index keeps of a record beside its passages: the summary that cards show, and the values filters read."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import PurePosixPath
from typing import Any

from kb.records.kinds import Experience, Record
from kb.records.summary import RecordSummary

SUBTYPES = ("experience_type", "document_type", "service_type", "level")
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
# Longest summary or lesson that a card shows, in characters.
CARD_TEXT = 400


def summarise(record: Record, *, source: str | None, pages: int | None, revision: int, published: str) -> RecordSummary:
    """The summary of a record's published revision."""
    subtype = next((str(getattr(record, name)) for name in SUBTYPES if hasattr(record, name)), "")
    experience = record if isinstance(record, Experience) else None
    return RecordSummary(
        id=record.id,
        kind=record.kind,
        title=record.title,
        summary=_cut(record.summary),
        authors=record.authors,
        organisation=record.organisation,
        territories=record.territories,
        date=record.date,
        period=record.period,
        year=_year(record.date, record.period),
        themes=record.themes,
        publics=record.publics,
        substances=record.substances,
        trades=record.trades,
        outcome=experience.outcome if experience else "",
        subtype=subtype,
        fictional=record.fictional,
        diffusion=record.diffusion,
        source=source,
        source_type=PurePosixPath(source).suffix.lstrip(".").lower() if source else "wiki",
        pages=pages,
        what_failed=_cut(experience.what_failed) if experience else "",
        revision=revision,
        published=published,
    )


def _year(date: str, period: str) -> int | None:
    """The year of a record: that of its date, else the last one that its period names (« printemps 2024 »)."""
    if date[:4].isdigit():
        return int(date[:4])
    named = YEAR.findall(period)
    return int(named[-1]) if named else None


def _cut(text: str) -> str:
    """The first paragraph of a text, cut at the end of a sentence or word when it is long."""
    first = text.split("\n\n")[0].strip()
    if len(first) <= CARD_TEXT:
        return first
    end = max(first.rfind(mark, 0, CARD_TEXT) for mark in (". ", "! ", "? ", "… "))
    return first[: end + 1] if end > CARD_TEXT // 2 else first[:CARD_TEXT].rsplit(" ", 1)[0] + "…"


def facets_of(summary: RecordSummary) -> dict[str, list[str]]:
    """For each `where` key, the values of a record."""
    facets = {
        "id": [summary.id],
        "kind": [summary.kind],
        "title": [summary.title],
        "summary": [summary.summary],
        "authors": list(summary.authors),
        "organisation": [summary.organisation],
        "territory": list(summary.territories),
        "date": [summary.date],
        "period": [summary.period],
        "theme": list(summary.themes),
        "public": list(summary.publics),
        "substance": list(summary.substances),
        "trade": list(summary.trades),
        "outcome": [summary.outcome],
        "year": [str(summary.year)] if summary.year else [],
        "source_type": [summary.source_type],
        "status": ["published"],
        "diffusion": [summary.diffusion],
        "fictional": ["true" if summary.fictional else "false"],
    }
    return {key: kept for key, values in facets.items() if (kept := [value for value in values if value])}


def head_text(summary: RecordSummary, title: str, labels: Mapping[str, Mapping[str, str]]) -> str:
    """Title, structure, and the labels of the codes: what the lexical index reads of a record beside its passages."""
    words = [title, summary.organisation, summary.period]
    for name in ("themes", "publics", "substances", "trades"):
        of_list = labels.get(name, {})
        words += [of_list.get(code, code) for code in getattr(summary, name)]
    words += [labels.get("territories", {}).get(code, "") for code in summary.territories]
    return "\n".join(word for word in words if word)


def to_json(summary: RecordSummary) -> str:
    """A summary as the index stores it."""
    return json.dumps(asdict(summary), ensure_ascii=False)


def from_json(text: str) -> RecordSummary:
    """The summary that `to_json` wrote."""
    value: Any = {key: tuple(v) if isinstance(v, list) else v for key, v in json.loads(text).items()}
    return RecordSummary(**value)
