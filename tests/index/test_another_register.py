"""An index that followed another register is not asked, is said, and is made anew by whoever follows next."""

import shutil
from pathlib import Path

import pytest

from kb.backup import backup, restore
from kb.base import KnowledgeBase
from kb.errors import IndexMissing
from kb.index.schema import get_meta, put_meta
from kb.readers import PUBLIC
from kb.store.records.sources import line_mark
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
    shutil.copytree(home / "index", tmp_path / "index")
    base.close()
    base._resources.keep_open(tmp_path)
    if how.startswith("put back by hand"):
        for one in (home / "corpus").glob("register.sqlite3*"):
            one.unlink()
        shutil.copy(tmp_path / "register.sqlite3", home / "corpus")
        (home / "corpus" / "quai.md").unlink()
    else:
        restore(tmp_path / "a.zip", home, replace=True)
    if how.endswith("gone on"):  # as many changes in one as in the other
        story(home, "pont.md", "## Contexte\nUn pont fictif.\n", id="EXP-2024-701", title="Le pont")
        with KnowledgeBase.open(home, resources=base._resources) as other:
            other.build()
            if how == "put back by hand and gone on":  # and more: the numbers of the first are all passed
                other.register.announce_all(["EXP-2024-701"])
    base._resources.keep_open(tmp_path)
    shutil.rmtree(home / "index")
    shutil.copytree(tmp_path / "index", home / "index")
    return home


@pytest.mark.parametrize(
    "how", ["restored", "restored and gone on", "put back by hand", "put back by hand and gone on"]
)
def test_an_index_of_another_register_is_said_and_made_anew(
    base: KnowledgeBase, open_base: Opener, tmp_path: Path, how: str
) -> None:
    home = left(base, tmp_path, how)
    here = open_base(home)
    with pytest.raises(IndexMissing, match="kb build"):
        here.search("un quai", reader=PUBLIC)
    assert here.index.behind() == len(here.register.ids())
    after = open_base(home)
    after.follow()
    assert after.index.behind() == 0
    assert "EXP-2024-700" not in {hit.record.id for hit in after.search("un quai", reader=PUBLIC, limit=50)}
    assert after.status(thorough=True).problems == ()
    story(home, "rive.md", "## Contexte\nUne rive fictive.\n", id="EXP-2024-702", title="La rive")
    after.build()
    assert open_base(home).search("une rive", reader=PUBLIC)[0].record.id == "EXP-2024-702"


def test_an_index_goes_on_with_the_register_that_it_follows(base: KnowledgeBase, open_base: Opener) -> None:
    before = base.index.database().execute("SELECT value FROM meta WHERE name = 'epoch'").fetchone()
    open_base().build()
    assert open_base().index.database().execute("SELECT value FROM meta WHERE name = 'epoch'").fetchone() == before


@pytest.mark.parametrize("version", ["made the index", "went on with it", "wrote the lines"])
def test_what_an_earlier_version_left_without_marks_opens(base: KnowledgeBase, open_base: Opener, version: str) -> None:
    index = base.index.database()
    if version == "made the index":
        index.execute("DELETE FROM meta WHERE name = 'mark'")
    elif version == "went on with it":
        line = int(get_meta(index, "sequence")) - 1
        put_meta(index, "mark", f"{line} {line_mark(base.register, line)}")
    else:
        base.register.database.execute("UPDATE outbox SET mark = ''")
        base.register.announce("EXP-2024-001", None, "remove")
        base.register.database.execute("UPDATE outbox SET mark = ''")
        index.execute("DELETE FROM meta WHERE name = 'mark'")
        base.follow()
    epoch = get_meta(index, "epoch")
    base.register.announce_all(base.register.ids()[:1])
    again = open_base()
    again.follow()
    assert get_meta(again.index.database(), "epoch") == epoch
    assert again.index.behind() == 0
    assert get_meta(again.index.database(), "mark") == f"{again.register.last_sequence()} " + str(
        line_mark(again.register, again.register.last_sequence())
    )
