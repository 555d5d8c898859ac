"""Files that visitors add."""

from pathlib import Path

import pytest

from kb import visit
from kb.base import OPERATOR
from kb.errors import KbError
from kb.home import Home
from kb.web.serve import serve
from kb.wiki.admin.deposit import MAX_BYTES, DepositRefused, earlier, keep
from tests.conftest import Opener


def test_a_file_is_kept_under_a_plain_name(tmp_path: Path) -> None:
    path = keep(tmp_path, "../../Été à l’hôtel.PDF", b"%PDF-1.7 invented")
    assert path.parent == tmp_path / "depots"
    assert path.name.startswith("ete-a-l-hotel-")
    assert path.read_bytes() == b"%PDF-1.7 invented"


def test_two_files_of_one_name_are_both_kept(tmp_path: Path) -> None:
    assert keep(tmp_path, "a.txt", b"un") != keep(tmp_path, "a.txt", b"deux")


def test_a_corrected_file_takes_the_place_of_the_one_that_it_replaces(tmp_path: Path) -> None:
    first = keep(tmp_path, "Réunion.txt", b"un")
    keep(tmp_path, "Reunions.txt", b"un")
    assert earlier(tmp_path, "Réunion.txt", b"un") is None
    assert earlier(tmp_path, "Autre.txt", b"deux") is None
    assert earlier(tmp_path, "REUNION.TXT", b"deux") == first
    assert keep(tmp_path, "Réunion.txt", b"deux", replaces=first) == first
    assert [path.read_bytes() for path in sorted(first.parent.iterdir())] == [b"deux", b"un"]


def test_a_corrected_file_revises_its_record(home: Path, open_base: Opener) -> None:
    first = keep(home / "corpus", "Réunion.txt", "Compte rendu de la réunion, sans la suite.".encode())
    base = open_base()
    base.build()
    keep(home / "corpus", "Réunion.txt", "Compte rendu de la réunion, avec la suite.".encode(), replaces=first)
    base.build()
    (record,) = base.summaries(reader=OPERATOR)
    published = base.register.published(record.id)
    assert published is not None
    assert (published.number, published.document.text) == (2, "Compte rendu de la réunion, avec la suite.")


def test_the_same_file_is_kept_once(tmp_path: Path) -> None:
    assert keep(tmp_path, "a.txt", b"un") == keep(tmp_path, "a.txt", b"un")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.exe", b"MZ"),
        ("a.pdf", b"<html>not a PDF</html>"),
        ("a.docx", b"%PDF-1.4"),
        ("a.txt", b""),
        ("a.txt", b"x" * (MAX_BYTES + 1)),
        ("sans-extension", b"x"),
    ],
)
def test_what_cannot_be_read_is_refused_and_not_kept(tmp_path: Path, name: str, content: bytes) -> None:
    with pytest.raises(DepositRefused):
        keep(tmp_path, name, content)
    assert list(tmp_path.rglob("*.*")) == []


def test_deposit_is_off_unless_the_server_was_started_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(visit.DEPOSIT, raising=False)
    assert not visit.deposit_allowed()
    monkeypatch.setenv(visit.DEPOSIT, "1")
    assert visit.deposit_allowed()


def test_deposit_is_refused_to_a_whole_network(tmp_path: Path) -> None:
    with pytest.raises(KbError, match="Dépôt de fichiers refusé"):
        serve(Home(tmp_path, tmp_path / "model"), address="0.0.0.0", allow_deposit=True)
