"""Addresses, establishments, names of streets, laws and bodies; and what must not pass for them."""

import pytest

from kb.protection.lexicon import lexicon
from kb.protection.places import places
from kb.protection.tokens import tokenize
from tests.protection.sentences import plain


def bracketed(sentence: str, kind: str) -> str:
    """The sentence with brackets around what is found of a kind, the first of those that overlap."""
    text = plain(sentence)
    out, last = [], 0
    for one in places(text, tokenize(text), lexicon()):
        if one.kind == kind and one.start >= last:
            out += [text[last : one.start], "[", text[one.start : one.end], "]"]
            last = one.end
    return "".join([*out, text[last:]])


@pytest.mark.parametrize(
    "sentence",
    [
        "Il dort [au 8 rue des Ormes].",
        "[8 rue des Ormes]",
        "Il dort [8, rue des Ormes, 93100 Montreuil], et dort.",
        "Il dort [8, rue des Ormes, 93100 Montreuil, 3e étage], et dort.",
        "Il dort [8 bis rue des Ormes].",
        "Il dort [8 rue des ormes].",
        "Il dort rue des ormes.",
        "Il dort rue des Ormes.",
        "Il dort 8 rue",
        "Il dort [rue des Ormes n° 8].",
        "Il dort [rue des Ormes au 8].",
        "Il dort [rue des Ormes au 8], et dort.",
        "Il dort rue des Ormes au 8/3.",
        "Il dort rue des Ormes au 8 h.",
        "Il dort [rue des Ormes, 3e étage].",
        "Il dort [rue des Ormes, bât. B, porte 12].",
        "Il dort [bâtiment B, 8 rue des Ormes].",
        "[Bâtiment B, porte 12].",
        "Porte 12.",
        "Il dort [8 av. des Ormes].",
        "Il dort [8 av des Ormes].",
        "Il dort av des Ormes.",
        "Il dort av. des Ormes.",
        "Il a 8 pass des Ormes.",
        "En 2019 rue des Ormes, on dort.",
        "Fermé en 2019 rue des Ormes.",
        "Il est [2019 rue des Ormes].",
        "Les deux places des Ormes.",
        "Il dort [8 cours de Karim].",
        "Il dort [8 rue de Karim].",
        "Il dort [8 rue de l’Abbé Pierre], Karim.",
        "Il dort [8 rue du Dr. Roux].",
        "Il dort [8 rue Jean]. Karim dort.",
        "Il dort [8 rue du 8 Mai].",
        "Le [foyer Ormes, porte 12], est là.",
        "Le café Ormes, porte 12, est là.",
    ],
)
def test_an_address_has_a_number_before_or_after_its_street(sentence: str) -> None:
    assert bracketed(sentence, "address") == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "Le [collège Moulin] est là.",
        "Le [collège Moulin]",
        "Le [collège Jean Moulin de Pantin] dort.",
        "Le [collège professionnel des Ormes] est là.",
        "Le collège est là, Karim dort.",
        "Le collège. Karim dort.",
        "Le collège",
        "Le collège de Karim est là.",
        "Le collège de M. Moulin est là.",
        "Le collège Karim a dit non.",
        "Le [collège Karim], là.",
        "Le collège PJJ est là.",
        "Le collège B. est là.",
        "Le [CHU Bichat] est là.",
        "Le ch Bichat est là.",
        "La [fac Bichat] est là.",
        "Le CMP est là.",
        "Le restaurant Zara est là.",
        "Le [restaurant Ormes] est là.",
        "Le [foyer Ormes], rue Moulin, est là.",
        "Le foyer Paris est là.",
        "Le [foyer de la Vache] est là.",
        "Le [foyer de la République] est là.",
        "Le [foyer du Nord] est là.",
        "Le [foyer des Bosquets] est là.",
        "Le foyer République est là.",
        "Le [foyer de l’Aube] est là.",
        "On dort au [Village des Ormes] ici.",
        "On dort au village des Ormes ici.",
        "Village des Ormes.",
        "Le quartier des Ormes est là.",
        "Une table Moulin est là.",
    ],
)
def test_an_establishment_is_a_head_and_a_name(sentence: str) -> None:
    assert bracketed(sentence, "establishment") == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "Il dort [rue des Ormes].",
        "Il dort [av. des Ormes].",
        "[rue du 8 Mai]",
        "[rue du 11 novembre]",
        "Il prend la [place des Ormes].",
        "Il prend la place de Karim.",
        "Il prend la place de M. Moulin.",
        "Il vit [rue A B C D E F G H] I J.",
        "Le [collège PJJ] est là.",
        "Le [foyer Paris] est là.",
        "Le [quartier des Ormes] est là.",
        "La [loi de Karim] est là.",
        "Le [syndrome de Down] est là.",
        "Le [syndrome Downer] est là.",
        "Le projet de Karim est là.",
        "Le [projet Zadkiel] est là.",
        "Le [projet de Zadkiel et de Moulin] est là.",
        "Le projet Karim a dit non.",
        "La loi est là, Karim.",
        "La loi, Karim dort.",
        "La loi",
        "Le test de la table Ormes.",
    ],
)
def test_a_street_a_law_and_a_body_name_no_one(sentence: str) -> None:
    assert bracketed(sentence, "none") == sentence
