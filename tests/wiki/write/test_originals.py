"""The copies of source files that readers are given."""

import subprocess
import threading
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kb.base import KnowledgeBase
from kb.protection.copies import copy_process
from kb.protection.copies.file_errors import MetadataError
from kb.wiki.admin.erasure import erase
from kb.wiki.write import originals
from tests.conftest import Opener
from tests.wiki.people import ADMIN, READER

Copying = Callable[[Path, Path, str], Path]


@pytest.fixture
def told(home: Path, open_base: Opener) -> tuple[KnowledgeBase, str, Path]:
    """A base, its one record, and the file that it came from."""
    file = home / "corpus" / "noe.md"
    file.write_text("# Noé\n\nNoé Zébulon habitait rue des Lilas.\n")
    base = open_base()
    base.build()
    (record_id,) = base.register.ids()
    return base, record_id, file


def copies_of(base: KnowledgeBase) -> list[Path]:
    return [path for path in (base.home.index / originals.FOLDER).rglob("*") if path.is_file()]


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("how", ["erased", "written to"])
def test_a_copy_of_a_file_that_changes_meanwhile_is_not_kept(
    told: tuple[KnowledgeBase, str, Path], open_base: Opener, monkeypatch: pytest.MonkeyPatch, moment: str, how: str
) -> None:
    base, record_id, file = told
    other, copying = open_base(), originals.copy_apart

    def change() -> object:
        return erase(other.wiki, ADMIN, record_id) if how == "erased" else file.write_text("# Noé\n\nPas publié.\n")

    def meanwhile(source: Path, target: Path, name: str) -> Path:
        if moment == "before":
            change()
            return copying(source, target, name)
        made = copying(source, target, name)
        change()
        return made

    monkeypatch.setattr(originals, "copy_apart", meanwhile)
    with pytest.raises((MetadataError, OSError)):
        originals.file_for(base.wiki, READER, record_id, file)
    assert copies_of(base) == []


def test_readers_of_one_file_at_once_get_it_each(
    told: tuple[KnowledgeBase, str, Path], open_base: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, record_id, file = told
    bases, run = [open_base(), open_base()], subprocess.run
    got: list[Path] = []
    together = threading.Barrier(2)

    def at_once(command: list[str], **how: Any) -> Any:
        done = run(command, **how)
        together.wait(30)  # neither has put its copy in place
        return done

    monkeypatch.setattr(copy_process, "subprocess", types.SimpleNamespace(**vars(subprocess) | {"run": at_once}))

    def ask(base: KnowledgeBase) -> None:
        got.append(originals.file_for(base.wiki, READER, record_id, file))

    threads = [threading.Thread(target=ask, args=(one,)) for one in bases]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(got) == 2
    assert copies_of(bases[0]) == [got[0]] == [got[1]]
