"""Nicknames: a common noun that stands as a name does, with an article, a possessive, in quotes or alone.

In each sentence the persons stand between brackets.
"""

import pytest

from kb.protection.persons.names import Tagger
from tests.protection.sentences import bracketed


@pytest.mark.parametrize(
    "sentence",
    [
        "On a vu [la Mouette] hier.",
        "On a vu [le Chinois] hier.",
        "On a vu la mouette hier.",
        "On a vu LA MOUETTE hier.",
        "On a vu les Mouettes hier.",
        "On a vu la Table hier.",
        "On a vu la",
        "[La Mouette] dort.",
        "[La Mouette] est là.",
        "La Mouette, une pièce.",
        "On a vu le Petit Prince hier.",
        "On a vu [le Petit Karim] hier.",
        "On a vu [la Mouette Karim] hier.",
        "On a vu la Mouette Rouge hier.",
        "On a vu [la Mouette], Rouge hier.",
        "On a vu le Président hier.",
        "Ils l’appellent [le Président] ici.",
        "Ils l’appellent ici sans rire [le Président].",
        "Ils l’appellent ici hier encore sans rire jamais le Président.",
        "Ils l’appellent [la Table] ici.",
        "Ils l’appellent la Justice ici.",
        "Ils les appellent les Rouges ici.",
        "On a vu le [docteur Le Grand].",
        "On a vu [mon Doudou] hier.",
        "On a vu [ma Mouette] hier.",
        "On a vu mon Association hier.",
        "On a vu [mon Zadkiel] hier.",
        "On a vu mon Docteur hier.",
        "On a vu mon Paris hier.",
        "On a vu mon CAARUD hier.",
        "On a vu son Doudou hier.",
        "On a vu mon",
        "[Requin] a peur.",
        "Requin bleu.",
        "Président a peur.",
        "On dort avec [Requin] hier.",
        "On dort avec [Requin]",
        "On dort avec requin hier.",
        "On dort avec REQUIN hier.",
        "On dort avec Requin Bleu hier.",
        "On dort avec Bleu Requin hier.",
        "On dort avec le Président hier.",
        "On dort avec Président hier.",
        "On dort avec Bleuet hier.",
        "On dit que [Bleuet] a dormi.",
        "On dit : [Bleuet] dort.",
        "« [Capitaine] » a dormi.",
        "« Capitaine » hier.",
        "« Capitaine » A dormi.",
        "« Capitaine »",
        "“[Capitaine]” a dormi.",
        "« [Gros] » a ri.",
    ],
)
def test_a_common_noun_that_stands_as_a_name_does_is_a_nickname(sentence: str, tagger: Tagger) -> None:
    assert bracketed(sentence, tagger, "person") == sentence
