"""Facts that single one person out by standing together, and those that do not.

In each sentence what is proposed as such stands between brackets.
"""

import pytest

from kb.protection.highlights import find_highlights
from kb.protection.persons.names import Tagger
from tests.protection.sentences import bracketed

TOGETHER = """\
C’est [le seul boucher du village].
C’est un boucher du village.
[La plus jeune veuve du quartier].
[Un homme borgne arrivé à pied].
Un homme borgne.
[Un ancien légionnaire].
Elle est [arrivée à pied du village].
La presse en a parlé, un seul témoin du quartier.
[Le dernier sorti de l’hôpital].
Le centenaire du village.
[Une ancienne juge venue de loin].
[Une mère de sept enfants veuve de juge].
La mère de sept enfants, veuve du juge.
[La veuve du juge].
[Un nain venu à pied], un autre.
[Un rescapé devenu juge].
Le rescapé du séisme.
Un juge de vingt ans.
[Un juge aveugle de vingt ans].
Il est venu à pied, aveugle.
Boucher à Pantin.
Un boucher à Pantin.
Ancien juge."""

THE_ONLY_ONE = """\
[Le seul boucher].
[Le seul borgne].
[le seul noyé], là
On voit [le seul borgne], là.
Il dort. [Le seul borgne rit].
Le seul."""

BESIDE_A_PLACE = """\
[Un borgne à Pantin].
[Un borgne de Pantin].
[Un borgne vers Pantin].
[Un borgne en Aquitaine].
[Un borgne d’Aquitaine].
[Un borgne Pantin].
Un borgne à Karim.
Un borgne, à Pantin.
Un borgne. Pantin.
Il vit à Pantin, [un borgne dort].
Il vit à Pantin. Un borgne dort.
Il vit à Pantin, un homme dort.
Un homme du 8 rue des Ormes, un borgne.
[Un borgne du] foyer Ormes.
[Un borgne] rue des Ormes.
[Un aveugle venu] du 8 rue des Ormes.
[L’ancien juge du] foyer Ormes, à Pantin."""

BESIDE_A_NAME = """\
Le seul Karim [du village].
[Le seul voisin], Karim, du village.
[Le seul juge de] Karim, [un borgne venu à pied]."""


@pytest.mark.parametrize(
    "sentence",
    [line for group in (TOGETHER, THE_ONLY_ONE, BESIDE_A_PLACE, BESIDE_A_NAME) for line in group.split("\n")],
)
def test_several_singular_facts_in_one_clause_point_at_somebody(sentence: str, tagger: Tagger) -> None:
    assert bracketed(sentence, tagger, "rare") == sentence


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Théo (26.10.2008) dort.", "birth_date"),
        ("Théo(26.10.2008) dort.", "birth_date"),
        ("Théo (26.10.2008 dort.", "exact_date"),
        ("Théo [26.10.2008] dort.", "exact_date"),
        ("Théo 26.10.2008 dort.", "exact_date"),
        ("Théo (le 26 octobre) dort.", "exact_date"),
        ("Une fête (26.10.2008) ici.", "exact_date"),
        ("Théo fête (26.10.2008) ici.", "exact_date"),
    ],
)
def test_a_whole_date_in_brackets_after_a_name_is_one_of_birth(text: str, kind: str, tagger: Tagger) -> None:
    assert [one.kind for one in find_highlights(text, tagger) if one.kind != "person"] == [kind]


@pytest.mark.parametrize(
    "sentence",
    [
        "Téléphone : [48 32 12 34]",
        "Le 48 32 12 34 est un score.",
        "Son numéro est celui que l’on garde : [48 32 12 34].",
        "Un téléphone posé là-bas, loin de tout le monde ici : 48 32 12 34.",
        "Son numéro : [zéro un deux trois quatre cinq]",
        "un deux trois quatre",
    ],
)
def test_figures_are_a_telephone_number_where_words_near_before_say_so(sentence: str, tagger: Tagger) -> None:
    assert bracketed(sentence, tagger, "phone") == sentence


@pytest.mark.parametrize("home", ["résidence", "resid.", "res.", "immeuble", "tour", "bâtiment", "foyer"])
def test_a_house_with_its_door_is_an_address(home: str, tagger: Tagger) -> None:
    for door in ("porte 12", "bât. B", "3e étage"):
        sentence = f"Il vit [{home} Ormes, {door}]."
        assert bracketed(sentence, tagger, "address") == sentence
    assert bracketed(f"Il vit {home} Ormes.", tagger, "address") == f"Il vit {home} Ormes."
    assert "[" not in bracketed("Il vit hôtel Ormes, porte 12.", tagger, "address")


@pytest.mark.parametrize("acronym", ["CH", "CHI", "CHS", "IME", "EPS", "LEP", "MDA"])
def test_an_acronym_heads_an_establishment_in_capitals_alone(acronym: str, tagger: Tagger) -> None:
    assert bracketed(f"Le [{acronym} Bichat] est là.", tagger, "establishment") == f"Le [{acronym} Bichat] est là."
    assert "[" not in bracketed(f"Le {acronym.lower()} Bichat est là.", tagger, "establishment")
