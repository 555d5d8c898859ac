"""What every page says of a record without opening it."""

from collections.abc import Iterable
from dataclasses import dataclass

from kb.records.fields import FieldDescription


@dataclass(frozen=True, slots=True)
class RecordSummary:
    """The facts of a published record that lists, cards and citations show.

    Codes are those of `kb/data/lists.yaml`; `source` is a path relative to the home, or None for a record written in
    the wiki; `pages` is the number of pages of a paginated source; `coded` are the values of other fields that
    filter, by the key of their filter.
    """

    id: str
    kind: str
    title: str
    summary: str = ""
    authors: tuple[str, ...] = ()
    organisation: str = ""
    territories: tuple[str, ...] = ()
    date: str = ""
    period: str = ""
    year: int | None = None
    themes: tuple[str, ...] = ()
    publics: tuple[str, ...] = ()
    substances: tuple[str, ...] = ()
    trades: tuple[str, ...] = ()
    outcome: str = ""
    subtype: str = ""
    fictional: bool = False
    diffusion: str = "public"
    source: str | None = None
    source_type: str = ""
    pages: int | None = None
    what_failed: str = ""
    revision: int = 1
    published: str = ""
    coded: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def codes(self, field: FieldDescription) -> tuple[str, ...]:
        """The values of a field that filters, as filters compare them; () where the record has none."""
        value = getattr(self, field.name, None)
        if value is None:
            return dict(self.coded).get(field.filter, ())
        if isinstance(value, bool):
            return ("true" if value else "false",)
        return value if isinstance(value, tuple) else (value,) if value else ()


def newest_first(summaries: Iterable[RecordSummary]) -> tuple[RecordSummary, ...]:
    """These summaries, the newest record first, those of one day by their identifiers, the last first."""
    return tuple(sorted(summaries, key=lambda one: (one.date, one.id), reverse=True))
