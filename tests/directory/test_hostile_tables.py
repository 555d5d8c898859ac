"""Files of services made to end the server, or to occupy it: they are refused, and the process goes on."""

import io
import zipfile

import pytest
import xlsxwriter

from kb.directory.exchange.tables import MOST_COLUMNS, TableRefused, read_table


def workbook(*cells: tuple[int, int, str]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Services")
        for row, column, text in cells:
            sheet.write(row, column, text)
    return out.getvalue()


def test_a_cell_in_the_last_corner_of_a_sheet_ends_no_process() -> None:
    content = workbook((0, 0, "id"), (0, 1, "nom"), (1_048_575, 16_383, "x"))
    with pytest.raises(TableRefused, match="trop lourd"):
        read_table("a.xlsx", content)


def test_a_cell_repeated_a_billion_times_ends_no_process() -> None:
    cell = (
        '<table:table-cell table:number-columns-repeated="16384" office:value-type="string">'
        "<text:p>x</text:p></table:table-cell>"
    )
    names = "office table text"
    spaces = " ".join(f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in names.split())
    body = (
        f'<office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name="Services">'
        f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row></table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", body)
    with pytest.raises(TableRefused):
        read_table("a.ods", out.getvalue())


@pytest.mark.parametrize("count", [MOST_COLUMNS + 1, 2_000_000])
def test_a_table_of_countless_columns_is_refused_at_once(count: int) -> None:
    with pytest.raises(TableRefused, match="colonnes"):
        read_table("a.csv", (";".join(f"c{one}" for one in range(count)) + "\n1\n").encode())


def test_an_archive_that_unpacks_to_a_gigabyte_is_refused() -> None:
    out = io.BytesIO(workbook((0, 0, "id")))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/vide.bin", b"\0" * 700_000_000)
    assert len(out.getvalue()) < 2_000_000
    with pytest.raises(TableRefused, match="trop de choses"):
        read_table("a.xlsx", out.getvalue())


@pytest.mark.parametrize("content", [b"[" * 200_000, b'{"services": ' * 100_000, b'{"services": [1]}', b"9" * 10_000])
def test_deep_json_or_json_of_another_shape_is_refused(content: bytes) -> None:
    with pytest.raises(TableRefused):
        read_table("a.json", content)


def test_a_long_cell_of_a_csv_is_refused() -> None:
    with pytest.raises(TableRefused, match="CSV"):
        read_table("a.csv", b"id;nom\n1;" + b"x" * 2_000_000)
