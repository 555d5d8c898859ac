"""`kb build`: read the source files of a home into the register. Only what changed is read again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import TypeGuard

from ingest.document import Document, Note
from ingest.read import inside, why_not
from kb.building.kept_back import before, held_back, narrowest, with_strays, without_card
from kb.building.retrying import may_succeed, tried
from kb.building.source_files import is_the_one_read
from kb.building.source_listing import SourceFile, listed
from kb.building.source_reader import READER_VERSION, SourceReader
from kb.building.ties import tie_again, tied
from kb.errors import KbError
from kb.records.canonical import canonical
from kb.records.front_matter import SourceRecord, record_of
from kb.records.kinds import Record
from kb.store.files.database import transaction
from kb.store.files.file_sha256 import sha256_of
from kb.store.records.erasures import forget_computed
from kb.store.records.register import Register
from kb.store.records.sources import (
    BUILD,
    GONE,
    RegisteredSource,
    all_sources,
    drop_source,
    other_paths,
    put_source,
    source_at,
    source_of,
    touch,
)
from kb.system_errors import cause_of
from kb.vocabulary.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class SourceNote:
    """A note on a source file: its path in the home, and what was said."""

    source: str
    note: Note


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. `passages` counts those encoded in this build, `total` those of the whole index."""

    read: int = 0
    unchanged: int = 0
    removed: int = 0
    records: int = 0
    passages: int = 0
    total: int = 0
    seconds: float = 0.0
    notes: tuple[SourceNote, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Tree:
    """A build while it reads: from where to where, with what, the files that are there, and the paths that are not."""

    root: Path
    register: Register
    vocabulary: Vocabulary
    reader: SourceReader
    present: frozenset[str]
    missing: Mapping[str, RegisteredSource]


Progress = Callable[[str, int, int], None]


def read_sources(
    home: Path,
    register: Register,
    vocabulary: Vocabulary,
    reader: SourceReader,
    *,
    verify: bool = False,
    progress: Progress = lambda stage, done, total: None,
) -> BuildReport:
    """Take every changed file of `corpus/` into the register.

    Raises KbError, and removes nothing, when `corpus/` is missing or cannot be listed.
    """
    root = home / "corpus"
    known = all_sources(register)
    try:
        files = listed(home, known)
    except OSError as error:
        raise KbError(f"Le dossier {root} n’est pas lisible : {cause_of(error)}. Rien n’a été retiré.") from error
    if not root.is_dir():
        raise KbError(f"Le dossier {root} n’existe pas. Créez-le, placez-y des textes, puis relancez « kb build ».")
    present = {file.name for file in files}
    missing = {path: source for path, source in known.items() if path not in present}
    tree = Tree(root, register, vocabulary, reader, frozenset(present), missing)
    changed: list[SourceFile] = []
    for file in files:
        source = known.get(file.name)
        if verify or not _untouched(file, source) or may_succeed(source, verify=verify):
            changed.append(file)
    read = 0
    for done, file in enumerate(changed):
        progress("read", done, len(changed))
        read += _take(tree, file, known.get(file.name), verify)
    if changed:
        progress("read", len(changed), len(changed))
    removed = _archive_missing(register, missing)
    if read:
        tie_again(register)
    return BuildReport(read=read, unchanged=len(files) - len(changed), removed=removed)


def notes_of(register: Register) -> tuple[SourceNote, ...]:
    """Every note of the last reading of every file."""
    return tuple(SourceNote(path, note) for path, source in all_sources(register).items() for note in source.notes)


def _untouched(file: SourceFile, source: RegisteredSource | None) -> bool:
    if source is None or source.reader != READER_VERSION:
        return False
    try:
        status = file.path.stat()
        sidecar = file.cards_stamp()
    except OSError:
        return False
    return (status.st_size, status.st_mtime_ns, sidecar) == (source.size, source.mtime_ns, source.sidecar)


def _digest(path: Path, root: Path) -> str:
    """SHA-256 of a file; "" for what no build opens, a link that leaves the corpus or a pipe: they may never end."""
    if not inside(root, path) or not path.is_file():
        return ""
    return sha256_of(path)


def _take(tree: Tree, file: SourceFile, known: RegisteredSource | None, verify: bool) -> int:
    """Take one file in; 1 when it was read, 0 when its bytes were those of last time, or went meanwhile."""
    register, name = tree.register, file.name
    try:
        status = file.path.stat()
        digest = _digest(file.path, tree.root)
        sidecar = file.cards_stamp()
    except OSError as error:
        note = Note(f"{name}\u00a0: ce fichier ne peut pas être ouvert, {why_not(error)}", level="error")
        with transaction(register.database):
            now = source_at(register, name)
            if known is None or now is not None:  # else its record was erased meanwhile
                record_id, held = (now.record_id, now.held) if now else (None, "")
                put_source(register, RegisteredSource(name, record_id, 0, 0, "", "", (note,), "", held=held))
        return 0
    source = RegisteredSource(name, None, status.st_size, status.st_mtime_ns, digest, sidecar, (), READER_VERSION)
    again = may_succeed(known, verify=verify)
    if _same(known, source) and not again:
        with transaction(register.database):
            if source_at(register, name) == known:
                put_source(register, touch(known, status.st_size, status.st_mtime_ns))
        return 0
    reading = tree.reader.read(file.path)
    source = tried(replace(source, notes=reading.notes), known)
    with transaction(register.database):
        # Another build may have taken this file in while this one was reading it.
        before, known = known, source_at(register, name)
        if _same(known, source) and known != before:
            return 0
        # Its record may have been erased, or the file written to, while this build was reading.
        takes = (before is None or known is not None) and _holds(file.path, tree.root, source)
        if takes:
            known = known or _moved(tree, source)
            if reading.document is None:
                record_id, held = (known.record_id, known.held) if known else (None, "")
                put_source(register, replace(source, record_id=record_id, held=held))
            else:
                _store(tree, source, with_strays(reading.document, file), known)
    if not takes:
        forget_computed(tree.root.parent / "index", digest)
    return int(takes)


def _holds(path: Path, root: Path, source: RegisteredSource) -> bool:
    """Whether a file still holds the bytes that were read from it."""
    try:
        return is_the_one_read(path, source, lambda one: _digest(one, root))
    except OSError:
        return False


def _same(known: RegisteredSource | None, source: RegisteredSource) -> TypeGuard[RegisteredSource]:
    return known is not None and (known.sha256, known.sidecar, known.reader) == (
        source.sha256,
        source.sidecar,
        source.reader,
    )


def _moved(tree: Tree, source: RegisteredSource) -> RegisteredSource | None:
    """The source that stood elsewhere with the same bytes, taken off its old path; one of the same name first."""
    twins = [path for path, one in tree.missing.items() if one.sha256 == source.sha256 and source.sha256]
    for path in sorted(twins, key=lambda one: PurePosixPath(one).name != PurePosixPath(source.path).name):
        # Its row is gone when another file, or another build, took it already.
        if (old := source_at(tree.register, path)) is not None:
            drop_source(tree.register, path)
            return old
    return None


def _store(tree: Tree, source: RegisteredSource, document: Document, known: RegisteredSource | None) -> None:
    """Write the record of a source file, as a new revision when it changed, published if the file says so."""
    register, vocabulary = tree.register, tree.vocabulary
    given = record_of(PurePosixPath(source.path), document, vocabulary.lists, frozenset(vocabulary.territories))
    holding = held_back(given, _former(tree, given, known))
    found = holding.found
    record, notes = _identified(tree, found, source, known)
    record = tied(register, record)
    entry, old = register.entry(record.id), source_of(register, record.id)
    source = replace(source, record_id=record.id, held=holding.held, notes=(*source.notes, *found.notes, *notes))
    if entry is not None and entry.edited_in_wiki:
        note = Note("cette fiche a été modifiée dans le wiki : le fichier ne la remplace pas.", level="info")
        _attach(register, replace(source, notes=(*source.notes, note)), known)
        return
    number = register.save(
        record,
        canonical(record, without_card(document)),
        author=BUILD,
        summary=f"Lu dans {source.path}",
        base=entry.head if entry else None,
    )
    _attach(register, source, known)
    if not found.published:
        register.withdraw(record.id, actor=BUILD, reason="le fichier est un brouillon")
        return
    register.publish(record.id, number, actor=BUILD)
    moved = old is None or old.path != source.path
    if entry is not None and entry.published_revision == number and moved:
        register.announce_all([record.id])  # the index names the source's path


def _former(tree: Tree, found: SourceRecord, known: RegisteredSource | None) -> str:
    """What kept back, until now, the record that this file gave, and the one whose identifier it now names."""
    register = tree.register
    named = source_of(register, found.record.id) if found.record.id else None
    each = [
        before(register, source, register.entry(source.record_id) if source.record_id else None)
        for source in (known, named)
        if source is not None
    ]
    return narrowest(each)


def _attach(register: Register, source: RegisteredSource, known: RegisteredSource | None) -> None:
    """Note that a file gives this record: no other path gives it any more, and the one it gave before is withdrawn."""
    put_source(register, source)
    if source.record_id is not None:
        for path in other_paths(register, source.record_id, source.path):
            drop_source(register, path)
    if known is not None and known.record_id not in (None, source.record_id):
        _archive(register, known.record_id, f"{source.path} donne une autre fiche")


def _identified(
    tree: Tree, found: SourceRecord, source: RegisteredSource, known: RegisteredSource | None
) -> tuple[Record, tuple[Note, ...]]:
    """The record with its identifier: that of the front matter, else that of the path or hash, else a new one."""
    register, record = tree.register, found.record
    if record.id:
        before = source_of(register, record.id)
        owner = before.path if before else None
        if owner not in tree.present or owner == source.path:
            entry = register.entry(record.id)
            if entry is None or entry.kind == record.kind:
                return record, ()
        note = Note(f"l’identifiant {record.id} est déjà celui d’une autre fiche ({owner}) : un autre a été donné.")
        record = record.model_copy(update={"id": ""})
    else:
        note = None
    record_id = known.record_id if known and known.record_id else None
    entry = register.entry(record_id) if record_id else None
    if entry is None or entry.kind != record.kind:
        year = int(record.date[:4]) if record.date[:4].isdigit() else None
        record_id = register.new_id(record.kind, year)
    return record.model_copy(update={"id": record_id}), (note,) if note else ()


def _archive(register: Register, record_id: str | None, reason: str) -> bool:
    """Withdraw a record that no file gives any more, unless it was edited in the wiki; whether there was one."""
    entry = register.entry(record_id) if record_id else None
    if entry is None or entry.edited_in_wiki:
        return False
    register.withdraw(entry.id, actor=BUILD, reason=reason)
    return True


def _archive_missing(register: Register, missing: Mapping[str, RegisteredSource]) -> int:
    """Withdraw the records whose file is gone; how many."""
    removed = 0
    for path, source in missing.items():
        if source.size == GONE:
            continue
        with transaction(register.database):
            if source_at(register, path) != source:
                continue  # it stands elsewhere now, or another build was here
            removed += _archive(register, source.record_id, f"{path} n’est plus là")
            # The row stays: a file that returns gets its record back.
            put_source(register, replace(source, size=GONE, reader="", notes=()))
    return removed
