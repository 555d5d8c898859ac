"""What becomes of the files of a build when records are erased, and files written to, while it reads."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.document import Reading
from kb.building.source_reader import IngestReader
from kb.store.records.sources import all_sources
from kb.wiki.admin.erasure import erase
from tests.conftest import Opener
from tests.wiki.people import ADMIN

Meanwhile = Callable[[Callable[[Path], object]], None]


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Meanwhile:
    """Has something done once, when a file was read and is not taken in yet."""
    read: Callable[[IngestReader, Path], Reading] = IngestReader.read

    def during(do: Callable[[Path], object]) -> None:
        def once(self: IngestReader, path: Path) -> Reading:
            monkeypatch.setattr(IngestReader, "read", read)
            reading = read(self, path)
            do(path)
            return reading

        monkeypatch.setattr(IngestReader, "read", once)

    return during


@pytest.mark.parametrize("way", ["renamed", "moved", "copied"])
def test_an_erased_record_does_not_come_back_by_its_file_under_a_name_that_no_build_read(
    home: Path, open_base: Opener, way: str
) -> None:
    file, other = home / "corpus" / "noe.md", home / "corpus" / "other.md"
    file.write_text("# Noé\n\nNoé habitait rue des Lilas.\n")
    other.write_text("# Un titre\n\nUn texte.\n")
    base = open_base()
    base.build()
    record_id = all_sources(base.register)["corpus/noe.md"].record_id
    assert record_id
    target = home / "corpus" / ("archives/noe.md" if way == "moved" else "noe (2).md")
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(file.read_bytes())
    if way != "copied":
        file.unlink()
    (home / "corpus" / "new.md").write_text("# Nouveau\n\nUn autre texte.\n")
    assert erase(base.wiki, ADMIN, record_id)
    assert not target.exists()
    base.build()
    assert record_id not in base.register.ids()
    assert len(base.register.ids()) == 2


@pytest.mark.parametrize("comes_back", [False, True])
def test_a_record_erased_while_its_file_is_read_does_not_come_back(
    home: Path, open_base: Opener, meanwhile: Meanwhile, comes_back: bool
) -> None:
    file = home / "corpus" / "noe.md"
    file.write_text("# Noé\n\nNoé habitait rue des Lilas.\n")
    server, builder = open_base(), open_base()
    server.build()
    (record_id,) = server.register.ids()
    file.write_text("# Noé\n\nNoé habitait rue des Lilas, au 12.\n")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    page = home / "index" / "ocr" / digest[:2] / digest / "00001.json"

    def erased(path: Path) -> None:
        content = path.read_bytes()
        assert erase(server.wiki, ADMIN, record_id)
        if comes_back:  # by a program that keeps folders alike
            path.write_bytes(content)
        page.parent.mkdir(parents=True)
        page.write_text("Lilas")  # as a scan that is still read would have it kept

    meanwhile(erased)
    assert builder.build().read == 0
    assert builder.register.ids() == ()
    assert all_sources(builder.register) == {}
    assert not page.exists()


def test_a_record_erased_before_the_turn_of_its_file_leaves_no_name_behind(
    home: Path, open_base: Opener, meanwhile: Meanwhile
) -> None:
    files = [home / "corpus" / name for name in ("a.md", "noe.md")]
    for file in files:
        file.write_text("# Un titre\n\nUn texte.\n")
    server, builder = open_base(), open_base()
    server.build()
    record_id = all_sources(server.register)["corpus/noe.md"].record_id
    for file in files:
        file.write_text("# Un titre\n\nUn autre texte.\n")
    meanwhile(lambda path: bool(erase(server.wiki, ADMIN, str(record_id))))
    assert builder.build().read == 1
    assert list(all_sources(builder.register)) == ["corpus/a.md"]


@pytest.mark.parametrize("left", ["", "# Noé\n\nUn troisième texte.\n"])
def test_a_file_that_goes_or_is_written_to_while_it_is_read_is_left_to_the_next_build(
    home: Path, open_base: Opener, meanwhile: Meanwhile, left: str
) -> None:
    file = home / "corpus" / "noe.md"
    file.write_text("# Noé\n\nUn texte.\n")
    base = open_base()
    base.build()
    (record_id,) = base.register.ids()
    before = all_sources(base.register)
    file.write_text("# Noé\n\nUn deuxième texte.\n")
    meanwhile(lambda path: path.write_text(left) if left else path.unlink())
    base.build()
    assert all_sources(base.register) == before
    base.build()
    texts = [base.register.revision(record_id, one.number).document.text for one in base.register.history(record_id)]
    assert [text.split()[-2] for text in texts] == (["troisième", "Un"] if left else ["Un"])


def test_a_file_that_is_only_touched_while_it_is_read_is_taken_in(
    home: Path, open_base: Opener, meanwhile: Meanwhile
) -> None:
    file = home / "corpus" / "noe.md"
    file.write_text("# Noé\n\nUn texte.\n")
    base = open_base()
    meanwhile(lambda path: os.utime(path, ns=(1, 1)))
    assert base.build().read == 1
    assert len(base.register.ids()) == 1
