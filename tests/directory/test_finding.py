"""Services found by a question about a person, over a base."""

import datetime
from pathlib import Path

import pytest

from kb.base import OPERATOR, PUBLIC, KnowledgeBase
from kb.directory.hours.opening import PARIS
from tests.conftest import Opener
from tests.small_corpus import write

NOW = datetime.datetime(2026, 11, 30, 10, tzinfo=PARIS)


def service(home: Path, name: str, body: str, **front: object) -> None:
    write(home, f"{name}.md", f"## Description\n{body}\n", kind="service", fictional=True, **front)


@pytest.fixture
def base(home: Path, open_base: Opener) -> KnowledgeBase:
    service(home, "veilleuses", "Des lits pour la nuit.", id="SRV-2026-001", title="Les Veilleuses", age_from=16,
            age_to=25, exclusive=["jeunes-filles"], zone=["75056"], night=True, offers=["hebergement-urgence"])  # fmt: skip
    service(home, "escale", "Des chambres, la nuit.", id="SRV-2026-002", title="L’Escale", age_from=18, zone=["75"],
            opening_hours="24/7", offers=["hebergement-urgence"])  # fmt: skip
    service(home, "sans-age", "Un lit la nuit.", id="SRV-2026-003", title="Le Phare", zone=["75118"], night=True,
            offers=["hebergement-urgence"])  # fmt: skip
    service(home, "secret", "Un lit la nuit.", id="SRV-2026-004", title="Réservé aux équipes", zone=["75118"], night=True,
            offers=["hebergement-urgence"], diffusion="professionals")  # fmt: skip
    service(home, "pantin", "Un lit la nuit.", id="SRV-2026-005", title="La Halte de Pantin", zone=["93055"], night=True,
            offers=["hebergement-urgence"])  # fmt: skip
    service(home, "douche", "Des douches.", id="SRV-2026-006", title="Les Bains", zone=["75"], offers=["hygiene"])
    built = open_base()
    built.build()
    return built


def ids(base: KnowledgeBase, question: str, **how: object) -> list[str]:
    found = base.services_for(question, reader=how.pop("reader", PUBLIC), now=NOW, **how)  # type: ignore[arg-type]
    return [one.facts.id for one in (*found.suiting, *found.further)]


QUESTION = "un lit cette nuit pour une jeune femme de 17 ans dans le 18e"


def test_what_the_facts_exclude_is_not_shown(base: KnowledgeBase) -> None:
    assert ids(base, QUESTION) == ["SRV-2026-001", "SRV-2026-003"]


def test_what_is_not_known_is_said(base: KnowledgeBase) -> None:
    found = base.services_for(QUESTION, reader=PUBLIC, now=NOW)
    assert [one.text for one in (*found.suiting, *found.further)[1].fit.unknown] == ["âge non précisé"]


def test_a_fact_taken_out_excludes_no_more(base: KnowledgeBase) -> None:
    assert "SRV-2026-002" in ids(base, QUESTION, without=["age"])
    assert "SRV-2026-005" in ids(base, QUESTION, without=["territory"])


def test_a_service_for_professionals_is_theirs_alone(base: KnowledgeBase) -> None:
    assert "SRV-2026-004" in ids(base, QUESTION, reader=OPERATOR)
    assert "SRV-2026-004" not in ids(base, QUESTION)
    assert "SRV-2026-004" not in {one.id for one in base.services(reader=PUBLIC)}
    assert base.services_named(["SRV-2026-004", "SRV-2026-003"], reader=PUBLIC).keys() == {"SRV-2026-003"}


def test_a_service_withdrawn_is_found_no_more(base: KnowledgeBase) -> None:
    base.register.withdraw("SRV-2026-001", actor="test", reason="fermé")
    assert ids(base, QUESTION) == ["SRV-2026-003"]  # before the index has followed
    base.follow()
    assert ids(base, QUESTION) == ["SRV-2026-003"]


def test_no_question_finds_nothing(base: KnowledgeBase) -> None:
    assert ids(base, "") == []
    assert ids(base, "???") == []


def test_services_of_a_territory_are_those_whose_zone_covers_it(base: KnowledgeBase) -> None:
    assert [one.id for one in base.services(reader=PUBLIC, territory="93055")] == ["SRV-2026-005"]
    assert len(base.services(reader=PUBLIC)) == 5


def test_services_indexed_by_the_version_before_are_taken_in_anew(base: KnowledgeBase, open_base: Opener) -> None:
    base._database.execute("DELETE FROM service_facts")
    base._database.conn.commit()
    again = open_base()
    again.follow()
    again.follow()
    assert ids(again, QUESTION) == ["SRV-2026-001", "SRV-2026-003"]
