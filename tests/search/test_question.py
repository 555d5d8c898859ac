"""Reading a question: words, spelling, glossary."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

import numpy as np
import pytest

from kb.encoder.served import Float32, TextEncoder
from kb.index.words.speller import Speller
from kb.search.question import (
    CORRECTION_WEIGHT,
    GLOSSARY_WEIGHT,
    LONGEST,
    WEAKER_WEIGHT,
    Question,
    analyse,
    encoded,
    in_common_language,
)
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


MORE = Vocabulary(
    {},
    (
        Term("crack", "crack", "Cocaïne fumée.", variants=("cocaïne basée", "caillou", "la")),
        Term("scmr", "salle de consommation", "Un lieu.", variants=("halte soins addictions", "salle")),
        Term("guet", "guetteur", "Celui qui surveille.", variants=("chouf", "chef de hall")),
    ),
    {},
)


@pytest.mark.parametrize(
    ("typed", "common"),
    [
        ("cocaïne basée caillou", "crack crack"),  # one form right after another
        ("la cocaïne basée du hall", "la crack du hall"),  # a function word alone is none
        ("cocaïne", "cocaïne"),
        ("cocaïnes basées", "cocaïnes basées"),  # forms of several words begin as they are written
        ("cocaïne basées", "crack"),
        ("halte soins addictions, halte soins", "salle de consommation, halte soins"),
        ("salle salle de consommation", "salle de consommation salle de consommation"),
        ("salle de consommation", "salle de consommation"),
        ("un chef de hall, un chef", "un guetteur, un chef"),
        ("choufs", "guetteur"),
        ("un hall", "un hall"),
        ("", ""),
    ],
)
def test_of_the_forms_of_the_glossary_the_longest_is_read_and_reading_goes_on_after_it(typed: str, common: str) -> None:
    assert in_common_language(typed, MORE) == common


def test_a_word_of_two_terms_is_called_by_both() -> None:
    both = Vocabulary({}, (Term("a", "hall", "", variants=("bas",)), Term("b", "cave", "", variants=("bas",))), {})
    assert in_common_language("le bas", both) == "le hall cave"


@pytest.mark.parametrize("spared", [frozenset(), frozenset({"hall"})])
@pytest.mark.parametrize("begun", [{}, {"hall": ("hall",)}])
def test_words_of_the_glossary_and_words_meant_as_typed_are_not_corrected(
    spared: frozenset[str], begun: Mapping[str, Sequence[str]]
) -> None:
    vocabulary = Vocabulary({}, (Term("x", "hottel", "Un mot d’ici."),), {})

    def corrected(text: str) -> tuple[tuple[str, str], ...]:
        return analyse(text, TERMS, vocabulary, lambda: Speller(WORDS), spared=spared, begun=begun).corrected

    assert corrected("un hottel") == ()
    assert corrected("un mediatteurs") == (("mediatteurs", "mediateurs"),)


def test_a_word_begun_or_spared_is_none_to_correct_and_is_weighed_as_the_words_that_begin_so() -> None:
    def read(text: str, **how: Any) -> Question:
        return analyse(text, TERMS, VOCABULARY, lambda: Speller(WORDS), **how)

    assert read("hottel").corrected == (("hottel", "hotel"),)
    assert read("hottel", spared=frozenset({"hottel"})).corrected == ()
    begun = read("hot hall", begun={"hot": ("hotel", "absent")})
    assert weights(begun) == [("hot", {"hotel": 1.0}), ("hall", {"hall": 1.0})]
    assert begun.corrected == ()


def test_two_words_written_as_one_are_looked_for_apart_each_once() -> None:
    terms = {"auto": 1, "support": 2, "hall": 3}

    def read(text: str) -> list[tuple[str, dict[str, float]]]:
        return weights(analyse(text, terms, VOCABULARY, lambda: Speller({})))

    both = [("auto", {"auto": 1.0}), ("support", {"support": 1.0})]
    assert read("autosupport") == both
    assert read("autosupport autosupport") == both
    assert read("support autosupport") == [both[1], both[0]]
    assert read("autosupport support hall") == [*both, ("hall", {"hall": 1.0})]


def test_what_a_number_may_also_be_weighs_half_and_never_less_than_it_does() -> None:
    def read(text: str, *known: str) -> list[tuple[str, dict[str, float]]]:
        terms = {term: place for place, term in enumerate(known)}
        return weights(analyse(text, terms, VOCABULARY, lambda: Speller({})))

    assert read("le 19e", "19e", "19") == [("19e", {"19e": 1.0, "19": WEAKER_WEIGHT})]
    assert read("le 19e", "19") == [("19e", {"19": WEAKER_WEIGHT})]
    assert (GLOSSARY_WEIGHT, CORRECTION_WEIGHT, WEAKER_WEIGHT) == (0.5, 0.8, 0.5)


def test_a_form_is_added_to_the_last_word_of_the_one_that_was_typed() -> None:
    terms = {"basé": 0, "bas": 1, "crack": 2, "cocain": 3}
    question = analyse("cocaïne basée", terms, VOCABULARY, lambda: Speller({}))
    assert question.expanded == ("crack",)
    assert [(word, of.get("crack")) for word, of in weights(question)] == [
        ("cocaine", None),
        ("basee", GLOSSARY_WEIGHT),
    ]


def test_a_question_as_long_as_may_be_is_whole() -> None:
    assert not asked("h" * LONGEST).cut
    longer = asked("h" * (LONGEST + 1))
    assert longer.cut
    assert longer.text == "h" * LONGEST
