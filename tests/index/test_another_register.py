"""An index that followed another register is not asked, is said, and is made anew by whoever follows next."""

import shutil
from pathlib import Path

import pytest

from kb.backup import backup, restore
from kb.base import KnowledgeBase
from kb.errors import IndexMissing
from kb.health import behind
from kb.readers import PUBLIC
from tests.conftest import Opener
from tests.small_corpus import story


def left(base: KnowledgeBase, tmp_path: Path, how: str) -> Path:
    """The home of a base whose register is that of before, and whose index went on after it."""
    home = base.home.root
    backup(home, tmp_path / "a.zip")
    base.register.database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(home / "corpus" / "register.sqlite3", tmp_path / "register.sqlite3")
    story(home, "quai.md", "## Contexte\nUn quai fictif.\n", id="EXP-2024-700", title="Le quai")
    base.build()
    if how == "restored and gone on" or how == "restored":  # as many changes in one as in the other
        shutil.copytree(home / "index", tmp_path / "index")
    base.close()
    base._resources.keep_open(tmp_path)
    if how == "put back by hand":
        for one in (home / "corpus").glob("register.sqlite3*"):
            one.unlink()
        shutil.copy(tmp_path / "register.sqlite3", home / "corpus")
        (home / "corpus" / "quai.md").unlink()
        return home
    restore(tmp_path / "a.zip", home, replace=True)
    if how == "restored and gone on":  # as many changes in one as in the other
        story(home, "pont.md", "## Contexte\nUn pont fictif.\n", id="EXP-2024-701", title="Le pont")
        with KnowledgeBase.open(home, resources=base._resources) as other:
            other.build()
    base._resources.keep_open(tmp_path)
    shutil.rmtree(home / "index")
    shutil.copytree(tmp_path / "index", home / "index")
    return home


@pytest.mark.parametrize("how", ["restored", "restored and gone on", "put back by hand"])
def test_an_index_of_another_register_is_said_and_made_anew(
    base: KnowledgeBase, open_base: Opener, tmp_path: Path, how: str
) -> None:
    home = left(base, tmp_path, how)
    here = open_base(home)
    with pytest.raises(IndexMissing, match="kb build"):
        here.search("un quai", reader=PUBLIC)
    assert behind(here.register, home / "index") == len(here.register.ids())
    after = open_base(home)
    after.follow()
    assert behind(after.register, home / "index") == 0
    assert "EXP-2024-700" not in {hit.record.id for hit in after.search("un quai", reader=PUBLIC, limit=50)}
    assert after.status(thorough=True).problems == ()
    story(home, "rive.md", "## Contexte\nUne rive fictive.\n", id="EXP-2024-702", title="La rive")
    after.build()
    assert open_base(home).search("une rive", reader=PUBLIC)[0].record.id == "EXP-2024-702"


def test_an_index_goes_on_with_the_register_that_it_follows(base: KnowledgeBase, open_base: Opener) -> None:
    before = base.index.database().execute("SELECT value FROM meta WHERE name = 'epoch'").fetchone()
    open_base().build()
    assert open_base().index.database().execute("SELECT value FROM meta WHERE name = 'epoch'").fetchone() == before
