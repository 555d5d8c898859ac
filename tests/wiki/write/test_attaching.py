"""A file attached to a draft is as private as its words, opens with its record, and goes with it."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from kb.backup import backup
from kb.base import KnowledgeBase
from kb.errors import KbError, RecordNotFound, Refused
from kb.exporting import booklet_of, record_file
from kb.readers import OPERATOR, PUBLIC, Person
from kb.store.files.kept_files import FolderFiles
from kb.store.records.attachments import attachments_of
from kb.wiki.admin import erasure
from kb.wiki.review import review
from kb.wiki.write import attachments, coauthors, writing
from kb.wiki.write.attachments import AttachmentRefused
from tests.conftest import Opener
from tests.meanwhile import meanwhile
from tests.wiki.people import ADMIN, AUTHOR, OTHER, READER, REVIEWER, published, send, told


def photograph(color: str = "teal") -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Appareil de Camille"
    Image.new("RGB", (40, 30), color).save(out, "JPEG", exif=exif)
    return out.getvalue()


def files(base: KnowledgeBase) -> list[Path]:
    return [path for path in (base.home.root / "corpus" / "attachments").rglob("*") if path.is_file()]


def test_a_photograph_is_kept_without_what_it_says_of_its_maker(base: KnowledgeBase) -> None:
    one = told(base)
    name = attachments.attach(base.wiki, AUTHOR, one.number, "../Été à la Goutte d’Or.JPG", photograph()).name
    assert name == "Ete-a-la-Goutte-dOr.jpg"
    kept, path = attachments.file_of(base.wiki, AUTHOR, one.record_id, name)
    assert kept.kind == "jpeg"
    assert b"Camille" not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("person", [OTHER, READER, ADMIN, REVIEWER, None])
def test_a_file_of_a_draft_is_nobody_elses(base: KnowledgeBase, person: Person | None) -> None:
    one = told(base)
    name = attachments.attach(base.wiki, AUTHOR, one.number, "plan.jpg", photograph()).name
    with pytest.raises(RecordNotFound):
        attachments.file_of(base.wiki, person, one.record_id, name)


def test_its_reviewer_opens_it_then_everybody_once_it_is_published(base: KnowledgeBase) -> None:
    one = told(base)
    name = attachments.attach(base.wiki, AUTHOR, one.number, "plan.jpg", photograph()).name
    writing.submit(base.wiki, AUTHOR, one.number, open_points=0)
    review.take(base.wiki, REVIEWER, one.number)
    assert attachments.file_of(base.wiki, REVIEWER, one.record_id, name)[1].is_file()
    assert [a.name for a in attachments.of_draft(base.wiki, REVIEWER, one.number)] == [name]


@pytest.mark.files
@pytest.mark.parametrize("name", ["dossier_Karim_Benali.jpg", "compte rendu Sophie.jpg", "06 12 34 56 78.jpg"])
def test_a_file_named_after_somebody_gets_another_name(base: KnowledgeBase, name: str) -> None:
    one = told(base)
    assert attachments.attach(base.wiki, AUTHOR, one.number, name, photograph()).name == "piece.jpg"
    register = (base.home.root / "corpus" / "register.sqlite3").read_bytes()
    assert b"Karim" not in register + (base.home.root / "corpus" / "register.sqlite3-wal").read_bytes()


@pytest.mark.parametrize("name", ["grille-entretien.jpg", "CR réunion 12 mars.jpg", "plan_du_local.jpg"])
def test_a_file_named_after_what_it_is_keeps_its_name(base: KnowledgeBase, name: str) -> None:
    kept = attachments.attach(base.wiki, AUTHOR, told(base).number, name, photograph()).name
    assert kept.startswith(("grille-entretien", "CR-re", "plan-du-local"))


def with_file(base: KnowledgeBase) -> tuple[str, str]:
    """A published record with a file of its own."""
    record_id = published(base)
    one = writing.propose(base.wiki, AUTHOR, record_id)
    name = attachments.attach(base.wiki, AUTHOR, one.number, "plan.jpg", photograph()).name
    with pytest.raises(RecordNotFound):
        attachments.file_of(base.wiki, None, record_id, name)
    writing.autosave(base.wiki, AUTHOR, one.number, {"summary": "Avec un plan."}, {"summary": writing.NEWEST})
    send(base, one)
    review.publish(base.wiki, REVIEWER, one.number)
    return record_id, name


def test_a_published_file_leaves_with_its_record(base: KnowledgeBase) -> None:
    record_id, name = with_file(base)
    assert attachments.file_of(base.wiki, None, record_id, name)[1].is_file()
    review.withdraw(base.wiki, REVIEWER, record_id, "À revoir.")
    with pytest.raises(RecordNotFound):
        attachments.file_of(base.wiki, None, record_id, name)
    erasure.erase(base.wiki, AUTHOR, record_id)
    assert files(base) == []


def test_the_same_bytes_stay_while_another_record_has_them(base: KnowledgeBase) -> None:
    first, second = told(base), told(base)
    attachments.attach(base.wiki, AUTHOR, first.number, "plan.jpg", photograph())
    name = attachments.attach(base.wiki, AUTHOR, second.number, "plan.jpg", photograph()).name
    assert len(files(base)) == 1
    writing.drop(base.wiki, AUTHOR, first.number)
    assert attachments.file_of(base.wiki, AUTHOR, second.record_id, name)[1].is_file()
    writing.drop(base.wiki, AUTHOR, second.number)
    assert files(base) == []


@pytest.mark.files
def test_a_backup_holds_no_file_of_a_draft(base: KnowledgeBase, tmp_path: Path) -> None:
    attachments.attach(base.wiki, AUTHOR, told(base).number, "plan.jpg", photograph("red"))
    with_file(base)
    backup(base.home.root, tmp_path / "a.zip")
    backup(base.home.root, tmp_path / "b.zip", private=True)
    counts = [
        sum("corpus/attachments/" in name for name in zipfile.ZipFile(tmp_path / one).namelist())
        for one in ("a.zip", "b.zip")
    ]
    assert counts == [1, 2]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("programme.pdf", b"MZ\x90\x00"),
        ("page.html", b"<script>alert(1)</script>"),
        ("abime.docx", b"PK\x03\x04abc"),
        ("image.png", b"\x89PNG\r\n\x1a\n"),
        ("gros.pdf", b"%PDF-" + b"0" * (attachments.LARGEST + 1)),
    ],
)
def test_what_is_no_document_is_refused_by_its_name(base: KnowledgeBase, name: str, content: bytes) -> None:
    one = told(base)
    with pytest.raises(KbError, match=name.replace(".", r"\.")):
        attachments.attach(base.wiki, AUTHOR, one.number, name, content)
    assert files(base) == []


@pytest.mark.parametrize("what", ["erased", "given up", "published"])
def test_a_file_is_refused_whose_text_ended_while_it_was_cleaned(
    base: KnowledgeBase, open_base: Opener, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    one, other = told(base), open_base()
    if what == "published":
        send(base, one)
        review.publish(base.wiki, REVIEWER, one.number)
        one = writing.propose(base.wiki, AUTHOR, one.record_id)

    def ended() -> None:
        if what == "erased":
            erasure.erase(other.wiki, ADMIN, one.record_id)
        elif what == "given up":
            writing.drop(other.wiki, AUTHOR, one.number)
        else:
            send(other, one)
            review.publish(other.wiki, REVIEWER, one.number)

    meanwhile(monkeypatch, attachments, "strip_apart", ended, after=True)
    with pytest.raises((RecordNotFound, Refused)):
        attachments.attach(base.wiki, AUTHOR, one.number, "velo.jpg", photograph())
    assert attachments_of(base.register, one.record_id) == ()
    assert files(base) == []


def test_ten_files_are_enough(base: KnowledgeBase) -> None:
    one = told(base)
    for number in range(attachments.MOST):
        attachments.attach(base.wiki, AUTHOR, one.number, "plan.jpg", photograph("red" if number % 2 else "teal"))
    assert len(attachments.of_draft(base.wiki, AUTHOR, one.number)) == attachments.MOST
    with pytest.raises(AttachmentRefused):
        attachments.attach(base.wiki, AUTHOR, one.number, "onze.jpg", photograph())


def test_only_its_authors_take_a_file_of_a_draft_away(base: KnowledgeBase) -> None:
    one = told(base)
    attachments.attach(base.wiki, AUTHOR, one.number, "plan.jpg", photograph())
    number = attachments.of_draft(base.wiki, AUTHOR, one.number)[0].number
    for person in (OTHER, ADMIN):
        with pytest.raises(Refused):
            attachments.detach(base.wiki, person, one.record_id, number)
    attachments.detach(base.wiki, AUTHOR, one.record_id, number)
    assert files(base) == []


def test_co_authors_write_and_see_who_writes(base: KnowledgeBase) -> None:
    one = told(base)
    coauthors.share(base.wiki, AUTHOR, one.record_id, frozenset({OTHER.account}))
    assert coauthors.writers(base.wiki, OTHER, one.record_id) == (AUTHOR.account, frozenset({OTHER.account}))
    attachments.attach(base.wiki, OTHER, one.number, "plan.jpg", photograph())
    with pytest.raises(Refused):
        coauthors.writers(base.wiki, READER, one.record_id)


def test_an_export_names_published_files_alone(base: KnowledgeBase) -> None:
    record_id, name = with_file(base)
    change = writing.propose(base.wiki, AUTHOR, record_id)
    attachments.attach(base.wiki, AUTHOR, change.number, "attend.jpg", photograph("red"))
    facts = dict(booklet_of(base, record_id, reader=PUBLIC).rubrics[0].pieces[0].facts)
    assert facts["Pièces jointes"] == f"{name} (1\u00a0ko)"


def test_plain_exports_name_the_files_and_are_read_back_as_they_were(
    base: KnowledgeBase, home: Path, open_base: Opener
) -> None:
    one = told(base)
    name = attachments.attach(base.wiki, AUTHOR, one.number, "plan.jpg", photograph()).name
    send(base, one)
    review.publish(base.wiki, REVIEWER, one.number)
    kept = attachments.of_record(base.wiki, READER, one.record_id)[0]
    text, body = (record_file(base, one.record_id, form, reader=PUBLIC).decode() for form in ("md", "json"))
    assert f"attachments:\n- {name}\n" in text
    assert json.loads(body)["attachments"] == [{"name": name, "size": kept.size, "sha256": kept.sha256}]
    before = base.register.published(one.record_id)
    assert before is not None
    other = home.parent / "other"
    (other / "corpus").mkdir(parents=True)
    (other / "corpus" / "velo.md").write_text(text, encoding="utf-8")
    again = open_base(other)
    assert again.build().notes == ()
    after = again.register.published(one.record_id)
    assert after is not None
    assert after.record == before.record
    first = record_file(base, base.register.ids()[0], "json", reader=OPERATOR)
    assert ("attachments" in json.loads(first)) == (base.register.ids()[0] == one.record_id)


def test_the_register_is_held_for_nobody_while_a_server_takes_the_bytes(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, put, held = told(base), FolderFiles.put, []

    def asked(files: FolderFiles, content: bytes) -> str:
        held.append(base.register.database.conn.in_transaction)
        return put(files, content)

    monkeypatch.setattr(FolderFiles, "put", asked)
    attachments.attach(base.wiki, AUTHOR, one.number, "plan.jpg", photograph())
    assert held == [not base.register.served]  # files of a folder are put at once, within the transaction
