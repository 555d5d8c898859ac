"""The register: identifiers, revisions, what is published, links, outbox, audit."""

import datetime
import json
import sqlite3
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.document import Block, Document, Mark
from kb.errors import HomeMissing, KbError, RecordNotFound, StoreConflict
from kb.records.kinds import DocumentRecord, Experience, Record
from kb.store.files.database import open_database
from kb.store.records.document_bytes import pack, unpack
from kb.store.records.register import Change, Register
from kb.store.schema.migrations import REGISTER

MOMENT = datetime.datetime(2025, 3, 4, 12, 0, 0, tzinfo=datetime.UTC)


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    with Register(open_database(tmp_path / "r.sqlite3", REGISTER, create=True), clock=lambda: MOMENT) as one:
        yield one


def text(words: str) -> Document:
    return Document(words, (Block(0, len(words)),)) if words else Document("", ())


def save(register: Register, record: Record, words: str = "Un texte.", base: int | None = None) -> int:
    return register.save(record, text(words), author="anne", summary="écrit", base=base)


def document(record_id: str = "DOC-2025-001", **fields: object) -> DocumentRecord:
    return DocumentRecord.model_validate({"id": record_id, "title": "Un guide", **fields})


@pytest.mark.files
def test_a_home_without_a_register_is_an_error_that_names_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(HomeMissing, match="kb build --home"):
        Register.open(tmp_path)


def test_identifiers_count_by_kind_and_year_and_are_never_given_twice(register: Register) -> None:
    given = [register.new_id(kind, year) for kind, year in (("document", None), ("document", None), ("document", 1999))]
    assert given == ["DOC-2025-001", "DOC-2025-002", "DOC-1999-001"]
    save(register, document("DOC-2025-003"))
    assert register.new_id("document") == "DOC-2025-004"
    assert register.new_id("experience") == "EXP-2025-001"


def test_a_revision_comes_back_as_it_was_saved(register: Register) -> None:
    record = Experience(id="EXP-2025-001", title="Un récit", themes=("genre",), outcome="failure")
    assert save(register, record, "Le récit, en entier.") == 1
    revision = register.revision("EXP-2025-001", 1)
    assert revision.record == record
    assert revision.document == text("Le récit, en entier.")
    assert (revision.author, revision.at, revision.summary) == ("anne", "2025-03-04T12:00:00+00:00", "écrit")


def test_saving_the_same_again_adds_no_revision(register: Register) -> None:
    save(register, document())
    assert save(register, document(), base=1) == 1
    assert len(register.history("DOC-2025-001")) == 1


def test_a_change_of_the_text_alone_or_of_a_field_alone_adds_a_revision(register: Register) -> None:
    save(register, document())
    assert save(register, document(), "Un autre texte.", base=1) == 2
    assert save(register, document(title="Un autre titre"), "Un autre texte.", base=2) == 3
    assert [note.number for note in register.history("DOC-2025-001")] == [3, 2, 1]


def test_an_edit_of_an_old_revision_is_refused_and_loses_nothing(register: Register) -> None:
    save(register, document())
    save(register, document(title="Celui d’Anne"), base=1)
    with pytest.raises(StoreConflict, match="révision 2"):
        save(register, document(title="Celui de Paul"), base=1)
    assert register.revision("DOC-2025-001", 2).record.title == "Celui d’Anne"
    with pytest.raises(StoreConflict):
        save(register, document(title="Un nouveau ?"))


def test_readers_find_the_published_revision_while_a_later_draft_waits(register: Register) -> None:
    save(register, document())
    assert register.published("DOC-2025-001") is None
    register.publish("DOC-2025-001", 1, actor="anne")
    save(register, document(title="Brouillon"), base=1)
    published = register.published("DOC-2025-001")
    assert published is not None
    assert published.record.title == "Un guide"
    register.publish("DOC-2025-001", 2, actor="anne")
    register.publish("DOC-2025-001", 1, actor="anne")
    assert register.published("DOC-2025-001") == published


def test_a_draft_does_not_change_who_may_read_what_is_published(register: Register) -> None:
    save(register, document(diffusion="professionals"))
    register.publish("DOC-2025-001", 1, actor="anne")
    save(register, document(diffusion="public"), base=1)
    entry = register.entry("DOC-2025-001")
    assert entry is not None
    assert entry.diffusion == "professionals"
    register.publish("DOC-2025-001", 2, actor="anne")
    entry = register.entry("DOC-2025-001")
    assert entry is not None
    assert entry.diffusion == "public"


def test_publishing_what_does_not_exist_is_an_error(register: Register) -> None:
    with pytest.raises(RecordNotFound):
        register.publish("DOC-2025-001", 1, actor="anne")
    save(register, document())
    with pytest.raises(RecordNotFound):
        register.publish("DOC-2025-001", 9, actor="anne")
    assert list(register.changes(0)) == []


def test_the_outbox_tells_the_last_change_of_each_record_once(register: Register) -> None:
    for number in (1, 2):
        save(register, document(f"DOC-2025-00{number}"))
        register.publish(f"DOC-2025-00{number}", 1, actor="anne")
    register.publish("DOC-2025-001", 1, actor="anne")  # no change
    register.withdraw("DOC-2025-001", actor="anne", reason="doublon")
    register.withdraw("DOC-2025-001", actor="anne", reason="doublon")  # no change
    found = list(register.changes(0))
    assert len({one.mark for one in found} | {""}) == 3
    assert [replace(one, mark="") for one in found] == [
        Change(2, "DOC-2025-002", 1, "upsert"),
        Change(3, "DOC-2025-001", None, "remove"),
    ]
    assert list(register.changes(2)) == found[1:]
    assert register.last_sequence() == 3
    assert register.visibility_since(1) == {"DOC-2025-001": None, "DOC-2025-002": "public"}


def test_announcing_all_leaves_out_what_is_not_published(register: Register) -> None:
    save(register, document("DOC-2025-001"))
    save(register, document("DOC-2025-002"))
    register.publish("DOC-2025-001", 1, actor="anne")
    register.announce_all(register.ids(published=False))
    assert [change.record_id for change in register.changes(1)] == ["DOC-2025-001"]


def test_links_are_told_from_both_ends_and_unknown_types_are_left_out(register: Register) -> None:
    save(register, document("DOC-2025-002"))
    links = [{"type": "illustrates", "target": "DOC-2025-002"}, {"type": "eats", "target": "DOC-2025-002"}]
    save(register, document(links=links))
    assert register.links("DOC-2025-001") == (("illustre", "DOC-2025-002", "illustrates", True),)
    assert register.links("DOC-2025-002") == (("illustré par", "DOC-2025-001", "illustrates", False),)
    save(register, document(), base=1)
    assert register.links("DOC-2025-002") == ()


def test_the_audit_log_refuses_to_be_changed(register: Register) -> None:
    save(register, document())
    register.publish("DOC-2025-001", 1, actor="anne")
    register.withdraw("DOC-2025-001", actor="paul", reason="doublon")
    lines = [tuple(row) for row in register.database.execute("SELECT actor, action, detail FROM audit ORDER BY number")]
    assert lines == [
        ("anne", "save", "révision 1"),
        ("anne", "publish", "révision 1"),
        ("paul", "withdraw", ""),
    ]
    for statement in ("UPDATE audit SET actor = 'x'", "DELETE FROM audit"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            register.database.execute(statement)


def test_a_full_disk_saves_no_half_of_a_record(register: Register) -> None:
    pages = register.database.execute("PRAGMA page_count").fetchone()[0]
    register.database.execute(f"PRAGMA max_page_count = {pages}")
    words = " ".join(str(number * 7919) for number in range(60_000))
    with pytest.raises(KbError, match="Le disque est plein"):
        save(register, document(), words)
    assert register.entry("DOC-2025-001") is None
    register.database.execute("PRAGMA max_page_count = 1000000")
    assert save(register, document(), words) == 1


def test_how_words_are_set_is_kept_and_older_documents_have_none() -> None:
    marks = (Mark(0, 2, "strong"), Mark(3, 6, "link", "https://a.fr"))
    document = Document("Un mot.", (Block(0, 7, marks=marks),))
    assert unpack(pack(document)) == document
    older = {"text": "Un.", "blocks": [[0, 3, "paragraph", 0, None, []]], "pages": [], "original": "", "spans": []}
    assert unpack(zlib.compress(json.dumps(older).encode())) == Document("Un.", (Block(0, 3),))
