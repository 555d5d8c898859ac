"""The vocabulary of a base: shipped terms and its own, joined."""

import json
from typing import Any

from kb.records.canonical import canonical
from kb.records.kinds import TermRecord
from kb.store.records.register import Register
from kb.vocabulary.of_base import joined, vocabulary_of
from kb.vocabulary.vocabulary import Term, Vocabulary

SHIPPED = Vocabulary(
    {"trades": {"police": "Police", "soin": "Soin"}},
    (
        Term("halte", "halte", "Lieu.", variants=("abri",), broader=("lieu",), related=("rue",), field="lieu"),
        Term("lieu", "lieu", "Endroit."),
        Term("rue", "rue", "Dehors."),
    ),
    {},
)


def with_terms(*bodies: dict[str, Any]) -> dict[str, Term]:
    published = tuple((f"TER-2026-{n:03d}", json.dumps(body)) for n, body in enumerate(bodies, 1))
    return {term.code: term for term in joined(SHIPPED, SHIPPED.lists["trades"], published)}


def test_a_term_of_the_base_takes_the_place_of_the_shipped_one_and_keeps_its_code_and_ties() -> None:
    terms = with_terms(
        {"title": "Halte", "definition": "Lieu ouvert le jour.", "acronyms": ["HDJ"], "slang": ["la case"],
         "senses": [{"trade": "Police", "meaning": "Arrêt."}, {"trade": "Soin", "meaning": "Accueil.", "source": "X"},
                    {"trade": "Bailleur", "meaning": "Local."}]}
    )  # fmt: skip
    halte = terms["halte"]
    assert halte.record == "TER-2026-001"
    assert halte.forms == ("Halte", "HDJ", "la case")
    assert halte.senses == {"police": "Arrêt.", "soin": "Accueil.", "Bailleur": "Local."}
    assert halte.sources == {"soin": "X"}
    assert (halte.field, halte.broader, halte.related) == ("lieu", ("lieu",), ("rue",))
    assert set(terms) == {"halte", "lieu", "rue"}


def test_ties_are_named_by_any_word_of_a_term_and_told_by_both() -> None:
    terms = with_terms(
        {"title": "hamac", "definition": "Toile.", "broader": ["Abri"], "related": ["rue", "inconnu"]},
        {"title": "quartier", "definition": "Autour.", "narrower": ["rue"], "related": ["quartier"]},
    )
    assert terms["TER-2026-001"].broader == ("halte",)
    assert terms["TER-2026-001"].related == ("rue",)
    assert "TER-2026-001" in terms["rue"].related
    assert terms["rue"].broader == ("TER-2026-002",)
    assert terms["TER-2026-002"].related == ()


def test_broader_terms_that_a_record_names_replace_the_shipped_ones() -> None:
    assert with_terms({"title": "halte", "definition": "Lieu.", "broader": ["rue"]})["halte"].broader == ("rue",)


def test_senses_kept_as_lines_by_an_earlier_version_are_read() -> None:
    record = TermRecord.model_validate({"kind": "term", "title": "x", "senses": ["police : Arrêt.", "sans métier"]})
    assert [(one.trade, one.meaning) for one in record.senses] == [("police", "Arrêt."), ("", "sans métier")]
    assert with_terms({"title": "x", "senses": ["soin : Accueil."]})["TER-2026-001"].senses == {"soin": "Accueil."}


def test_senses_stand_in_the_text_of_the_term() -> None:
    record = TermRecord.model_validate(
        {"title": "x", "definition": "D.", "senses": [{"trade": "Police", "meaning": "Arrêt.", "source": "Usage"}]}
    )
    assert "Métier : Police · Arrêt. · Source : Usage" in canonical(record).text


def test_the_vocabulary_is_read_again_when_a_term_changes_and_only_then(tmp_path: Any) -> None:
    (tmp_path / "corpus").mkdir()
    with Register.open(tmp_path, create=True) as register:
        assert vocabulary_of(register) is vocabulary_of(register)
        record = TermRecord(id="TER-2026-001", title="zonzon", definition="Prison.")
        number = register.save(record, canonical(record), author="c-1", summary="", base=None)
        register.publish(record.id, number, actor="c-1")
        first = vocabulary_of(register)
        assert [term.definition for term in first.terms if term.preferred == "zonzon"] == ["Prison."]
        assert vocabulary_of(register) is first
        again = record.model_copy(update={"definition": "Maison d’arrêt."})
        number = register.save(again, canonical(again), author="c-1", summary="", base=number)
        register.publish(record.id, number, actor="c-1")
        assert [term.definition for term in vocabulary_of(register).terms if term.preferred == "zonzon"] == [
            "Maison d’arrêt."
        ]
        register.withdraw(record.id, actor="c-1", reason="")
        assert "zonzon" not in {term.preferred for term in vocabulary_of(register).terms}
