"""Metadata proposed from the text."""

import datetime
from pathlib import Path

import pytest

import kb
from ingest.assembly import Assembly
from ingest.document import Document
from ingest.metadata.dates import proposed_date
from ingest.metadata.propose import (
    Acronym,
    Gazetteer,
    Surfaces,
    acronyms,
    propose,
    proposed_title,
    with_proposals,
)

GAZETTEER = Gazetteer.from_geojson(Path(kb.__file__).parent / "data" / "territories.geojson")
SURFACES = Surfaces(
    {
        "crack": ("substances", "crack"),
        "caillou": ("substances", "crack"),
        "hébergement": ("themes", "hebergement"),
        "hébergement d’urgence": ("themes", "urgence"),
        "jeunes filles": ("publics", "jeunes-filles"),
    }
)


def document(text: str, title: str = "") -> Document:
    assembly = Assembly()
    for paragraph in text.split("\n\n"):
        assembly.add(paragraph)
    return assembly.build({"title": title} if title else {})


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("les 10e, 18e, et 19e arrondissements de Paris", ("75110", "75118", "75119")),
        ("le XVIIIe arrondissement, à Paris 20e, et 75011 Paris", ("75118", "75120", "75111")),
        ("dans le dix-neuvième arrondissement", ("75119",)),
        ("à Paris, dans le 18e.", ("75118",)),
        ("un bouquet de lilas, car les lilas sont en fleur", ()),
        ("Les Lilas", ("93045",)),
        ("la mairie des Lilas", ("93045",)),
        ("à Saint-Denis, St-Denis ou SAINT DENIS", ("93066",)),
        ("la Seine-Saint-Denis", ("93",)),
        ("le plan Paris-Seine-Saint-Denis", ("75", "93")),
        ("L’Île-Saint-Denis", ("93039",)),
        ("Clichy-sous-Bois n’est pas Clichy", ("93014", "92024")),
        ("au Bourget, au Pré-Saint-Gervais et à Saint-Ouen", ("93013", "93061", "93070")),
        ("rue de Montreuil, porte des Lilas, place de Clichy, boulevard de Bagnolet", ()),
        ("Montreuil-sur-Mer, Boulogne-sur-Mer et Saint-Denis de La Réunion", ()),
        ("M. Bondy et Mme Clichy", ()),
        ("le 19e siècle, le 3e arrondissement de Lyon", ()),
        ("dans le 93, et au 93 rue Haute", ("93",)),
        ("Paris", ("75",)),
        ("rue de Paris", ()),
        ("", ()),
    ],
)
def test_territories_are_those_that_the_text_names(text: str, codes: tuple[str, ...]) -> None:
    assert GAZETTEER.find(text) == codes


@pytest.mark.parametrize("text", ["1 , 2 , 3 et 4e , " * 3000, "Saint " * 20000, "12 mars " * 5000, "(ABC) " * 5000])
def test_a_page_of_figures_costs_no_more_than_its_length(text: str) -> None:
    assert propose(document(text), gazetteer=GAZETTEER, surfaces=SURFACES).territories == ()


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("[25/07/2013]", "2013-07-25"),
        ("Rapport d’activité\njuin 2019\nUn texte.", "2019-06"),
        ("Le 3 mars 2021", "2021-03-03"),
        ("Paris, le 1er août 2020", "2020-08-01"),
        ("Depuis le plan de septembre 2005, les équipes qui sortent le soir ont changé de manière de faire.", ""),
        ("Bilan\n12 mai 2020\nUn plan de juin 2019", "2020-05-12"),
        ("x" * 2000 + "\nFait à Paris, le 12 mai 2020", "2020-05-12"),
        ("31/02/2020", ""),
        ("tél. 01 02 03 04 05", ""),
    ],
)
def test_the_date_is_the_one_that_the_text_gives_itself(text: str, date: str) -> None:
    assert found(text) == date


def found(text: str, declared: str = "", name: str = "") -> str:
    """The date proposed for a text, on a day of 2026."""
    dated = proposed_date(text, declared, name, today=datetime.date(2026, 6, 1))
    return dated.date if dated else ""


BODY = "\n\nL’équipe a noté l’heure d’arrivée de chacune, puis elle a proposé un café à toutes celles qui étaient là.\n"


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("Synthèse d’activité 2020", "2020"),
        ("Bilan de la saison 2017-2018", "2017"),
        ("Atelier du 1er avril 2022", "2022-04-01"),
        ("Rencontre du 1er avril", ""),
        ("Séjour du 30 juin au 4 juillet 2019", "2019-06-30"),
        ("Camp du 8 au 12 août 2020", "2020-08-08"),
        ("Entretien du 07/11/22", "2022-11-07"),
        ("jeu. 9 janv. 2020", "2020-01-09"),
        ("2022/11/07", "2022-11-07"),
        ("11/27/2022", "2022-11-27"),
        ("March 7, 2022", "2022-03-07"),
        ("Octobre 2018", "2018-10"),
        ("DDN : 07/11/1991", ""),
        ("Né à Saint-Denis le 7 novembre 1991", ""),
        ("Naissance : novembre 1991", ""),
        ("Date de naissance\n07/11/1991", ""),
        ("07/11/1991 (date de naissance)", ""),
        ("Née le 7/11/1991 – Date de l’entretien : 9/1/2020", "2020-01-09"),
        ("À renvoyer au plus tard le 07/11/2022", ""),
        ("Valide jusqu’au 7 novembre 2022", ""),
        ("Réunion du 3 mai 2021, prochaine réunion le 7 juin 2021", "2021-05-03"),
        ("Prochaine réunion : 7 juin 2021", ""),
        ("Arrêté du 7 novembre 2012", ""),
        ("Loi n° 2007-297 du 5 mars 2007", ""),
        ("Fax 01.43.11.20.05", ""),
        ("06.11.12.20.05", ""),
        ("Édité le 7 novembre 2022", ""),
        ("Journée du 7 novembre 2031", ""),
        ("Admission le 7 novembre 2022", ""),
    ],
)
def test_no_date_is_better_than_a_wrong_one(line: str, date: str) -> None:
    assert found(f"Fiche\n{line}{BODY}") == date


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("2020-11-07 atelier", "2020-11-07"),
        ("CR_20201107_v2", "2020-11-07"),
        ("07-11-2020 atelier", "2020-11-07"),
        ("atelier 7 novembre 2020", "2020-11-07"),
        ("atelier_nov_2020", "2020-11"),
        ("bilan-2020", "2020"),
        ("loi-2002", ""),
        ("plan-2040", ""),
        ("IMG0012", ""),
    ],
)
def test_the_name_of_a_file_may_give_its_date(name: str, date: str) -> None:
    assert found(f"Atelier{BODY}", name=name) == date
    assert found(f"Atelier du 3 mai 2019{BODY}", name=name) == "2019-05-03"


def test_the_date_of_the_file_yields_to_a_line_of_the_text_and_wins_over_a_date_in_passing() -> None:
    assert found("Bilan\njuin 2019\nTexte", "2024-01-01") == "2019-06"
    assert found("x" * 90 + " depuis le 3 mars 2010 " + "y" * 90, "2024-01-01") == "2024-01-01"


def test_a_title_made_up_by_a_program_is_passed_over() -> None:
    assembly = Assembly()
    assembly.heading("Le vrai titre", 1)
    assembly.add("Un texte.")

    for made_up in ("Microsoft Word - rapport.doc", "Sans titre", "plan_v3.indd", "Document1", ""):
        assert proposed_title(assembly.build({"title": made_up})) == "Le vrai titre"
    assert proposed_title(assembly.build({"title": "Documents de travail"})) == "Documents de travail"


def test_lists_are_proposed_from_any_form_with_plurals_and_accents_aside() -> None:
    found = propose(document("Le caillou, les Jeunes Filles, un hebergement."), gazetteer=GAZETTEER, surfaces=SURFACES)

    assert found.listed == {"substances": ("crack",), "publics": ("jeunes-filles",), "themes": ("hebergement",)}


def test_the_longest_form_counts_alone() -> None:
    found = propose(document("Un hébergement d'urgence."), gazetteer=GAZETTEER, surfaces=SURFACES)

    assert found.listed == {"themes": ("urgence",)}


def test_a_word_said_once_in_a_long_text_is_not_its_subject() -> None:
    long = document("Le travail continue chaque jour ici. " * 80 + "Le crack.")

    assert propose(long, gazetteer=GAZETTEER, surfaces=SURFACES).listed == {}
    titled = document(long.text, title="Le crack")
    assert propose(titled, gazetteer=GAZETTEER, surfaces=SURFACES).listed == {"substances": ("crack",)}


def test_acronyms_are_read_with_their_expansion_on_either_side() -> None:
    text = (
        "Le CAARUD (centre d’accueil et d’accompagnement à la réduction des risques pour usagers de drogues) et "
        "la Mission interministérielle de lutte contre la drogue et les toxicomanies (MILDT). "
        "Le CSAPA (voir plus bas). Le service (ASE). Il vient (OK)."
    )

    assert acronyms(text) == (
        Acronym(
            "CAARUD",
            "centre d’accueil et d’accompagnement à la réduction des risques pour usagers de drogues",
        ),
        Acronym("MILDT", "Mission interministérielle de lutte contre la drogue et les toxicomanies"),
    )


def test_proposals_are_added_to_the_metadata() -> None:
    source = document("Le caillou à Pantin.\n\nLe 3 mars 2021", title="Un récit")

    assert with_proposals(source, gazetteer=GAZETTEER, surfaces=SURFACES).metadata == {
        "title": "Un récit",
        "date": "2021-03-03",
        "proposed": {"substances": ["crack"], "territories": ["93055"]},
    }
