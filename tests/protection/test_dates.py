"""Which dates are of a birth, which are of a day that may make somebody known, and which are everybody's."""

import pytest

from kb.protection.dates import dates


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Né le 12/03/2004.", [("12/03/2004", "birth_date")]),
        ("Vu le 12/03/2024.", [("12/03/2024", "exact_date")]),
        ("12/03/2004, 20 ans", [("12/03/2004", "birth_date")]),
        ("12/03/2004, 20 ans de prison", [("12/03/2004", "exact_date")]),
        ("Née le 7-8-2006 ou le 8-7-2006", [("7-8-2006", "birth_date"), ("8-7-2006", "birth_date")]),
        ("Née le 7-8-2006. Vue le 8-7-2016", [("7-8-2006", "birth_date"), ("8-7-2016", "exact_date")]),
        ("Né le 7-8-2006, sa sœur le 8-7-2009", [("7-8-2006", "birth_date"), ("8-7-2009", "birth_date")]),
        ("le 14 juillet", []),
        ("le 14 juillet 2020", [("14 juillet 2020", "exact_date")]),
        ("la rue du 8 mai 1945", []),
        ("la loi du 4 mars 2002", []),
        ("le passeport dit 04/05/2007", [("04/05/2007", "birth_date")]),
    ],
)
def test_a_date_is_of_a_birth_a_day_or_everybody_s(text: str, found: list[tuple[str, str]]) -> None:
    assert [(text[one.start : one.end], one.kind) for one in dates(text)] == found


def test_what_is_said_far_before_a_date_is_not_about_it() -> None:
    far = "Né ici. " + "On parle d’autre chose pendant longtemps dans le local du quartier. "
    assert [one.kind for one in dates(f"{far}Vu le 12/03/2004.")] == ["exact_date"]
