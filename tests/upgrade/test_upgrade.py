"""A base of an earlier version is taken over whole, in place or from its backup.

`2026-11-29.zip` is the backup that the program of that day made: a small corpus, an account, a published record with a
comment, a pack, a draft, a withdrawn record. The next release puts its own beside it, and replaces none.
"""

import zipfile
from pathlib import Path

import pytest

from kb.backup import backup, restore
from kb.base import KnowledgeBase
from kb.readers import PUBLIC, Person
from kb.resources import Resources
from kb.store.accounts.accounts import account_of
from kb.store.records.register import Register
from kb.wiki.news.discussion import discussion
from kb.wiki.packs import packs
from kb.wiki.write import writing
from tests.fake_encoder import FakeEncoder

KEPT = sorted(Path(__file__).parent.glob("*.zip"))
LOGIN, PASSWORD, KEPT_RECORD, WITHDRAWN = "aline@exemple.fr", "une phrase à moi", "EXP-2026-001", "EXP-2026-003"

kept = pytest.mark.parametrize("archive", KEPT, ids=[one.stem for one in KEPT])


def opened(home: Path) -> KnowledgeBase:
    return KnowledgeBase.open(home, resources=Resources(open_encoder=lambda folder: FakeEncoder()))


def tables_of(home: Path) -> set[str]:
    with Register.open(home) as register:
        rows = register.database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {row[0] for row in rows}


def hold(home: Path) -> None:
    """Holds when all that was written before is in the base of `home`, for whom it was."""
    with opened(home) as base:
        base.build()
        assert base.status(thorough=True).problems == ()
        known = account_of(base.register, LOGIN)
        assert known is not None
        aline = Person(known.id, known.name, frozenset({"contributor", "reviewer"}))
        view = base.record(KEPT_RECORD, reader=PUBLIC)
        assert view is not None
        assert view.summary.title == "La fiche gardée"
        assert base.record(WITHDRAWN, reader=PUBLIC) is None
        assert [one.comment.text for one in discussion(base.wiki, aline, KEPT_RECORD)] == ["Un commentaire gardé."]
        assert [one.title for one in packs.mine(base.wiki, aline)] == ["Un dossier gardé"]
        drafts = [one.fields["title"] for one in writing.mine(base.wiki, aline)]
        assert "Un brouillon gardé" in drafts
        assert base.accounts.verify(LOGIN, PASSWORD)
        assert base.page("", limit=50, reader=PUBLIC).total == 6  # services stand in their directory


def test_there_is_a_base_of_an_earlier_version() -> None:
    assert KEPT


@kept
def test_a_base_of_an_earlier_version_is_opened_where_it_stands(archive: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(archive) as held:
        held.extractall(tmp_path, [one for one in held.namelist() if one.startswith("corpus/")])
    hold(tmp_path)


@kept
def test_a_backup_that_an_earlier_version_made_is_restored(archive: Path, tmp_path: Path) -> None:
    restore(archive, tmp_path)
    hold(tmp_path)


@kept
def test_an_upgraded_base_has_the_tables_of_a_new_one_and_can_be_backed_up(archive: Path, tmp_path: Path) -> None:
    restore(archive, tmp_path / "base")
    hold(tmp_path / "base")
    (tmp_path / "new" / "corpus").mkdir(parents=True)
    KnowledgeBase.open(tmp_path / "new", create=True).close()
    assert tables_of(tmp_path / "base") == tables_of(tmp_path / "new")
    backup(tmp_path / "base", tmp_path / "sauvegarde.zip", private=True)
    restore(tmp_path / "sauvegarde.zip", tmp_path / "ailleurs")
    hold(tmp_path / "ailleurs")
