"""How the moments of the register are written for other programs."""

import pytest

from kb.export.moments import NEVER, in_utc, written


@pytest.mark.parametrize(
    ("iso", "said"),
    [
        ("2026-04-15T10:00:00+00:00", "2026-04-15T10:00:00Z"),
        ("2026-04-15T10:00:00", "2026-04-15T10:00:00Z"),
        ("2026-04-15T01:30:00+02:00", "2026-04-14T23:30:00Z"),
        ("2026-04-15", "2026-04-15T00:00:00Z"),
        ("2026-04", NEVER),
        ("", NEVER),
        ("hier", NEVER),
    ],
)
def test_a_moment_is_written_in_utc_to_the_second(iso: str, said: str) -> None:
    assert written(iso) == said


def test_what_is_no_moment_is_none() -> None:
    assert in_utc("") is None
