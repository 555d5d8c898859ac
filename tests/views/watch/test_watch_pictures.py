"""The pictures of the watch: numbers as words and sizes, masked counts without any, and a ground that is the "
"outlines'."""

from pathlib import Path

from kb.views.watch import pictures
from kb.watch.masking import mask_table

ROOT = Path(__file__).resolve().parents[3]


def test_the_ground_that_is_served_is_that_of_the_outlines() -> None:
    drawn = pictures.ground_svg()
    assert (ROOT / "static" / "territories.svg").read_text("utf-8") == drawn
    width, height = drawn.split('viewBox="0 0 ')[1].split('"')[0].split()
    assert f'width="{width}" height="{height}"' in pictures.circles({}, {}, 1)


def test_a_circle_says_its_count_and_opens_its_signals() -> None:
    html = pictures.circles({"75118": 12, "75119": 3, "93066": 0}, {"75118": "Paris 18e"}, 12, month="2026-05")
    assert html.count("<a ") == 2
    assert 'aria-label="Paris 18e\u00a0: 12"' in html
    assert 'href="/veille?territoire=75118&amp;mois=2026-05#rp-signaux"' in html


def test_a_masked_count_is_drawn_without_its_number() -> None:
    assert "masqué" in pictures.circles({"75118": None}, {}, 12)
    assert "None" not in pictures.circles({"75118": None}, {}, 12) + pictures.bars(["2026-05"], [None], "")
    assert "masqué" in pictures.bars(["2026-05"], [None], "")


def test_a_table_has_its_caption_its_totals_and_dashes_for_what_is_masked() -> None:
    html = pictures.table("Signaux", "Territoire", ["A", "B"], ["mai", "juin"], mask_table([[2, 20], [30, 40]]))
    assert "<caption>Signaux</caption>" in html
    assert html.count("<td>—</td>") == 4
    assert "<td>92</td>" in html
    assert html.count('scope="row"') == 3
