"""Slices of passages, cut for a card."""

from kb.html.excerpts import excerpt, heading_of, marked, window
from kb.search.result import HitPassage

LONG = " ".join(f"Phrase numéro {n} du texte." for n in range(60))


def test_marks_are_laid_on_escaped_text() -> None:
    assert marked("a <b> c", [(2, 5)]) == "a <mark>&lt;b&gt;</mark> c"


def test_overlapping_marks_are_laid_once() -> None:
    assert marked("abcdef", [(0, 3), (2, 5)]) == "<mark>abc</mark><mark>de</mark>f"


def test_a_mark_outside_the_slice_is_left_out() -> None:
    assert marked("abcdef", [(0, 1), (5, 6)], 2, 4) == "cd"


def test_a_window_holds_its_centre_and_cuts_between_words() -> None:
    at = LONG.index("numéro 40")
    start, end = window(LONG, (at, at + 9), 120)
    assert "numéro 40" in LONG[start:end]
    assert end - start <= 130
    assert LONG[start - 1] == " "


def test_a_short_text_is_shown_whole() -> None:
    assert excerpt(HitPassage("Il est parti.", None, (), 0, 13)) == "«\u00a0Il est parti.\u00a0»"


def test_a_bullet_is_no_word_and_inner_quotes_take_other_marks() -> None:
    text = "• On dit « le four »."
    assert excerpt(HitPassage(text, None, (), 0, len(text))) == "«\u00a0On dit “le four”.\u00a0»"


def test_a_cut_text_says_that_it_goes_on() -> None:
    cut = excerpt(HitPassage("mot " * 200, None, (), 0, 800))
    assert cut.endswith("…\u00a0»")


def test_the_sentence_nearest_to_the_question_is_what_is_shown() -> None:
    at = LONG.index("Phrase numéro 50")
    passage = HitPassage(LONG, None, (), 0, len(LONG), sentence=(at, at + 26))
    assert "Phrase numéro 50" in excerpt(passage)


def test_a_heading_inside_the_passage_is_its_place_and_not_its_words() -> None:
    text = "Fin du contexte.\n\nDéroulement\n\n" + LONG[:200]
    at = text.index("Phrase")
    passage = HitPassage(text, None, ("Contexte",), 0, len(text), sentence=(at, at + 20))
    assert heading_of(passage) == "Déroulement"
    assert "Déroulement" not in excerpt(passage)


def test_the_items_of_a_list_are_not_taken_for_headings() -> None:
    text = "Conditions de transfert\n\nUn local chauffé\n\nUne équipe du soir\n\n" + LONG[:100]
    at = text.index("Phrase")
    assert heading_of(HitPassage(text, None, (), 0, len(text), sentence=(at, at + 20))) == "Conditions de transfert"


def test_without_a_heading_inside_the_place_is_the_section() -> None:
    assert heading_of(HitPassage("Un texte.", None, ("Leviers",), 0, 9)) == "Leviers"
