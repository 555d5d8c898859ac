"""Where a mention begins and ends: titles, surnames, particles, initials, lists, and the same name said again.

In each sentence the persons stand between brackets.
"""

import pytest

from kb.protection.persons.names import Tagger
from tests.protection.sentences import bracketed

TITLES = [
    "[M. et Mme Diallo] dorment.",
    "[M. et M. et Mme Diallo] dorment.",
    "[Dr. Nguyen] dort.",
    "On a vu le [docteur Nguyen].",
    "On a vu le docteur. [Nguyen] dort.",
    "Le docteur, [Nguyen], dort.",
    "Le docteur dort.",
    "On a vu Mme",
    "On a vu la [professeure Diallo].",
    "On a vu le professeur de [Diallo].",
    "[Mme veuve Diallo] dort.",
    "[Mme née Diallo] dort.",
    "[M. feu Diallo] dort.",
    "[Mme ep Diallo] dort.",
    "[Mme DIALLO] dort.",
    "ON A VU [MME DIALLO] HIER",
    "On a vu [Maître Diallo] hier.",
    "On a vu [Me Diallo] hier.",
    "On a vu me diallo hier",
    "On a vu [Pr Diallo] hier.",
    "On a vu Mme PJJ hier.",
    "On a vu le docteur CHU hier.",
    "On a vu le docteur Paris hier.",
    "On a vu le [docteur Rougerie] hier.",
    "On a vu le docteur Rouge hier.",
    "On a vu [Mme Rouge] hier.",
    "On a vu [Madame Rouge] hier.",
    "On a vu le [docteur Paul] hier.",
]

TITLES_BEFORE_INITIALS = [
    "[M. B.] dort.",
    "On a vu [M. B.]",
    "[Mme B] dort.",
    "m b dort",
    "On a vu [M. A.] hier.",
    "On a vu le docteur A hier.",
    "On a vu Mme A hier.",
]

RELIGIOUS = [
    "[Sœur Marie] dort.",
    "On a vu [Sœur Marie] hier.",
    "On a vu [Frère Marie] hier.",
    "On a vu sœur [Marie] hier.",
]

TITLES_BEFORE_LOWER_CASE = [
    "On a vu [M. diallo] hier.",
    "On a vu m. diallo hier.",
    "On a vu [Monsieur kovalski] hier.",
    "On a vu monsieur rouge hier.",
    "On a vu le docteur rouge hier.",
    "On a vu le docteur kovalski hier.",
    "On a vu le [docteur karim] hier.",
    "On a vu [Mme ze] hier.",
    "On a vu [Mme zed] hier.",
    "On a vu la madame zed hier.",
]

TITLES_BEFORE_PARTICLES = [
    "On a vu [Mme van der Berg] hier.",
    "On a vu [Mme el Amrani] hier.",
    "On a vu [Mme de Kersauzon] hier.",
    "On a vu [M. du Barry] hier.",
    "On a vu [Monsieur des Essarts] hier.",
    "On a vu Monsieur des bureaux hier.",
    "On a vu [Monsieur des Lilas] hier.",
    "On a vu [Madame de La Tour] hier.",
    "On a vu [M. d’Ormesson] hier.",
    "On a vu [Mlle Van den Broeck] hier.",
    "On a vu [M. Le Goff] hier.",
    "On a vu Mme de la mairie hier.",
    "On a vu Mme de Paris hier.",
    "On a vu Mme de service hier.",
    "On a vu Mme de",
    "On a vu Mme la mairesse hier.",
]

WHERE_A_NAME_BEGINS = [
    "[Karim] dort.",
    "On a vu le KEÏTAMA, [Karim] dort.",
    "On a vu [KEÏTAMA Karim] hier.",
    "On a vu KEÏTAMA [KARIM] hier.",
    "On a vu [KEITA Karim] hier.",
    "On a vu [Abou Karim] hier.",
    "On a vu [El Karim] hier.",
    "On a vu el [Karim] hier.",
    "On a vu [Van Karim] hier.",
    "On a vu la [Karim] hier.",
]

INITIALS = [
    "[K. D.] dort ici.",
    "Le soir, [K. D.] dort ici.",
    "On écrit à [J.-P. D.] demain.",
    "Selon [A. B.], il dort.",
    "On voit [K.\u00a0D.] là.",
    "P. S. : il dort. R. A. S. ce matin.",
    "On va au C. H. U. ce soir.",
    "Il suit le plan B. [C.] est loin.",
]
WHERE_A_NAME_ENDS = [
    "On a vu [Karim de La Tour] hier.",
    "On a vu [Karim d’Aubigné] hier.",
    "On a vu [Karim de Diallo] hier.",
    "On a vu [Karim du Mans] hier.",
    "On a vu [Karim] de Paris hier.",
    "On a vu [Karim] de la rue hier.",
    "On a vu [Karim B.] hier.",
    "On a vu [Karim B] hier.",
    "On a vu [Karim A.] hier.",
    "On a vu [Karim] A hier.",
    "On a vu [Karim] Y est.",
    "On a vu [Karim J.-B.] hier.",
    "On a vu [Karim] L’autre dort.",
    "on a vu [karim diallo] hier",
    "On a vu [Karim] diallo hier.",
    "on a vu [karim] roux hier",
    "On a vu [Karim] PJJ hier.",
    "On a vu [Karim] Paris hier.",
    "On a vu [Karim], [Diallo] dort.",
    "On a vu [Karim Ali Omar Paul Jean Luc Marc] [Louis] hier.",
]

LISTS = [
    "[Ousseynou], [Assane] et [Ndèye] dorment.",
    "On range [Karim], Belette et Rouge.",
    "On voit [Karim], [Ze] et [Paul].",
    "On voit [Karim] ; Rougie dort.",
    "On voit Rougie, PJJ et [Karim].",
    "On voit [Karim], la Rougie.",
    "On voit [Karim] et Paris.",
]

WHOLE_NAMES = [
    "On voit [J. Zadkiel] hier.",
    "On voit J, [Zadkiel] hier.",
    "On voit J. [Za] hier.",
    "[Karim], [Marin] et [Paul] dorment.",
    "[Karim], Capitaine, dort.",
    "[Karim] et Rouge dorment.",
    "[Karim] et [Belette] dorment.",
    "Belette et [Karim] dorment.",
    "On voit [Belette], [Karim] et [Paul].",
    "On voit [Karim], [Ba] et [Paul].",
    "On voit [Karim], BELETTE et [Paul].",
    "On voit [Karim], [notre Belette] et [Paul].",
    "On voit [Karim] ou [Zadkiel].",
    "On voit [Zadkiel] ou [Karim].",
    "[Zadkiel] ou [Karim] dorment.",
    "[Zadkiel] ; [Karim] dort.",
    "[Mme Rouge] dort. [Rouge], dort. [Rouge] dort.",
    "[Mme Zadkiel] dort. [Zadkiel] dort. On voit [zadkiel]. On voit le [zadkiel].",
    "[Sœur Marie] dort. Sa sœur dort.",
    "On voit [El Hadj Karim] là.",
    "On voit [Ould Karim] là.",
    "On voit [Da Karim] là.",
    "On voit [Ben Karim] là.",
    "On voit [BENALLA Karim] là.",
    "On voit [BENALLAX Karim] là.",
    "On voit BENAL [Karim] là.",
    "On voit BE [Karim] là.",
    "On voit TABLEAU [Karim] là.",
    "On voit [Karim BENALLAX] là.",
    "On voit [Karim] BENAL là.",
    "On voit [Karim de BENALLAX] là.",
    "On voit [Karim de la Zadkiel] là.",
    "On voit [Karim de la de Zadkiel] là.",
    "On voit [Karim] de la de la Zadkiel là.",
    "On voit [Karim] de\n[Zadkiel] là.",
    "On voit [Karim J. Zadkiel] là.",
    "On voit [Karim J] là.",
    "On voit [Karim J]",
    "On voit [Karim D.] là.",
    "On voit [Karim D.], là.",
    "On voit [Karim D]",
    "On voit [Karim Y.] là.",
    "On voit [Karim D. S.] là.",
    "On voit [Karim D’Angelo] là.",
    "On voit [Karim] d’ici.",
    "On voit [Karim] y aller.",
    "On voit [Karim] J’ai dit.",
    "On voit [Karim] À côté.",
    "On voit [Karim] Ô la.",
    "On voit [Karim] de [J.] là.",
    "On voit [Mme B. Zadkiel] là.",
    "On voit [Mme B.Zadkiel] là.",
    "On voit [Mme B.-C. Zadkiel] là.",
    "On voit [M. et Mme Zadkiel] là.",
    "On voit [Mlle Zadkiel] là.",
    "On voit [Mr Zadkiel] là.",
    "On voit [Dr Zadkiel] là.",
    "On voit [Ze] là.",
]

AGAIN = [
    "[Karim] dort. On réveille [karim] enfin.",
    "[Diallo Karim] dort. On réveille [diallo] enfin.",
    "[Mme Rouge] dort. [Rouge] dort. On voit rouge.",
    "[Mme Rouge] dort. Rouge vif.",
    "[Mme Rouge] dort. On réveille [Rouge] enfin.",
    "[Mme Rouge] dort. On réveille le Rouge enfin.",
    "[Mme Zed] dort. On a [zed] ici, et [Zed].",
    "[Mme Ze] dort. On voit ze.",
]


@pytest.mark.parametrize(
    "sentence",
    [
        *(*TITLES, *TITLES_BEFORE_INITIALS, *RELIGIOUS, *TITLES_BEFORE_LOWER_CASE, *TITLES_BEFORE_PARTICLES),
        *(*WHERE_A_NAME_BEGINS, *WHERE_A_NAME_ENDS, *INITIALS, *LISTS, *WHOLE_NAMES, *AGAIN),
    ],
)
def test_a_mention_is_found_from_its_first_word_to_its_last(sentence: str, tagger: Tagger) -> None:
    assert bracketed(sentence, tagger, "person") == sentence
