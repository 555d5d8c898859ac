"""Files of signals that somebody made to bring the server down, or to make it say an error of its own."""

import io
import json
import zipfile

import pytest

from kb.base import KnowledgeBase
from kb.watch import exchange
from kb.watch.exchange import SignalFileRefused
from tests.watch.people import somebody

HEAD = "date;territoire;texte;connaissance"


def last_corner() -> bytes:
    """A workbook whose second cell stands in the last corner of the sheet: as rows, a billion values a column."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    sheet.write(0, 0, "date")
    sheet.write(1_048_575, 16_383, "x")
    book.close()
    return out.getvalue()


def unpacked_large() -> bytes:
    """A workbook of 300 kB that unpacks to 300 MB of nothing."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 300_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("nids.json", b"[" * 200_000),
        ("nids.json", b'{"signaux": ' * 100_000),
        ("nombres.json", json.dumps([1, 2, 3]).encode()),
        ("rien.json", b"null"),
        ("mots.json", b'"signaux"'),
        ("liste.json", b'{"signaux": {"a": 1}}'),
        ("coin.xlsx", last_corner()),
        ("vide.xlsx", unpacked_large()),
        ("autre.xlsx", b"PK\x03\x04" + b"\0" * 100),
        ("octets.csv", b"\xff\xfe\0\0" * 100),
        ("cellule.csv", (HEAD + '\n"' + "a" * 2_000_000).encode()),
        ("lignes.csv", (HEAD + "\n2026-01-01;Paris;x;vu" * 20_001).encode()),
    ],
)  # fmt: skip
def test_what_is_no_list_of_signals_is_refused_with_a_sentence(base: KnowledgeBase, name: str, content: bytes) -> None:
    watcher = somebody(base, "Wafa", "watcher", structure="Coordination")
    with pytest.raises(SignalFileRefused) as refused:
        exchange.import_file(base.watch.context, watcher, name, content)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    "row",
    [
        {"date": ["2026-01-01"], "territoire": {"a": 1}, "texte": [["x"]], "connaissance": True},
        {"date": 10**400, "territoire": -1, "texte": 3, "connaissance": 1e300},
        {"date": "2026-13-45", "territoire": "Paris", "texte": "Un fait. " * 1000, "connaissance": "vu"},
        {"date": "9999-12-31", "territoire": "\ud800", "texte": "\0\0\0", "connaissance": "\u202e"},
    ],
)
def test_a_row_of_other_sorts_is_told_and_the_others_taken(base: KnowledgeBase, row: dict[str, object]) -> None:
    watcher = somebody(base, "Wafa", "watcher", structure="Coordination")
    good = {
        "date": "2026-04-01",
        "territoire": "Paris 18e",
        "texte": "Des flacons sans étiquette près de la gare (exemple fictif).",
        "connaissance": "seen",
    }
    content = json.dumps({"signaux": [row, good]}).encode()
    found = exchange.import_file(base.watch.context, watcher, "signaux.json", content)
    assert (found.added, len(found.wrong)) == (1, 1), found.wrong
    assert found.wrong[0].startswith("Ligne 2 : ")
