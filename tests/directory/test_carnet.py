"""The printable booklet, and the directory as files, over a base and over HTTP."""

import datetime
from pathlib import Path

import pytest

from kb.base import OPERATOR, PUBLIC, KnowledgeBase
from kb.directory.carnet import carnet, published_services
from kb.exporting import booklet_file
from tests.conftest import Opener
from tests.directory.test_finding import service

TODAY = datetime.date(2026, 11, 30)


@pytest.fixture
def base(home: Path, open_base: Opener) -> KnowledgeBase:
    service(home, "a", "Des lits.", id="SRV-2026-001", title="Les Veilleuses", zone=["75"], exclusive=["femmes"],
            service_type="halte-de-nuit", phone="01 99 00 18 01", date="2024-01-05", summary="Des lits.")  # fmt: skip
    service(home, "b", "Des repas.", id="SRV-2026-002", title="Le Panier", zone=["94"], welcomed=["tous-publics"],
            service_type="association", date="2026-11-01")  # fmt: skip
    service(home, "c", "Pour les équipes.", id="SRV-2026-003", title="Réservé aux équipes", zone=["75"], date="2026-11-01",
            diffusion="professionals")  # fmt: skip
    built = open_base()
    built.build()
    return built


def titles(base: KnowledgeBase, **how: str) -> list[str]:
    made = carnet(base, reader=PUBLIC, today=TODAY, **how)
    return [piece.title for rubric in made.rubrics for piece in rubric.pieces]


def test_a_booklet_holds_the_services_of_a_territory_and_a_public(base: KnowledgeBase) -> None:
    assert titles(base) == ["Le Panier", "Les Veilleuses"]
    assert titles(base, territory="75118") == ["Les Veilleuses"]
    assert titles(base, territory="94028", public="femmes") == ["Le Panier"]
    assert titles(base, public="hommes") == ["Le Panier"]


def test_what_is_old_is_marked_and_the_number_is_there(base: KnowledgeBase) -> None:
    (rubric,) = carnet(base, reader=PUBLIC, today=TODAY, territory="75118").rubrics
    facts = dict(rubric.pieces[0].facts)
    assert (facts["Téléphone"], facts["À vérifier"]) == ("01 99 00 18 01", "mis à jour le 5\u00a0janvier\u00a02024")
    assert rubric.title == "Halte de nuit"


def test_what_is_for_professionals_is_in_no_file_of_others(base: KnowledgeBase) -> None:
    assert {one.record.title for one in published_services(base, reader=PUBLIC)} == {"Le Panier", "Les Veilleuses"}
    assert len(published_services(base, reader=OPERATOR)) == 3


def test_a_booklet_becomes_a_word_file(base: KnowledgeBase) -> None:
    assert booklet_file(carnet(base, reader=PUBLIC, today=TODAY), "docx").startswith(b"PK")
