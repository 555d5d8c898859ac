"""What the index keeps of a record beside its passages."""

import pytest

from kb.index.record_facts import facets_of, from_json, summarise, to_json
from kb.records.kinds import Experience


@pytest.mark.parametrize(
    ("date", "period", "year"),
    [
        ("2019-05", "printemps 2024", 2019),
        ("", "printemps 2024", 2024),
        ("", "de 2017 à 2019", 2019),
        ("", "un hiver, 12045 jours", None),
        ("", "", None),
    ],
)
def test_a_record_is_of_the_year_of_its_date_or_of_its_period(date: str, period: str, year: int | None) -> None:
    record = Experience(id="EXP-2026-001", title="Un récit", date=date, period=period)
    summary = summarise(record, source=None, pages=None, revision=1, published="")
    assert summary.year == year
    assert facets_of(summary).get("year") == ([str(year)] if year else None)
    assert from_json(to_json(summary)) == summary
