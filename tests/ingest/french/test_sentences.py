"""Sentences of French text."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.french.sentences import sentences


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "text",
    [
        "M. Dupont et Mme Durand sont venus.",
        "Voir l’art. 3 et le n° 12 de la revue, p. 4.",
        "Le point 3.1 est réglé.",
        "Il hésite… puis il entre.",
        "« Tu viens ? » demande-t-elle.",
        "Le J.-C. du quartier, l’A.S.E. Paris et le Dr Martin.",
        "1. Comprendre le sens des conduites",
        "Il a dit « non » et il est parti.",
    ],
)
def test_this_is_one_sentence(text: str) -> None:
    assert cut(text) == [text]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Il vient. Elle part.", ["Il vient.", "Elle part."]),
        ("Vraiment\u202f? Oui\u202f! Bon…  Allons.", ["Vraiment\u202f?", "Oui\u202f!", "Bon…", "Allons."]),
        ("« C’est fini. » Il sort.", ["« C’est fini. »", "Il sort."]),
        ("Les ateliers de 2006. Ils ont réuni des gens.", ["Les ateliers de 2006.", "Ils ont réuni des gens."]),
        ("Une ligne\nune autre", ["Une ligne", "une autre"]),
        ("Il a vu le maire. À midi, il mange.", ["Il a vu le maire.", "À midi, il mange."]),
        ("Du pain, etc. Le reste suit.", ["Du pain, etc.", "Le reste suit."]),
        ("Elle crie. « Pars ! » Puis rien.", ["Elle crie.", "« Pars ! »", "Puis rien."]),
    ],
)
def test_sentences_end_where_a_reader_stops(text: str, parts: list[str]) -> None:
    assert cut(text) == parts


@given(st.text(alphabet="aÀ .!?…«»\n1-\u00a0M", max_size=80))
def test_sentences_are_in_order_and_hold_all_that_is_not_blank(text: str) -> None:
    spans = sentences(text)

    assert all(start < end for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert "".join(text[start:end] for start, end in spans).split() == "".join(cut(text)).split()
    assert sum(not c.isspace() for c in text) == sum(not c.isspace() for one in cut(text) for c in one)
