"""The glossary that ships: whole, without loose ends, and with variants that mean one thing."""

from collections import Counter, defaultdict

import pytest
import yaml

from kb.vocabulary.vocabulary import DATA, Vocabulary, folded_words, load_vocabulary

FIELDS = {"produit", "usage", "dispositif", "metier", "droit", "methode", "rue", "public", "theme"}
KEYS = {"code", "preferred", "variants", "definition", "field", "broader", "related", "senses", "list"}
# Forms that do mean two things: an acronym shared by two services, or a dose whose name also names the product.
AMBIGUOUS = {"aed", "app", "caillou", "cailloux", "chu", "cls", "galette"}
# What a professional of this field types, and must find.
EXPECTED = """
115 ACT AEMO aller-vers APP ARS ASE basage bedo bicrave BPX CAARUD caillou CEIP charbonner chouf CHRS CJC CLS CLSPD
co-construction CPE CPCT CSAPA descente ELSA four galérer galette guetteur HSA kiff LAM LHSS maraude MDA MECS
méthadone MILDECA modou nourrice OFDT PAEJ pipe PJJ plan RdRD REP restitution shit SIAO SINTES terrain TREND TSO UHU
ULIS
"""
PHRASES = ("récit de vie", "salle de consommation")


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    """The vocabulary that ships."""
    return load_vocabulary()


def test_there_are_at_least_140_terms_and_no_code_stands_twice(vocabulary: Vocabulary) -> None:
    codes = [term.code for term in vocabulary.terms]
    assert len(codes) >= 140
    assert [code for code, times in Counter(codes).items() if times > 1] == []


def test_the_file_holds_no_key_that_the_loader_ignores() -> None:
    raw = yaml.safe_load((DATA / "vocabulary.yaml").read_text(encoding="utf-8"))
    assert {key for entry in raw for key in entry} <= KEYS


def test_every_term_has_a_definition_of_one_to_three_sentences(vocabulary: Vocabulary) -> None:
    wrong = [t.code for t in vocabulary.terms if not 20 <= len(t.definition) <= 400 or t.definition[-1] != "."]
    assert wrong == []


def test_every_field_is_a_known_one(vocabulary: Vocabulary) -> None:
    assert {term.field for term in vocabulary.terms} <= FIELDS


def test_every_broader_and_related_code_is_another_term(vocabulary: Vocabulary) -> None:
    codes = {term.code for term in vocabulary.terms}
    named = [(t.code, c) for t in vocabulary.terms for c in (*t.related, *t.broader)]
    assert [pair for pair in named if pair[1] not in codes or pair[0] == pair[1]] == []


def test_no_term_is_broader_than_itself(vocabulary: Vocabulary) -> None:
    above = {term.code: term.broader for term in vocabulary.terms}
    for code in above:
        found: set[str] = set()
        waiting = [*above[code]]
        while waiting:
            here = waiting.pop()
            assert here != code
            if here not in found:
                found.add(here)
                waiting += above[here]


def test_a_form_belongs_to_one_term_unless_it_is_ambiguous(vocabulary: Vocabulary) -> None:
    shared = {" ".join(form) for form, terms in vocabulary.by_form.items() if len(terms) > 1}
    assert shared == AMBIGUOUS


def test_no_term_gives_the_same_form_twice(vocabulary: Vocabulary) -> None:
    assert [t.code for t in vocabulary.terms if len(set(t.forms)) != len(t.forms)] == []


def test_every_form_holds_a_word(vocabulary: Vocabulary) -> None:
    assert [form for term in vocabulary.terms for form in term.forms if not folded_words(form)] == []


def test_senses_are_given_by_trade(vocabulary: Vocabulary) -> None:
    trades = set(vocabulary.lists["trades"])
    assert [(t.code, trade) for t in vocabulary.terms for trade in t.senses if trade not in trades] == []


def test_a_listed_term_names_an_entry_of_the_lists_once(vocabulary: Vocabulary) -> None:
    named: dict[tuple[str, str], list[str]] = defaultdict(list)
    for term in vocabulary.terms:
        if term.listed:
            named[term.listed].append(term.code)
    assert [entry for entry in named if entry[1] not in vocabulary.lists[entry[0]]] == []
    assert [codes for codes in named.values() if len(codes) > 1] == []


@pytest.mark.parametrize("name", ["themes", "substances"])
def test_every_theme_and_substance_is_explained(vocabulary: Vocabulary, name: str) -> None:
    explained = {term.listed[1] for term in vocabulary.terms if term.listed and term.listed[0] == name}
    assert set(vocabulary.lists[name]) - explained == set()


def test_the_words_of_the_field_are_there(vocabulary: Vocabulary) -> None:
    missing = [form for form in (*EXPECTED.split(), *PHRASES) if folded_words(form) not in vocabulary.by_form]
    assert missing == []


def test_french_typography_holds_in_every_text(vocabulary: Vocabulary) -> None:
    wrong = []
    for term in vocabulary.terms:
        for text in (*term.forms, term.definition, *term.senses.values()):
            if "'" in text or any(pair in text for pair in (" ;", " :", " !", " ?", "« ", " »")):
                wrong.append((term.code, text))
    assert wrong == []
