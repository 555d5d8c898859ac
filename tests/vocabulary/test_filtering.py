"""The glossary filtered by what its terms say."""

from kb.views.glossary.drawing import Entries
from tests.fake_base import TERMS


def test_a_filter_finds_names_first_then_definitions_without_accents_or_capitals() -> None:
    entries = Entries(TERMS)
    assert [one.preferred for one in entries.holding("GALERER")][:1] == ["galérer"]
    assert entries.holding("dehors") == [one for one in TERMS if "dehors" in one.definition]
    assert entries.holding("mot que rien ne dit") == []
