"""What is found of a name or a place beside each word that a rule speaks of changes only when somebody means it to.

`tests/protection/around.txt` has each sentence with what was found between brackets when it was last written, right or
wrong: the bars of `test_people.py` judge it. After a change that is meant, write it anew and look at what differs:
`python -m tests.protection.persons.test_read_around`.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from kb.protection.persons.names import NameTagger, Tagger
from tests.protection.sentences import bracketed, plain

AROUND = Path(__file__).parents[1] / "around.txt"
# What stands before a name: verbs of meeting, ties, determiners, prepositions, titles, works, places, ways of calling.
BEFORE_NAMES = """On a vu|On a croisé|On dort avec|On va chez|On va chez les|On parle de|On parle d’|On sait que|Le|La
|Les|Un|Mon|Ma|Notre|Leur|Ce|Et|Ou|Hier,|On va en|On va à|Pour|Ma sœur|Son ami,|Un ami de
|L’éducateur|Le petit|La famille|Le patient|Il s’appelle|Dit|Surnommé|Un certain|Mme|M. et Mme|m.
|Docteur|Frère|Saint|San|Ben|Le chien|Le film|La chanson de|Le roman|Lire|La rue|La place|Le foyer
|La loi|Le prix|Le personnage de|Dans|DIALLOUX|Karim et|Karim,|Voltaire et|Le 3|«|-|Plan"""
# A name, and what stands after it: a verb, a sign, an age, a tie, another name, nothing.
NAMES = """Karim dort.|karim dort.|KARIM a dit non.|Marin dort.|marin, sa sœur, dort.|Marin, 12 ans, rit.
|Zadkiel !|zadkiel m’a dit non.|Zadkiel-Bo rit.|Diallo est là.|diallo dort|Requin a peur.
|Victor Hugo rit.|Rose B. dort.|K. est là.|B bleu|Prudence et Paul.|Ba de Villepin"""
# What stands before the name of a place: numbers, streets, establishments, their qualifiers, abbreviations.
BEFORE_PLACES = """Il dort 8 rue|Il dort rue|Il dort au 8 bis, av.|Il dort av|Il dort 8 bd|Il dort en 2019 rue
|Il dort deux places|Il dort place|Il dort cité|Il dort 8 quai|Il dort résidence|Il dort tour
|Le foyer|Le collège|Le collège de|Le lycée privé|L’école de la|Le CHU|Le ch|L’hôtel|Le restaurant
|L’association|Le club|La clinique du|Le centre|Le service|Le squat|Le métro|La station
|Le syndrome de|Le pont|La maison"""
# Its name, and what stands after it: a number, a floor, a town, a verb.
PLACES = """Moulin.|des Ormes.|Jean Moulin, 93100 Montreuil.|des ormes.|Karim dort.|Ormes, porte 12.|Ormes au 8.
|PJJ.|de M. Moulin.|du 8 Mai 1945.|Zara.|Paris, 3e étage."""
# What may stand between two words: spaces, signs, quotes, hyphens.
GAPS = (" ", "\u00a0", "-", ", ", " : ", " « ", " : « ", ". ", " (")
GOVERNING = ("Surnommé", "Ma sœur", "Le voisin", "Mme", "Docteur", "J.", "Voltaire", "Saint")
GOVERNED = "Marin dort.|zoug dort.|Diallo dort.|K. dort.|Hugo et Paul."
FIRST = ("Zadkiel", "Karim", "Marin", "Requin", "K")
SECOND = "! viens là.|Paul rit.|ma sœur dort.|12 ans.|de Paris"
SETS: Sequence[tuple[str, str, Sequence[str]]] = (
    (BEFORE_NAMES, NAMES, ("person",)),
    (BEFORE_PLACES, PLACES, ("address", "establishment")),
    ("|".join(f"{one}{gap}" for one in GOVERNING for gap in GAPS), GOVERNED, ("person",)),
    ("|".join(f"{one}{gap}" for one in FIRST for gap in GAPS), SECOND, ("person",)),
)


def sentences() -> Mapping[str, tuple[Sequence[str], Sequence[str]]]:
    """By what they begin with: the sentences in which each name stands after it, and the kinds looked for."""
    found = {}
    for begin, names, kinds in SETS:
        for one in begin.replace("\n", "").split("|"):
            gap = "" if one.endswith(("’", "-", *GAPS)) and one != "-" else " "
            found[one] = ([f"{one}{gap}{name}" for name in names.replace("\n", "").split("|")], kinds)
    return found


def kept() -> list[str]:
    """The lines of the file."""
    return AROUND.read_text(encoding="utf-8").splitlines() if AROUND.is_file() else []


@pytest.mark.parametrize("begin", sentences())
def test_what_is_found_beside_these_words_is_what_was(begin: str, tagger: Tagger) -> None:
    wanted, kinds = sentences()[begin]
    known = {plain(line): line for line in kept()}
    assert [bracketed(one, tagger, *kinds) for one in wanted] == [known[one] for one in wanted]


def test_every_sentence_stands_in_the_file() -> None:
    assert [plain(line) for line in kept()] == [one for some, _ in sentences().values() for one in some]


if __name__ == "__main__":
    opened = NameTagger.open()
    lines = [bracketed(one, opened, *kinds) for some, kinds in sentences().values() for one in some]
    AROUND.write_text("\n".join(lines) + "\n", encoding="utf-8")
