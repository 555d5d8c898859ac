"""What the index keeps of a record beside its passages: the summary that cards show, and the values filters read."""

import functools
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from pathlib import PurePosixPath
from typing import Any

from kb.records.catalogue import filters
from kb.records.fields import FieldDescription, describe
from kb.records.kinds import Experience, Record
from kb.records.lists import TERRITORIES
from kb.records.summary import RecordSummary
from kb.records.typed_text import typed_words

YEAR = re.compile(r"\b(?:19|20)\d\d\b")
# Longest summary or lesson that a card shows, in characters.
CARD_TEXT = 400


def summarise(record: Record, *, source: str | None, pages: int | None, revision: int, published: str) -> RecordSummary:
    """The summary of a record's published revision."""
    experience = record if isinstance(record, Experience) else None
    return RecordSummary(
        id=record.id,
        kind=record.kind,
        title=record.title,
        summary=_cut(typed_words(record.summary).text),
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
        subtype=record.type_code,
        fictional=record.fictional,
        diffusion=record.diffusion,
        source=source,
        source_type=PurePosixPath(source).suffix.lstrip(".").lower() if source else "wiki",
        pages=pages,
        what_failed=_cut(experience.what_failed) if experience else "",
        revision=revision,
        published=published,
        coded=_coded(record),
    )


# What a summary says of a record in a field of its own.
SAID = frozenset(one.name for one in fields(RecordSummary))


def _coded(record: Record) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The values of the fields that filter and that a summary has no field for, by the key of their filter."""
    out = []
    for field in describe(type(record)).values():
        if field.filter and field.name not in SAID:
            value = getattr(record, field.name)
            values = tuple(map(str, value)) if isinstance(value, tuple) else (as_text(value),)
            if any(values):
                out.append((field.filter, values))
    return tuple(out)


def as_text(value: object) -> str:
    """A value as filters compare it: « true », « 12 »; "" for none."""
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


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
    of_fields = {key: list(summary.codes(field)) for key, field in filters().items()}
    facets = {
        **of_fields,
        "id": [summary.id],
        "kind": [summary.kind],
        "year": [str(summary.year)] if summary.year else [],
        "source_type": [summary.source_type],
        "status": ["published"],
    }
    return {key: kept for key, values in facets.items() if (kept := [value for value in values if value])}


def values_counted(summaries: Iterable[RecordSummary]) -> dict[str, dict[str, int]]:
    """How many of these records have which value, by key."""
    counts: dict[str, dict[str, int]] = {}
    for summary in summaries:
        for key, values in facets_of(summary).items():
            of_key = counts.setdefault(key, {})
            for value in values:
                of_key[value] = of_key.get(value, 0) + 1
    return counts


@functools.cache
def searched() -> tuple[FieldDescription, ...]:
    """The fields whose labels are searched with the title: lists of codes that filter, places last."""
    coded = [field for field in filters().values() if field.sort == "codes"]
    return tuple(sorted(coded, key=lambda field: field.list_name == TERRITORIES.name))


def head_text(summary: RecordSummary, title: str, labels: Mapping[str, Mapping[str, str]]) -> str:
    """Title, structure, and the labels of the codes: what the lexical index reads of a record beside its passages."""
    words = [title, summary.organisation, summary.period]
    for field in searched():
        of_list = labels.get(field.list_name, {})
        # A territory that the list has no name for is a code that nobody types; any other code is a word or two.
        unnamed = field.list_name == TERRITORIES.name
        words += [of_list.get(code, "" if unnamed else code) for code in summary.codes(field)]
    return "\n".join(word for word in words if word)


def to_json(summary: RecordSummary) -> str:
    """A summary as the index stores it."""
    return json.dumps(asdict(summary), ensure_ascii=False)


def from_json(text: str) -> RecordSummary:
    """The summary that `to_json` wrote."""
    return RecordSummary(**{key: _tuples(value) for key, value in json.loads(text).items()})


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
