"""Services used and needs met, told in a récit: links both ways, that nobody sees of what they may not read."""

from pathlib import Path

import pytest

from kb.base import KnowledgeBase
from kb.exporting import booklet_of, record_file
from kb.readers import OPERATOR, PUBLIC
from kb.record_view import RecordView
from kb.records.kinds import Need, Service
from kb.views.parts import tied_records
from kb.wiki.review import history, review
from kb.wiki.write import writing
from tests.conftest import Opener
from tests.needs.published_records import put
from tests.small_corpus import story, write
from tests.wiki.people import AUTHOR, REVIEWER, published, send

LONG = "Un lieu ouvert la nuit, où l’on peut se poser, se laver et parler à quelqu’un. Exemple fictif."


@pytest.fixture
def told(base: KnowledgeBase) -> str:
    """Identifier of a récit that names two services, of which one is for professionals, and a need."""
    put(
        base,
        Need(kind="need", id="BES-1", title="Dormir le soir de la sortie"),
        Service(kind="service", id="SRV-1", title="La Veilleuse", description=LONG),
        Service(kind="service", id="SRV-2", title="Halte réservée", description=LONG, diffusion="professionals"),
    )
    return published(base, services_used=["SRV-1", "SRV-2"], needs_met=["BES-1"])


def seen(base: KnowledgeBase, record_id: str) -> RecordView:
    view = base.record(record_id, reader=PUBLIC)
    assert view is not None
    return view


def test_a_recit_leads_to_what_it_used_and_met_and_they_lead_back(base: KnowledgeBase, told: str) -> None:
    shown = tied_records.named(seen(base, told))
    assert "Dispositifs utilisés" in shown
    assert "La Veilleuse" in shown
    assert "Besoins auxquels ce récit répond" in shown
    assert "/lire?id=BES-1" in shown
    for other in ("SRV-1", "BES-1"):
        view = seen(base, other)
        assert [one.record.id for one in tied_records.told_by(view)] == [told]
        assert tied_records.others(view) == ()


def test_what_a_reader_may_not_read_is_named_nowhere(base: KnowledgeBase, told: str) -> None:
    view = seen(base, told)
    assert view.fields["services_used"] == ("SRV-1",)
    assert "réservée" not in tied_records.named(view)
    for form in ("json", "md"):
        assert b"SRV-2" not in record_file(base, told, form, reader=PUBLIC)
        assert b"SRV-2" in record_file(base, told, form, reader=OPERATOR)
    facts = dict(booklet_of(base, told, reader=PUBLIC).rubrics[0].pieces[0].facts)
    assert facts["Dispositifs utilisés"] == "La Veilleuse"


def test_a_service_withdrawn_is_named_no_more(base: KnowledgeBase, told: str) -> None:
    base.register.withdraw("SRV-1", actor="test", reason="fermé")
    base.follow()
    assert "La Veilleuse" not in tied_records.named(seen(base, told))
    assert b"SRV-1" not in record_file(base, told, "json", reader=PUBLIC)


def test_a_recit_withdrawn_is_not_named_by_the_service(base: KnowledgeBase, told: str) -> None:
    base.register.withdraw(told, actor="test", reason="repris")
    base.follow()
    assert tied_records.told_by(seen(base, "SRV-1")) == ()


def test_the_history_of_a_recit_tells_nothing_of_what_it_named(base: KnowledgeBase, told: str) -> None:
    one = writing.propose(base.wiki, AUTHOR, told)
    writing.autosave(base.wiki, AUTHOR, one.number, {"services_used": [], "lessons": "Autre chose."}, {})
    send(base, one)
    review.publish(base.wiki, REVIEWER, one.number)
    compared = history.compared(base.wiki, AUTHOR, told, 1, 2)
    assert [one.label for one in compared.fields] == []
    assert [one.record.id for one in seen(base, told).links if one.type == "uses"] == []


@pytest.mark.parametrize("service", ["aaa-lieu", "zzz-lieu"])
def test_a_file_names_others_by_their_names_whichever_is_read_first(
    service: str, home: Path, open_base: Opener
) -> None:
    write(home, f"{service}.md", LONG, id="SRV-7", kind="service", title="Un lieu", fictional=True)
    story(home, "recit.md", "## Contexte\nUne nuit.\n", id="EXP-7", title="Un récit",
          services_used=[service, "absent"])  # fmt: skip
    base = open_base()
    report = base.build()
    assert [note for note in report.notes if note.note.level != "info"] == []
    assert seen(base, "EXP-7").fields["services_used"] == ("SRV-7",)
    assert [one.record.id for one in tied_records.told_by(seen(base, "SRV-7"))] == ["EXP-7"]
    before = base.register.published_revisions()
    base.build(verify=True)
    assert base.register.published_revisions() == before
