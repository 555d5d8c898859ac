"""What is backed up comes back, whole; what was erased meanwhile does not."""

import datetime
import json
import os
import tempfile
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from click.testing import CliRunner

from kb.backup import BackupRefused, backup, restore
from kb.base import KnowledgeBase
from kb.cli.main import main
from kb.errors import RecordNotFound
from kb.home import find_home
from kb.readers import OPERATOR
from kb.records.positions import Position
from kb.store.accounts.accounts import account, add_account, set_disabled
from kb.store.accounts.one_time_links import add_link, link
from kb.store.accounts.sessions import person_of, sign_in
from kb.store.records.erasures import erased
from kb.store.restoring.taken_away import put_back, restoring
from kb.wiki.admin.erasure import erase
from kb.wiki.admin.purging import purge
from kb.wiki.news import saved_searches
from kb.wiki.packs import packs, trails
from kb.wiki.packs import reading as pack_reading
from kb.wiki.write import writing
from tests.conftest import Opener
from tests.wiki.pack_samples import TRAINER, composed, record_piece
from tests.wiki.people import ADMIN, AUTHOR, OTHER, published, told


def restored(open_base: Opener, archive: Path, home: Path, **options: bool) -> tuple[KnowledgeBase, tuple[str, ...]]:
    again = restore(archive, home, **options)
    base = open_base(home)
    base.build()
    return base, again


def test_a_base_comes_back_with_its_records_and_history(base: KnowledgeBase, open_base: Opener, tmp_path: Path) -> None:
    record_id = published(base)
    backup(base.home.root, tmp_path / "a.zip")
    other, again = restored(open_base, tmp_path / "a.zip", tmp_path / "other")
    assert again == ()
    assert other.register.ids() == base.register.ids()
    assert other.register.history(record_id) == base.register.history(record_id)
    assert [h.record.id for h in other.search("un vélo prêté")] == [h.record.id for h in base.search("un vélo prêté")]


def test_texts_of_a_backup_open_in_any_editor_and_build_reads_them_back(
    base: KnowledgeBase, home: Path, tmp_path: Path
) -> None:
    record_id = published(base)
    backup(home, tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        text = archive.read(f"textes/{record_id}.md").decode()
        body = json.loads(archive.read(f"textes/{record_id}.json"))
    front = yaml.safe_load(text.split("---")[1])
    assert (front["id"], front["outcome"], body["title"]) == (record_id, "mixed", "Le vélo prêté")
    assert "## Contexte\n\nIl ne venait plus au collège depuis la rentrée." in text


def test_drafts_are_left_out_unless_asked_for(base: KnowledgeBase, tmp_path: Path) -> None:
    told(base, context="Un mot zébulonesque.")
    backup(base.home.root, tmp_path / "a.zip")
    backup(base.home.root, tmp_path / "b.zip", private=True)

    def holds(name: str) -> bool:
        with zipfile.ZipFile(tmp_path / name) as archive:
            return any("zébulonesque".encode() in archive.read(one) for one in archive.namelist())

    assert not holds("a.zip")
    assert holds("b.zip")


def test_what_was_erased_since_is_erased_again(base: KnowledgeBase, open_base: Opener, tmp_path: Path) -> None:
    record_id = published(base)
    backup(base.home.root, tmp_path / "a.zip")
    erase(base.wiki, ADMIN, record_id)
    base.close()
    again = restore(tmp_path / "a.zip", base.home.root, replace=True)
    assert again == (record_id,)
    fresh = open_base(base.home.root)
    fresh.build()
    assert fresh.record(record_id, reader=OPERATOR) is None
    assert erased(fresh.register) == (record_id,)


def test_a_restore_that_dies_before_the_index_is_made_shows_nothing_that_was_erased(
    base: KnowledgeBase, tmp_path: Path
) -> None:
    record_id = published(base, context="Un mot zébulonesque.")
    backup(base.home.root, tmp_path / "a.zip")
    erase(base.wiki, ADMIN, record_id)
    base.close()
    restore(tmp_path / "a.zip", base.home.root, replace=True)
    corpus = base.home.root / "corpus"
    assert not [one for one in corpus.rglob("*") if one.is_file() and "zébulonesque".encode() in one.read_bytes()]


def test_what_was_erased_stays_erased_through_two_restores(
    base: KnowledgeBase, open_base: Opener, tmp_path: Path
) -> None:
    backup(base.home.root, tmp_path / "before.zip")
    record_id = published(base)
    backup(base.home.root, tmp_path / "with.zip")
    erase(base.wiki, ADMIN, record_id)
    base.close()
    assert restore(tmp_path / "before.zip", base.home.root, replace=True) == ()
    assert restore(tmp_path / "with.zip", base.home.root, replace=True) == (record_id,)
    fresh = open_base(base.home.root)
    assert fresh.register.entry(record_id) is None
    assert writing.start(fresh.wiki, AUTHOR, "experience").record_id != record_id


def test_a_record_made_anew_under_an_erased_name_comes_back(base: KnowledgeBase, tmp_path: Path) -> None:
    page = base.home.corpus / "guides" / "squat.md"
    text = page.read_text(encoding="utf-8")
    base.build()
    record_id = next(one for one in base.register.ids() if "squat" in str(base.source_file(one, reader=OPERATOR)))
    erase(base.wiki, ADMIN, record_id)
    later = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1)
    base.register._clock = lambda: later
    page.write_text(text.replace("---\n", f"---\nid: {record_id}\n", 1) if "id:" not in text else text, "utf-8")
    base.build()
    assert record_id in base.register.ids()
    backup(base.home.root, tmp_path / "a.zip")
    base.close()
    assert restore(tmp_path / "a.zip", base.home.root, replace=True) == ()
    assert page.exists()


def test_what_was_closed_since_the_backup_stays_closed(base: KnowledgeBase, open_base: Opener, tmp_path: Path) -> None:
    number = composed(base, record_piece("EXP-2019-001"))
    link_token, feed = packs.share_by_link(base.wiki, TRAINER, number), saved_searches.open_feed(base.wiki, AUTHOR)
    kept = packs.share_by_link(base.wiki, TRAINER, composed(base, record_piece("EXP-2019-001")))
    left = add_account(base.register, "parti", "Parti", roles=["reader"], password="une phrase à moi", actor="test")
    trail = trails.keep(base.wiki, AUTHOR, "Chemin", [Position("EXP-2019-001", 1, 0, 10)])
    opened = trails.share(base.wiki, AUTHOR, trail)
    backup(base.home.root, tmp_path / "a.zip", private=True)
    packs.close_link(base.wiki, TRAINER, number)
    saved_searches.close_feed(base.wiki, AUTHOR)
    trails.unshare(base.wiki, AUTHOR, trail)
    set_disabled(base.register, left.id, True, actor="test")
    base.close()
    fresh, _ = restored(open_base, tmp_path / "a.zip", base.home.root, replace=True)
    with pytest.raises(RecordNotFound):
        pack_reading.shared(fresh.wiki, TRAINER, link_token)
    assert pack_reading.shared(fresh.wiki, TRAINER, kept).pieces
    assert fresh.feed(feed.removeprefix("/fil/").removesuffix(".atom")) is None
    with pytest.raises(RecordNotFound):
        trails.shared(fresh.wiki, opened)
    found = account(fresh.register, left.id)
    assert found is not None
    assert found.disabled


def test_a_base_that_a_restore_took_away_before_it_died_comes_back(
    base: KnowledgeBase, open_base: Opener, tmp_path: Path
) -> None:
    backup(base.home.root, tmp_path / "a.zip")
    record_id = published(base)
    base.close()
    root = base.home.root
    (root / "corpus").rename(root / ".corpus-remplacé")
    with pytest.raises(BackupRefused, match="--replace"):
        restore(tmp_path / "a.zip", root)
    assert open_base(root).register.entry(record_id) is not None


class Killed(BaseException):
    """A process that dies."""


@pytest.mark.parametrize("renames", [1, 2])
def test_a_restore_killed_at_either_rename_leaves_one_base_at_the_next_start(
    base: KnowledgeBase, open_base: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, renames: int
) -> None:
    backup(base.home.root, tmp_path / "a.zip")
    record_id = published(base)
    base.close()
    root, done, rename = base.home.root, [], os.replace

    def killed(source: Path, target: Path) -> None:
        rename(source, target)
        done.append(target)
        if len(done) == renames:
            raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("kb.backup.os.replace", killed)
        with pytest.raises(Killed):
            restore(tmp_path / "a.zip", root, replace=True)
    assert (root / ".corpus-remplacé").exists()
    monkeypatch.chdir(root)
    monkeypatch.delenv("KB_HOME", raising=False)
    assert find_home().root == root
    fresh = open_base(root)
    fresh.build()
    assert (fresh.register.entry(record_id) is not None) == (renames == 1)
    assert not [one.name for one in root.iterdir() if one.name.startswith(".")]
    assert not [one.name for one in (root / "corpus").iterdir() if one.name.startswith(".")]


def test_a_base_is_not_put_back_while_a_restore_is_at_it(base: KnowledgeBase, tmp_path: Path) -> None:
    root = base.home.root
    backup(root, tmp_path / "a.zip")
    base.close()
    (root / "corpus").rename(root / ".corpus-remplacé")
    with restoring(root) as alone:
        assert alone
        assert not put_back(root)
    assert put_back(root)
    assert not put_back(root)
    with restoring(root), pytest.raises(BackupRefused, match="en cours"):
        restore(tmp_path / "a.zip", root, replace=True)


def test_a_backup_is_not_written_into_what_it_saves(base: KnowledgeBase) -> None:
    with pytest.raises(BackupRefused, match="hors de"):
        backup(base.home.root, base.home.corpus / "sauvegardes" / "a.zip")


def test_folders_that_a_dead_process_left_go(
    base: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    old = [tmp_path / "tmp" / ".recits-partages-a", base.home.root / ".restauration-b"]
    others = [tmp_path / "tmp" / ".recits-partages-new", tmp_path / "tmp" / "recits-copie"]
    for one in (*old, *others):
        one.mkdir(parents=True)
        (one / "depot.txt").write_text("Un récit.")
    for one in (*old, others[1]):
        os.utime(one, (0, 0))
    purge(base.wiki)
    assert not any(one.exists() for one in old)
    assert all(one.exists() for one in others)


def test_drafts_that_the_archive_does_not_hold_stay_where_it_knows_their_texts(
    base: KnowledgeBase, open_base: Opener, tmp_path: Path
) -> None:
    one, waiting = told(base), told(base, title="Relu avant")
    writing.save(base.wiki, AUTHOR, one.number)
    writing.submit(base.wiki, AUTHOR, waiting.number, open_points=0)
    backup(base.home.root, tmp_path / "a.zip")
    writing.take_back(base.wiki, AUTHOR, waiting.number)
    writing.autosave(base.wiki, AUTHOR, waiting.number, {"context": "Repris après."}, None)
    writing.save(base.wiki, AUTHOR, waiting.number)
    later = told(base, OTHER, title="Commencé après")
    base.close()
    fresh, _ = restored(open_base, tmp_path / "a.zip", base.home.root, replace=True)
    mine = {w.proposal.number: w for w in writing.mine(fresh.wiki, AUTHOR)}
    assert set(mine) == {one.number, waiting.number}
    # What went on after the backup is nobody's to publish unread.
    assert mine[waiting.number].proposal.status == "draft"
    assert mine[waiting.number].fields["context"] == "Repris après."
    assert writing.mine(fresh.wiki, OTHER) == ()
    # A number that is given again shows nobody the words that stood under it.
    again = writing.start(fresh.wiki, AUTHOR, "experience")
    assert again.number == later.number
    assert writing.open_writing(fresh.wiki, AUTHOR, again.number).fields == {}
    assert b"Commenc\xc3\xa9 apr\xc3\xa8s" not in (fresh.home.root / "corpus" / "private.sqlite3").read_bytes()


def test_on_another_machine_open_texts_without_their_words_are_given_up(
    base: KnowledgeBase, open_base: Opener, tmp_path: Path
) -> None:
    record_id = published(base)
    told(base)
    change = writing.propose(base.wiki, AUTHOR, record_id)
    backup(base.home.root, tmp_path / "a.zip")
    other, _ = restored(open_base, tmp_path / "a.zip", tmp_path / "other")
    assert writing.mine(other.wiki, AUTHOR) == ()
    assert writing.propose(other.wiki, AUTHOR, record_id).number != change.number


def test_everybody_signs_in_again_after_a_restore(base: KnowledgeBase, open_base: Opener, tmp_path: Path) -> None:
    aline = add_account(base.register, "aline", "Aline", roles=["reader"], password="une phrase à moi", actor="test")
    token, link_token = sign_in(base.register, aline.id), add_link(base.register, "invite", actor="test")
    backup(base.home.root, tmp_path / "a.zip")
    other, _ = restored(open_base, tmp_path / "a.zip", tmp_path / "other")
    assert person_of(other.register, token) is None
    assert link(base.register, "invite", link_token) is not None
    assert link(other.register, "invite", link_token) is None


def test_a_base_that_stands_is_not_replaced_unasked(base: KnowledgeBase, tmp_path: Path) -> None:
    backup(base.home.root, tmp_path / "a.zip")
    with pytest.raises(BackupRefused, match="--replace"):
        restore(tmp_path / "a.zip", base.home.root)
    with pytest.raises(BackupRefused, match="existe déjà"):
        backup(base.home.root, tmp_path / "a.zip")


def test_a_damaged_or_hostile_archive_restores_nothing(base: KnowledgeBase, tmp_path: Path) -> None:
    backup(base.home.root, tmp_path / "a.zip")
    before = base.register.ids()
    cut = tmp_path / "cut.zip"
    cut.write_bytes((tmp_path / "a.zip").read_bytes()[:-400])
    changed = tmp_path / "changed.zip"
    outside = tmp_path / "outside.zip"
    with zipfile.ZipFile(tmp_path / "a.zip") as good, zipfile.ZipFile(changed, "w") as bad:
        for name in good.namelist():
            bad.writestr(name, good.read(name) + (b"x" if name.endswith("register.sqlite3") else b""))
    with zipfile.ZipFile(outside, "w") as bad:
        bad.writestr("LISEZMOI.json", json.dumps({"sha256": {"corpus/../../sorti.txt": ""}}))
        bad.writestr("corpus/../../sorti.txt", "dehors")
    for archive in (cut, changed, outside, tmp_path / "absent.zip"):
        with pytest.raises(BackupRefused, match="Rien n’a été restauré"):
            restore(archive, base.home.root, replace=True)
    assert not (tmp_path.parent / "sorti.txt").exists()
    assert base.register.ids() == before


@pytest.mark.parametrize(
    "manifest",
    [
        "[" * 200_000,
        '{"sha256": ' + "[" * 100_000 + "]" * 100_000 + "}",
        '{"sha256": ["corpus/a"]}',
        '{"sha256": {"corpus/a": ' + '{"a":' * 50_000 + "1" + "}" * 50_000 + "}}",
        "3",
        "{",
        '{"sha256": {"corpus/register.sqlite3": 7}}',
    ],
)
def test_a_manifest_of_no_shape_that_backups_have_restores_nothing(
    manifest: str, base: KnowledgeBase, tmp_path: Path
) -> None:
    before = base.register.ids()
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as bad:
        bad.writestr("LISEZMOI.json", manifest)
        bad.writestr("corpus/register.sqlite3", "x")
    with pytest.raises(BackupRefused, match="Rien n’a été restauré"):
        restore(tmp_path / "a.zip", base.home.root, replace=True)
    assert base.register.ids() == before


def test_an_archive_that_swells_is_not_opened(
    base: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup(base.home.root, tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "wide.zip", "w", zipfile.ZIP_DEFLATED) as bad:
        bad.writestr("LISEZMOI.json", '{"sha256": {}, "x": "' + " " * 70_000_000 + '"}')
    with pytest.raises(BackupRefused, match="démesuré"):
        restore(tmp_path / "wide.zip", base.home.root, replace=True)
    monkeypatch.setattr("kb.store.restoring.archives.shutil.disk_usage", lambda path: SimpleNamespace(free=10_000))
    with pytest.raises(BackupRefused, match="il reste 0,0 Mo"):
        restore(tmp_path / "a.zip", base.home.root, replace=True)


def test_an_exported_record_is_the_one_that_build_reads(base: KnowledgeBase, open_base: Opener, tmp_path: Path) -> None:
    record_id = published(base)
    result = CliRunner().invoke(main, ["export", record_id, "--home", str(base.home.root)])
    assert result.exit_code == 0
    home = tmp_path / "second"
    (home / "corpus").mkdir(parents=True)
    (home / "corpus" / "recit.md").write_text(result.output, "utf-8")
    second = open_base(home)
    second.build()
    ours, theirs = base.register.published(record_id), second.register.published(record_id)
    assert ours is not None
    assert theirs is not None
    assert theirs.document.text == ours.document.text
    assert theirs.record.model_copy(update={"anonymity_checked_by": ""}) == ours.record.model_copy(
        update={"anonymity_checked_by": ""}
    )


def test_a_draft_is_not_exported(base: KnowledgeBase) -> None:
    one = writing.start(base.wiki, AUTHOR, "experience", {"title": "Secret"})
    result = CliRunner().invoke(main, ["export", one.record_id, "--home", str(base.home.root)])
    assert result.exit_code != 0
