"""A service held against a question: what excludes it, what nobody knows, and how both are told."""

import datetime

import pytest

from kb.directory.asking import read_question
from kb.directory.fitting import fit
from kb.directory.hours.opening import PARIS
from kb.records.service_facts import ServiceFacts, facts_from_json, facts_to_json
from kb.vocabulary.vocabulary import load_vocabulary

NOW = datetime.datetime(2026, 11, 30, 10, tzinfo=PARIS)
VOCABULARY = load_vocabulary()


def says(question: str, fact: str, **facts: object) -> tuple[str | None, str]:
    held = fit(ServiceFacts("SRV-1", **facts), read_question(question, VOCABULARY), NOW)  # type: ignore[arg-type]
    return next(((one.says, one.text.replace("\u00a0", " ")) for one in held.reasons if one.fact == fact), (None, ""))


@pytest.mark.parametrize(
    ("question", "fact", "facts", "wanted"),
    [
        ("une fille de 17 ans", "age", {}, ("unknown", "âge non précisé")),
        ("une fille de 17 ans", "age", {"age_from": 18}, ("no", "à partir de 18 ans")),
        ("une fille de 17 ans", "age", {"age_from": 16, "age_to": 25}, ("yes", "de 16 à 25 ans")),
        ("une mineure", "age", {"age_from": 16, "age_to": 25}, ("unknown", "de 16 à 25 ans")),
        ("une majeure", "age", {"exclusive": ("enfants", "adolescents")}, ("unknown", "jusqu’à 18 ans")),
        ("un homme de 40 ans", "age", {"exclusive": ("adolescents",)}, ("no", "de 11 à 18 ans")),
        ("un homme", "gender", {"exclusive": ("femmes",)}, ("no", "réservé aux femmes")),
        ("une femme", "gender", {"exclusive": ("hommes",)}, ("no", "réservé aux hommes")),
        ("une femme", "gender", {"preferred": ("hommes",)}, ("yes", "")),
        ("un homme", "public", {"exclusive": ("usagers-de-drogues",)}, ("unknown", "réservé : usagers de drogues")),
        ("un homme qui fume du crack", "public", {"exclusive": ("usagers-de-drogues",)},
         ("yes", "réservé : usagers de drogues")),
        ("un homme seul", "public", {"exclusive": ("couples",)}, ("no", "réservé : couples")),
        ("un couple", "public", {"exclusive": ("jeunes-filles",)}, ("no", "réservé : jeunes filles et jeunes femmes")),
        ("un homme de 30 ans", "public", {"exclusive": ("professionnels",)}, ("no", "réservé : professionnels")),
        ("à Pantin", "territory", {"zone": ("93",)}, ("yes", "")),
        ("à Pantin", "territory", {"zone": ("75",)}, ("no", "hors de sa zone")),
        ("dans le 93", "territory", {"zone": ("93066",)}, ("unknown", "une partie de ce territoire")),
        ("à Pantin", "territory", {"territories": ("93055",)}, ("unknown", "zone non précisée, mais il s’y trouve")),
        ("à Pantin", "territory", {"territories": ("94028",)}, ("no", "zone non précisée")),
        ("la nuit", "moment", {}, ("unknown", "accueil de nuit non précisé")),
        ("la nuit", "moment", {"opening_hours": "Mo-Fr 09:00-17:00"}, ("no", "pas d’accueil la nuit")),
        ("la nuit", "moment", {"opening_hours": "Mo-Su 20:00-08:00"}, ("yes", "accueil de nuit")),
        ("la nuit", "moment", {"night": True}, ("yes", "accueil de nuit")),
        ("ouvert maintenant", "moment", {"opening_hours": "Mo-Fr 09:00-17:00"}, ("yes", "")),
        ("ouvert maintenant", "moment", {"opening_hours": "Tu 09:00-17:00"}, ("no", "")),
        ("ouvert maintenant", "moment", {"opening_hours": "Mo-Fr 09:00+"}, ("unknown", "heure de fin non dite")),
        ("ouvert maintenant", "moment", {"opening_hours": "sur demande"}, ("unknown", "horaires")),
        ("le samedi", "moment", {"opening_hours": "Mo-Fr 09:00-17:00"}, ("no", "fermé le samedi")),
        ("le mardi soir", "moment", {"opening_hours": "Mo-Fr 09:00-19:00"}, ("yes", "")),
        ("le mardi soir", "moment", {"opening_hours": "Mo-Fr 09:00-17:00"}, ("no", "fermé le mardi soir")),
        ("le mardi", "moment", {"opening_hours": 'Tu 09:00-17:00 "sur rendez-vous"'}, ("unknown", "le mardi")),
        ("une douche", "need", {"offers": ("hygiene",)}, ("yes", "Douche, linge, bagages")),
        ("une douche", "need", {"offers": ("repas",)}, ("no", "propose autre chose")),
        ("une douche", "need", {}, ("unknown", "ce qu’on y trouve n’est pas précisé")),
        ("un médecin", "need", {"topics": ("sante--acces-aux-soins",)}, ("unknown", "soins")),
        ("arrêter de fumer", "need", {"offers": ("substitution",)}, ("yes", "Consommations et addictions")),
        ("", "closed", {"closed_from": "2026-11-01", "closed_to": "2026-12-15"}, ("no", "fermé jusqu’au 15/12/2026")),
        ("", "closed", {"closed_from": "2026-11-01", "closed_to": "2026-11-29"}, ("yes", "")),
    ],
)  # fmt: skip
def test_a_fact_says_yes_no_or_that_nobody_knows(
    question: str, fact: str, facts: dict[str, object], wanted: tuple[str, str]
) -> None:
    assert says(question, fact, **facts) == wanted


def test_facts_come_back_from_the_index_as_they_were() -> None:
    facts = ServiceFacts("SRV-1", "Halte", age_from=0, zone=("75",), night=True)
    assert facts_from_json(facts_to_json(facts)) == facts
