"""Records side by side: what cards share, fields, and passages that speak of the same thing."""

from pathlib import Path

import pytest

from kb.base import OPERATOR, PUBLIC, KnowledgeBase
from tests.conftest import Opener
from tests.fake_encoder import FakeEncoder
from tests.small_corpus import story
from tests.stories import write_stories


@pytest.fixture
def halls(home: Path, open_base: Opener) -> KnowledgeBase:
    write_stories(home, secret=True)
    base = open_base()
    base.build()
    return base


def test_what_cards_share_and_what_each_has_of_its_own(halls: KnowledgeBase) -> None:
    found = halls.related.compare(("EXP-2020-001", "EXP-2020-008"), reader=PUBLIC)
    rows = {row.name: (row.shared, row.own) for row in found.facts}
    assert rows["themes"] == (("tranquillite-publique",), ((), ()))
    assert rows["strategies"] == (("mediation",), (("aller-vers",), ()))
    assert rows["outcome"] == ((), (("success",), ("mixed",)))
    assert rows["territories"] == ((), (("75118",), ("93001",)))
    assert "substances" not in rows


def test_fields_stand_in_the_order_of_the_form_with_the_words_of_each_record(halls: KnowledgeBase) -> None:
    found = halls.related.compare(("EXP-2020-001", "EXP-2020-007"), reader=PUBLIC)
    assert [row.label for row in found.fields] == ["Contexte", "Déroulement", "Résultats observés"]
    for row in found.fields:
        for units, column in zip(row.units, found.columns, strict=True):
            assert all("hall" in column.document.text[unit.start : unit.end] for unit in units)


def test_aligned_passages_are_slices_of_their_records_and_come_once(halls: KnowledgeBase) -> None:
    found = halls.related.compare(("EXP-2020-001", "EXP-2020-002", "EXP-2020-007"), reader=PUBLIC)
    assert found.alignments
    for number, column in enumerate(found.columns):
        units = [one.units[number] for one in found.alignments if one.units[number] is not None]
        assert len(set(units)) == len(units)
        assert all(column.document.text[unit.start : unit.end].strip() for unit in units if unit)
    assert all(sum(unit is not None for unit in one.units) >= 2 for one in found.alignments)


def test_each_passage_meets_the_one_that_says_the_same(halls: KnowledgeBase) -> None:
    found = halls.related.compare(("EXP-2020-001", "EXP-2020-002"), reader=PUBLIC)
    for one in found.alignments:
        left, right = one.units
        assert left is not None
        assert right is not None
        assert left.part == right.part


def test_records_that_have_nothing_to_do_with_each_other_are_not_aligned(home: Path, open_base: Opener) -> None:
    story(
        home,
        "a.md",
        f"## Contexte\n{'Laverie, machine, tambour, jeton, lessive. ' * 3}\n",
        id="EXP-2020-001",
        title="A",
    )
    story(home, "b.md", f"## Contexte\n{'Canal, péniche, écluse, rame, corde. ' * 3}\n", id="EXP-2020-002", title="B")
    base = open_base()
    base.build()
    assert base.related.compare(("EXP-2020-001", "EXP-2020-002"), reader=PUBLIC).alignments == ()


def test_a_record_that_cannot_be_read_is_missing_and_says_nothing(halls: KnowledgeBase) -> None:
    found = halls.related.compare(("EXP-2020-001", "EXP-2020-010", "EXP-1900-001"), reader=PUBLIC)
    assert [column.record.id for column in found.columns] == ["EXP-2020-001"]
    assert found.missing == ("EXP-2020-010", "EXP-1900-001")
    assert (found.facts, found.fields, found.alignments) == ((), (), ())
    assert len(halls.related.compare(("EXP-2020-001", "EXP-2020-010"), reader=OPERATOR).columns) == 2


def test_at_most_four_records_each_once(halls: KnowledgeBase) -> None:
    asked = ("EXP-2020-001", "EXP-2020-001", *(f"EXP-2020-00{n}" for n in range(2, 8)))
    found = halls.related.compare(asked, reader=PUBLIC)
    assert [column.record.id for column in found.columns] == [f"EXP-2020-00{n}" for n in range(1, 5)]


def test_a_record_without_a_text_is_compared_by_its_card(home: Path, open_base: Opener) -> None:
    write_stories(home)
    story(home, "vide.md", "", id="EXP-2020-050", title="Rien encore", outcome="success")
    base = open_base()
    base.build()
    found = base.related.compare(("EXP-2020-050", "EXP-2020-001"), reader=PUBLIC)
    assert found.alignments == ()
    assert next(row for row in found.facts if row.name == "outcome").shared == ("success",)


def test_whoever_compares_again_does_not_have_paragraphs_encoded_as_new_passages(
    halls: KnowledgeBase, encoder: FakeEncoder
) -> None:
    encoder.encoded.clear()
    assert halls.related.compare(("EXP-2020-001", "EXP-2020-002"), reader=PUBLIC).alignments
    assert encoder.encoded == []  # the real one remembers what is asked as sentences
