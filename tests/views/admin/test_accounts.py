"""A link that serves once says for whom it was made: links of several people are made in a row."""

import pytest

from kb.views.admin.accounts import link_said

LINK = "https://exemple.fr/mot-de-passe/x"


@pytest.mark.parametrize(
    ("email", "to", "said"),
    [
        ("", "Aline <b>", "à Aline &lt;b&gt;. Il"),
        ("a@exemple.fr", "", "à a@exemple.fr. Il"),
        ("", "", "à la personne. Il"),
    ],
)
def test_a_link_names_whom_it_is_for(email: str, to: str, said: str) -> None:
    drawn = link_said(LINK, email, to)
    assert said in drawn
    assert drawn.count(LINK) >= 2
    assert ("mailto:" in drawn) == bool(email)
