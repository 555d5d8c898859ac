"""Services exchanged: what the schema lacks comes back, an import again changes nothing, faults are told in French."""

import datetime
import io
import json
import os
from pathlib import Path
from typing import Any

import data_inclusion.schema.v1 as schema
import pytest
import xlsxwriter

from kb.base import KnowledgeBase
from kb.directory.exchange import importing, tables
from kb.directory.exchange.checking import check
from kb.directory.exchange.exporting import FORMATS, services_file
from kb.directory.exchange.importing import NotChosen, apply, preview
from kb.directory.exchange.schema import from_exchange, to_exchange
from kb.directory.exchange.tables import TableRefused, read_table
from kb.errors import Refused
from kb.readers import Person
from kb.records.kinds import Service
from kb.vocabulary.vocabulary import load_vocabulary
from tests.conftest import Opener

TYPES = load_vocabulary().lists["service_types"]
WRITER = Person("a1", "Ana", frozenset({"reader", "contributor"}))
READER = Person("a2", "Bob")
WHOLE: dict[str, Any] = {
    "id": "SRV-2026-001", "kind": "service", "title": "Les Veilleuses", "organisation": "Association Rive Claire",
    "service_type": "halte-de-nuit", "territories": ["75118"], "insee": "75118", "postcode": "75018", "town": "Paris",
    "date": "2026-10-12", "offers": ["hebergement-urgence", "hygiene"], "exclusive": ["jeunes-filles"],
    "publics": ["jeunes-filles"], "age_from": 16, "age_to": 25, "zone": ["75056", "93"], "phone": "01 99 00 18 01",
    "opening_hours": "Mo-Su 20:00-09:00", "night": True, "saturation": "high", "saturation_on": "2026-11-20",
    "saturation_note": "complet après 21 h 30 | appeler", "closed_from": "2026-12-24", "closed_to": "2026-12-26",
    "closed_note": "fêtes", "description": "Douze lits et une salle commune, toute la nuit.", "access": "Aucune pièce.",
    "referral": "Se présenter entre 20 h et 23 h.", "referred_by": ["usagers"], "diffusion": "professionals",
    "verified_by": "l’équipe de nuit", "siret": "00000000000018", "networks": ["federation-des-acteurs-de-la-solidarite"],
}  # fmt: skip


def service(**changes: Any) -> Service:
    return Service.model_validate({**WHOLE, **changes})


def row(number: int = 1, **changes: Any) -> dict[str, Any]:
    own = {
        "source": "essai", "structure_id": "s1", "id": f"essai--{number}", "nom": f"Service {number}",
        "description": "Un service inventé pour un essai.", "date_maj": "2026-09-01", "code_insee": "93066",
        "publics": ["femmes"], "mobilisable_par": ["usagers"], "zone_eligibilite": ["93"],
    }  # fmt: skip
    return {**own, **changes}


def table(*rows: dict[str, Any]) -> Any:
    return read_table("essai.json", json.dumps({"services": rows}).encode())


@pytest.fixture
def base(open_base: Opener) -> KnowledgeBase:
    built = open_base()
    built.build()
    return built


def test_what_is_exported_is_valid_for_the_schema() -> None:
    rows = to_exchange(service(), TYPES, updated="2026-11-01")
    schema.Service.model_validate(rows.service)
    schema.Structure.model_validate(rows.structure)
    assert rows.service["publics"] == ["femmes"]


@pytest.mark.parametrize("form", FORMATS)
def test_what_the_schema_lacks_comes_back(form: str) -> None:
    one = service(saturation_note="complet après 21 h 30 / appeler")
    read = check(read_table(f"essai.{form}", services_file([(one, "2026-11-01")], TYPES, form)))
    assert (read.faults, len(read.services)) == ((), 1)
    back = from_exchange(read.services[0].values, next(iter(read.structures.values())), TYPES)
    again = Service.model_validate({**back, "id": one.id, "kind": "service"})
    ours = {"exchange_source", "exchange_id", "exchange_structure"}
    assert again.model_dump(exclude=ours) == one.model_dump(exclude=ours)


def test_a_bar_in_a_note_does_not_break_the_block() -> None:
    rows = to_exchange(service(), TYPES, updated="2026-11-01")
    assert from_exchange(rows.service, rows.structure, TYPES)["saturation_note"] == "complet après 21 h 30 / appeler"


def test_all_publics_exclude_the_others() -> None:
    open_to_all = service(exclusive=[], welcomed=["tous-publics", "femmes"])
    assert to_exchange(open_to_all, TYPES, updated="2026-11-01").service["publics"] == ["tous-publics"]


def test_the_same_fault_is_told_once_with_its_lines_and_the_nearest_code() -> None:
    rows = [row(n, mobilisable_par=["usager"]) for n in (1, 2, 3)] + [row(4), row(5, mobilisable_par=["usager"])]
    (fault,) = check(table(*rows)).faults
    assert fault.said == (
        "mobilisable_par : « usager » n’est pas un code de la liste (lignes 1-3, 5). Vouliez-vous dire « usagers » ?"
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"zone_eligibilite": ["XX"]}, "zone_eligibilite : « XX » n’est ni une commune, ni un département"),
        ({"courriel": "pas une adresse"}, "courriel : « pas une adresse » n’est pas un courriel"),
        ({"lien_source": "pas une url"}, "lien_source : « pas une url » n’est pas une adresse de site"),
        ({"code_postal": "750121"}, "code_postal : « 750121 » est trop long"),
        ({"nombre_semaines": "beaucoup"}, "nombre_semaines : « beaucoup » n’est pas un nombre entier"),
        ({"date_maj": "2999-01-01"}, "date_maj : « 2999-01-01 » est refusé : la date de dernière modification"),
        ({"date_maj": "hier"}, "date_maj : « hier » n’est pas une date"),
        ({"publics": ["tous-publics", "femmes"]}, "publics : est refusé"),
        ({"nom": "A"}, "nom : « A » est trop court"),
        ({"thematiques": ["logement"]}, "thematiques : « logement » n’est pas un code de la liste"),
        ({"description": None}, "description : « None » n’est pas compris"),
    ],
)  # fmt: skip
def test_faults_are_told_in_french(change: dict[str, Any], said: str) -> None:
    checked = check(table(row(1, **change), row(2)))
    assert checked.faults[0].said.startswith(said)
    assert (checked.wrong, len(checked.services)) == (1, 1)


def test_a_row_without_what_is_needed_says_so() -> None:
    bare = row()
    del bare["nom"]
    assert check(table(bare)).faults[0].said == "nom : manque (ligne 1)."


def test_unknown_columns_are_told() -> None:
    assert read_table("a.csv", b"nom;colonne en trop\nX;1\n").unknown == ("« colonne en trop » (services)",)
    assert table(row(couleur="bleu")).unknown == ("« couleur » (services)",)


def workbook(cells: list[list[Any]], merged: bool = False) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Services")
    for at, values in enumerate(cells):
        for column, value in enumerate(values):
            sheet.write(at, column, value)
    if merged:
        sheet.merge_range(5, 0, 6, 0, "x")
    book.close()
    return out.getvalue()


def test_leading_zeros_come_back_from_numbers() -> None:
    cells = [["id", "code_postal", "code_insee", "zone_eligibilite"], ["a", 1000, 1004, "1, 02"]]
    values = read_table("a.xlsx", workbook(cells)).services[0].values
    assert (values["code_postal"], values["code_insee"], values["zone_eligibilite"]) == ("01000", "01004", ["01", "02"])


def test_formulas_give_their_value_and_merged_cells_are_told() -> None:
    cells = [["id", "nom", "date_maj"], ["a", "=1+1", datetime.date(2026, 1, 2).isoformat()]]
    read = read_table("a.xlsx", workbook(cells, merged=True))
    assert not str(read.services[0].values.get("nom", "")).startswith("=")
    assert "fusionnées" in read.notes[0]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b"no workbook"),
        ("a.json", b"{"),
        ("a.json", b'{"services": 3}'),
        ("a.pdf", b"%PDF"),
        ("a.json", b"[" * 100_000),
    ],
)
def test_what_is_no_table_is_refused_in_words(name: str, content: bytes) -> None:
    with pytest.raises(TableRefused, match="a\\."):
        read_table(name, content)


@pytest.mark.parametrize("form", ["json", "csv", "xlsx"])
def test_a_file_of_too_many_rows_is_refused_and_never_cut(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    content = services_file([(service(id=f"SRV-2026-{n:03d}"), "2026-11-01") for n in range(4)], TYPES, form)
    assert len(read_table(f"a.{form}", content).services) == 4
    monkeypatch.setattr(tables, "MOST_ROWS", 3)
    with pytest.raises(TableRefused, match="en plusieurs fois"):
        read_table(f"a.{form}", content)


def test_fifty_thousand_rows_are_all_looked_at_and_one_fault_is_told_once(base: KnowledgeBase) -> None:
    rows = [row(n, **({"publics": ["martiens"]} if n % 2 else {})) for n in range(50_000)]
    seen = preview(base.register, table(*rows), TYPES)
    assert (len(seen.new), seen.wrong, len(seen.faults)) == (25_000, 25_000, 1)
    assert len(seen.faults[0].said) < 300


def test_a_cell_that_would_run_in_a_spreadsheet_is_guarded() -> None:
    written = services_file([(service(title="=cmd|x"), "2026-11-01")], TYPES, "csv").decode("utf-8-sig")
    assert "'=cmd|x" in written


def test_an_import_again_changes_nothing(base: KnowledgeBase) -> None:
    rows = table(row(1), row(2, horaires_accueil="lun-ven 9h-12h"), row(3, code_insee="75056", code_postal="75018"))
    first = preview(base.register, rows, TYPES)
    assert (len(first.new), len(first.changed), first.same) == (3, 0, 0)
    apply(base.register, first, WRITER)
    second = preview(base.register, rows, TYPES)
    assert (len(second.new), len(second.changed), second.same) == (0, 0, 3)
    done = [base.register.published(one) for one in base.register.ids()]
    assert sorted(one.record.territories for one in done if one) == [("75118",), ("93066",), ("93066",)]
    assert "Mo-Fr 09:00-12:00" in {one.record.opening_hours for one in done if one and isinstance(one.record, Service)}


def test_a_preview_tells_new_changed_and_gone(base: KnowledgeBase) -> None:
    apply(base.register, preview(base.register, table(row(1), row(2)), TYPES), WRITER)
    seen = preview(base.register, table(row(1, telephone="01 99 00 00 01"), row(3)), TYPES)
    assert [one.fields["exchange_id"] for one in seen.new] == ["essai--3"]
    assert [one.changes for one in seen.changed] == [("phone",)]
    assert len(seen.gone) == 1
    assert len(base.register.ids()) == 2  # nothing was written
    done = apply(base.register, seen, WRITER, withdraw_gone=True)
    assert (done.new, done.changed, done.withdrawn) == (1, 1, 1)
    assert len(base.register.ids()) == 2


def test_the_valid_part_is_imported_only_when_it_is_chosen(base: KnowledgeBase) -> None:
    seen = preview(base.register, table(row(1), row(2, frais="cher")), TYPES)
    with pytest.raises(NotChosen):
        apply(base.register, seen, WRITER)
    assert base.register.ids() == ()
    assert apply(base.register, seen, WRITER, valid_only=True).new == 1


def test_whoever_only_reads_imports_nothing(base: KnowledgeBase) -> None:
    with pytest.raises(Refused):
        apply(base.register, preview(base.register, table(row(1)), TYPES), READER)


def test_what_somebody_changed_here_is_kept_unless_they_say_so(base: KnowledgeBase) -> None:
    apply(base.register, preview(base.register, table(row(1)), TYPES), WRITER)
    (record_id,) = base.register.ids()
    published = base.register.published(record_id)
    assert published is not None
    changed = published.record.model_copy(update={"phone": "01 99 00 00 09"})
    number = base.register.save(changed, published.document, author="a1", summary="", base=1, wiki=True)
    base.register.publish(record_id, number, actor="a1")
    seen = preview(base.register, table(row(1)), TYPES)
    assert len(seen.by_hand) == 1
    assert apply(base.register, seen, WRITER).changed == 0
    assert apply(base.register, seen, WRITER, over_hand=True).changed == 1


def test_an_import_opens_nothing_that_was_closed_here(base: KnowledgeBase) -> None:
    apply(base.register, preview(base.register, table(row(1)), TYPES), WRITER)
    (record_id,) = base.register.ids()
    published = base.register.published(record_id)
    assert published is not None
    closed = published.record.model_copy(update={"diffusion": "professionals"})
    number = base.register.save(closed, published.document, author="a1", summary="", base=1, wiki=True)
    base.register.publish(record_id, number, actor="a1")
    seen = preview(base.register, table(row(1, telephone="01 99 00 00 09")), TYPES)
    apply(base.register, seen, WRITER, over_hand=True)
    after = base.register.published(record_id)
    assert after is not None
    assert (after.record.diffusion, after.record.model_dump()["phone"]) == ("professionals", "01 99 00 00 09")


def test_a_failed_import_writes_nothing(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    seen, write = preview(base.register, table(row(1), row(2)), TYPES), importing._write

    def failing(register: Any, each: Any, actor: str) -> None:
        if each.fields["exchange_id"] == "essai--2":
            raise RuntimeError("cut off")
        write(register, each, actor)

    monkeypatch.setattr(importing, "_write", failing)
    with pytest.raises(RuntimeError):
        apply(base.register, seen, WRITER)
    assert base.register.ids() == ()


FIXTURE = Path(os.environ.get("KB_BENCH_DATA", "")) / "outside" / "data-inclusion-fixture.xlsx"


@pytest.mark.skipif(not FIXTURE.is_file(), reason="KB_BENCH_DATA names no folder with the fixture")
def test_the_faults_planted_in_the_fixture_of_the_producer_are_told() -> None:
    read = read_table(FIXTURE.name, FIXTURE.read_bytes())
    faults = {(one.column, one.value) for one in check(read).faults}
    assert {"« colonne en trop » (structures)", "« colonne en double » (structures)"} <= set(read.unknown)
    assert {("site_web", "pas une url !"), ("courriel", "pas une adresse"), ("mobilisable_par", "autres")} <= faults
    assert ("nombre_semaines", "beaucoup") in faults
    assert ("code_postal", "750121") in faults
