"""Where words that were pointed at stand in a text, and in a later version of it."""

import pytest

from kb.records.text_anchors import AROUND, LONG_QUOTE, LONGEST_WORDS, place_of, words_at

FILLER = "Rien de tel ne se lit ici. "


@pytest.mark.parametrize(("start", "at"), [(0, 4), (4, 4), (9, 4), (12, 4), (13, 20), (20, 20), (90, 20)])
def test_of_the_same_words_the_nearest_are_meant_and_the_first_of_two_as_near(start: int, at: int) -> None:
    text = "ici le pont, et ici le pont"
    first, last = text.index("le pont"), text.rindex("le pont")
    assert (first, last) == (4, 20)
    assert place_of("le pont", start, text) == (at, at + len("le pont"))


def test_words_that_were_said_to_stand_before_the_text_are_found_at_its_head() -> None:
    assert place_of("le pont", -5, "le pont est là") == (0, 7)


@pytest.mark.parametrize(("start", "at"), [(-3, 0), (0, 0), (1, 0), (2, 0), (3, 5), (5, 5), (9, 5)])
def test_words_at_the_very_head_of_a_text_are_as_near_as_others(start: int, at: int) -> None:
    assert place_of("pont", start, "pont pont") == (at, at + 4)


def test_words_that_changed_a_little_are_found_whole() -> None:
    text = f"{FILLER}Les garçons traversaient le vieux ponton chaque soir. {FILLER}"
    found = place_of("garçon traversait le vieux pont", 30, text)
    assert found is not None
    assert text[slice(*found)] == "garçons traversaient le vieux ponton"


def test_words_that_are_gone_are_nowhere() -> None:
    assert place_of("Le pont était barré par la police", 10, FILLER * 5) is None
    assert place_of("", 0, "Un texte.") is None
    assert place_of("Un mot", 0, "") is None


@pytest.mark.parametrize(("before", "found"), [(AROUND - 100, True), (AROUND + 100, False)])
def test_changed_words_are_looked_for_around_where_they_stood(before: int, found: bool) -> None:
    changed = "Elle traverse le canal gelé sans regarder."
    far = " ".join(["ut"] * ((before + 100) // 3))
    after = place_of("Elle traversa le canal gelé sans regarder", 0, f"{far[:before]} {changed}")
    head = f"{changed} {far}"
    ahead = place_of("Elle traversa le canal gelé sans regarder", before, head)
    assert (after is not None, ahead is not None) == (found, found)


def test_the_end_of_a_text_is_searched_when_the_place_is_past_it() -> None:
    text = f"{FILLER * 200}Elle traverse le canal gelé sans regarder."
    found = place_of("Elle traversa le canal gelé sans regarder", 9 * len(text), text)
    assert found is not None
    assert text[found[0] :].startswith("Elle traverse")


def long_quote() -> str:
    words = [f"mot{number}" for number in range(LONG_QUOTE)]
    return " ".join(words)[: 2 * LONG_QUOTE].rsplit(" ", 1)[0]


def test_a_long_quote_is_found_by_how_it_begins_and_ends() -> None:
    quote = long_quote()
    middle = len(quote) // 2
    text = f"{FILLER}{quote[:middle]} ajouté {quote[middle:]} {FILLER}"
    assert place_of(quote, len(FILLER), text) == (len(FILLER), len(FILLER) + len(quote) + len(" ajouté "))


@pytest.mark.parametrize("kept", ["head", "tail"])
def test_a_long_quote_of_which_one_end_is_gone_is_nowhere(kept: str) -> None:
    quote = long_quote()
    half = quote[: len(quote) // 2] if kept == "head" else quote[len(quote) // 2 :]
    assert place_of(quote, 0, f"{half} {FILLER * 40}") is None


def test_a_long_quote_whose_ends_stand_too_far_apart_is_nowhere() -> None:
    quote = long_quote()
    middle = len(quote) // 2
    between = ("ut " * 700)[: len(quote) + 300]
    assert place_of(quote, 0, f"{quote[:middle]} {between} {quote[middle:]}") is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("le  pont\nbarré", "le pont barré"),
        ("deux trois", "deux | trois"),
        ("a.b", "a.b"),
    ],
)
def test_words_are_found_whatever_stands_between_them(words: str, said: str) -> None:
    text = "Un axb puis a.b, le pont barré, un | deux | trois."
    found = words_at(words, text)
    assert found is not None
    assert text[slice(*found)] == said


def test_no_words_or_too_many_are_nowhere() -> None:
    longest = "a" * LONGEST_WORDS
    assert words_at("  ", "Un texte.") is None
    assert words_at("absent", "Un texte.") is None
    assert words_at(longest, longest) == (0, LONGEST_WORDS)
    assert words_at(f"{longest}a", f"{longest}a") is None


@pytest.mark.parametrize("long", [LONGEST_WORDS, LONGEST_WORDS + 1])
def test_words_as_long_as_may_be_are_pointed_at_and_one_character_more_is_not(long: int) -> None:
    words = ("mot " * (long // 4 + 1))[: long - 1] + "x"
    assert len(words) == long
    assert (words_at(words, f"ici {words}") is not None) == (long == LONGEST_WORDS)


@pytest.mark.parametrize("extra", [0, 1, 400])
def test_a_quote_that_changed_in_its_middle_is_found_by_its_ends_when_it_is_long(extra: int) -> None:
    quote = " ".join(f"mot{at}" for at in range(200))[: LONG_QUOTE + extra]
    middle = len(quote) // 2
    changed = f"{quote[: middle - 9]}tout autre{quote[middle + 9 :]}"
    text = f"{FILLER}{changed} {FILLER}"
    found = place_of(quote, len(FILLER), text)
    assert found is not None
    assert "mot0 mot1 " in text[slice(*found)]
    assert abs(found[1] - found[0] - len(changed)) < 12


def test_a_long_quote_whose_ends_are_far_apart_or_too_near_is_gone() -> None:
    quote = " ".join(f"mot{at}" for at in range(300))
    half = LONG_QUOTE // 2
    head, tail = quote[:half], quote[-half:]
    near = f"{head} {tail}"
    far = f"{head}{' rien' * (2 * len(quote) // 5)} {tail}"
    assert place_of(quote, 0, near) is None
    assert place_of(quote, 0, far) is None
    some = f"{head}{' rien' * (len(quote) // 10)} {tail}"
    assert place_of(quote, 0, some) == (0, len(some))


def test_bounds_that_cut_words_move_out_to_their_ends_and_no_further() -> None:
    text = "le vieux ponton du soir"
    assert place_of("eux pontan", 5, text) == (3, 15)
    assert place_of("soirs", 19, "du soir") == (3, 7)
    assert place_of("lu vieux", 0, "le vieux") == (0, 8)


def test_of_a_long_quote_that_changed_the_end_nearest_to_where_it_stood_is_meant() -> None:
    quote = " ".join(f"mot{at}" for at in range(200))
    middle, tail = len(quote) // 2, quote[-LONG_QUOTE // 2 :]
    changed = f"{quote[: middle - 9]}tout autre{quote[middle + 9 :]}"
    before = f"{tail} {FILLER * 2}"
    text = f"{before}{changed} {FILLER} {tail}"
    assert place_of(quote, len(before), text) == (len(before), len(before) + len(changed))


@pytest.mark.parametrize(
    ("quote", "start", "text", "found"),
    [
        ("arçons traversait le pont", 0, "garçons traversent le pont", "garçons traversent le pont"),
        ("Elle traversa le canal g", 0, "Elle traverse le canal gelé.", "Elle traverse le canal gelé"),
        ("lle traversa le canal gelé", 4, "Puis elle traverse le canal gelé", "elle traverse le canal gelé"),
        ("il y a un vieux pont ici", 0, "il y a un vieil pont ici", "il y a un vieil pont ici"),
    ],
)
def test_words_that_changed_are_found_whole_at_both_ends_of_a_text(
    quote: str, start: int, text: str, found: str
) -> None:
    bounds = place_of(quote, start, text)
    assert bounds is not None
    assert text[slice(*bounds)] == found


def test_the_place_of_words_that_overlap_themselves_is_where_they_stood() -> None:
    assert [place_of("aa", start, "aaaa") for start in (-1, 0, 1, 2, 3)] == [(0, 2), (0, 2), (1, 3), (2, 4), (2, 4)]


@pytest.mark.parametrize(("words", "found"), [(2.0, True), (2.03, False), (0.5, True), (0.47, False)])
def test_the_ends_of_a_long_quote_stand_half_to_twice_as_far_apart_as_they_did(words: float, found: bool) -> None:
    quote = "a" * 900 + "b" * 900
    half = LONG_QUOTE // 2
    whole = int(words * len(quote))
    text = quote[:half] + "." * (whole - 2 * half) + quote[-half:]
    assert len(text) == whole
    assert (place_of(quote, 0, text) == (0, whole)) is found
