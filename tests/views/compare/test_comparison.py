"""Records side by side, as they are drawn."""

from dataclasses import replace

from kb.readers import PUBLIC
from kb.related.align import Alignment, Comparison
from kb.views.compare import comparison
from tests.fake_base import FakeBase

BASE = FakeBase()
FOUND = BASE.compare(("EXP-2024-031", "EXP-2022-017"), reader=PUBLIC)


def test_what_is_shared_comes_before_what_each_has_of_its_own() -> None:
    drawn = comparison.likenesses(FOUND, BASE)
    assert drawn.index("En commun") < drawn.index(FOUND.columns[0].record.title)
    assert '<th scope="row">Stratégies et fonctions clés</th><td data-rp-name="En commun">Partenariat</td>' in drawn
    assert "rien de propre" in drawn


def test_each_cell_names_its_record_for_a_narrow_window() -> None:
    drawn = comparison.fields(FOUND)
    assert drawn.count('<p class="name" aria-hidden="true">') == 2 * len(FOUND.fields)
    assert 'scope="rowgroup" colspan="2">Contexte</th>' in drawn


def test_a_passage_leads_to_its_place_and_one_that_is_missing_is_told() -> None:
    column = FOUND.columns[0]
    unit = FOUND.fields[0].units[0][0]
    drawn = comparison.passages(replace(FOUND, alignments=(Alignment((unit, None), 2.0),)))
    assert f"id={column.record.id}&amp;rev={column.record.revision}&amp;de={unit.start}&amp;a={unit.end}" in drawn
    assert "Pas de passage assez proche." in drawn


def test_without_aligned_passages_the_page_says_so() -> None:
    assert "champ par champ" in comparison.passages(replace(FOUND, alignments=()))
    assert comparison.likenesses(Comparison((), (), (), ()), BASE) == ""


def test_a_title_with_marks_is_escaped_everywhere() -> None:
    record = replace(FOUND.columns[0].record, title="<b>gras</b>")
    column = replace(FOUND.columns[0], record=record)
    found = replace(FOUND, columns=(column, FOUND.columns[1]))
    drawn = comparison.likenesses(found, BASE) + comparison.passages(found) + comparison.fields(found)
    assert "<b>gras" not in drawn + comparison.head(record, BASE, ())
    assert "&lt;b&gt;gras" in drawn


def test_a_record_is_taken_out_by_the_address_of_the_others() -> None:
    assert 'href="/comparer?id=EXP-2022-017"' in comparison.head(FOUND.columns[0].record, BASE, ["EXP-2022-017"])
