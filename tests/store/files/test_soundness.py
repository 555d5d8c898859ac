"""Damage to the files of a base is found, said without advice that loses anything, and never archived as sound."""

import ast
import os
import random
import re
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kb.backup import BackupRefused, BackupUnsound, backup, restore
from kb.base import KnowledgeBase
from kb.cli.main import main
from kb.errors import KbError
from kb.store.files import soundness
from kb.store.files.database import transaction
from kb.store.files.kept_files import bytes_at, put_bytes
from kb.store.files.soundness import base_faults
from kb.store.records.attachments import add_attachment
from kb.store.records.document_bytes import pack, unpack
from kb.wiki.write import writing
from tests.conftest import Opener
from tests.wiki.people import AUTHOR, published, told

pytestmark = pytest.mark.files

CHECKOUT = Path(__file__).resolve().parents[3]


def closed(base: KnowledgeBase, name: str) -> Path:
    """A database of the base, closed, all of it in its own file."""
    database = base.register.database if name == "register.sqlite3" else base.wiki.private.database
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    base.close()
    base._resources.keep_open(base.home.root / "nothing")
    return base.home.corpus / name


def overwrite(path: Path, pages: int, seed: int) -> None:
    """Put noise in the place of some pages of a database, never of the first."""
    content, drawn = bytearray(path.read_bytes()), random.Random(seed)
    for number in drawn.sample(range(1, len(content) // 4096), pages):
        content[number * 4096 : (number + 1) * 4096] = drawn.randbytes(4096)
    path.write_bytes(content)


def check(home: Path) -> Result:
    return CliRunner().invoke(main, ["check", "--home", str(home)])


def test_a_sound_base_has_no_fault(base: KnowledgeBase) -> None:
    told(base)
    assert base_faults(base.home.root) == ()
    assert base.status(thorough=True).problems == ()


@pytest.mark.parametrize("moment", ["_is_text", "_structure", "_sha256"])
def test_what_others_write_while_a_base_is_checked_is_no_damage(
    base: KnowledgeBase, open_base: Opener, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    one = told(base)
    writing.save(base.wiki, AUTHOR, one.number)
    digest = put_bytes(base.home.root, b"Une image fictive.")
    add_attachment(
        base.register, one.record_id, name="a.png", kind="image/png", size=18, digest=digest, proposal=one.number
    )
    look, done = getattr(soundness, moment), []

    def meanwhile(*what: Any) -> object:
        if not done and (moment != "_structure" or what[0].path.name == soundness.PRIVATE):
            done.append(moment)
            if moment == "_is_text":
                published(open_base())
            else:
                writing.drop(base.wiki, AUTHOR, one.number)
                bytes_at(base.home.root, digest).unlink(missing_ok=True)
        return look(*what)

    monkeypatch.setattr(soundness, moment, meanwhile)
    assert base_faults(base.home.root) == ()
    assert done


@pytest.mark.parametrize("seed", range(5))
def test_a_register_with_pages_overwritten_fails_the_check_and_is_not_archived_as_sound(
    base: KnowledgeBase, tmp_path: Path, seed: int
) -> None:
    home = base.home.root
    sound = tmp_path / "a.zip"
    backup(home, sound)
    before = sound.read_bytes()
    overwrite(closed(base, "register.sqlite3"), 3, seed)
    found = check(home)
    assert found.exit_code == 1
    assert "register.sqlite3" in found.output
    done = CliRunner().invoke(main, ["backup", str(tmp_path / "b.zip"), "--home", str(home)])
    assert done.exit_code == 1
    assert "b-BASE-ABIMEE.zip" in done.output
    assert not (tmp_path / "b.zip").exists()
    assert sound.read_bytes() == before
    with zipfile.ZipFile(tmp_path / "b-BASE-ABIMEE.zip") as archive:
        kept = archive.read("corpus/register.sqlite3")
    assert kept == (home / "corpus" / "register.sqlite3").read_bytes()
    with pytest.raises(BackupRefused, match="abîmée"):
        restore(tmp_path / "b-BASE-ABIMEE.zip", tmp_path / "other")
    assert not (tmp_path / "other" / "corpus").exists()


def test_private_words_with_pages_overwritten_fail_the_check(base: KnowledgeBase) -> None:
    for number in range(12):
        one = told(base, context=f"Un mot fictif {number}. " * 200)
        writing.save(base.wiki, AUTHOR, one.number)
    path = closed(base, "private.sqlite3")
    overwrite(path, 4, 3)
    assert any("private.sqlite3" in one for one in base_faults(base.home.root))
    path.unlink()
    assert any("private.sqlite3 manque : 12 textes" in one for one in base_faults(base.home.root))


def test_a_revision_whose_words_are_others_is_named(base: KnowledgeBase) -> None:
    database = base.register.database
    (row,) = database.execute("SELECT document FROM revisions WHERE record_id = 'EXP-2023-001'").fetchone()
    text = zlib.decompress(row).replace("café".encode(), "thés".encode())
    for value in (zlib.compress(text), row[:-3], pack(unpack(row))[:40]):
        with transaction(database):
            database.execute("UPDATE revisions SET document = ? WHERE record_id = 'EXP-2023-001'", [value])
        assert any("révision 1 de EXP-2023-001" in one for one in base_faults(base.home.root))


def test_a_revision_that_is_gone_is_missed(base: KnowledgeBase) -> None:
    base.register.database.execute("DELETE FROM revisions WHERE record_id = 'DOC-2015-001'")
    assert any("DOC-2015-001" in one for one in base_faults(base.home.root))


@pytest.mark.parametrize("gone", [True, False])
def test_an_attachment_that_is_gone_or_changed_is_named(base: KnowledgeBase, tmp_path: Path, gone: bool) -> None:
    home = base.home.root
    digest, number = put_bytes(home, b"Une image fictive."), told(base).number
    add_attachment(
        base.register,
        "EXP-2023-001",
        name="croquis.png",
        kind="image/png",
        size=18,
        digest=digest,
        proposal=number,
    )
    assert base_faults(home) == ()
    if gone:
        bytes_at(home, digest).unlink()
    else:
        bytes_at(home, digest).write_bytes(b"Une image fictivE.")
    assert any("croquis.png" in one for one in base_faults(home))
    with pytest.raises(BackupUnsound, match=r"croquis\.png"):
        backup(home, tmp_path / "a.zip")


def test_a_source_whose_bytes_changed_alone_is_named_and_one_that_was_edited_is_not(base: KnowledgeBase) -> None:
    path = base.home.corpus / "hall.md"
    before = path.stat()
    content = path.read_bytes()
    path.write_bytes(content.replace(b"soir", b"matn"))
    assert base_faults(base.home.root) == ()  # its date says that somebody wrote it
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert any("corpus/hall.md" in one for one in base_faults(base.home.root))


def test_the_page_of_the_base_says_that_its_register_is_damaged(base: KnowledgeBase, open_base: Opener) -> None:
    home = base.home.root
    overwrite(closed(base, "register.sqlite3"), 1, 8)
    try:
        problems = list(open_base(home).status().problems)
    except KbError as error:
        problems = [str(error)]
    assert any("abîmé" in one and "Gardez" in one for one in problems)


def test_no_message_advises_to_remove_what_a_base_keeps() -> None:
    advice = re.compile(r"(?i)\b(retirez|supprimez|effacez|enlevez|détruisez|videz)\b.{0,60}"
                        r"(fichier|dossier|base|registre|index|corpus|sqlite)")  # fmt: skip
    said = [
        f"{path.name}: {node.value}"
        for path in sorted((CHECKOUT / "kb").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and advice.search(node.value)
    ]
    assert said == []
