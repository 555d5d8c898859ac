"""A backup without --private holds nothing of what people read, ask, follow or were told."""

import zipfile
from pathlib import Path

import pytest

from kb.backup import backup, restore
from kb.base import KnowledgeBase
from kb.records.positions import Position
from kb.store.accounts.accounts import add_account
from kb.store.logs.query_log import log_question
from kb.store.news.comments import notify
from kb.store.records.register import Register
from kb.store.restoring.without_private import OF_GROUPS, OF_SOMEBODY, PASSING
from kb.wiki.news import discussion, follows, letters, saved_searches
from kb.wiki.packs import trails
from kb.wiki.review import review
from tests.conftest import Opener
from tests.wiki.people import AUTHOR, REVIEWER, published

# A word for each thing, that stands nowhere else.
WORDS = {
    "trail": "zyxabouk",
    "question": "zyxbcouk",
    "saved": "zyxcdouk",
    "comment": "zyxdfouk",
    "hidden": "zyxfgouk",
    "reason": "zyxghouk",
    "letter": "zyxhjouk",
}


@pytest.fixture
def lived(base: KnowledgeBase) -> KnowledgeBase:
    """A base where somebody kept a trail, asked, saved a search, and said things that readers do not see."""
    account = add_account(base.register, "edith", "Edith", roles=["reader"], password="une phrase à moi", actor="t")
    person, kept, gone = account.person, published(base), published(base)
    trails.share(base.wiki, person, trails.keep(base.wiki, person, WORDS["trail"], [Position("EXP-2019-001", 1, 0, 5)]))
    log_question(base.register, f"que faire de {WORDS['question']}", {}, hits=1, weak=0)
    saved_searches.save(base.wiki, person, f"où est {WORDS['saved']}", {})
    saved_searches.keep(base.wiki, person, kept)
    follows.follow(base.wiki, person, "record", kept)
    notify(base.register, frozenset({person.account}), "published", kept, actor="")
    discussion.comment(base.wiki, person, gone, f"Un mot {WORDS['comment']}.")
    discussion.hide(base.wiki, REVIEWER, discussion.comment(base.wiki, person, kept, f"Un mot {WORDS['hidden']}."))
    discussion.comment(base.wiki, person, kept, "Un commentaire ouvert.")
    letters.write_to_author(base.wiki, person, kept, f"Un mot {WORDS['letter']}.")
    review.withdraw(base.wiki, AUTHOR, gone, f"à la demande de {WORDS['reason']}")
    # Authors and reviewers of these tests have no account, and notices of nobody are not brought back.
    base.register.database.execute("DELETE FROM notices WHERE account <> ?", [person.account])
    return base


def held(archive: Path) -> set[str]:
    """Which of these words stand in an archive, in whatever file."""
    with zipfile.ZipFile(archive) as found:
        content = b"".join(found.read(name) for name in found.namelist())
    return {name for name, word in WORDS.items() if word.encode() in content}


def test_what_people_read_and_ask_is_left_out_unless_asked_for(lived: KnowledgeBase, tmp_path: Path) -> None:
    backup(lived.home.root, tmp_path / "a.zip")
    backup(lived.home.root, tmp_path / "b.zip", private=True)
    assert held(tmp_path / "a.zip") == set()
    assert held(tmp_path / "b.zip") == set(WORDS)
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        archive.extract("corpus/register.sqlite3", tmp_path / "out")
    with Register.open(tmp_path / "out") as register:
        for table in (*OF_SOMEBODY, *PASSING):
            assert register.database.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table
        assert register.database.execute("SELECT count(*) FROM accounts").fetchone() == (1,)
        assert register.database.execute("SELECT text FROM comments").fetchall() == [("Un commentaire ouvert.",)]


def test_each_table_is_said_to_be_kept_or_left_out(lived: KnowledgeBase) -> None:
    """A table added since has to be thought of: here, in `without_private.py` and in docs/SECURITY.md."""
    rows = lived.register.database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    tables = {row[0] for row in rows if not row[0].startswith("sqlite_")}
    kept = {
        *("records", "revisions", "publications", "links", "counters", "audit", "outbox", "sources", "settings"),
        *("proposals", "coauthors", "erasures", "comments", "feeds", "accounts", "identities", "attachments"),
        *("pack_links", "migrations", "coverage", "service_reminders"),
    }
    assert tables == kept | {*OF_SOMEBODY, *OF_GROUPS, *PASSING}


def test_what_stands_today_is_kept_when_such_a_backup_is_restored(
    lived: KnowledgeBase, open_base: Opener, tmp_path: Path
) -> None:
    backup(lived.home.root, tmp_path / "a.zip")
    counts = {one: lived.register.database.execute(f"SELECT count(*) FROM {one}").fetchone() for one in OF_SOMEBODY}
    lived.close()
    restore(tmp_path / "a.zip", lived.home.root, replace=True)
    fresh = open_base(lived.home.root)
    found = {one: fresh.register.database.execute(f"SELECT count(*) FROM {one}").fetchone() for one in OF_SOMEBODY}
    assert found == counts
    assert counts["trails"] == counts["saved_searches"] == counts["query_log"] == (1,)
