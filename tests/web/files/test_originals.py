"""Who has which version of the file that a record came from, over HTTP and a real base. Texts are made up."""

import io
from pathlib import Path

import docx
import pytest
from odf import table, text
from odf.opendocument import OpenDocumentSpreadsheet
from python_calamine import CalamineWorkbook
from starlette.testclient import TestClient

from kb.base import KnowledgeBase
from tests.web.gated import aline_of, connect, opened

HIDDEN = "mirabelle"


@pytest.fixture
def record_id(base: KnowledgeBase, home: Path) -> str:
    """A public record whose file hides a word."""
    source = docx.Document()
    source.add_paragraph("Une mère attend son fils. ").add_run(HIDDEN).font.hidden = True
    source.save(str(home / "corpus" / "relue.docx"))
    (home / "corpus" / "relue.docx.yaml").write_text("id: DOC-2026-950\ntitle: Relue\n", "utf-8")
    base.build()
    return "DOC-2026-950"


def said(client: TestClient, record_id: str) -> str:
    answer = client.get(f"/fichiers/{record_id}")
    assert answer.status_code == 200
    assert "relue.docx" in answer.headers["content-disposition"]
    return "\n".join(one.text for one in docx.Document(io.BytesIO(answer.content)).paragraphs)


def test_a_visitor_has_a_copy_without_what_is_hidden(
    base: KnowledgeBase, record_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(base, monkeypatch) as client:
        assert said(client, record_id) == "Une mère attend son fils. "


@pytest.mark.parametrize(("role", "has"), [("administrator", True), ("reader", False), ("reviewer", False)])
def test_the_administrator_has_the_file_as_it_is(
    base: KnowledgeBase, record_id: str, monkeypatch: pytest.MonkeyPatch, role: str, has: bool
) -> None:
    aline_of(base, roles=[role])
    with opened(base, monkeypatch) as client:
        connect(client)
        assert (HIDDEN in said(client, record_id)) is has


def test_a_copy_of_another_format_is_called_by_it(
    base: KnowledgeBase, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = home / "corpus" / "maraudes.ods"
    sheet = table.Table(name="Maraudes")
    for word, kind in (("square", {}), (HIDDEN, {"visibility": "collapse"})):
        row, cell = table.TableRow(**kind), table.TableCell(valuetype="string")
        cell.addElement(text.P(text=word))
        row.addElement(cell)
        sheet.addElement(row)
    book = OpenDocumentSpreadsheet()
    book.spreadsheet.addElement(sheet)
    book.save(str(path))
    (home / "corpus" / "maraudes.ods.yaml").write_text("id: DOC-2026-951\ntitle: Maraudes\n", "utf-8")
    base.build()
    with opened(base, monkeypatch) as client:
        for _ in range(2):  # made, then kept
            answer = client.get("/fichiers/DOC-2026-951")
            assert answer.status_code == 200
            assert "maraudes.xlsx" in answer.headers["content-disposition"]
            sheets = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
            assert sheets.get_sheet_by_index(0).to_python() == [["square"]]


def test_a_file_that_cannot_be_cleaned_is_not_given_and_the_reason_is(
    base: KnowledgeBase, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "corpus" / "liste.csv").write_text("lieu;heure\nsquare;minuit\nhall;deux heures\n", "utf-8")
    (home / "corpus" / "liste.csv.yaml").write_text("id: DOC-2026-951\ntitle: Liste\n", "utf-8")
    base.build()
    monkeypatch.setattr("kb.protection.copies.copy_process.LARGEST", 10)
    with opened(base, monkeypatch) as client:
        answer = client.get("/fichiers/DOC-2026-951")
    assert answer.status_code == 404
    assert "liste.csv" in answer.text
    assert "trop lourd" in answer.text
