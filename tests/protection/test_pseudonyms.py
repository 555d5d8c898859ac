"""What is put instead: names of the same gender that nobody in the text has, places, dates and numbers made general."""

from collections.abc import Sequence

import pytest

from kb.protection.highlights import Highlight
from kb.protection.persons.origins import origins
from kb.protection.pseudonyms import BOTH, NICKNAMES_GIVEN, proposals
from kb.protection.spans import Kind


def one(text: str, words: str, kind: Kind, group: str = "g") -> Highlight:
    start = text.index(words)
    return Highlight(start, start + len(words), kind, words, "", group)


def instead(words: str, kind: Kind, text: str = "", group: str = "g") -> str:
    return proposals(text or words, [one(text or words, words, kind, group)])[group]


@pytest.mark.parametrize(
    ("words", "kind", "put"),
    [
        ("06 12 34 56 78", "phone", "[numéro retiré]"),
        ("a@b.fr", "email", "[adresse électronique retirée]"),
        ("1 85 05", "nir", "[numéro de sécurité sociale retiré]"),
        ("8 rue des Ormes", "address", "un immeuble du quartier"),
        ("au 8 rue des Ormes", "address", "un immeuble du quartier"),
        ("rue des Ormes, 3e étage", "address", "un immeuble du quartier"),
        ("rue des Ormes", "address", "une rue du quartier"),
        ("hall 8", "address", "un appartement"),
        ("8 Les Ormes", "address", "un appartement"),
        ("collège Moulin", "establishment", "un collège"),
        ("École Moulin", "establishment", "une école"),
        ("truc Moulin", "establishment", "un établissement"),
        ("neuf enfants", "rare", "une famille nombreuse"),
        ("le seul luthier", "rare", "quelqu’un du quartier"),
        ("L’unique luthier", "rare", "quelqu’un du quartier"),
        ("seul luthier", "rare", "[détail retiré]"),
    ],
)
def test_what_tells_too_much_is_said_in_general(words: str, kind: Kind, put: str) -> None:
    assert instead(words, kind) == put


def test_a_plate_is_a_car_where_no_word_says_that_it_is_a_plate() -> None:
    assert instead("AB-123-CD", "plate", "Il conduit AB-123-CD.") == "une voiture"
    assert instead("AB-123-CD", "plate", "La plaque est AB-123-CD.") == "[plaque retirée]"
    assert instead("AB-123-CD", "plate", "La plaque est loin. Il a AB-123-CD.") == "une voiture"
    far = f"La plaque{' très' * 9} loin AB-123-CD."
    assert instead("AB-123-CD", "plate", far) == "une voiture"


@pytest.mark.parametrize(
    ("words", "put"),
    [
        ("3 janvier 2024", "pendant l’hiver 2024"),
        ("3 février 2024", "pendant l’hiver 2024"),
        ("3 fév 2024", "pendant l’hiver 2024"),
        ("3 mars 2024", "au printemps 2024"),
        ("31 mai", "au printemps"),
        ("1er juin", "à l’été"),
        ("3 août 24", "à l’été 2024"),
        ("3 août 30", "à l’été 2030"),
        ("3 août 31", "à l’été 1931"),
        ("3 septembre 1998", "à l’automne 1998"),
        ("3 décembre", "pendant l’hiver"),
        ("03/01/2024", "pendant l’hiver 2024"),
        ("03/12/24", "pendant l’hiver 2024"),
        ("03/13/24", "à cette période"),
        ("03/00/24", "à cette période"),
        ("03/04", "au printemps"),
        ("samedi 14", "à cette période"),
    ],
)
def test_a_day_becomes_a_season(words: str, put: str) -> None:
    assert instead(words, "exact_date") == put


@pytest.mark.parametrize(
    ("words", "put"),
    [
        ("3 mars 1980", "entre 1980 et 1984"),
        ("3 mars 1984", "entre 1980 et 1984"),
        ("3 mars 1985", "entre 1985 et 1989"),
        ("03/04/85", "entre 1985 et 1989"),
        ("03/04", "il y a quelques années"),
        ("3 mars", "il y a quelques années"),
    ],
)
def test_a_birth_becomes_a_band_of_five_years(words: str, put: str) -> None:
    assert instead(words, "birth_date") == put


@pytest.mark.parametrize(
    ("words", "group", "pool"),
    [
        ("Jean", "person:jean", ("french", "m")),
        ("Marie", "person:marie", ("french", "f")),
        ("Karim", "person:karim", ("maghrebi", "m")),
        ("Fatoumata", "person:fatoumata", ("westafrican", "f")),
        ("Monsieur Marie", "person:marie", ("french", "m")),
        ("Mme Jean", "person:jean", ("french", "f")),
        ("Karimata", "person:karimata", ("westafrican", "f")),
    ],
)
def test_a_first_name_becomes_one_of_the_same_gender_and_origin(words: str, group: str, pool: tuple[str, str]) -> None:
    assert instead(words, "person", group=group) in origins().names[pool]


@pytest.mark.parametrize("words", ["Mme Lefebvre", "M. et Mme Lefebvre", "K.", "M. B."])
def test_a_surname_after_a_title_becomes_an_initial_that_is_not_its_own(words: str) -> None:
    name = words.split()[-1]
    put = instead(words, "person", group=f"person:{name.lower().rstrip('.')}")
    assert len(put) == 2
    assert put[0].isupper()
    assert put[1] == "."
    assert put[0] != name[0]


def test_a_nickname_becomes_one_of_the_same_gender() -> None:
    assert instead("le Grand", "person", group="person:grand") in NICKNAMES_GIVEN["m"]
    assert instead("la Grande", "person", group="person:grande") in NICKNAMES_GIVEN["f"]
    assert instead("la Mouette", "person", group="person:mouette") in NICKNAMES_GIVEN["f"]
    assert instead("l’Ancien", "person", group="person:l'ancien") in NICKNAMES_GIVEN["m"]
    assert instead("la Sandrine", "person", group="person:sandrine") not in NICKNAMES_GIVEN["f"]
    assert instead("le Grand Paul", "person", group="person:grand-paul") not in NICKNAMES_GIVEN["m"]


def test_somebody_of_unknown_gender_gets_a_name_of_both() -> None:
    assert instead("Camille", "person", group="person:camille") in BOTH


def names_for(words: Sequence[str], text: str) -> list[str]:
    found = [one(text, word, "person", f"person:{word.lower()}") for word in words]
    return list(proposals(text, found).values())


def test_a_pseudonym_is_nobody_else_of_the_text_nor_begins_as_the_name_does() -> None:
    men = origins().names["maghrebi", "m"]
    text = " et ".join(men)
    given = names_for(men[:8], text)
    assert len(set(given)) == 8
    assert not set(given) & set(men)
    alone = instead("Karim", "person", group="person:karim")
    assert alone[0] != "K"
    assert instead("Karim", "person", "Karim et Paul dorment.", "person:karim") == alone
    other = instead("Karim", "person", f"Karim et {alone} dorment.", "person:karim")
    assert other not in ("Karim", alone)


def test_whoever_comes_after_all_names_are_given_is_counted() -> None:
    french = [*origins().names["french", "m"], *BOTH]
    text = " et ".join(["Jean", *french])
    assert names_for(["Jean"], text) == ["Personne 1"]
