"""Any source: kinds by content, refusals, folders."""

import os
from pathlib import Path

import docx
import pytest

from ingest.document import Note, Reading
from ingest.read import inside, kind_of, read, sources


class FakeReaders:
    """Stands for the separate process: notes what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def read(self, path: Path, *, kind: str, **options: object) -> Reading:
        self.asked.append((path.name, kind))
        return Reading(None)


def put(folder: Path, name: str, data: bytes = b"Un texte.") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.pdf", b"%PDF-1.4", "pdf"),
        ("sans-extension", b"%PDF-1.4", "pdf"),
        ("a.txt", b"%PDF-1.4", "pdf"),
        ("a.md", b"# Titre", "markdown"),
        ("a.TXT", "Été".encode("utf-16"), "text"),
        ("a.txt", "Été comme hiver".encode("utf-16-le"), "text"),
        ("a.txt", b"<!DOCTYPE html><p>Bonjour", "html"),
        ("a.htm", b"<p>Bonjour", "html"),
        ("a.docx", b"PK\x03\x04rest", "docx"),
        ("a.zip", b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.text", "odt"),
    ],
)
def test_the_kind_of_a_file_is_seen_in_its_content_first(tmp_path: Path, name: str, data: bytes, kind: str) -> None:
    assert kind_of(put(tmp_path, name, data)) == kind


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.pdf", b"MZ\x90\x00" + bytes(100), "un programme"),
        ("a.txt", b"\x7fELF" + bytes(100), "un programme"),
        ("a.pdf", b"Bonjour", "n’est pas un PDF"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "ancien fichier Office"),
        ("a.txt", bytes(range(256)) * 4, "ne contient pas de texte"),
        ("a.md", b"\x89PNG\r\n\x1a\n", "une image"),
        ("a.txt", b"", "vide"),
        ("a.log", b"a;b", "ce format n’est pas lu"),
        ("a.zip", b"PK\x03\x04" + bytes(50), "une archive"),
    ],
)
def test_what_cannot_be_read_is_told_with_the_file_name(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    reading = read(put(tmp_path, name, data))

    assert reading.document is None
    assert [note.level for note in reading.notes] == ["error"]
    assert reading.notes[0].message.startswith(f"{name}\u00a0: ")
    assert words in reading.notes[0].message


def test_notes_are_typeset_in_french(tmp_path: Path) -> None:
    notes = read(put(tmp_path, "a.md", b"---\ntitle: a : b\n---\nTexte")).notes

    assert notes[0].message == (
        "a.md\u00a0: ligne 2\u00a0: en-tête YAML incorrect («\u00a0title: a\u00a0: b\u00a0»\u00a0: mettez entre "
        "guillemets une valeur qui contient «\u00a0:\u00a0»). Le texte est lu, les champs lisibles sont "
        "gardés\u202f; corrigez puis relancez."
    )


def test_every_kind_is_read_in_the_separate_process(tmp_path: Path) -> None:
    readers = FakeReaders()

    for name, data in (("a.pdf", b"%PDF-1.4"), ("b.html", b"<p>x"), ("c.docx", b"PK\x03\x04"), ("d.md", b"x")):
        read(put(tmp_path, name, data), readers=readers)  # type: ignore[arg-type]

    assert readers.asked == [("a.pdf", "pdf"), ("b.html", "html"), ("c.docx", "docx"), ("d.md", "markdown")]


def test_a_word_file_is_read_through_the_process(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph("Un texte.")
    word.save(str(tmp_path / "a.docx"))

    document = read(tmp_path / "a.docx").document

    assert document is not None
    assert document.text == "Un texte."


def test_a_sidecar_gives_front_matter_and_the_file_s_own_wins(tmp_path: Path) -> None:
    put(tmp_path, "a.txt.yaml", b"title: Le plan")
    put(tmp_path, "b.md.yaml", b"title: Autre\nyear: 2006")

    a = read(put(tmp_path, "a.txt")).document
    b = read(put(tmp_path, "b.md", b"---\ntitle: Sien\n---\nTexte")).document

    assert a is not None
    assert b is not None
    assert a.metadata["front_matter"] == {"title": "Le plan"}
    assert b.metadata["front_matter"] == {"title": "Sien", "year": 2006}


def test_a_link_that_leaves_the_folder_is_refused(tmp_path: Path) -> None:
    root = tmp_path / "corpus"
    outside = put(tmp_path, "secret.txt")
    put(root, "dedans.txt")
    (root / "lien.txt").symlink_to(outside)
    (root / "bon.txt").symlink_to(root / "dedans.txt")

    assert not inside(root, root / "lien.txt")
    assert not inside(root, root / ".." / "secret.txt")
    assert inside(root, root / "bon.txt")
    assert read(root / "lien.txt", root=root).document is None
    assert read(root / "bon.txt", root=root).document is not None


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "tube.txt")

    assert isinstance(kind_of(tmp_path / "tube.txt"), Note)


def test_a_file_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = put(tmp_path, "a.md", b"Un texte. " * 500)
    os.truncate(path, 11 * 2**20)

    kind = kind_of(path)

    assert isinstance(kind, Note)
    assert "10\u00a0Mo" in kind.message


def test_a_missing_file_is_a_note(tmp_path: Path) -> None:
    assert [note.level for note in read(tmp_path / "absent.txt").notes] == ["error"]


def test_sources_are_sorted_and_leave_out_what_is_not_a_source(tmp_path: Path) -> None:
    for name in (
        "b.md", "a/z.txt", "a/y.pdf", "a/y.pdf.yaml", "seul.yaml", ".cache/x.md", ".x.md", "~$c.docx", "c.docx~",
        "register.sqlite3", "register.sqlite3-wal", "private.sqlite3", "attachments/p.pdf", "a/attachments/q.pdf",
        "Thumbs.db",
    ):  # fmt: skip
        put(tmp_path, name)

    found = [str(path.relative_to(tmp_path)) for path in sources(tmp_path)]

    assert found == ["a/attachments/q.pdf", "a/y.pdf", "a/z.txt", "b.md", "seul.yaml"]


def test_links_to_folders_are_not_followed(tmp_path: Path) -> None:
    put(tmp_path, "ailleurs/x.md")
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "lien").symlink_to(tmp_path / "ailleurs")

    assert [path.name for path in sources(tmp_path / "corpus")] == ["lien"]
    assert read(tmp_path / "corpus" / "lien", root=tmp_path / "corpus").document is None
