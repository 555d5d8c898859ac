"""Reading a question: words, spelling, glossary."""

from collections.abc import Mapping, Sequence
from typing import cast

import numpy as np
import pytest

from kb.encoder.served import Float32, TextEncoder
from kb.index.words.speller import Speller
from kb.search.question import CORRECTION_WEIGHT, GLOSSARY_WEIGHT, LONGEST, Question, analyse, encoded
from kb.vocabulary.vocabulary import Term, Vocabulary

TERMS: Mapping[str, int] = {
    "mediateur": 1,
    "hall": 2,
    "dealer": 3,
    "choufeur": 4,
    "guetteur": 5,
    "crack": 6,
    "caillou": 7,
    "hotel": 8,
}
WORDS = {"mediateurs": 4, "hall": 3, "guetteurs": 2, "crack": 9, "hotel": 2, "hotels": 1}
VOCABULARY = Vocabulary(
    {},
    (
        Term("guetteur", "guetteur", "Celui qui surveille.", variants=("choufeur", "chouf")),
        Term("crack", "crack", "Cocaïne fumée.", variants=("caillou", "cocaïne basée")),
        Term("scmr", "salle de consommation", "Un lieu.", variants=("halte soins addictions",)),
    ),
    {},
)


def never() -> Speller:
    raise AssertionError("spelling was asked for without need")


def asked(text: str) -> Question:
    return analyse(text, TERMS, VOCABULARY, lambda: Speller(WORDS))


def weights(question: Question) -> list[tuple[str, dict[str, float]]]:
    return [(group.word, {a.text: a.weight for a in group.alternatives}) for group in question.groups]


def test_words_that_stand_in_the_base_are_searched_as_they_are() -> None:
    question = analyse("Le médiateur du hall", TERMS, VOCABULARY, never)
    assert weights(question) == [("mediateur", {"mediateur": 1.0}), ("hall", {"hall": 1.0})]
    assert (question.expanded, question.corrected, question.cut) == ((), (), False)


def test_a_word_said_twice_counts_once() -> None:
    assert [group.word for group in asked("hall, hall et HALL").groups] == ["hall"]


def test_a_misspelt_word_is_corrected_and_the_correction_is_told() -> None:
    question = asked("les médiatteurs")
    assert question.corrected == (("médiatteurs", "mediateurs"),)
    assert weights(question)[0][1] == {"mediateur": CORRECTION_WEIGHT}


def test_a_word_unknown_and_far_from_all_is_kept_without_an_alternative() -> None:
    question = asked("une montgolfière")
    assert weights(question) == [("montgolfiere", {})]
    assert question.corrected == ()


def test_a_word_of_french_that_stands_nowhere_is_not_taken_for_another() -> None:
    question = asked("une hottel, un hostile")
    assert question.corrected == (("hottel", "hotel"),)
    assert question.meant == "une hôtel, un hostile"


def test_a_variant_of_the_glossary_brings_the_other_forms_for_less() -> None:
    question = asked("un caillou dans le hall")
    assert weights(question)[0] == ("caillou", {"caillou": 1.0, "crack": GLOSSARY_WEIGHT})
    assert question.expanded == ("crack",)


def test_a_plural_finds_the_term_of_the_glossary() -> None:
    assert "guetteur" in asked("les choufeurs").expanded


def test_a_misspelt_term_finds_its_variants() -> None:
    question = asked("le crakc")
    assert question.corrected == (("crakc", "crack"),)
    assert question.expanded == ("caillou",)


@pytest.mark.parametrize(
    ("typed", "common"),
    [
        ("un caillou dans le hall", "un crack dans le hall"),
        ("des Caillous, et le hall", "des crack, et le hall"),
        ("le crack et le caillou", "le crack et le crack"),
        ("le crakc", ""),  # read as « crack », which is what it is called
        ("le hall", ""),
    ],
)
def test_the_encoder_also_reads_a_question_in_the_common_language(typed: str, common: str) -> None:
    assert asked(typed).common == common


def test_a_vector_is_half_the_question_as_typed_and_half_as_said_in_common() -> None:
    class Axes:
        def queries(self, texts: Sequence[str]) -> Float32:
            return np.eye(3, dtype=np.float32)[[int("caillou" in one) for one in texts]]

    axes = cast(TextEncoder, Axes())
    assert encoded(asked("le hall"), axes).tolist() == [1, 0, 0]
    assert encoded(asked("le caillou"), axes).tolist() == pytest.approx([0.5**0.5, 0.5**0.5, 0])


def test_a_form_of_several_words_does_not_bring_each_of_its_words() -> None:
    assert asked("une salle de consommation").expanded == ()


@pytest.mark.parametrize("text", ["", "   \n ", "?! …", "🙂🙂", "le la les de", "'; -- ", '"', "((", "*", "\x00"])
def test_a_question_without_a_meaning_word_has_no_group(text: str) -> None:
    assert asked(text).groups == ()


@pytest.mark.parametrize(
    "text", ["'; DROP TABLE records; --", 'c++ "(', "AND OR NEAR(", "hall*^:-", "a" * 5_000, "\ud83d\ude42 hall"]
)
def test_no_question_whatever_stops_the_reading(text: str) -> None:
    assert isinstance(asked(text), Question)


def test_a_very_long_question_is_cut_and_says_so() -> None:
    question = asked("hall " * 10_000)
    assert question.cut
    assert len(question.text) == LONGEST
    assert [group.word for group in question.groups] == ["hall"]


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("mediateurs", ["mediateurs"]),
        ("mdeiateurs", ["mediateurs"]),
        ("otel", ["hotel"]),
        ("hotell", ["hotel", "hotels"]),
        ("halle", ["hall"]),
        ("hal", []),
        ("xediateurs", []),
        ("2024", []),
        ("dans", []),
    ],
)
def test_spelling_is_corrected_within_its_tolerance(word: str, near: list[str]) -> None:
    assert Speller(WORDS).near(word) == near


def test_with_no_word_at_all_nothing_is_near() -> None:
    assert Speller({}).near("mediateur") == []
