"""A restoration beside a server: nothing that people were told is done is undone by it without a word."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from kb import backup as module
from kb.backup import BackupRefused, backup, forget_leftovers, restore
from kb.base import KnowledgeBase
from kb.errors import BaseBusy, BaseUnavailable, BaseVanished
from kb.store.files import database, working_folders
from kb.store.records.sources import get_setting, put_settings
from kb.store.restoring.swapping import swap
from kb.store.restoring.taken_away import REPLACED, put_back
from kb.store.working.workers import beat, living
from kb.wiki.admin import deposit
from kb.wiki.admin.erasure import erase
from kb.wiki.write import writing
from tests.conftest import Opener
from tests.wiki.people import ADMIN, AUTHOR, published, told

Act = Callable[[KnowledgeBase, str, int], object]
ACTS: dict[str, Act] = {
    "erase": lambda base, record_id, number: erase(base.wiki, ADMIN, record_id),
    "withdraw": lambda base, record_id, number: base.register.withdraw(record_id, actor="c-6", reason="reconnu"),
    "save": lambda base, record_id, number: writing.autosave(base.wiki, AUTHOR, number, {"context": "Un mot."}, None),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
@pytest.mark.parametrize("moment", ["_keep_private", "fit_private", "swap"])
def test_what_people_do_while_a_restoration_reads_the_base_in_place_is_refused(
    base: KnowledgeBase,
    open_base: Opener,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    act: Act,
    moment: str,
) -> None:
    record_id, one = published(base), told(base)
    backup(base.home.root, tmp_path / "a.zip", private=True)
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.0)
    server, told_of = open_base(), list[BaseUnavailable]()
    whole = getattr(module, moment)

    def beside(*args: object) -> object:
        with pytest.raises(BaseBusy) as refused:
            act(server, record_id, one.number)
        told_of.append(refused.value)
        return whole(*args)

    monkeypatch.setattr(f"kb.backup.{moment}", beside)
    restore(tmp_path / "a.zip", base.home.root, replace=True)
    assert len(told_of) == 1
    act(open_base(), record_id, one.number)  # once it is over, it can be done


def test_a_visit_that_was_open_is_told_that_the_base_is_another(
    base: KnowledgeBase, open_base: Opener, tmp_path: Path
) -> None:
    one = told(base)
    backup(base.home.root, tmp_path / "a.zip", private=True)
    visit = open_base()
    assert visit.wiki.private.working_copy(one.number, AUTHOR.account)
    restore(tmp_path / "a.zip", base.home.root, replace=True)
    with pytest.raises(BaseVanished, match="une autre base"):
        writing.autosave(visit.wiki, AUTHOR, one.number, {"context": "Un mot."}, None)
    with pytest.raises(BaseVanished, match="une autre base"):
        put_settings(visit.register, {"name": "Un nom"})
    fresh = open_base()
    assert not get_setting(fresh.register, "name")
    writing.autosave(fresh.wiki, AUTHOR, one.number, {"context": "Un mot."}, None)


def test_a_worker_hears_that_the_register_it_tells_its_life_to_is_gone(
    base: KnowledgeBase, open_base: Opener, tmp_path: Path
) -> None:
    backup(base.home.root, tmp_path / "a.zip")
    beat(base.register, "a", "e5")  # a statement that is a transaction by itself
    restore(tmp_path / "a.zip", base.home.root, replace=True)
    with pytest.raises(BaseVanished):
        beat(base.register, "a", "e5")
    assert living(open_base().register) == ()


Make = Callable[[KnowledgeBase], object]
MAKES: dict[str, Make] = {
    "private": lambda base: base.wiki.private,
    "deposit": lambda base: deposit.keep(base.home.corpus, "a.md", b"# A\n\nTexte.\n"),
    "attachment": lambda base: base.wiki.files.put(b"bytes"),
    "register": lambda base: KnowledgeBase.open(base.home.root, create=True),
}


@pytest.mark.parametrize("make", MAKES.values(), ids=MAKES)
def test_nobody_makes_a_folder_where_a_base_is_about_to_come(
    base: KnowledgeBase, open_base: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Make
) -> None:
    record_id = published(base)
    backup(base.home.root, tmp_path / "a.zip")
    visit, rename, refused = open_base(), os.replace, list[BaseVanished]()

    def between(source: Path, target: Path) -> None:
        if target == base.home.corpus:
            with pytest.raises(BaseVanished) as said:
                make(visit)
            refused.append(said.value)
        rename(source, target)

    monkeypatch.setattr(os, "replace", between)
    restore(tmp_path / "a.zip", base.home.root, replace=True)
    assert len(refused) == 1
    assert open_base().register.published(record_id) is not None


def test_a_base_that_was_taken_away_comes_back_where_something_else_stands(
    base: KnowledgeBase, open_base: Opener, tmp_path: Path
) -> None:
    record_id, root = published(base), base.home.root
    backup(root, tmp_path / "a.zip")
    (root / "corpus").rename(root / REPLACED)  # a restoration that died
    (root / "corpus" / "depots").mkdir(parents=True)
    (root / "corpus" / "depots" / "a.md").write_text("Un récit.")
    with pytest.raises(BackupRefused):
        swap(tmp_path / "fresh" / "corpus", root / "corpus", (None, None))
    assert put_back(root)
    assert open_base().register.published(record_id) is not None
    assert [one.read_text() for one in root.glob("corpus-*/depots/*")] == ["Un récit."]


@pytest.mark.parametrize("moment", ["unpack", "_keep_private", "swap"])
def test_a_base_that_was_begun_during_a_restoration_stays(
    base: KnowledgeBase, open_base: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    backup(base.home.root, tmp_path / "a.zip")
    new, whole = tmp_path / "new", getattr(module, moment)

    def begun(*args: object) -> None:
        told(open_base(new))
        whole(*args)

    (new / "corpus").mkdir(parents=True)
    monkeypatch.setattr(module, moment, begun)
    with pytest.raises(BackupRefused, match="--replace" if moment == "unpack" else "Une autre base"):
        restore(tmp_path / "a.zip", new)
    assert open_base(new).wiki.private.working_copy(1, AUTHOR.account)


@pytest.mark.parametrize("done", ["backup", "restore"])
def test_the_folder_of_whoever_works_on_for_hours_stays(
    base: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, done: str
) -> None:
    root = base.home.root
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    backup(root, tmp_path / "a.zip")
    monkeypatch.setattr(working_folders, "LEFT", -60.0)  # every folder is old
    removed, moment = list[int](), "copy_database" if done == "backup" else "swap"
    whole = getattr(module, moment)

    def beside(*args: object) -> None:
        removed.append(forget_leftovers(root))
        whole(*args)

    monkeypatch.setattr(module, moment, beside)
    if done == "backup":
        backup(root, tmp_path / "b.zip")
    else:
        restore(tmp_path / "a.zip", root, replace=True)
    assert removed == [0]
    (tmp_path / ".recits-partages-left").mkdir()
    assert forget_leftovers(root) == 1
