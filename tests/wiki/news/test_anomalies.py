"""Anomalies of services: reported by anybody, answered by those who keep the sheet, read by who reported them."""

import pytest

from kb.base import KnowledgeBase
from kb.errors import RecordNotFound, Refused
from kb.readers import Person
from kb.store.news import comments
from kb.wiki.news import anomalies
from kb.wiki.news.anomalies import AnomalyRefused
from kb.wiki.review import review
from kb.wiki.write import writing

AUTHOR = Person("author", "Ana", frozenset({"reader", "contributor"}))
OTHER = Person("other", "Bob", frozenset({"reader", "contributor"}))
REVIEWER = Person("reviewer", "Cid", frozenset({"reader", "reviewer"}))


@pytest.fixture
def service(base: KnowledgeBase) -> str:
    one = writing.start(base.wiki, AUTHOR, "service", {"title": "Halte", "description": "Une halte de nuit."})
    review.publish(base.wiki, AUTHOR, one.number)
    return one.record_id


def events(base: KnowledgeBase, account: str) -> list[str]:
    return [one.event for one in comments.notices(base.register, account)]


def test_a_visitor_reports_and_reads_the_answer_by_number(base: KnowledgeBase, service: str) -> None:
    receipt = anomalies.report_anomaly(base.wiki, None, service, "Le numéro ne répond plus.", address="192.0.2.1")
    assert anomalies.answer_of(base.wiki, receipt) == anomalies.WAITING
    assert events(base, AUTHOR.account) == ["anomaly"]
    (one,) = anomalies.waiting(base.wiki, AUTHOR)
    assert one.text == "Le numéro ne répond plus."
    anomalies.answer(base.wiki, AUTHOR, one.anomaly.number, "corrected", "Nouveau numéro depuis lundi.")
    assert anomalies.answer_of(base.wiki, receipt) == "La fiche a été corrigée : Nouveau numéro depuis lundi."
    assert anomalies.waiting(base.wiki, AUTHOR) == ()


def test_whoever_has_an_account_is_told(base: KnowledgeBase, service: str) -> None:
    anomalies.report_anomaly(base.wiki, OTHER, service, "Fermé le mardi ?")
    (one,) = anomalies.waiting(base.wiki, REVIEWER)
    anomalies.answer(base.wiki, REVIEWER, one.anomaly.number, "unfounded", "Ouvert le mardi, vérifié sur place.")
    assert events(base, OTHER.account) == ["anomaly_answered"]
    assert [said for _, said in anomalies.answers_to(base.wiki, OTHER)] == [
        "La fiche était juste : Ouvert le mardi, vérifié sur place."
    ]


def test_others_neither_see_nor_answer(base: KnowledgeBase, service: str) -> None:
    anomalies.report_anomaly(base.wiki, None, service, "Porte close.")
    (one,) = anomalies.waiting(base.wiki, AUTHOR)
    assert anomalies.waiting(base.wiki, OTHER) == ()
    with pytest.raises(Refused):
        anomalies.answer(base.wiki, OTHER, one.anomaly.number, "corrected", "Oui.")


def test_an_anomaly_without_words_is_refused(base: KnowledgeBase, service: str) -> None:
    with pytest.raises(AnomalyRefused):
        anomalies.report_anomaly(base.wiki, None, service, "  ")
    with pytest.raises(AnomalyRefused):
        anomalies.report_anomaly(base.wiki, None, "EXP-2023-001", "Un récit n’est pas un dispositif.")
    with pytest.raises(RecordNotFound):
        anomalies.answer_of(base.wiki, "0000-0000-0000")


@pytest.mark.files
def test_its_words_are_in_the_private_database_alone(base: KnowledgeBase, service: str) -> None:
    anomalies.report_anomaly(base.wiki, None, service, "mots-très-reconnaissables")
    base.register.database.conn.commit()
    assert "mots-très-reconnaissables".encode() not in (base.home.root / "corpus" / "register.sqlite3").read_bytes()


def test_many_reports_from_one_place_are_bounded(
    base: KnowledgeBase, service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(anomalies, "PER_ORIGIN", 1)
    anomalies.report_anomaly(base.wiki, None, service, "Un.", address="192.0.2.1")
    anomalies.report_anomaly(base.wiki, None, service, "Un.", address="198.51.100.7")
    with pytest.raises(Refused):
        anomalies.report_anomaly(base.wiki, None, service, "Deux.", address="192.0.2.1")
