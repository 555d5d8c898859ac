"""The register of records: identifiers, revisions, the published pointer, links, outbox."""

import datetime
import hashlib
import json
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.document import Document
from kb.errors import RecordNotFound, StoreConflict
from kb.records.catalogue import ties
from kb.records.kinds import KINDS, Record
from kb.store.engines.opening import register_database
from kb.store.engines.port import Database, ServerDatabase
from kb.store.files.database import transaction
from kb.store.files.kept_values import kept, kept_json
from kb.store.files.statements import put
from kb.store.records.document_bytes import pack, unpack
from kb.store.records.link_types import LINK_TYPES
from kb.store.records.publications import begin_publication, end_publication


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision of a record: who, when, why, the whole body, and the canonical text."""

    record_id: str
    number: int
    author: str
    at: str
    summary: str
    record: Record
    document: Document
    text_sha256: str


@dataclass(frozen=True, slots=True)
class RevisionNote:
    """A line of a record's history."""

    number: int
    author: str
    at: str
    summary: str


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """A record's row: what holds for all its revisions."""

    id: str
    kind: str
    diffusion: str
    published_revision: int | None
    head: int
    edited_in_wiki: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the outbox: the index has to take in, or to drop, a record. `mark` was drawn for it, "" before."""

    sequence: int
    record_id: str
    revision: int | None
    action: str
    mark: str = ""


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


class Register:
    """An open register. One object per thread or per run of a page; close it, or use it as a context manager."""

    def __init__(self, database: Database, clock: Callable[[], datetime.datetime] = _now) -> None:
        self.database = database
        self._clock = clock

    @classmethod
    def open(cls, home: Path, address: str = "", *, create: bool = False) -> "Register":
        """The register of a home: in its file, or on the PostgreSQL server at `address`.

        Raises HomeMissing if there is none and `create` is false; BaseVanished.
        """
        return cls(register_database(home, address, create=create))

    def close(self) -> None:
        """Close the database."""
        self.database.close()

    def __enter__(self) -> "Register":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def place(self) -> str:
        """Where it is kept, "" for one in memory: what tells one base from another in a process."""
        if isinstance(self.database, ServerDatabase):
            return self.database.place
        return str(self.database.execute("PRAGMA database_list").fetchone()[2] or "")

    @property
    def served(self) -> bool:
        """Whether a server keeps it, for this machine and others, and not a file of the home."""
        return isinstance(self.database, ServerDatabase)

    def now(self) -> str:
        """The present, ISO 8601, UTC, to the second."""
        return self._clock().isoformat(timespec="seconds")

    # Writing: each in one transaction, nested in the caller's if there is one.

    def new_id(self, kind: str, year: int | None = None) -> str:
        """The next free identifier of a kind: EXP-2026-014."""
        prefix = KINDS[kind].prefix
        year = year or self._clock().year
        with transaction(self.database):
            row = self.database.execute(
                "SELECT last FROM counters WHERE prefix = ? AND year = ?", [prefix, year]
            ).fetchone()
            number = row[0] if row else 0
            while True:
                number += 1
                candidate = f"{prefix}-{year}-{number:03d}"
                if self.entry(candidate) is None:
                    break
            self.database.execute(put("counters", "prefix, year, last", key="prefix, year"), [prefix, year, number])
        return candidate

    def save(
        self, record: Record, document: Document, *, author: str, summary: str, base: int | None, wiki: bool = False
    ) -> int:
        """Number of the revision added. Nothing is added, and the head returned, when nothing changed.

        `base` is the revision that the author read (None for a new record); raises StoreConflict if it is not the head.
        """
        body = record.model_dump_json(exclude_defaults=True)
        digest = hashlib.sha256(document.text.encode()).hexdigest()
        with transaction(self.database):
            entry = self.entry(record.id)
            head = entry.head if entry else 0
            if (base or 0) != head:
                raise StoreConflict(
                    f"{record.id} a été modifié entre-temps (révision {head}). Comparez avant d’écrire."
                )
            if entry is None:
                self.database.execute(
                    "INSERT INTO records (id, kind, diffusion, created) VALUES (?, ?, ?, ?)",
                    [record.id, record.kind, record.audience, self.now()],
                )
            elif self._same(record.id, head, body, document):
                return head
            self.database.execute(
                "INSERT INTO revisions VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [record.id, head + 1, author, self.now(), summary, body, pack(document), digest],
            )
            self.database.execute(
                "UPDATE records SET head = ?, edited_in_wiki = CASE WHEN ? = 1 THEN 1 ELSE edited_in_wiki END "
                "WHERE id = ?",
                [head + 1, int(wiki), record.id],
            )
            self._set_links(record)
            self.audit(author, "save", record.id, f"révision {head + 1}")
        return head + 1

    def _same(self, record_id: str, number: int, body: str, document: Document) -> bool:
        row = self.database.execute(
            "SELECT body, document FROM revisions WHERE record_id = ? AND number = ?", [record_id, number]
        ).fetchone()
        return row is not None and kept_json(row[0]) == json.loads(body) and row[1] == pack(document)

    def _set_links(self, record: Record) -> None:
        self.database.execute("DELETE FROM links WHERE source = ?", [record.id])
        told = [(link.get("type", "see_also"), link.get("target", "")) for link in record.links]
        for kind, target in (*told, *ties(record)):
            if kind in LINK_TYPES and target:
                self.database.execute(
                    "INSERT INTO links VALUES (?, ?, ?) ON CONFLICT DO NOTHING", [record.id, target, kind]
                )

    def publish(self, record_id: str, number: int, *, actor: str, audience: str = "") -> None:
        """Make a revision the one that readers find. `audience`: its record's, where it is known."""
        with transaction(self.database):
            entry = self._need(record_id)
            if entry.published_revision == number:
                return
            # Diffusion is that of the published revision: a draft opens nothing, and closes nothing, to readers.
            audience = audience or self.revision(record_id, number).record.audience
            self.database.execute(
                "UPDATE records SET published_revision = ?, diffusion = ? WHERE id = ?", [number, audience, record_id]
            )
            begin_publication(self.database, record_id, number, audience, self.now())
            self.announce(record_id, number, "upsert")
            self.audit(actor, "publish", record_id, f"révision {number}")

    def withdraw(self, record_id: str, *, actor: str, reason: str) -> None:
        """Take a record away from readers; its revisions stay."""
        with transaction(self.database):
            if self._need(record_id).published_revision is None:
                return
            # The reason stays with the record, and goes with it: the audit log, which never forgets, has no free text.
            self.database.execute(
                "UPDATE records SET published_revision = NULL, state = ? WHERE id = ?", [reason, record_id]
            )
            end_publication(self.database, record_id, self.now(), withdrawn=True)
            self.announce(record_id, None, "remove")
            self.audit(actor, "withdraw", record_id)

    def announce(self, record_id: str, revision: int | None, action: str) -> None:
        """Add a line to the outbox: the index has to take a record in ("upsert") or drop it ("remove")."""
        self.database.execute(
            "INSERT INTO outbox (record_id, revision, action, mark) VALUES (?, ?, ?, ?)",
            [record_id, revision, action, secrets.token_hex(8)],
        )

    def audit(self, actor: str, action: str, record_id: str | None, detail: str = "") -> None:
        """Add a line to the audit log."""
        self.database.execute(
            "INSERT INTO audit (at, actor, action, record_id, detail) VALUES (?, ?, ?, ?, ?)",
            [self.now(), actor, action, record_id, detail],
        )

    # Reading.

    def entry(self, record_id: str) -> RegisterEntry | None:
        """The row of a record, or None."""
        row = self.database.execute(
            "SELECT id, kind, diffusion, published_revision, head, edited_in_wiki FROM records WHERE id = ?",
            [record_id],
        ).fetchone()
        return RegisterEntry(row[0], row[1], row[2], row[3], row[4], bool(row[5])) if row else None

    def _need(self, record_id: str) -> RegisterEntry:
        entry = self.entry(record_id)
        if entry is None:
            raise RecordNotFound(f"Aucune fiche {record_id}.")
        return entry

    def revision(self, record_id: str, number: int) -> Revision:
        """One revision, whole. Raises RecordNotFound."""
        row = self.database.execute(
            "SELECT record_id, number, author, at, summary, body, document, text_sha256 FROM revisions "
            "WHERE record_id = ? AND number = ?",
            [record_id, number],
        ).fetchone()
        if row is None:
            raise RecordNotFound(f"La fiche {record_id} n’a pas de révision {number}.")
        with kept():
            body: dict[str, Any] = json.loads(row[5])
            record = KINDS[self._need(record_id).kind].model_validate(body)
            return Revision(row[0], row[1], row[2], row[3], row[4], record, unpack(row[6]), row[7])

    def published(self, record_id: str) -> Revision | None:
        """The revision that readers find, or None."""
        entry = self.entry(record_id)
        if entry is None or entry.published_revision is None:
            return None
        return self.revision(record_id, entry.published_revision)

    def history(self, record_id: str) -> tuple[RevisionNote, ...]:
        """All revisions of a record, newest first."""
        rows = self.database.execute(
            "SELECT number, author, at, summary FROM revisions WHERE record_id = ? ORDER BY number DESC", [record_id]
        )
        return tuple(RevisionNote(*row) for row in rows)

    def links(self, record_id: str) -> tuple[tuple[str, str, str, bool], ...]:
        """(French label, record at the other end, type, whether this one names it) of each link, both ways."""
        rows = self.database.execute(
            "SELECT type, target, 0 AS back FROM links WHERE source = ? "
            "UNION ALL SELECT type, source, 1 FROM links WHERE target = ? ORDER BY back, type, 2",
            [record_id, record_id],
        )
        return tuple((LINK_TYPES[kind][back], other, kind, not back) for kind, other, back in rows.fetchall())

    def ids(self, *, published: bool = True) -> tuple[str, ...]:
        """Identifiers of the records, published ones by default, in order."""
        only = "WHERE published_revision IS NOT NULL" if published else ""
        return tuple(row[0] for row in self.database.execute(f"SELECT id FROM records {only} ORDER BY id"))

    def published_revisions(self) -> dict[str, int]:
        """The published revision of each record that has one."""
        rows = self.database.execute("SELECT id, published_revision FROM records WHERE published_revision IS NOT NULL")
        return dict(rows)

    def last_sequence(self) -> int:
        """Sequence of the newest line of the outbox, 0 if it is empty."""
        return int(self.database.execute("SELECT COALESCE(MAX(sequence), 0) FROM outbox").fetchone()[0])

    def changes(self, after: int, until: int | None = None) -> Iterator[Change]:
        """Lines of the outbox after a sequence, oldest first, one per record: the last one counts."""
        limit = "" if until is None else f"AND sequence <= {int(until)}"
        rows = self.database.execute(
            "SELECT o.sequence, o.record_id, o.revision, o.action, o.mark FROM outbox o "
            f"JOIN (SELECT MAX(sequence) AS last FROM outbox WHERE sequence > ? {limit} GROUP BY record_id) l "
            "ON l.last = o.sequence ORDER BY o.sequence",
            [after],
        )
        return (Change(*row) for row in rows.fetchall())

    def visibility_since(self, sequence: int) -> dict[str, str | None]:
        """For each record changed after `sequence`: its diffusion now, or None if it is not published any more.

        An index at `sequence` masks, before retrieval, those that are gone or whose diffusion is another.
        """
        if self.last_sequence() <= sequence:  # as for nearly every question; the statement below costs five times this
            return {}
        rows = self.database.execute(
            "SELECT DISTINCT o.record_id, r.diffusion, r.published_revision FROM outbox o "
            "LEFT JOIN records r ON r.id = o.record_id WHERE o.sequence > ?",
            [sequence],
        )
        return {record_id: diffusion if revision is not None else None for record_id, diffusion, revision in rows}

    def announce_all(self, record_ids: Iterable[str]) -> None:
        """Ask the index to take these published records in again."""
        with transaction(self.database):
            for record_id in record_ids:
                entry = self._need(record_id)
                if entry.published_revision is not None:
                    self.announce(record_id, entry.published_revision, "upsert")
