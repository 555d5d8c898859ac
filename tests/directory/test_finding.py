"""Services found by a question about a person, over a base."""

import datetime
import random
from pathlib import Path

import pytest

from kb.base import OPERATOR, PUBLIC, KnowledgeBase
from kb.directory import finding
from kb.directory.asking import read_question
from kb.directory.finding import BEHIND, FURTHER, _ranked
from kb.directory.fitting import fit
from kb.directory.hours.opening import PARIS
from kb.directory.scoring import Glance, score
from kb.records.kinds import Service
from kb.records.kinds.service_lists import service_needs
from kb.records.service_facts import facts_of
from kb.vocabulary.vocabulary import load_vocabulary
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
    found = base.directory.services_for(question, reader=how.pop("reader", PUBLIC), now=NOW, **how)  # type: ignore[arg-type]
    return [one.facts.id for one in (*found.suiting, *found.further)]


QUESTION = "un lit cette nuit pour une jeune femme de 17 ans dans le 18e"


def test_what_the_facts_exclude_is_not_shown(base: KnowledgeBase) -> None:
    assert ids(base, QUESTION) == ["SRV-2026-001", "SRV-2026-003"]


def test_what_is_not_known_is_said(base: KnowledgeBase) -> None:
    found = base.directory.services_for(QUESTION, reader=PUBLIC, now=NOW)
    assert [one.text for one in (*found.suiting, *found.further)[1].fit.unknown] == ["âge non précisé"]


def test_a_fact_taken_out_excludes_no_more(base: KnowledgeBase) -> None:
    assert "SRV-2026-002" in ids(base, QUESTION, without=["age"])
    assert "SRV-2026-005" in ids(base, QUESTION, without=["territory"])


def test_a_service_for_professionals_is_theirs_alone(base: KnowledgeBase) -> None:
    assert "SRV-2026-004" in ids(base, QUESTION, reader=OPERATOR)
    assert "SRV-2026-004" not in ids(base, QUESTION)
    assert "SRV-2026-004" not in {one.id for one in base.directory.services(reader=PUBLIC)}
    assert base.directory.services_named(["SRV-2026-004", "SRV-2026-003"], reader=PUBLIC).keys() == {"SRV-2026-003"}


def test_a_service_withdrawn_is_found_no_more(base: KnowledgeBase) -> None:
    base.register.withdraw("SRV-2026-001", actor="test", reason="fermé")
    assert ids(base, QUESTION) == ["SRV-2026-003"]  # before the index has followed
    base.follow()
    assert ids(base, QUESTION) == ["SRV-2026-003"]


def test_no_question_finds_nothing(base: KnowledgeBase) -> None:
    assert ids(base, "") == []
    assert ids(base, "???") == []


def test_services_of_a_territory_are_those_whose_zone_covers_it(base: KnowledgeBase) -> None:
    assert [one.id for one in base.directory.services(reader=PUBLIC, territory="93055")] == ["SRV-2026-005"]
    assert len(base.directory.services(reader=PUBLIC)) == 5


def test_services_indexed_by_the_version_before_are_taken_in_anew(base: KnowledgeBase, open_base: Opener) -> None:
    base.index.database().execute("DELETE FROM service_facts")
    base.index.database().conn.commit()
    again = open_base()
    again.follow()
    again.follow()
    assert ids(again, QUESTION) == ["SRV-2026-001", "SRV-2026-003"]


PUBLICS: tuple[tuple[str, ...], ...] = ((), ("femmes",), ("hommes",), ("jeunes",), ("familles",), ("tous-publics",))


def invented(number: int, draw: random.Random) -> Service:
    first = draw.choice((None, 0, 16, 18, 60))
    needs = draw.sample(list(service_needs()), draw.choice((0, 1, 2)))
    return Service(
        kind="service",
        id=f"SRV-2021-{number:03d}",
        title=f"Service fictif {draw.randint(0, 40)}",
        description="Un service fictif, qui accueille et oriente.",
        territories=(draw.choice(("75118", "75119", "93055")),),
        zone=draw.choice(((), ("75",), ("75118",), ("93",))),
        exclusive=draw.choice(PUBLICS),
        preferred=draw.choice(PUBLICS),
        welcomed=draw.choice(PUBLICS),
        age_from=first,
        age_to=draw.choice((None, first + 13)) if first is not None else None,
        offers=tuple(needs),
        night=draw.random() < 0.3,
        opening_hours=draw.choice(("24/7", "", "Mo-Fr 09:00-17:00", "illisible", "Sa 09:00-12:00")),
        saturation=draw.choice(("", "high")),
        date=draw.choice(("", "2020-01-01", "2026-10-01")),
    )


@pytest.mark.parametrize(
    "question",
    [
        QUESTION,
        "une douche pour un homme à la rue à Stalingrad",
        "femme enceinte, Paris",
        "ouvert samedi matin à Paris",
    ],
)
def test_what_a_glance_leaves_out_could_not_have_been_shown(question: str) -> None:
    draw = random.Random(question)
    facts = [facts_of(invented(number, draw)) for number in range(400)]
    asked = read_question(question, load_vocabulary())
    ranked, suit = _ranked(facts, asked, {}, NOW)

    held = [one for one in (fit(each, asked, NOW) for each in facts) if not one.excluded]
    scored = sorted((-score(one, asked, {}, NOW), one.facts.title, one.facts.id) for one in held)
    assert suit == sum(one[0] <= scored[0][0] + BEHIND for one in scored)
    assert [(-one.score, one.facts.title, one.facts.id) for one in ranked] == scored[: suit + FURTHER]
    glance = Glance(asked, {})
    assert all(glance.most(one.facts) >= score(one, asked, {}, NOW) for one in held)


def test_of_many_services_those_that_offer_what_is_needed_are_found(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = ids(base, QUESTION)
    monkeypatch.setattr(finding, "ASKED_OF_MEANING", 2)
    assert ids(base, QUESTION) == few
