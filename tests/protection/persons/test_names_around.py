"""What stands around a name: titles, ties, lists, quotes, particles; and where the name ends.

In each sentence the persons stand between brackets.
"""

import pytest

from kb.protection.persons.names import Tagger
from tests.protection.sentences import bracketed

MET_OR_CALLED = """\
On a vu [Marin] là.
On a croisé [Prudence] là.
On a revu [Prudence] là.
[Zadkiel] ! viens
[Zadkiel]? viens
[Zadkiel], viens
[Zadkiel] ? viens
[Zadkiel]\u202f! viens
[Zadkiel]\u202f? viens
On est allé à [San Marin] hier.
On a vu saint Marin hier.
On a vu sainte Rose hier.
On a vu [San Karim] hier.
On l’a surnommé [Zadkiel] hier."""

COMMON_NOUNS = """\
On dort avec Requin\u00a0Bleu hier.
On dort avec Requin-Bleu hier.
On dort avec Bleu\u00a0Requin hier.
On dort avec Bleu-Requin hier.
On voit mon Doudou\u00a0Rouge là.
On voit la Mouette\u00a0Rouge là.
« [Ours] » a dit non.
On dort avec [Ours] hier.
On dort avec [Oie] hier.
[Oie] a peur.
On dort avec Ou hier.
Ils l'appellent [As] ici."""

TIES = """\
Mon chef [K.] dort.
Son éducatrice [K.] dort.
Le voisin [K.] dort.
La voisine [K] dort.
L’éducateur [K] dort.
Un ami, [K.] dort.
On voit le voisin, [Zadkiel], là.
On voit les voisins [Zadkiel] là.
On voit l’oncle [Zadkiel] là.
On voit la grande [Zadkiel] là.
On voit une grande [Zadkiel] là."""

LISTS = """\
[Karim] et [Assane] dorment.
[Karim], [Ousseynou] et [Zadkiel] dorment.
[Zadkiel], [Ousseynou] et [Karim] dorment.
[Zadkiel] ou [Karim] dorment.
[Karim] ou [Zadkiel] dorment.
[Karim], Table et [Zadkiel] dorment.
[Karim], [ZADKIEL] dorment.
[Karim], le Zadkiel dort."""

AGAIN = """\
[Karim] dort. Puis [KARIM] rit.
[Karim] dort. Puis [karim] rit.
[Karim] dort. Le [Karim] rit.
[Marin Diallo] dort. [Marin], là.
[Marin Diallo] dort. [Marin] rit.
[Marin Diallo] dort. Marin bleu.
[Marin Diallo] dort. Un marin rit.
[Marin Diallo] dort. marin rit.
[Karim Ba] dort. [Ba] rit."""

TITLES = """\
[M. et Mme Diallo] dorment.
[M. Diallo] dort.
m. [diallo] dort.
[mme diallo] dort
[madame diallo] dort
monsieur le [docteur Diallo] dort
le [docteur diallo] dort
[Me Diallo] dort.
[Pr Diallo] dort.
[Mm. Diallo] dort.
[Sœur Marie] dort.
On voit [Sœur Marie].
On voit sœur [Marie].
On voit [Frère Zadkiel].
frère [Zadkiel] dort.
[M. du Bois] dort.
[Mme des Ormes] dort.
mme de villepin dort
[Monsieur A.] dort.
Monsieur A a dormi.
Mme la Zadkiel dort.
M. le Zadkiel dort.
[Mme ben Zadkiel] dort.
[docteur ben Zadkiel] dort."""

ENDS = """\
[Ben Karim] dort.
[El Karim] dort.
[Ould Karim] dort.
[Van Karim] dort.
[Da Karim] dort.
[Abou Karim] dort.
[DIALLOUX Karim] dort.
[DIALLO Karim] dort.
TABLES [Karim] dort.
[Karim] de Paris dort.
[Karim de Zadkiel] dort.
[Karim d'Orgeval] dort.
[Karim] A dort.
[Karim] B'est là.
[karim diallo] dort
[karim] table dort
[Karim] CAARUD dort."""


@pytest.mark.parametrize(
    "sentence",
    [line for group in (MET_OR_CALLED, COMMON_NOUNS, TIES, LISTS, AGAIN, TITLES, ENDS) for line in group.split("\n")],
)
def test_what_stands_around_a_name_says_that_it_is_one_and_where_it_ends(sentence: str, tagger: Tagger) -> None:
    assert bracketed(sentence, tagger, "person") == sentence
