"""Acronyms that the glossary does not know."""

from kb.glossary.acronyms import unknown_acronyms
from kb.vocabulary.vocabulary import Term

TERMS = (Term("ase", "aide sociale à l’enfance", "Service.", acronyms=("ASE",)), Term("caarud", "CAARUD", "Accueil."))


def test_unknown_acronyms_are_listed_with_where_they_stand() -> None:
    texts = {
        "A": "Le CAARUD appelle la CRIP, puis la C.R.I.P. répond. Les ASE aussi.",
        "B": "Une CRIP de plus, au XIXe siècle. PLAN D’ACTION COMMUN. L’ASE suit.",
    }
    (found,) = unknown_acronyms(texts, TERMS)
    assert (found.name, found.count, found.records) == ("CRIP", 3, 2)
    first = found.places[0]
    assert texts[first.record][first.start : first.end] == "CRIP"
    assert "appelle la CRIP" in first.around
