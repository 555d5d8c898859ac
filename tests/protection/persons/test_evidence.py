"""Why a word is somebody's name: lists, the words around, capitals; each reason with what it must leave.

In each sentence the persons stand between brackets.
"""

import pytest

from kb.protection.persons.names import Tagger
from tests.protection.sentences import bracketed

UNKNOWN_WORDS = [
    "J’ai revu [Agnieszka] au parc.",
    "J’ai vu [Zadkiel] hier.",
    "Il va vers [Zadkiel] ce soir.",
    "Il va chez les [Zadkiel] ce soir.",
    "Il va chez les Rouges ce soir.",
    "La famille les [Zadkiel] dort.",
    "On dort au Zadkiel ce soir.",
    "C’est le Zadkiel du coin.",
    "Le Zadkiel dort.",
    "[Zadkiel], viens !",
    "[Zadkiel] !",
    "BZZT est loin, dit [Zadkiel].",
]

IN_LOWER_CASE = [
    "Hier on a vu [karim].",
    "Hier on a vu le [karim].",
    "Hier on a vu un karim.",
    "Hier on a vu mon karim.",
    "hier on a vu [agnieszka] au parc",
    "hier on dort avec [agnieszka] au parc",
    "hier on dort avec [zoug] au parc",
    "hier on dort avec zou au parc",
    "hier on dort avec son agnieszka au parc",
    "hier [diallo] a dormi",
    "hier le diallo a dormi",
]

SAID_TO_BE_CALLED_SO = [
    "On l’a surnommé [zoug], dit-il.",
    "On l’a surnommé zg, dit-il.",
    "Le patient zoug dort.",
    "un certain zoug dort.",
    "un dénommé [zoug] dort.",
    "un dénommé [rose] dort.",
    "un dénommé rouge dort.",
    "un dénommé le rose dort.",
    "Un garçon surnommé [Marin] dort.",
    "Un garçon surnommé « [Marin] » dort.",
    "Un garçon surnommé : [Marin]",
]

TIES = [
    "Ma sœur [nawel] dort.",
    "Ma sœur, [nawel], dort.",
    "Ma sœur [rose] dort.",
    "Une amie de ma sœur de [nawel] dort.",
    "Sa cadette, [rose], ne mange plus.",
    "[rose], sa cadette, ne mange plus.",
    "On parle de rose, sa cadette.",
    "On parle de rose, sa couleur.",
    "Sœur rose dort.",
    "Mon ami [Marin] dort.",
    "L’éducateur [Marin] dort.",
    "Mon petit [Marin] dort.",
]

WORDS_THAT_ARE_FIRST_NAMES = [
    "[Marin] dort.",
    "Marin.",
    "Marin bleu.",
    "[Marin B.] dort.",
    "[Marin Diallo] dort.",
    "Marin [B] dort.",
    "[Marin] et [Paul] arrivent.",
    "[Marin] ou [Paul] arrivent.",
    "Marin avec [Paul] arrivent.",
    "Marin et bleu.",
    "Marin et",
    "[Marin], 12 ans, dort.",
    "[Marin] (12 ans) dort.",
    "Marin, 120 ans, dort.",
    "[Marin], ma sœur, dort.",
    "[Marin] (ma sœur) dort.",
    "[Marin], éducateur, dort.",
    "[Marin], la petite sœur, dort.",
    "Marin, ma table, dort.",
    "Marin ; ma sœur dort.",
    "Ici dort [Marin] hier.",
    "hier on dort avec [rose] au parc",
    "hier on dort avec prudence au parc",
    "si [rose] arrive, on dort",
    "si [rose] dort, on dort",
    "si rose porte, on dort",
    "si la rose dort, on dort",
    "on mange, [rose] dort, on dort",
    "on mange une rose dort, on dort",
]

INITIALS = [
    "[K.] m’a dit non.",
    "[K.] est là.",
    "K. Est là.",
    "On a vu avec [K.] hier.",
    "On dort chez [K.]",
    "On dort chez [K.], hier.",
    "On dort près de la table K. hier.",
    "le jeune [B.] dort",
    "le jeune [B] dort",
    "le jeune A dort",
    "On dit que [K] dort.",
    "On voit la table [K] dort.",
    "On prend la vitamine K. est là.",
    "Le plan B. est là.",
    "On est le 3 K. est là.",
    "On a vu [J. Diallo] hier.",
    "On a vu [J.] rouge hier.",
    "On a vu [J. Rouge] hier.",
    "On lit l’A. est là.",
    "Ma sœur [K.] dort.",
    "Ma sœur [K] dort.",
]


@pytest.mark.parametrize(
    "sentence",
    [
        *(*UNKNOWN_WORDS, *IN_LOWER_CASE, *SAID_TO_BE_CALLED_SO, *TIES),
        *(*WORDS_THAT_ARE_FIRST_NAMES, *INITIALS),
    ],
)
def test_a_word_is_a_name_where_something_says_so(sentence: str, tagger: Tagger) -> None:
    assert bracketed(sentence, tagger, "person") == sentence
