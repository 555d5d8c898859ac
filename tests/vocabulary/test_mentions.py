"""Where the words of the glossary stand in a text."""

import time

import pytest

from kb.vocabulary.mentions import Glossary
from kb.vocabulary.vocabulary import Term

TERMS = (
    Term("halte", "halte", "Lieu ouvert le jour.", variants=("halte de nuit",)),
    Term("ase", "aide sociale à l’enfance", "Service du département.", acronyms=("ASE",)),
    Term("cap", "contrat d’appui", "Exemple.", acronyms=("CAP",)),
    Term("caarud", "CAARUD", "Accueil et réduction des risques.", slang=("le caa",)),
    Term("pipe", "pipe à crack", "Tube de verre."),
    Term("vide", "mot sans définition", ""),
)


def found(text: str) -> list[tuple[str, str]]:
    return [(text[one.start : one.end], one.term.code) for one in Glossary(TERMS).all_mentions(text)]


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("Une halte, des haltes de nuit.", [("halte", "halte"), ("haltes de nuit", "halte")]),
        ("L’aide sociale à l'enfance (ASE) suit.", [("aide sociale à l'enfance", "ase"), ("ASE", "ase")]),
        ("Il met le cap au CAARUD, avec un CAP.", [("CAARUD", "caarud"), ("CAP", "cap")]),
        ("au caarud", [("caarud", "caarud")]),
        ("des pipes à crack", [("pipes à crack", "pipe")]),
        ("pipe. À crack", []),
        ("haltérophile, mot sans définition", []),
        ("les ASEs et les ases", [("ASEs", "ase")]),
    ],
)
def test_a_form_is_found_whatever_its_capital_plural_or_apostrophe(text: str, mentions: list[tuple[str, str]]) -> None:
    assert found(text) == mentions


def test_each_term_is_mentioned_once() -> None:
    seen: set[str] = set()
    assert [one.term.code for one in Glossary(TERMS).mentions("halte, halte, CAARUD", seen)] == ["halte", "caarud"]
    assert Glossary(TERMS).mentions("une halte", seen) == []


def test_ten_thousand_forms_are_looked_for_at_once() -> None:
    many = [Term(f"t{n}", f"terme numéro{n}", "Exemple.", variants=(f"variante{n}",)) for n in range(5_000)]
    glossary, text = Glossary(many), "un terme numéro4999 parmi d’autres mots " * 400
    started = time.monotonic()
    assert len(list(glossary.all_mentions(text))) == 400
    assert time.monotonic() - started < 30  # one by one they take minutes
