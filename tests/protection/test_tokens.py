"""A text cut into words: what each is, what stands before it, and which parts of a text are kept where two overlap."""

import pytest

from kb.protection.persons.groups import group_keys, name_of
from kb.protection.persons.names import LONGEST, _pieces
from kb.protection.spans import FoundSpan, without_overlaps
from kb.protection.tokens import key_after, key_before, tokenize


def test_words_have_their_place_their_folded_form_and_what_stands_before() -> None:
    text = "(L’été, N’Golo et Jean-Marc."
    tokens = tokenize(text)
    assert [text[one.start : one.end] for one in tokens] == ["L", "été", "N’Golo", "et", "Jean-Marc"]
    assert [one.key for one in tokens] == ["l", "ete", "n'golo", "et", "jean-marc"]
    assert [one.gap for one in tokens] == ["(", "’", ", ", " ", " "]


@pytest.mark.parametrize(
    ("text", "capital", "upper", "initial"),
    [("un", *[False] * 3), ("Un", True, False, False), ("UN", True, True, False), ("U", True, False, True)],
)
def test_a_word_begins_with_a_capital_is_all_capitals_or_is_one(
    text: str, capital: bool, upper: bool, initial: bool
) -> None:
    (token,) = tokenize(text)
    assert (token.capital, token.upper, token.initial) == (capital, upper, initial)


@pytest.mark.parametrize(
    ("gap", "opens", "joined"),
    [
        (" ", False, True), ("\u00a0", False, True), ("’", False, True), (", ", False, False),
        (". ", True, False), ("! ", True, False), ("\n", True, False), (" « ", True, False), (" : ", True, False),
        (" - ", True, False), (") ", True, False), ("  ", False, True), ("   ", False, False), ("; ", True, False),
        (" (", False, False),
    ],
)  # fmt: skip
def test_what_stands_before_a_word_opens_a_sentence_or_joins_it_to_the_one_before(
    gap: str, opens: bool, joined: bool
) -> None:
    token = tokenize(f"un{gap}deux")[1]
    assert (token.opens, token.joined) == (opens, joined)
    assert tokenize("un")[0].opens
    assert not tokenize("un")[0].joined


def test_a_neighbour_counts_when_what_stands_between_does() -> None:
    tokens = tokenize("un, deux trois")
    assert [key_before(tokens, at) for at in range(3)] == ["", "un", "deux"]
    assert [key_before(tokens, at, " ") for at in range(3)] == ["", "", "deux"]
    assert [key_after(tokens, at, " ") for at in range(3)] == ["", "trois", ""]
    assert key_after(tokens, 0, ", ", " ") == "deux"


@pytest.mark.parametrize(
    ("found", "kept"),
    [
        ([(0, 3, "person"), (3, 5, "person")], [(0, 3), (3, 5)]),
        ([(3, 5, "person"), (0, 3, "person")], [(0, 3), (3, 5)]),
        ([(0, 4, "person"), (3, 5, "person")], [(0, 4)]),
        ([(0, 3, "person"), (2, 6, "person")], [(2, 6)]),
        ([(0, 6, "person"), (2, 3, "email")], [(2, 3)]),
        ([(0, 6, "rare"), (2, 3, "person")], [(2, 3)]),
        ([(0, 6, "person"), (2, 3, "none")], [(2, 3)]),
        ([(0, 3, "person"), (1, 4, "person")], [(0, 3)]),
        ([], []),
    ],
)
def test_of_what_overlaps_the_surer_kind_is_kept_then_the_longer_then_the_first(
    found: list[tuple[int, int, str]], kept: list[tuple[int, int]]
) -> None:
    spans = [FoundSpan(start, end, kind, "") for start, end, kind in found]  # type: ignore[arg-type]
    assert [(one.start, one.end) for one in without_overlaps(spans)] == kept


def test_a_long_text_is_read_in_pieces_cut_at_spaces_that_are_all_of_it() -> None:
    line = "mot " * 2_000
    text = f"\n{line}\n\n{'x' * 4_500}\ncourt\n \nfin"
    pieces = list(_pieces(text))
    assert LONGEST == 2_000
    assert all(end - start <= LONGEST for start, end in pieces)
    assert sum(end - start < LONGEST - 4 for start, end in pieces) <= 5
    covered = {at for start, end in pieces for at in range(start, end)}
    assert all(at in covered for at, sign in enumerate(text) if not sign.isspace())
    assert all("\n" not in text[start:end] and text[start:end].strip() for start, end in pieces)
    assert all(not (text[end - 1].isalpha() and text[end : end + 1] == "o") for _, end in pieces)
    assert list(_pieces("x" * LONGEST)) == [(0, LONGEST)]
    assert list(_pieces("x" * (LONGEST + 1))) == [(0, LONGEST), (LONGEST, LONGEST + 1)]
    assert list(_pieces("")) == []


@pytest.mark.parametrize(
    ("mention", "words", "titled"),
    [
        ("Mme Diallo", ("diallo",), True),
        ("M. et Mme Diallo", ("diallo",), True),
        ("tata Diallo", ("diallo",), False),
        ("Karim de La Tour", ("karim", "tour"), False),
        ("Mme veuve Diallo", ("diallo",), True),
        ("docteur", ("docteur",), True),
        ("de la", ("de", "la"), False),
    ],
)
def test_a_name_is_what_is_left_without_title_and_particles(mention: str, words: tuple[str, ...], titled: bool) -> None:
    found = name_of(mention)
    assert (found.words, found.titled) == (words, titled)


@pytest.mark.parametrize(
    ("mentions", "keys"),
    [
        (["Karim Diallo", "Karim", "Mme Diallo"], ["karim-diallo"] * 3),
        (["Karim Diallo", "Karim Traoré", "Karim"], ["karim-diallo", "karim-traore", "karim"]),
        (["Karim", "karim", "KARIM"], ["karim"] * 3),
        (["Karim Ba", "Ba"], ["karim-ba", "ba"]),
        (["Jo Diallo", "Jo"], ["jo-diallo", "jo-diallo"]),
        (["Diallo Jo", "Jo"], ["diallo-jo", "jo"]),
        (["Karim", "Paul"], ["karim", "paul"]),
    ],
)
def test_a_name_said_in_part_is_the_one_fuller_name_that_it_must_be(mentions: list[str], keys: list[str]) -> None:
    assert group_keys([("person", one) for one in mentions]) == tuple(f"person:{key}" for key in keys)
    assert group_keys([("phone", "06 12-34")]) == ("phone:061234",)


@pytest.mark.parametrize(
    ("mentions", "keys"),
    [
        (("Karim", "Karim Ba"), ("karim-ba", "karim-ba")),
        (("Ba", "Karim Ba"), ("ba", "karim-ba")),  # a surname of two letters may be anybody's
        (("Bah", "Karim Bah"), ("karim-bah", "karim-bah")),
        (("Karim", "Karim Ba", "Karim Bah"), ("karim", "karim-ba", "karim-bah")),
        (("Mme Diallo", "Fatou Diallo"), ("fatou-diallo", "fatou-diallo")),
        (("M. de Villepin", "Villepin"), ("villepin", "villepin")),
        (("Karim et Paul",), ("karim-paul",)),
        (("Mme",), ("mme",)),
        (("le docteur Ba", "Ba"), ("ba", "ba")),
    ],
)
def test_who_is_named_in_part_is_the_one_fuller_name_that_it_must_be(
    mentions: tuple[str, ...], keys: tuple[str, ...]
) -> None:
    assert group_keys([("person", one) for one in mentions]) == tuple(f"person:{key}" for key in keys)
