"""What the words of a question ask of a service."""

import pytest

from kb.directory.asking import Moment, moment_of, read_question, said
from kb.directory.places import covers, ours_of
from kb.vocabulary.vocabulary import load_vocabulary

VOCABULARY = load_vocabulary()


def chips(question: str) -> list[str]:
    return [text for _, text in said(read_question(question, VOCABULARY), VOCABULARY)]


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("qui peut accueillir une jeune femme de 17 ans la nuit dans le 18e ?",
         ["17 ans", "Femme", "Paris 18e", "La nuit", "Jeunes filles et jeunes femmes"]),
        ("douche pour un homme de 30 ans qui fume du crack à Stalingrad",
         ["30 ans", "Homme", "Paris 19e", "Douche, linge, bagages", "Usagers de drogues", "Usagers de crack"]),
        ("besoin de seringues le dimanche, St-Denis",
         ["Saint-Denis", "Le dimanche", "Matériel et réduction des risques"]),
        ("test de grossesse à Ivry", ["Ivry-sur-Seine", "Santé sexuelle"]),
        ("un repas ce soir dans le 93", ["Seine-Saint-Denis", "Ce soir", "Manger"]),
        ("sortant de Fresnes, méthadone dans le XIXe",
         ["Paris 19e", "Traitement de substitution", "Sortie de détention", "Usagers de drogues", "Sortants de détention"]),
        ("", []),
    ],
)  # fmt: skip
def test_a_question_is_read_into_facts(question: str, wanted: list[str]) -> None:
    assert sorted(chips(question)) == sorted(wanted)


@pytest.mark.parametrize(
    ("words", "ages"),
    [
        ("16-25 ans", (16, 25)), ("dix-sept ans", (17, 17)), ("moins de 18 ans", (0, 17)), ("une mineure", (0, 17)),
        ("un majeur", (18, 120)), ("plus de 60 ans", (60, 120)), ("une collégienne", (11, 15)), ("depuis 3 mois", None),
    ],
)  # fmt: skip
def test_ages_are_read_from_numbers_and_words(words: str, ages: tuple[int, int] | None) -> None:
    assert read_question(words, VOCABULARY).ages == ages


def test_what_is_told_of_somebody_else_tells_nothing_of_the_person() -> None:
    assert read_question("une fille frappée par son père", VOCABULARY).gender == "f"
    assert read_question("écoute jour et nuit", VOCABULARY).moment is None


def test_what_a_question_tells_beside_its_need_is_a_hint() -> None:
    asked = read_question("une douche pour quelqu’un qui boit", VOCABULARY)
    assert (asked.needs, asked.hints) == (("hygiene",), ("addictologie",))
    assert read_question("quelqu’un qui boit", VOCABULARY).needs == ("addictologie",)


def test_each_fact_can_be_taken_out() -> None:
    asked = read_question("une femme de 17 ans, douche et repas la nuit à Pantin", VOCABULARY)
    kept = asked.without("age", "gender", "moment", "territory", "need:repas", "public:femmes")
    assert (kept.ages, kept.gender, kept.moment, kept.territory, kept.needs) == (None, "", None, "", ("hygiene",))
    assert asked.without("nonsense", "need:nonsense") == asked


@pytest.mark.parametrize(
    "moment", [Moment("night"), Moment("now"), Moment("week", (5, 6)), Moment("week", (-1,), 1080, 1320)]
)
def test_an_address_says_a_moment(moment: Moment) -> None:
    assert moment_of(moment.code) == moment


@pytest.mark.parametrize("code", ["", "hier", "9@0-10", "0@99999-1"])
def test_a_moment_that_was_mistyped_is_none(code: str) -> None:
    assert moment_of(code) is None


@pytest.mark.parametrize(
    ("zone", "territory", "covered"),
    [
        (("75056",), "75118", True), (("75118",), "75118", True), (("75118",), "75119", False), (("75",), "75118", True),
        (("75118",), "75", None), (("93",), "93066", True), (("93066",), "93", None), (("france",), "94028", True),
        (("99100",), "94028", True), (("200054781",), "92036", True), (("200054781",), "77001", False),
        (("999999999",), "92036", None), ((), "92036", None),
    ],
)  # fmt: skip
def test_a_zone_covers_a_territory_whatever_codes_say_it(
    zone: tuple[str, ...], territory: str, covered: bool | None
) -> None:
    assert covers(zone, territory) is covered


def test_paris_is_an_arrondissement_by_its_postcode() -> None:
    assert [ours_of("75056", code) for code in ("75018", "75116", "75001", "", "75999")] == [
        "75118", "75116", "75101", "75", "75",
    ]  # fmt: skip
    assert ours_of("93066", "93200") == "93066"
