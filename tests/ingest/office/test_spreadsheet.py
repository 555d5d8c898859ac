"""Workbooks and CSV: sheets as tables, what is hidden left out, what is cut told."""

import datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from odf import style, table, text
from odf.opendocument import OpenDocumentSpreadsheet

from ingest.office import spreadsheet
from ingest.office.spreadsheet import read_csv, read_spreadsheet
from tests.ingest.blocks import blocks_of, said


def workbook(folder: Path, name: str = "essai.xlsx") -> tuple[Path, Any]:
    path = folder / name
    return path, xlsxwriter.Workbook(str(path))


def test_each_sheet_is_a_heading_and_a_table(tmp_path: Path) -> None:
    path, book = workbook(tmp_path)
    first = book.add_worksheet("Maraudes")
    first.write_row(0, 0, ["Jour", "Personnes", "Part"])
    first.write_datetime(1, 0, datetime.datetime(2024, 3, 12), book.add_format({"num_format": "dd/mm/yyyy"}))
    first.write_row(1, 1, [14, 0.25])
    first.write_formula(2, 1, "=SUM(B2:B2)", None, 14)
    book.add_worksheet("Codes").write_row(0, 0, ["01234", "Stalingrad"])
    book.close()

    assert blocks_of(read_spreadsheet(path)) == [
        ("heading", 2, "Maraudes"),
        ("table", 0, "Jour | Personnes | Part\n12/03/2024 | 14 | 0,25\n | 14"),
        ("heading", 2, "Codes"),
        ("table", 0, "01234 | Stalingrad"),
    ]


def test_a_single_sheet_that_nobody_named_has_no_heading(tmp_path: Path) -> None:
    path, book = workbook(tmp_path)
    book.add_worksheet("Feuil1").write_row(0, 0, ["Lieu", "Jour"])
    book.close()
    assert blocks_of(read_spreadsheet(path)) == [("table", 0, "Lieu | Jour")]


def test_hidden_sheets_rows_columns_and_comments_are_not_read(tmp_path: Path) -> None:
    path, book = workbook(tmp_path)
    sheet = book.add_worksheet("Suivi")
    for row in range(4):
        sheet.write_row(row, 0, [f"visible {row}", f"tuhune{row}", "fin"])
    sheet.write(2, 0, "tulipe")
    sheet.set_row(2, None, None, {"hidden": True})
    sheet.set_column(1, 1, None, None, {"hidden": True})
    sheet.write_comment("A1", "tuberose")
    veiled = book.add_worksheet("Noms")
    veiled.write(0, 0, "tussilage")
    veiled.very_hidden()
    book.close()

    reading = read_spreadsheet(path)

    assert blocks_of(reading)[1] == ("table", 0, "visible 0 | fin\nvisible 1 | fin\nvisible 3 | fin")
    assert "Une feuille masquée n’est pas reprise" in said(reading)
    assert "lignes ou des colonnes masquées" in said(reading)


def test_an_opendocument_workbook_hides_what_it_hides(tmp_path: Path) -> None:
    book = OpenDocumentSpreadsheet()
    sheet = table.Table(name="Lieux")
    sheet.addElement(table.TableColumn())
    sheet.addElement(table.TableColumn(visibility="collapse"))
    for words, visibility in (
        (("Gare", "secret"), "visible"),
        (("Caché", "secret"), "filter"),
        (("Canal", "x"), "visible"),
    ):
        row = table.TableRow(visibility=visibility)
        for word in words:
            cell = table.TableCell(valuetype="string")
            cell.addElement(text.P(text=word))
            row.addElement(cell)
        sheet.addElement(row)
    book.spreadsheet.addElement(sheet)
    book.automaticstyles.addElement(style.Style(name="ta1", family="table"))
    book.save(str(tmp_path / "lieux.ods"))

    assert blocks_of(read_spreadsheet(tmp_path / "lieux.ods")) == [("heading", 2, "Lieux"), ("table", 0, "Gare\nCanal")]


def test_only_the_first_rows_of_a_long_sheet_are_read_and_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreadsheet, "MAX_ROWS", 5)
    path, book = workbook(tmp_path)
    sheet = book.add_worksheet("Longue")
    for row in range(8):
        sheet.write_row(row, 0, [f"ligne {row}", "x"])
    book.close()
    reading = read_spreadsheet(path)
    assert blocks_of(reading)[1][2].splitlines()[-1] == "ligne 4 | x"
    assert "premières lignes de « Longue »" in said(reading)
    assert "premières lignes" in said(read_csv(b"a;b\n" * 8))


@pytest.mark.parametrize("sign", [";", "\t", ",", "|"])
def test_the_sign_that_parts_the_cells_of_a_csv_is_found(sign: str) -> None:
    lines = [["Lieu", "Passages"], ["Gare, quai nord" if sign != "," else "Gare", "12"], ["Canal", "7"]]
    data = "\r\n".join(sign.join(line) for line in lines).encode("cp1252")
    assert blocks_of(read_csv(data)) == [("table", 0, "\n".join(" | ".join(line) for line in lines))]


def test_a_cell_in_quotes_may_hold_the_sign_and_a_line_break() -> None:
    reading = read_csv(b'Lieu;Note\n"Gare ; nord";"deux\nlignes"\nCanal;rien\n')
    assert blocks_of(reading) == [("table", 0, "Lieu | Note\nGare ; nord | deux lignes\nCanal | rien")]


def test_an_empty_or_broken_workbook_is_a_note(tmp_path: Path) -> None:
    path, book = workbook(tmp_path)
    book.add_worksheet("Vide")
    book.close()
    assert "ne contient aucun texte" in said(read_spreadsheet(path))
    path.write_bytes(b"PK\x03\x04" + bytes(90))
    assert "endommagé" in said(read_spreadsheet(path))
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert "n’est pas un tableur lisible" in said(read_spreadsheet(path))
