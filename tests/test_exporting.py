"""What a reader exports of a base, and the command."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from kb.base import OPERATOR, PUBLIC, KnowledgeBase
from kb.cli.main import main
from kb.errors import KbError, RecordNotFound
from kb.exporting import RECORD_FORMATS, RESULT_FORMATS, booklet_of, record_file, results_file
from tests.conftest import Opener

TODAY = date(2026, 11, 23)
STARTS = {"pdf": b"%PDF-", "docx": b"PK", "md": b"---\nid: ", "json": b"{"}


def first(base: KnowledgeBase) -> str:
    return base.register.ids()[0]


@pytest.mark.parametrize("form", RECORD_FORMATS)
def test_a_record_has_a_file_in_each_format(base: KnowledgeBase, form: str) -> None:
    made = record_file(base, first(base), form, reader=OPERATOR, origin="https://x.fr", today=TODAY)
    assert made.startswith(STARTS[form])


def test_a_booklet_names_the_address_that_others_can_open(base: KnowledgeBase) -> None:
    one = first(base)
    piece = booklet_of(base, one, reader=OPERATOR, origin="https://x.fr", today=TODAY).rubrics[0].pieces[0]
    assert piece.address == f"https://x.fr/lire?id={one}&rev=1"
    assert piece.address in piece.notice
    assert "Disponible" not in booklet_of(base, one, reader=OPERATOR, today=TODAY).rubrics[0].pieces[0].notice


@pytest.mark.parametrize("form", RECORD_FORMATS)
def test_nothing_is_exported_of_what_one_may_not_read(home: Path, open_base: Opener, form: str) -> None:
    (home / "corpus" / "a.md").write_text("---\nid: DOC-1\nkind: document\ndiffusion: professionals\n---\n\n# Secret\n")
    base = open_base()
    base.build()
    with pytest.raises(RecordNotFound):
        record_file(base, "DOC-1", form, reader=PUBLIC)
    assert record_file(base, "DOC-1", form, reader=OPERATOR)


@pytest.mark.parametrize("form", RECORD_FORMATS)
def test_nothing_is_exported_of_what_was_withdrawn(base: KnowledgeBase, form: str) -> None:
    one = first(base)
    base.register.withdraw(one, actor="x", reason="retirée")
    with pytest.raises(RecordNotFound):
        record_file(base, one, form, reader=OPERATOR)


@pytest.mark.parametrize("form", RESULT_FORMATS)
def test_results_have_a_file_in_each_format(base: KnowledgeBase, form: str) -> None:
    hits = base.page("", {}, reader=OPERATOR).hits
    text = results_file(base, hits, form, origin="https://x.fr", today=TODAY).decode()
    assert hits
    assert all(hit.record.id in text for hit in hits)
    if form == "json":
        assert [one["record_id"] for one in json.loads(text)] == [hit.record.id for hit in hits]
    if form == "csv":
        assert len(list(csv.reader(io.StringIO(text), delimiter=";"))) == len(hits) + 1


def test_an_unknown_format_names_those_that_exist(base: KnowledgeBase) -> None:
    with pytest.raises(KbError, match="pdf, docx, md, json"):
        record_file(base, first(base), "odt", reader=OPERATOR)
    with pytest.raises(KbError, match="csv, json, bib, ris"):
        results_file(base, (), "xls", today=TODAY)


def run(*words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, list(words))
    return done.exit_code, done.stdout, done.stderr


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_the_command_writes_a_binary_file_where_it_is_told(
    base: KnowledgeBase, home: Path, tmp_path: Path, form: str
) -> None:
    path = tmp_path / f"a.{form}"
    assert run("export", first(base), "--format", form, "--output", str(path), "--home", str(home))[0] == 0
    assert path.read_bytes().startswith(STARTS[form])
    code, _, said = run("export", first(base), "--format", form, "--home", str(home))
    assert code == 2
    assert "--output" in said


def test_the_command_exports_all_records(base: KnowledgeBase, home: Path, tmp_path: Path) -> None:
    code, _, said = run("export", "--all", "--format", "docx", "--output", str(tmp_path / "all"), "--home", str(home))
    assert code == 0
    assert {one.stem for one in (tmp_path / "all").iterdir()} == set(base.register.ids())
    assert f"{len(base.register.ids())} fiches" in said


def test_the_command_says_where_it_could_not_write(base: KnowledgeBase, home: Path, tmp_path: Path) -> None:
    code, _, said = run("export", first(base), "--output", str(tmp_path / "no" / "a.md"), "--home", str(home))
    assert code == 1
    assert "n’a pas pu être écrit" in said
