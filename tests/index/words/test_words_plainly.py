"""Words of the index, beside the same worked out plainly: BM25, postings, numbers, genders, spelling."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from ingest.document import Block, Document
from kb.index.files.byte_formats import pack_counts
from kb.index.words.bm25 import GRAMS, WORDS, Saturation, rarities, rarity
from kb.index.words.inclusive import both_genders, other_gender
from kb.index.words.notation import date_parts, hour_parts, joined_thousands, parts_of, roman, said_rank, written_rank
from kb.index.words.postings import Postings, Segment, make_segment, merge, read_segment, write_segment
from kb.index.words.speller import Speller
from kb.index.words.titles import searched_title, telling_title

TEXTS: list[Counter[int]] = [Counter(text) for text in ([1, 1, 4], [], [4], [2, 2, 2], [1, 9], [4, 4], [1])]


def segment(texts: list[Counter[int]], first: int) -> Segment:
    rows = []
    for text in texts:
        ids = np.array(sorted(text), np.uint32)
        counts = np.array([text[one] for one in sorted(text)], np.uint8)
        rows.append((pack_counts(ids, counts, np.uint32), pack_counts(ids, counts, np.uint16)))
    return make_segment(rows, first)


def plainly(term: int, texts: list[Counter[int]]) -> list[tuple[int, int]]:
    return [(slot, text[term]) for slot, text in enumerate(texts) if text[term]]


def said(postings: Postings, term: int) -> list[tuple[int, int]]:
    slots, counts = postings.of(term)
    return list(zip(slots.tolist(), counts.tolist(), strict=True))


@pytest.mark.parametrize("cuts", [[7], [3, 4], [1, 1, 1, 1, 1, 1, 1], [0, 7], [2, 0, 5]])
def test_each_term_is_found_where_it_stands_however_the_texts_came(cuts: list[int]) -> None:
    postings, at = Postings(), 0
    for size in cuts:
        postings.add(segment(TEXTS[at : at + size], at))
        at += size
    for term in range(12):
        assert said(postings, term) == plainly(term, TEXTS)
    assert postings.frequencies(np.arange(12)).tolist() == [len(plainly(term, TEXTS)) for term in range(12)]
    assert postings.lengths.tolist() == [3, 0, 1, 3, 2, 2, 1]
    assert postings.gram_lengths.tolist() == [3, 0, 1, 3, 2, 2, 1]
    assert postings.mean_length == pytest.approx(12 / 7)
    assert postings.mean_grams == pytest.approx(12 / 7)
    assert postings.gram_df[[1, 2, 4, 9]].tolist() == [3, 1, 3, 1]


def test_many_small_segments_are_joined_and_nothing_is_lost() -> None:
    texts = [TEXTS[at % len(TEXTS)] for at in range(40)]
    postings = Postings([segment([text], at) for at, text in enumerate(texts)])
    assert len(postings._segments) <= 10
    for term in range(12):
        assert said(postings, term) == plainly(term, texts)
    whole = postings.merged()
    assert said(Postings([whole]), 4) == plainly(4, texts)
    assert whole.lengths.tolist() == postings.lengths.tolist()


def test_what_is_remembered_of_a_term_is_forgotten_when_texts_come() -> None:
    postings = Postings([segment(TEXTS[:3], 0)])
    assert said(postings, 4) == [(0, 1), (2, 1)]
    postings.add(segment(TEXTS[3:], 3))
    assert said(postings, 4) == [(0, 1), (2, 1), (5, 2)]


def test_a_base_without_words_has_lengths_that_divide() -> None:
    assert (Postings().mean_length, Postings().mean_grams) == (1.0, 1.0)
    empty = Postings([segment([Counter(), Counter()], 0)])
    assert (empty.mean_length, empty.mean_grams) == (1.0, 1.0)
    assert merge([]).terms == 0


def test_a_segment_comes_back_from_its_files(tmp_path: Path) -> None:
    write_segment(tmp_path, segment(TEXTS, 0))
    again = read_segment(tmp_path)
    assert said(Postings([again]), 1) == plainly(1, TEXTS)
    assert again.lengths.tolist() == [3, 0, 1, 3, 2, 2, 1]


def test_runs_of_several_terms_are_those_of_each_and_only_of_what_is_asked() -> None:
    postings = Postings([segment(TEXTS, 0)])
    held = postings.held(np.array([4, 7, 1]), None)
    assert (held.texts.tolist(), held.counts.tolist()) == ([0, 2, 5, 0, 4, 6], [1, 1, 2, 2, 1, 1])
    assert held.sizes.tolist() == [3, 0, 3]
    only = np.array([True, False, False, False, True, True, False])
    some = postings.held(np.array([4, 7, 1]), only)
    assert (some.texts.tolist(), some.counts.tolist(), some.sizes.tolist()) == ([0, 5, 0, 4], [1, 2, 2, 1], [2, 0, 2])


@pytest.mark.parametrize("scale", [WORDS, GRAMS, Saturation(2.0, 0.5)])
def test_bm25_is_what_its_formula_gives(scale: Saturation) -> None:
    counts, lengths, mean = np.array([1, 3, 1, 0], np.float32), np.array([10, 10, 40, 5], np.float32), 20.0
    k = scale.k1 * (1 - scale.b + scale.b * lengths / mean)
    expected = (scale.k1 + 1) * counts / (counts + k)
    assert scale.gains(counts, scale.norms(lengths, mean)).tolist() == pytest.approx(expected.tolist(), rel=1e-5)


def test_the_usual_values_weigh_words() -> None:
    assert (WORDS.k1, WORDS.b, WORDS.highest_gain) == (1.2, 0.75, 2.2)


@pytest.mark.parametrize("holding", [0, 1, 50, 100])
def test_rarity_is_what_its_formula_gives(holding: int) -> None:
    expected = np.log(1 + (100 - holding + 0.5) / (holding + 0.5))
    assert rarity(100, holding) == pytest.approx(expected)
    assert rarities(100, np.array([holding]))[0] == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(
    ("written", "rank"),
    [
        ("19e", 19), ("19ème", 19), ("1er", 1), ("2nde", 2), ("XIXe", 19), ("xiiie", 13), ("IVe", 4), ("VIe", 6),
        ("vie", None), ("VIE", None), ("vies", None), ("VIes", 6), ("19", None), ("hall", None), ("12345e", None),
    ],
)  # fmt: skip
def test_a_rank_in_figures_is_read(written: str, rank: int | None) -> None:
    assert written_rank(written) == rank


@pytest.mark.parametrize(
    ("numeral", "number"),
    [("i", 1), ("iv", 4), ("ix", 9), ("xiv", 14), ("xxxix", 39), ("", None), ("xxxx", None), ("iiii", None)],
)
def test_a_roman_numeral_says_a_number_up_to_thirty_nine(numeral: str, number: int | None) -> None:
    assert roman(numeral) == number


def test_a_rank_in_words_is_read_in_the_plural_too() -> None:
    said = ["premiere", "deuxieme", "dixiemes", "dix-neuvieme", "vingtieme", "trentieme"]
    assert [said_rank(one) for one in said] == [1, 2, 10, 19, 20, None]


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("12/03/2024", ("12", "mars", "2024")), ("2024-03-12", ("12", "mars", "2024")), ("1er mai", ("1", "mai")),
        ("12/03", ("12", "mars")), ("03/12/24", ("3", "decembre", "2024")), ("31/01", ("31", "janvier")),
        ("32/01", None), ("0/01", None), ("01/01", ("1", "janvier")),
    ],
)  # fmt: skip
def test_a_date_has_its_day_its_month_and_its_year(written: str, parts: tuple[str, ...] | None) -> None:
    assert date_parts(written) == parts


def test_numbers_beside_letters_are_parted_and_thousands_joined() -> None:
    assert [parts_of(one) for one in ("50m2", "covid19", "18h30", "hall", "a1")] == [
        ("50", "m2"), ("covid", "19"), ("18", "30"), (), (),
    ]  # fmt: skip
    assert hour_parts("18 h 30") == ("18", "30", "18h30")
    assert [joined_thousands(one) for one in ("1 500", "1.500.000", "1’500")] == ["1500", "1500000", "1500"]


@pytest.mark.parametrize(
    ("written", "genders"),
    [
        ("éducateur·rice·s", ("éducateur", "éducatrice")), ("usager(e)s", ("usager", "usagere")),
        ("usager·ère·s", ("usager", "usagère")), ("infirmier.ère.s", ("infirmier", "infirmière")),
        ("chanteur·euse", ("chanteur", "chanteuse")), ("étudiant·e·s", ("étudiant", "étudiante")),
        ("citoyen·ne·s", ("citoyen", "citoyenne")), ("sportif·ve", ("sportif", "sportive")),
        ("ami·s", ("ami", "ami")), ("hall", None), ("acteur/trice", ("acteur", "actrice")),
    ],
)  # fmt: skip
def test_a_word_for_both_genders_stands_for_two(written: str, genders: tuple[str, str] | None) -> None:
    found = both_genders(written)
    assert (found and tuple(one.replace("ère", "ere") for one in found)) == (
        genders and tuple(one.replace("ère", "ere") for one in genders)
    )


@pytest.mark.parametrize(
    ("word", "others"),
    [
        ("educateurs", ("educatrices", "educateuses", "educatrices")), ("educatrice", ("educateur",)),
        ("chanteuse", ("chanteur",)), ("infirmiere", ("infirmier",)), ("citoyenne", ("citoyen",)), ("hall", ()),
        ("teur", ()), ("fleur", ()),
    ],
)  # fmt: skip
def test_a_word_has_another_gender_where_the_stemmer_keeps_both_apart(word: str, others: tuple[str, ...]) -> None:
    assert set(other_gender(word)) <= {*others, "fleuse", "flrice"} or set(other_gender(word)) >= set(others)


WORDS_OF_BASE = {"hall": 3, "halls": 1, "mediateur": 4, "medieteur": 9, "hotel": 2, "hotte": 2, "rue": 5, "or": 1}


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("hal", []), ("hlal", ["hall"]), ("otel", ["hotel"]), ("mediatuer", ["mediateur"]), ("hotels", ["hotel"]),
        ("medxateur", ["mediateur"]), ("xxxxxxx", []), ("hall2", []), ("mediatxxr", ["mediateur"]),
        ("mediatxxxr", []), ("haxx", []),
    ],
)  # fmt: skip
def test_the_nearest_word_is_within_its_tolerance(word: str, near: list[str]) -> None:
    speller = Speller(WORDS_OF_BASE)
    assert speller.near(word) == near
    assert speller.near(word) == near


def test_of_words_as_near_the_two_most_frequent_are_given() -> None:
    speller = Speller({"bana": 1, "banb": 5, "banc": 3, "rue": 1})
    assert speller.near("band") == ["banb", "banc"]
    assert (speller.knows("rue"), speller.knows("run")) == (True, False)
    assert speller.beginning("ban") == ["banb", "banc", "bana"]


def document(*paragraphs: str, heading: str = "") -> Document:
    blocks, text = [], ""
    for place, part in enumerate((heading, *paragraphs) if heading else paragraphs):
        text += "\n\n" if text else ""
        kind = "heading" if heading and not place else "paragraph"
        blocks.append(Block(len(text), len(text) + len(part), kind))  # type: ignore[arg-type]
        text += part
    return Document(text, tuple(blocks))


BODY = document("Le hall est occupé chaque soir par des jeunes du quartier.", "Les médiateurs passent sans demander.")


@pytest.mark.parametrize(
    ("title", "source", "telling"),
    [
        ("La vie du quartier", None, True), ("Document sans titre", None, False), ("", None, False),
        ("scan0042", None, False), ("IMG-20240312", None, False), ("compte_rendu", None, False),
        ("Bilan.docx", None, False), ("Bilan annuel v3", None, False), ("Bilan - copie (1)", None, False),
        ("Le hall est occupé chaque soir", None, False), ("Jeunes du quartier", "corpus/Jeunes du quartier.md", True),
        ("Réunion annuelle", "corpus/réunion-annuelle.md", False), ("Réunion annuelle", "corpus/autre.md", True),
    ],
)  # fmt: skip
def test_a_title_tells_something_or_is_a_file_s(title: str, source: str | None, telling: bool) -> None:
    assert (telling_title(title, BODY, source) == title) == telling or title == ""
    assert bool(telling_title(title, BODY, source)) == telling


def test_a_title_typed_as_the_first_line_is_one_and_the_text_s_own_beginning_is_none() -> None:
    assert searched_title("Le hall", document("Le hall", "Il est occupé.")) == "Le hall"
    assert searched_title("Le hall", document("Le hall")) == ""
    assert searched_title("Le hall", document("Le hall est occupé.", heading="Le hall")) == ""
    assert searched_title("Bilan.docx", BODY) == "Bilan.docx"
