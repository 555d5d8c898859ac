"""A restoration brings texts back, and opens no door that was closed since the backup."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from kb.backup import BackupRefused, backup, restore
from kb.base import KnowledgeBase
from kb.cli.main import main
from kb.readers import OPERATOR, PUBLIC, common_audience
from kb.store.accounts import accounts
from kb.store.accounts.accounts import account, add_account, verify
from kb.store.accounts.one_time_links import add_link, link
from kb.store.records.publications import open_revisions
from kb.store.records.sources import get_setting
from kb.wiki.admin import administration
from kb.wiki.admin.administration import set_setting
from kb.wiki.news import discussion, recognising
from kb.wiki.review import review
from kb.wiki.write import writing
from tests.conftest import Opener
from tests.wiki.people import ADMIN, AUTHOR, OTHER, READER, REVIEWER, STORY, published, send, told

NOBODY_TOLD = frozenset[str]()
SECRET, OTHER_SECRET = "une phrase à moi", "une autre phrase à moi"
Change = Callable[[KnowledgeBase, str], object]


def narrowed(base: KnowledgeBase, record_id: str, **changes: object) -> None:
    """Publish a record anew, with other fields."""
    one = writing.propose(base.wiki, OTHER, record_id)
    writing.autosave(base.wiki, OTHER, one.number, changes, dict.fromkeys(changes, writing.NEWEST))
    send(base, one, OTHER)
    review.publish(base.wiki, REVIEWER, one.number)


def taken_away_then_written_anew(base: KnowledgeBase, record_id: str) -> None:
    """Withdraw a record, and publish it again without what it said."""
    one = writing.propose(base.wiki, OTHER, record_id)
    review.withdraw(base.wiki, REVIEWER, record_id, "quelqu’un s’y reconnaît")
    changes = {"context": "Autre chose."}
    writing.autosave(base.wiki, OTHER, one.number, changes, dict.fromkeys(changes, writing.NEWEST))
    send(base, one, OTHER)
    review.publish(base.wiki, REVIEWER, one.number)


CLOSED: dict[str, Change] = {
    "withdrawn": lambda base, one: review.withdraw(base.wiki, AUTHOR, one, "à ma demande"),
    "recognised": lambda base, one: recognising.recognise(base.wiki, None, one, "C’est moi.", NOBODY_TOLD),
    "for professionals": lambda base, one: narrowed(base, one, diffusion="professionals"),
    "for a group": lambda base, one: narrowed(base, one, diffusion="group", groups=["maraude"]),
    "written anew": taken_away_then_written_anew,
}


@pytest.mark.parametrize("private", [False, True])
@pytest.mark.parametrize("name", CLOSED)
def test_a_text_closed_since_is_open_to_nobody_whom_it_was_closed_to(
    base: KnowledgeBase, open_base: Opener, tmp_path: Path, name: str, private: bool
) -> None:
    record_id, kept = published(base, context="Un mot zébulonesque."), published(base)
    assert open_revisions(base.register, record_id, PUBLIC) == {1}
    backup(base.home.root, tmp_path / "a.zip", private=private)
    CLOSED[name](base, record_id)
    base.close()
    said: list[str] = []
    restore(tmp_path / "a.zip", base.home.root, replace=True, tell=said.append)
    fresh = open_base(base.home.root)
    fresh.build()
    fresh.build(verify=True)
    assert fresh.record(record_id, reader=PUBLIC) is None
    assert open_revisions(fresh.register, record_id, PUBLIC) == frozenset()
    assert not [hit for hit in fresh.search("zébulonesque", reader=PUBLIC) if hit.record.id == record_id]
    assert fresh.record(kept, reader=PUBLIC) is not None
    assert [line for line in said if record_id in line]
    assert not [line for line in said if kept in line]


@pytest.mark.parametrize("name", CLOSED)
def test_what_was_closed_opens_again_when_one_asks_for_it(
    base: KnowledgeBase, open_base: Opener, tmp_path: Path, name: str
) -> None:
    record_id = published(base)
    backup(base.home.root, tmp_path / "a.zip")
    CLOSED[name](base, record_id)
    base.close()
    restore(tmp_path / "a.zip", base.home.root, replace=True, reopen=True)
    fresh = open_base(base.home.root)
    fresh.build()
    assert fresh.record(record_id, reader=PUBLIC) is not None


def test_a_source_file_restored_does_not_open_what_was_narrowed(
    base: KnowledgeBase, open_base: Opener, tmp_path: Path
) -> None:
    page = base.home.corpus / "hall.md"
    backup(base.home.root, tmp_path / "a.zip")
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("id:", "diffusion: professionals\nid:", 1), encoding="utf-8")
    base.build()
    assert base.record("EXP-2019-001", reader=PUBLIC) is None
    base.close()
    restore(tmp_path / "a.zip", base.home.root, replace=True)
    fresh = open_base(base.home.root)
    fresh.build(verify=True)
    assert "professionals" not in page.read_text(encoding="utf-8")
    assert fresh.record("EXP-2019-001", reader=PUBLIC) is None
    assert fresh.record("EXP-2019-001", reader=OPERATOR) is not None


def test_settings_that_close_stay(base: KnowledgeBase, open_base: Opener, tmp_path: Path) -> None:
    for name, value in (("suspend_recognised", "no"), ("watch_senders", "administrators"), ("watch_smallest", "3")):
        set_setting(base.wiki, ADMIN, name, value)
    backup(base.home.root, tmp_path / "a.zip")
    closed = {
        "visitors": "no",
        "suspend_recognised": "yes",
        "query_log": "off",
        "watch_senders": "nobody",
        "watch_smallest": "11",
    }
    for name, value in closed.items():
        set_setting(base.wiki, ADMIN, name, value)
    base.close()
    restore(tmp_path / "a.zip", base.home.root, replace=True)
    fresh = open_base(base.home.root)
    assert administration.settings(fresh.wiki, ADMIN).items() >= closed.items()


def test_a_backup_that_masks_more_counts_goes_on_masking_them(
    base: KnowledgeBase, open_base: Opener, tmp_path: Path
) -> None:
    set_setting(base.wiki, ADMIN, "watch_smallest", "11")
    backup(base.home.root, tmp_path / "a.zip")
    set_setting(base.wiki, ADMIN, "watch_smallest", "5")
    base.close()
    restore(tmp_path / "a.zip", base.home.root, replace=True)
    assert get_setting(open_base(base.home.root).register, "watch_smallest") == "11"


def test_a_setting_that_opens_is_that_of_the_backup(base: KnowledgeBase, open_base: Opener, tmp_path: Path) -> None:
    set_setting(base.wiki, ADMIN, "visitors", "no")
    backup(base.home.root, tmp_path / "a.zip")
    set_setting(base.wiki, ADMIN, "visitors", "yes")
    base.close()
    restore(tmp_path / "a.zip", base.home.root, replace=True)
    assert get_setting(open_base(base.home.root).register, "visitors") == "no"


def test_passwords_roles_groups_and_addresses_stay_those_of_today(
    base: KnowledgeBase, open_base: Opener, tmp_path: Path
) -> None:
    def made(login: str, *roles: str) -> str:
        found = add_account(
            base.register, login, login, roles=roles, groups=["rue"], password=SECRET, email=f"{login}@a.fr", actor="t"
        )
        return found.id

    head, one, two = made("cheffe", "administrator"), made("colette", "reviewer"), made("denis", "reader")
    reset = add_link(base.register, "reset", actor="t", account_id=two)
    backup(base.home.root, tmp_path / "a.zip")
    accounts.set_password(base.register, one, OTHER_SECRET, actor="t")
    accounts.set_email(base.register, one, "nouvelle@a.fr", actor="t")
    accounts.set_roles(base.register, one, ["reader"], [], actor="t")
    accounts.set_roles(base.register, two, ["reader", "reviewer"], ["rue", "soin"], actor="t")
    base.close()
    restore(tmp_path / "a.zip", base.home.root, replace=True)
    register = open_base(base.home.root).register
    assert verify(register, "colette", SECRET) is None
    colette = verify(register, "colette", OTHER_SECRET)
    denis, cheffe = account(register, two), account(register, head)
    assert colette is not None
    assert denis is not None
    assert cheffe is not None
    assert (colette.roles, colette.groups, colette.email) == (frozenset(), frozenset(), "nouvelle@a.fr")
    assert (denis.roles, denis.groups) == ({"reader"}, {"rue"})
    assert "administrator" in cheffe.roles
    assert link(register, "reset", reset) is None


def test_somebody_still_administers(base: KnowledgeBase, open_base: Opener, tmp_path: Path) -> None:
    first = add_account(base.register, "a", "A", roles=["administrator"], password=SECRET, actor="t")
    second = add_account(base.register, "b", "B", roles=["reader"], password=SECRET, actor="t")
    backup(base.home.root, tmp_path / "a.zip")
    accounts.set_roles(base.register, second.id, ["administrator"], [], actor="t")
    accounts.set_roles(base.register, first.id, ["reader"], [], actor="t")
    base.close()
    restore(tmp_path / "a.zip", base.home.root, replace=True)
    assert accounts.with_role(open_base(base.home.root).register, "administrator") == {second.id}


def test_a_comment_hidden_or_taken_back_and_a_draft_given_up_do_not_return(
    base: KnowledgeBase, open_base: Opener, tmp_path: Path
) -> None:
    record_id = published(base)
    hidden = discussion.comment(base.wiki, READER, record_id, "Un mot zigzaguant.")
    back = discussion.comment(base.wiki, READER, record_id, "Un mot tourbillonnant.")
    draft = told(base, context="Un mot zébulonesque.")
    backup(base.home.root, tmp_path / "a.zip", private=True)
    discussion.hide(base.wiki, REVIEWER, hidden)
    discussion.take_back(base.wiki, READER, back)
    writing.drop(base.wiki, AUTHOR, draft.number)
    base.close()
    restore(tmp_path / "a.zip", base.home.root, replace=True)
    fresh = open_base(base.home.root)
    fresh.build()
    assert discussion.discussion(fresh.wiki, READER, record_id) == ()
    assert fresh.wiki.private.working_copy(draft.number, AUTHOR.account) is None


def test_a_report_made_since_is_still_known(base: KnowledgeBase, open_base: Opener, tmp_path: Path) -> None:
    record_id = published(base)
    backup(base.home.root, tmp_path / "a.zip")
    receipt = recognising.recognise(base.wiki, None, record_id, "C’est moi.", NOBODY_TOLD)
    base.close()
    restore(tmp_path / "a.zip", base.home.root, replace=True)
    assert "pas encore été traité" in recognising.report_outcome(open_base(base.home.root).wiki, receipt)


def test_on_a_new_machine_all_of_the_backup_is_there(base: KnowledgeBase, open_base: Opener, tmp_path: Path) -> None:
    record_id = published(base)
    backup(base.home.root, tmp_path / "a.zip")
    review.withdraw(base.wiki, AUTHOR, record_id, "essai")
    said: list[str] = []
    restore(tmp_path / "a.zip", tmp_path / "new", tell=said.append)
    fresh = open_base(tmp_path / "new")
    fresh.build()
    assert said == []
    assert fresh.record(record_id, reader=PUBLIC) is not None


def test_a_base_that_cannot_be_read_is_not_replaced_without_a_word(base: KnowledgeBase, tmp_path: Path) -> None:
    backup(base.home.root, tmp_path / "a.zip")
    base.close()
    register = base.home.corpus / "register.sqlite3"
    for path in base.home.corpus.glob("register.sqlite3-*"):
        path.unlink()
    register.write_bytes(b"rien qui se lise " * 1000)
    with pytest.raises(BackupRefused, match="--reopen"):
        restore(tmp_path / "a.zip", base.home.root, replace=True)
    assert register.read_bytes().startswith(b"rien")
    said: list[str] = []
    restore(tmp_path / "a.zip", base.home.root, replace=True, reopen=True, tell=said.append)
    assert "ne peut pas être retrouvé" in said[0]


def test_the_command_says_what_stays_closed(
    base: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record_id = published(base, title=STORY["title"])
    backup(base.home.root, tmp_path / "a.zip")
    review.withdraw(base.wiki, AUTHOR, record_id, "essai")
    base.close()
    monkeypatch.setattr(KnowledgeBase, "build", lambda self: None)
    asked = ["restore", str(tmp_path / "a.zip"), "--replace", "--home", str(base.home.root)]
    found = CliRunner().invoke(main, asked)
    assert f"Gardé fermé : {record_id} reste retirée de la lecture." in found.output


def test_those_who_are_in_two_audiences() -> None:
    assert common_audience("public", "professionals") == common_audience("professionals", "public") == "professionals"
    assert common_audience("professionals", "group:a|b") == common_audience("group:a|b", "public") == "group:a|b"
    assert common_audience("group:a|b", "group:b|c") == "group:b"
    assert common_audience("group:a", "group:b") == common_audience("draft", "professionals") == ""
