"""Files that visitors add."""

from pathlib import Path

import pytest

from kb.errors import KbError
from kb.home import Home
from kb.views import session
from kb.web.deposit import MAX_BYTES, DepositRefused, keep
from kb.web.serve import serve


def test_a_file_is_kept_under_a_plain_name(tmp_path: Path) -> None:
    path = keep(tmp_path, "../../Été à l’hôtel.PDF", b"%PDF-1.7 invented")
    assert path.parent == tmp_path / "depots"
    assert path.name.startswith("ete-a-l-hotel-")
    assert path.read_bytes() == b"%PDF-1.7 invented"


def test_two_files_of_one_name_are_both_kept(tmp_path: Path) -> None:
    assert keep(tmp_path, "a.txt", b"un") != keep(tmp_path, "a.txt", b"deux")


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
    monkeypatch.delenv(session.DEPOSIT, raising=False)
    assert not session.deposit_allowed()
    monkeypatch.setenv(session.DEPOSIT, "1")
    assert session.deposit_allowed()


def test_deposit_is_refused_to_a_whole_network(tmp_path: Path) -> None:
    with pytest.raises(KbError, match="Dépôt de fichiers refusé"):
        serve(Home(tmp_path, tmp_path / "model"), address="0.0.0.0", allow_deposit=True)
