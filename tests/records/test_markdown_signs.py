"""Text as Markdown: signs of its own are escaped, and nothing else is."""

import pytest

from ingest.document import Mark
from kb.records.markdown_signs import code, escaped, heading, item, paragraph, quote, table


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("un * deux", r"un \* deux"),
        ("snake_case", "snake_case"),
        ("_dit_", r"\_dit\_"),
        ("a & b &amp; c", r"a & b \&amp; c"),
        ("# titre", r"\# titre"),
        ("un # deux", "un # deux"),
        ("1. un", r"1\. un"),
        ("1) un", r"1\) un"),
        ("1.5 an", "1.5 an"),
        ("1234567890. un", "1234567890. un"),
        ("- un", r"\- un"),
        ("> un", r"\> un"),
        ("| un", r"\| un"),
        ("un [lien] <b>", r"un \[lien\] \<b>"),
    ],
)
def test_a_line_is_escaped_where_it_would_be_read_as_signs(text: str, written: str) -> None:
    assert escaped(text) == written


@pytest.mark.parametrize(
    ("text", "level", "written"),
    [
        ("Titre", 1, "# Titre"),
        ("Titre", 6, "###### Titre"),
        ("Titre", 7, "###### Titre"),
        ("Titre", 0, "# Titre"),
        ("Un\n titre ", 2, "## Un titre"),
        ("Titre ##", 2, r"## Titre \##"),
        ("C#", 2, r"## C\#"),
    ],
)
def test_a_heading_has_one_to_six_signs_and_no_other_at_its_end(text: str, level: int, written: str) -> None:
    assert heading(text, level) == written


def test_an_item_hangs_as_deep_as_it_stands_with_the_number_it_bears() -> None:
    assert item("un") == "- un"
    assert item("un", 2) == "        - un"
    assert item("12. un", 1) == "    12. un"
    assert item("12) un") == "12) un"
    assert item("12.5 un") == "- 12.5 un"
    assert item("un\ndeux", 1) == "    - un\\\n        deux"
    assert item("12. un mot", marks=[Mark(7, 10, "strong")]) == "12. un **mot**"
    assert item("12. un mot", marks=[Mark(4, 6, "strong")]) == "12. **un** mot"
    assert item("12. un mot", marks=[Mark(3, 6, "strong"), Mark(7, 10, "emphasis")]) == "12. un _mot_"


def test_marks_are_signs_around_words_inner_ones_within_and_crossing_ones_left_out() -> None:
    assert paragraph("un mot", marks=[Mark(3, 6, "strong")]) == "un **mot**"
    assert paragraph("un mot", marks=[Mark(0, 6, "strong"), Mark(3, 6, "emphasis")]) == "**un _mot_**"
    assert paragraph("un mot", marks=[Mark(3, 6, "emphasis"), Mark(3, 6, "link", "a")]) == "un _[mot](a)_"
    assert paragraph("un mot", marks=[Mark(0, 2, "strong"), Mark(2, 6, "emphasis")]) == "**un**_ mot_"
    assert paragraph("un mot", marks=[Mark(0, 4, "strong"), Mark(3, 6, "emphasis")]) == "**un m**ot"
    assert paragraph("un * mot", marks=[Mark(5, 8, "strong")]) == r"un \* **mot**"
    assert paragraph("- un\n- mot", marks=[Mark(7, 10, "strong")]) == "\\- un\\\n\\- **mot**"
    assert paragraph("un - mot", marks=[Mark(3, 8, "strong")]) == "un **- mot**"
    assert paragraph("un\n- mot", marks=[Mark(3, 8, "strong")]) == "un\\\n**\\- mot**"


def test_lines_of_a_paragraph_and_of_a_quotation_stay_lines() -> None:
    assert paragraph(" un \n deux ") == "un\\\ndeux"
    assert quote("un\ndeux") == "> un\\\n> deux"
    assert quote("un\ndeux", [Mark(0, 2, "strong")]) == "> **un**\\\n> deux"


@pytest.mark.parametrize(
    ("text", "fence"), [("un", "```"), ("`", "```"), ("``", "```"), ("```", "````"), ("`````", "``````")]
)
def test_a_fence_is_longer_than_any_run_of_ticks_inside(text: str, fence: str) -> None:
    assert code(text) == f"{fence}\n{text}\n{fence}"


def test_a_table_has_as_many_cells_in_each_row_as_in_the_longest() -> None:
    assert table([["a", "b"], ["c"]]) == "| a | b |\n| --- | --- |\n| c |  |"
    assert table([["a"], ["b", "c"]]) == "| a |  |\n| --- | --- |\n| b | c |"
    assert table([["a|b"], ["un\n- deux"]]) == "| a\\|b |\n| --- |\n| un - deux |"


def test_of_marks_that_begin_together_the_longer_stands_around_whichever_is_given_first() -> None:
    inner, outer = Mark(3, 6, "strong"), Mark(3, 9, "emphasis")
    assert paragraph("un mot ici", marks=[inner, outer]) == "un _**mot** ic_i"
    assert paragraph("un mot ici", marks=[outer, inner]) == "un _**mot** ic_i"


def test_a_mark_after_one_that_is_left_out_is_set() -> None:
    crossing = [Mark(0, 4, "strong"), Mark(3, 6, "emphasis"), Mark(7, 10, "emphasis")]
    assert paragraph("un mot ici", marks=crossing) == "**un m**ot _ici_"
    assert paragraph("un mot ici", marks=list(reversed(crossing))) == "**un m**ot _ici_"


def test_each_line_of_a_set_text_is_escaped_at_its_head_and_no_other_place() -> None:
    marks = [Mark(0, 1, "strong")]
    assert paragraph("a - b\n- c # d\n# e", marks=marks) == "**a** - b\\\n\\- c # d\\\n\\# e"
    assert paragraph("- b", marks=[Mark(2, 3, "strong")]) == "\\- **b**"
