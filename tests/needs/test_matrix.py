"""The matrix of needs and services: judged by several people at once, nothing lost, gaps said, files made."""

import csv
import io
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from kb.base import KnowledgeBase
from kb.errors import RecordNotFound, Refused
from kb.html import matrix as drawing
from kb.needs import export
from kb.needs.matrix import JudgementRefused, Matrix, changes_since, judge, matrix, settle
from kb.readers import OPERATOR, PUBLIC, Person
from kb.records.kinds import Need, Service
from kb.store.records import coverage
from kb.store.records.coverage import CoverageConflict
from kb.store.records.register import Register
from tests.conftest import Opener
from tests.needs.published_records import put
from tests.wiki.people import AUTHOR, OTHER, READER, published

LONG = (
    "Un lieu ouvert la nuit, sans rendez-vous, où l’on peut se poser, se laver et parler à quelqu’un. Exemple fictif."
)


@pytest.fixture
def base(base: KnowledgeBase) -> KnowledgeBase:
    put(
        base,
        Need(kind="need", id="BES-1", title="Dormir le soir de la sortie", territories=("75118",), publics=("femmes",)),
        Need(kind="need", id="BES-2", title="Garder son chien", territories=("93066",)),
        Service(kind="service", id="SRV-1", title="La Veilleuse", description=LONG, territories=("75118",)),
        Service(kind="service", id="SRV-2", title="Halte du Nord", description=LONG, territories=("93066",)),
        Service(kind="service", id="SRV-3", title="Réservé", description=LONG, diffusion="professionals"),
    )
    return base


def seen(base: KnowledgeBase, **chosen: str) -> Matrix:
    return matrix(base.wiki, OPERATOR, base.summaries({}, reader=OPERATOR), **chosen)


def said(
    base: KnowledgeBase, need: str, service: str, status: str, read: int = 0, who: Person = AUTHOR, **more: Any
) -> int:
    return judge(base.wiki, who, need, service, status, read=read, **more).number


def test_the_file_of_a_need_tells_its_coverage_until_somebody_judges(home: Path, open_base: Opener) -> None:
    folder = home / "corpus" / "besoins"
    folder.mkdir()
    head = "---\nid: {}\nkind: {}\ntitle: {}\nfictional: true\n"
    (folder / "lit.md").write_text(
        head.format("BES-7", "need", "Un lit") + "date: 2026-03-02\ncoverage:\n  - {status: gap, stories: [recit]}\n"
        "  - {status: inaccessible, service: lieu, reason: escaliers}\n"
        "  - {status: covered, service: absent}\n---\nTexte.\n"
    )
    (folder / "lieu.md").write_text(head.format("SRV-7", "service", "Un lieu") + f"---\n{LONG}\n")
    (folder / "recit.md").write_text(head.format("EXP-7", "experience", "Un récit") + "---\nHistoire.\n")
    base = open_base()
    report = base.build()
    assert [note.note.message for note in report.notes if "coverage" in note.note.message] == []
    found = seen(base)
    assert {pair: (one.status, one.reason, one.stories, one.at) for pair, one in found.cells.items()} == {
        ("BES-7", ""): ("gap", "", ("EXP-7",), "2026-03-02"),
        ("BES-7", "SRV-7"): ("inaccessible", "escaliers", (), "2026-03-02"),
    }
    said(base, "BES-7", "SRV-7", "covered")
    assert seen(base).cells["BES-7", "SRV-7"].status == "covered"


def test_a_judgement_is_dated_signed_and_followed_by_the_next(base: KnowledgeBase) -> None:
    first = said(base, "BES-1", "SRV-1", "covered")
    said(base, "BES-1", "SRV-1", "saturated", first, OTHER, comment="Complet depuis mars.")
    now = seen(base).cells["BES-1", "SRV-1"]
    assert (now.status, now.author, now.comment) == ("saturated", "c-2", "Complet depuis mars.")
    past = coverage.history(base.register, "BES-1", "SRV-1")
    assert [(one.status, one.standing) for one in past] == [("saturated", 1), ("covered", 0)]


def test_two_people_in_one_cell_are_both_kept_and_one_is_chosen(base: KnowledgeBase) -> None:
    said(base, "BES-1", "SRV-1", "covered")
    with pytest.raises(CoverageConflict) as both:
        said(base, "BES-1", "SRV-1", "partial", 0, OTHER, comment="Le week-end seulement.")
    assert both.value.theirs.author == "c-1"
    found = seen(base)
    assert found.cells["BES-1", "SRV-1"].status == "covered"
    (beside,) = found.beside["BES-1", "SRV-1"]
    assert beside.comment == "Le week-end seulement."
    settle(base.wiki, AUTHOR, beside.number)
    found = seen(base)
    assert found.cells["BES-1", "SRV-1"].status == "partial"
    assert found.beside == {}
    assert len(coverage.history(base.register, "BES-1", "SRV-1")) == 2


def test_ten_people_who_fill_it_at_once_lose_nothing(base: KnowledgeBase) -> None:
    pairs = [(need, service) for need in ("BES-1", "BES-2") for service in ("SRV-1", "SRV-2")]
    lost: list[Exception] = []

    def fill(number: int) -> None:
        with Register.open(base.home.root) as register:
            for need, service in pairs:
                for _ in range(40):
                    try:
                        coverage.judge(register, need, service, "partial", author=f"c-{number}", read=0)
                    except CoverageConflict:
                        pass
                    except Exception as error:  # noqa: BLE001  (a busy base is tried again, as a person does)
                        lost.append(error)
                        time.sleep(0.05)
                        continue
                    break

    threads = [threading.Thread(target=fill, args=(number,)) for number in range(10)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    for pair in pairs:
        kept = coverage.history(base.register, *pair)
        assert sorted(one.author for one in kept) == sorted(f"c-{number}" for number in range(10))
        assert sum(one.standing == 1 for one in kept) == 1


def test_a_need_that_nothing_meets_is_a_gap_whoever_says_so(base: KnowledgeBase) -> None:
    said(base, "BES-1", "SRV-1", "saturated")
    said(base, "BES-2", "", "gap", comment="Rien à l’est.")
    assert [one.id for one in seen(base).gaps] == ["BES-1", "BES-2"]
    said(base, "BES-1", "SRV-2", "partial")
    assert [one.id for one in seen(base).gaps] == ["BES-2"]


def test_a_territory_and_a_public_choose_needs_and_services(base: KnowledgeBase) -> None:
    found = seen(base, territory="75118", public="femmes")
    assert [one.id for one in found.needs] == ["BES-1"]
    assert [one.id for one in found.services if one.id.startswith("SRV-") and len(one.id) == 5] == ["SRV-1", "SRV-3"]
    assert [one.id for one in seen(base, territory="93").needs] == ["BES-2"]
    assert seen(base, public="familles").needs[0].id == "BES-2"


def test_a_reader_sees_neither_closed_services_nor_closed_stories(base: KnowledgeBase) -> None:
    story = published(base, diffusion="professionals")
    said(base, "BES-1", "SRV-3", "covered")
    said(base, "BES-1", "SRV-1", "covered", stories=[story])
    found = matrix(base.wiki, PUBLIC, base.summaries({}, reader=PUBLIC))
    assert list(found.cells) == [("BES-1", "SRV-1")]
    assert found.cells["BES-1", "SRV-1"].stories == ()
    assert seen(base).cells["BES-1", "SRV-1"].stories == (story,)


@pytest.mark.parametrize("who", [None, READER])
def test_only_who_may_write_needs_judges(base: KnowledgeBase, who: Person | None) -> None:
    with pytest.raises(Refused):
        judge(base.wiki, who, "BES-1", "SRV-1", "covered", read=0)
    with pytest.raises(Refused):
        settle(base.wiki, who, 1)
    assert seen(base).cells == {}


@pytest.mark.parametrize(
    ("need", "service", "status", "more", "error"),
    [
        ("BES-1", "SRV-1", "gap", {}, JudgementRefused),
        ("BES-1", "", "covered", {}, JudgementRefused),
        ("BES-1", "SRV-1", "parfait", {}, JudgementRefused),
        ("BES-1", "SRV-1", "inaccessible", {}, JudgementRefused),
        ("BES-1", "SRV-1", "covered", {"comment": "x" * 2_001}, JudgementRefused),
        ("BES-9", "SRV-1", "covered", {}, RecordNotFound),
        ("SRV-1", "SRV-1", "covered", {}, RecordNotFound),
        ("BES-1", "SRV-9", "covered", {}, RecordNotFound),
    ],
)
def test_what_cannot_stand_is_refused_in_french(
    base: KnowledgeBase, need: str, service: str, status: str, more: dict[str, str], error: type[Exception]
) -> None:
    with pytest.raises(error):
        said(base, need, service, status, **more)  # type: ignore[arg-type]
    assert seen(base).cells == {}


def test_a_service_withdrawn_leaves_the_matrix_and_its_judgements_stay(base: KnowledgeBase) -> None:
    said(base, "BES-1", "SRV-1", "covered")
    base.register.withdraw("SRV-1", actor="c-9", reason="fermé")
    base.follow()
    assert seen(base).cells == {}
    assert len(coverage.history(base.register, "BES-1", "SRV-1")) == 1
    with pytest.raises(RecordNotFound):
        said(base, "BES-1", "SRV-1", "partial", 1)


def test_what_changed_since_a_day_is_told(base: KnowledgeBase) -> None:
    import datetime

    said(base, "BES-1", "SRV-1", "covered")
    found, today = seen(base), datetime.datetime.now(datetime.UTC).date()
    assert len(changes_since(base.wiki, found, today)) == 1
    assert changes_since(base.wiki, found, today + datetime.timedelta(days=1)) == ()


def test_files_say_each_judgement_and_no_formula(base: KnowledgeBase) -> None:
    said(base, "BES-1", "SRV-1", "inaccessible", reason="=2+2", comment="Escaliers.")
    found = seen(base, territory="75118")
    lines = list(csv.reader(io.StringIO(export.csv_file(found, {"c-1": "Aline"}).decode("utf-8-sig")), delimiter=";"))
    assert lines[1][:5] == ["Dormir le soir de la sortie", "La Veilleuse", "Inaccessible", "'=2+2", "Escaliers."]
    book = CalamineWorkbook.from_filelike(io.BytesIO(export.xlsx_file(found, {"c-1": "Aline"})))
    assert book.sheet_names == ["Matrice", "Avis"]
    assert book.get_sheet_by_name("Avis").to_python()[1][3] == "=2+2"


def test_the_booklet_puts_the_gaps_first_with_their_stories(base: KnowledgeBase) -> None:
    story = published(base)
    said(base, "BES-2", "", "gap", stories=[story])
    made = export.booklet(
        seen(base), {story: "Le vélo prêté"}, {story: "Un vélo."}, title="Besoins", today="2026-11-29",
        label=lambda name, code: code,
    )  # fmt: skip
    assert [one.title for one in made.rubrics[0].pieces] == ["Garder son chien"]
    assert "Le vélo prêté — Un vélo." in [block.text for block in made.rubrics[0].pieces[0].blocks]


def test_two_hundred_needs_by_five_hundred_services_are_drawn_and_exported_whole(base: KnowledgeBase) -> None:
    need, service = seen(base).needs[0], seen(base).services[0]
    from dataclasses import replace

    needs = tuple(replace(need, id=f"B{n}", title=f"Besoin {n} " + "x" * 40) for n in range(200))
    services = tuple(replace(service, id=f"S{n}", title=f"Dispositif {n} " + "y" * 30) for n in range(500))
    one = coverage.Judgement(1, "", "", "partial", "", "Un commentaire.", (), "c-1", "2026-01-01", 1)
    cells = {
        (a.id, b.id): replace(one, need=a.id, service=b.id)
        for n, a in enumerate(needs) for m, b in enumerate(services) if (n + m) % 5 == 0
    }  # fmt: skip
    found = Matrix(needs, services, cells, {})
    assert drawing.table(found).count("<td") >= len(needs) * len(services)
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(export.xlsx_file(found, {})))
    drawn = sheets.get_sheet_by_name("Matrice").to_python()
    assert (len(drawn), len(drawn[0])) == (201, 502)
    assert sum(cell != "" for row in drawn[1:] for cell in row[2:]) == len(cells)
    assert len(sheets.get_sheet_by_name("Avis").to_python()) == len(cells) + 1
    assert export.csv_file(found, {}).count(b"\r\n") == len(cells) + 1
