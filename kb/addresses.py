"""The addresses of the pages: what can be mailed, bookmarked and reached with the back button."""

import re
from collections.abc import Mapping, Sequence
from typing import Literal
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from kb.records.positions import Position, written
from kb.search.facets import filter_keys

Where = Mapping[str, Sequence[str]]

YEARS = re.compile(r"\d{1,4}(\.\.(\d{1,4})?)?|\.\.\d{1,4}")
# The filters that an address may carry; anything else in it is not a filter.
FILTERS = filter_keys()


def filters_of(params: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """The filters that the parameters of an address hold, each value once, in the order of FILTERS.

    An address that somebody mistyped is no error: a year that is none is left out.
    """
    found = {key: tuple(dict.fromkeys(v for v in params.get(key, ()) if v)) for key in FILTERS}
    found["year"] = tuple(value for value in found["year"] if YEARS.fullmatch(value))
    return {key: values for key, values in found.items() if values}


# Whether the newest come first, and whether a question is meant as it is typed: (key, value) in an address.
BY_DATE, LITERAL = ("tri", "date"), ("tel_quel", "1")
Manner = Mapping[str, str]
NO_MANNER: Manner = {}


def manner(*, by_date: bool = False, literal: bool = False) -> Manner:
    """How a list is asked for beside its question and filters, as `search` takes it."""
    return {key: value for (key, value), on in ((BY_DATE, by_date), (LITERAL, literal)) if on}


def manner_of(params: Mapping[str, Sequence[str]]) -> dict[str, bool]:
    """What the parameters of an address say of it: « by_date », « literal »."""
    asked = {"by_date": BY_DATE, "literal": LITERAL}
    return {name: value in params.get(key, ())[:1] for name, (key, value) in asked.items()}


def search(question: str = "", where: Where | None = None, *, path: str = "/", **more: str) -> str:
    """The address of a search, or of another page (`path`) that takes filters."""
    pairs = [("q", question)] if question else []
    pairs += [(key, value) for key, values in (where or {}).items() for value in values]
    pairs += [(key, value) for key, value in more.items() if value]
    return path + ("?" + urlencode(pairs) if pairs else "")


def toggled(where: Where, key: str, value: str) -> dict[str, tuple[str, ...]]:
    """`where` with `value` taken out of `key` if it is there, put in otherwise."""
    kept = {name: tuple(values) for name, values in where.items()}
    values = kept.get(key, ())
    kept[key] = tuple(v for v in values if v != value) if value in values else (*values, value)
    return {name: values for name, values in kept.items() if values}


def reading(record_id: str, *, fragment: str = "", **more: object) -> str:
    """The address of a record, or of one of its revisions (`rev`), passages (`de`, `a`) or pages (`page`)."""
    pairs = [("id", record_id)] + [(key, str(value)) for key, value in more.items() if value not in (None, "")]
    return "/lire?" + urlencode(pairs) + (f"#{fragment}" if fragment else "")


def passage(url: str, start: int, end: int, page: int | None = None, sentence: tuple[int, int] | None = None) -> str:
    """`url` of a record, pointing to the passage [start, end) and to a `sentence` of it (offsets in the record)."""
    parts = urlsplit(url)
    pairs = [(k, v) for k, v in parse_qsl(parts.query) if k not in {"de", "a", "page", "phrase"}]
    pairs += [("de", str(start)), ("a", str(end))] + ([("page", str(page))] if page else [])
    pairs += [("phrase", f"{sentence[0]}-{sentence[1]}")] if sentence else []
    return urlunsplit(("", "", parts.path, urlencode(pairs), "passage"))


def page_image(record_id: str, page: int, *, size: Literal["", "vignette", "grande"] = "") -> str:
    """The address of the image of a page: as a column shows it, as a card does, or finer."""
    return f"/pages/{record_id}/{page}.jpg" + (f"?{size}=1" if size else "")


def source_file(record_id: str, page: int | None = None) -> str:
    """The address of the file as it was given, opened at `page`."""
    return f"/fichiers/{record_id}" + (f"#page={page}" if page else "")


def record_export(record_id: str, form: str) -> str:
    """The address of a record as a file of that format."""
    return f"/exporter/fiche/{quote(record_id)}.{form}"


def results_export(question: str, where: Where, form: str, how: Manner = NO_MANNER) -> str:
    """The address of the results of a search as a file of that format."""
    return search(question, where, path=f"/exporter/recherche.{form}", **how)


def comparing(record_ids: Sequence[str]) -> str:
    """The address of records side by side."""
    return "/comparer?" + urlencode([("id", one) for one in record_ids])


def associating(steps: Sequence[Position] = (), **more: object) -> str:
    """The address of a trail of association, at its last step or at `pas`; of a kept (`chemin`) or shared one."""
    pairs = [(key, str(value)) for key, value in more.items() if value not in (None, "")]
    pairs += [("fil", written(steps))] if steps else []
    return "/associer" + ("?" + urlencode(pairs, safe="~") if pairs else "")


def choosing(title: str, intent: str = "", balance: float | None = None) -> str:
    """The address of records proposed for a subject."""
    pairs = [("titre", title), ("intention", intent), ("ecart", "" if balance is None else f"{balance:.1f}")]
    return "/choisir?" + urlencode([pair for pair in pairs if pair[1]])
