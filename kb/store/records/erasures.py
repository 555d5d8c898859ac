"""Records that were taken away or erased: why, and which, so that a restored backup is rid of them again."""

import secrets
import shutil
from collections.abc import Collection
from pathlib import Path

from kb.errors import RecordNotFound
from kb.store.drafts.private import PrivateStore
from kb.store.files.database import transaction
from kb.store.files.statements import put
from kb.store.logs.query_log import forget_quotes
from kb.store.news.saved_searches import forget_searches
from kb.store.records.erased_sources import note_erased_source
from kb.store.records.publications import publications_of
from kb.store.records.register import Register
from kb.store.records.renamed_files import renamed_files
from kb.store.records.sources import get_setting, path_of, put_settings, source_of
from kb.store.workshops.leads import forget_leads_of

# Setting that says, between the first word that goes and the last, that files have to be gone through. Each erasure
# gives it a value of its own, so that one that ends does not speak for another that began meanwhile.
UNFINISHED = "erasing"
# What the line of the log says of a record that visitors could read once: all that is left to tell other programs by.
WAS_PUBLIC = "était publique"


def mark_unfinished(register: Register) -> None:
    """Note that words were deleted which files still have to be rid of."""
    put_settings(register, {UNFINISHED: secrets.token_hex(8)})


def unfinished(register: Register) -> str:
    """The mark of the last erasure whose words files may still hold, "" when there is none."""
    return get_setting(register, UNFINISHED)


def mark_finished(register: Register, mark: str) -> None:
    """Note that files hold nothing of what was erased before `mark` was read."""
    with transaction(register.database):
        if unfinished(register) == mark:
            put_settings(register, {UNFINISHED: ""})


def erase_record(register: Register, record_id: str, *, actor: str) -> None:
    """Forget a record, its revisions, proposals and links; its identifier and a line of the log stay."""
    with transaction(register.database):
        if register.entry(record_id) is None:
            raise RecordNotFound(f"Aucune fiche {record_id}.")
        was_public = any(one.audience == "public" for one in publications_of(register, record_id))
        register.announce(record_id, None, "remove")
        register.database.execute("DELETE FROM records WHERE id = ?", [record_id])
        register.database.execute("DELETE FROM links WHERE target = ?", [record_id])
        forget_leads_of(register, record_id)
        register.database.execute("UPDATE reports SET record_id = '' WHERE record_id = ?", [record_id])
        register.database.execute("DELETE FROM sources WHERE record_id = ?", [record_id])
        register.database.execute(put("erasures", "record_id, at", key="record_id"), [record_id, register.now()])
        register.audit(actor, "erase", record_id, WAS_PUBLIC if was_public else "")


def erase_words_of(register: Register, private: PrivateStore, home: Path, record_id: str, *, actor: str) -> None:
    """Forget a record with what quotes it, its drafts and its source file; its free pages are for whoever calls."""
    texts = [register.revision(record_id, note.number).document.text for note in register.history(record_id)]
    source = source_of(register, record_id)
    if source is not None:
        # Before the record: a file that no record comes from any more would be read as a new one.
        path = path_of(home, source.path).resolve()
        if path.is_relative_to((home / "corpus").resolve()):
            path.unlink(missing_ok=True)
        for other in renamed_files(home, register, {source.sha256}):
            other.unlink(missing_ok=True)
        forget_computed(home / "index", source.sha256)
    for text in texts:
        forget_quotes(register, text)
        forget_searches(register, text)
    private.erase(record_id)
    with transaction(register.database):
        mark_unfinished(register)
        if register.served and source is not None:
            note_erased_source(register, source)
        erase_record(register, record_id, actor=actor)


def forget_unknown(register: Register, private: PrivateStore) -> None:
    """Forget the words of proposals and records that the register does not know (any more)."""
    with transaction(private.database):  # before the register is read: whoever writes words asks it within theirs
        known = register.database.execute("SELECT number, record_id FROM proposals").fetchall()
        private.keep_only({(row[0], row[1]) for row in known}, frozenset(register.ids(published=False)))


def forget_computed(index: Path, digest: str) -> None:
    """Remove what was computed from a file and holds its words: pages read by OCR, pages kept, copies for readers."""
    if not digest:
        return
    shutil.rmtree(index / "ocr" / digest[:2] / digest, ignore_errors=True)
    copies = f"copies/{digest[:2]}"
    for pattern in (f"pages/*/{digest}.jsonl", f"{copies}/{digest}-*", f"{copies}/.{digest}-*"):
        for found in index.glob(pattern):
            found.unlink(missing_ok=True)


def forget_computed_but(index: Path, kept: Collection[str]) -> None:
    """Remove what was computed from source files whose digests are not among these: what they held before, too."""
    for pattern in ("ocr/*/*", "pages/*/*.jsonl", "copies/*/*"):
        for found in index.glob(pattern):
            # A draft of a copy, whose process was killed, has a point before its name.
            digest = found.name.lstrip(".").partition("-")[0].removesuffix(".jsonl")
            if digest in kept:
                continue
            if found.is_dir():
                shutil.rmtree(found, ignore_errors=True)
            else:
                found.unlink(missing_ok=True)


def come_back(register: Register) -> tuple[str, ...]:
    """Identifiers of records that a backup brought back: erased once, and made before that."""
    rows = register.database.execute(
        "SELECT r.id FROM records r JOIN erasures e ON e.record_id = r.id WHERE r.created <= e.at ORDER BY r.id"
    )
    return tuple(row[0] for row in rows.fetchall())


def erased(register: Register) -> tuple[str, ...]:
    """Identifiers of what was erased."""
    return tuple(row[0] for row in register.database.execute("SELECT record_id FROM erasures ORDER BY record_id"))


def withdrawal_reason(register: Register, record_id: str) -> str:
    """Why a record was taken away from readers, "" for one that was not."""
    row = register.database.execute(
        "SELECT state FROM records WHERE id = ? AND published_revision IS NULL", [record_id]
    ).fetchone()
    return str(row[0]) if row else ""


def withdrawn(register: Register, record_id: str) -> bool:
    """Whether a record was open to readers and is not any more."""
    entry = register.entry(record_id)
    return entry is not None and entry.published_revision is None and bool(withdrawal(register, record_id)[0])


def erased_on(register: Register, record_id: str) -> str:
    """When a record was erased, "" for one that was not."""
    row = register.database.execute("SELECT at FROM erasures WHERE record_id = ?", [record_id]).fetchone()
    return str(row[0]) if row else ""


def withdrawal(register: Register, record_id: str) -> tuple[str, str]:
    """(when, by which account) a record was last taken away from readers; ("", "") when it never was."""
    row = register.database.execute(
        "SELECT at, actor FROM audit WHERE record_id = ? AND action = 'withdraw' ORDER BY number DESC LIMIT 1",
        [record_id],
    ).fetchone()
    return (str(row[0]), str(row[1])) if row else ("", "")
