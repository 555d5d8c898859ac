"""Backups: one archive that holds the exact register, and the same texts in files that any editor opens."""

import contextlib
import datetime
import hashlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from kb.errors import BaseUnavailable, KbError
from kb.export.markdown import record_json, record_markdown
from kb.index.schema import making, remove_index
from kb.store.drafts.private import PrivateStore
from kb.store.files.database import compact, copy_database
from kb.store.files.durable import put_new
from kb.store.files.kept_files import FOLDER, FolderFiles
from kb.store.files.lock_file import alone_now
from kb.store.files.soundness import base_faults
from kb.store.files.working_folders import left_in_temporary, remove_left, working_folder
from kb.store.records.attachments import published_attachments, published_digests, sweep
from kb.store.records.erasures import come_back, erase_words_of
from kb.store.records.register import Register
from kb.store.restoring.archives import MANIFEST, PRIVATE, REGISTER, BackupRefused, unpack
from kb.store.restoring.merging import ACTOR, StandingUnread, end_access, fit_private, keep_from
from kb.store.restoring.standing import unwritten
from kb.store.restoring.swapping import SWAPPED, base_files, end_swap, swap
from kb.store.restoring.taken_away import bring_back, restoring
from kb.store.restoring.without_private import leave_private_out

# A backup says when it should be gone: what was erased since stands in it until then. KB_BACKUP_DAYS says otherwise.
KEPT_DAYS = 90
# How the folders begin in which a home is made ready.
RESTORING = ".restauration-"
# What a process does that copies a file.
COPY = "import shutil, sys; shutil.copyfile(*sys.argv[1:])"
# Bytes read at once.
BLOCK = 1 << 20
# What the name of an archive ends with when the base that it holds is damaged.
UNSOUND = "-BASE-ABIMEE"

# A server has its own way of being saved, at one moment and with what came since.
SERVED = (
    "Cette base est sur un serveur PostgreSQL : elle se sauvegarde là, par pg_dump ou par les archives de son journal. "
    "docs/SCALING.md dit comment."
)


TAKEN = "{archive} existe déjà. Choisissez un autre nom : une sauvegarde n’en remplace aucune."


class BackupUnsound(KbError):
    """The base was saved as it stands, under a name that says so, and is damaged."""


def kept_days() -> int:
    """How many days whoever runs this base keeps backups: `KB_BACKUP_DAYS`, which `deploy/backup.sh` follows too."""
    given = os.environ.get("KB_BACKUP_DAYS", "")
    return int(given) if given.isdecimal() else KEPT_DAYS


def backup(home: Path, archive: Path, *, private: bool = False) -> int:
    """Write the base of `home` to a new ZIP archive; number of files in it. Raises BackupRefused.

    `private` adds drafts, raw texts and what people read, ask and follow: keep such an archive as carefully as the
    machine. A base that is damaged is saved as it stands, beside the archive asked for, and BackupUnsound raised: the
    last sound backup is worth more than this one.
    """
    faults = base_faults(home)
    if faults:
        archive = archive.with_name(f"{archive.stem}{UNSOUND}{archive.suffix}")
    if archive.resolve().is_relative_to((home / "corpus").resolve()):
        raise BackupRefused(f"{archive} est dans ce qui se sauvegarde. Choisissez un fichier hors de « corpus ».")
    if archive.exists():
        raise BackupRefused(TAKEN.format(archive=archive))
    archive.parent.mkdir(parents=True, exist_ok=True)
    # Each under a name of its own: two backups of one name would write to one file.
    remove_left(archive.parent.glob(f".{'[0-9a-f]' * 8}-*{archive.suffix}.part"))
    part = archive.with_name(f".{secrets.token_hex(4)}-{archive.name}.part")
    part.touch(mode=0o600, exist_ok=False)
    try:
        with (
            working_folder() as temporary,
            alone_now(part),  # it is at work: no other backup takes it for one that was left
            zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as out,
        ):
            digests: dict[str, str] = {}
            entries = _damaged_entries if faults else _entries
            for name, write in entries(home, temporary, private):
                if digest := write(out, name):
                    digests[name] = digest
            manifest = _manifest(digests, private) | ({"abîmé": faults} if faults else {})
            out.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
        put_new(part, archive)  # an archive under its own name is a whole one
    except FileExistsError as error:
        raise BackupRefused(TAKEN.format(archive=archive)) from error
    finally:
        part.unlink(missing_ok=True)
    if faults:
        raise BackupUnsound(
            f"Cette base est abîmée : {' '.join(faults)} Elle est gardée telle quelle dans {archive.name}, qui ne "
            "remplace pas la dernière sauvegarde saine : gardez les deux."
        )
    return len(digests)


# Writes a file into an archive, and gives the digest of the bytes written; None for one that went meanwhile.
Writer = Callable[[zipfile.ZipFile, str], str | None]


def _damaged_entries(home: Path, temporary: Path, private: bool) -> Iterator[tuple[str, Writer]]:
    """Every file as it stands, with the journals of the databases: whoever mends them needs all their bytes."""
    corpus = home / "corpus"
    opened: frozenset[str] = frozenset()
    with contextlib.suppress(BaseUnavailable), Register.open(home) as register:
        opened = published_digests(register)
    for path in sorted(corpus.rglob("*")):
        hidden = path.name.startswith(PRIVATE) or (path.is_relative_to(corpus / FOLDER) and path.name not in opened)
        if path.is_file() and not path.is_symlink() and (private or not hidden):
            name = path.relative_to(home).as_posix()
            yield name, _apart(path, temporary) if path.name.startswith((REGISTER, PRIVATE)) else _file(path)


def _apart(path: Path, temporary: Path) -> Writer:
    """As `_file`, for one that SQLite holds open: the system ends all locks of a process on a file that it closes."""

    def write(out: zipfile.ZipFile, name: str) -> str | None:
        copy = temporary / path.name
        done = subprocess.run([sys.executable, "-I", "-c", COPY, path, copy], check=False)
        if done.returncode:
            if not path.exists():
                return None
            raise OSError(f"{path} n’a pas pu être copié.")
        try:
            return _file(copy)(out, name)
        finally:
            copy.unlink()

    return write


def _entries(home: Path, temporary: Path, private: bool) -> Iterator[tuple[str, Writer]]:
    corpus = home / "corpus"
    # Words first: a text that is published between the two copies is in both, not in neither.
    for name in (PRIVATE, REGISTER) if private else (REGISTER,):
        if (corpus / name).exists():
            copy = temporary / "corpus" / name
            copy.parent.mkdir(exist_ok=True)
            copy_database(corpus / name, copy)
            if not private:
                leave_private_out(temporary)
            yield f"corpus/{name}", _file(copy)
    with Register.open(home) as register:
        opened = published_digests(register)
    for path in sorted(corpus.rglob("*")):
        attached = path.is_relative_to(corpus / FOLDER)
        if attached and not private and path.name not in opened:
            continue  # a file of a draft is as private as its words
        if path.name == SWAPPED:
            continue
        if path.is_file() and not path.is_symlink() and path.suffix not in (".sqlite3", ".sqlite3-wal", ".sqlite3-shm"):
            yield path.relative_to(home).as_posix(), _file(path)
    with Register.open(home) as register:
        for record_id in register.ids():
            revision = register.published(record_id)
            if revision is None:
                continue
            files = published_attachments(register, record_id)
            yield f"textes/{record_id}.md", _text(record_markdown(revision, files))
            yield f"textes/{record_id}.json", _text(record_json(revision, files))


def _file(path: Path) -> Writer:
    def write(out: zipfile.ZipFile, name: str) -> str | None:
        digest = hashlib.sha256()
        try:
            entry, file = zipfile.ZipInfo.from_file(path, name), path.open("rb")
        except FileNotFoundError:  # erased, or taken away, since it was found
            return None
        entry.compress_type = out.compression
        with file, out.open(entry, "w") as written:
            while block := file.read(BLOCK):
                digest.update(block)  # of these very bytes: somebody may save the file meanwhile
                written.write(block)
        return digest.hexdigest()

    return write


def _text(text: str) -> Writer:
    def write(out: zipfile.ZipFile, name: str) -> str:
        out.writestr(name, text)
        return hashlib.sha256(text.encode()).hexdigest()

    return write


def _manifest(digests: dict[str, str], private: bool) -> dict[str, Any]:
    today = datetime.datetime.now(datetime.UTC)
    return {
        "lisez-moi": "Sauvegarde d’une base Récits partagés. « textes/ » se lit avec n’importe quel éditeur ; "
        "« kb restore » remet le tout en place.",
        "version": 1,
        "made": today.isoformat(timespec="seconds"),
        "expires": (today + datetime.timedelta(days=kept_days())).date().isoformat(),
        "private": private,
        "sha256": digests,
    }


def restore(
    archive: Path,
    home: Path,
    *,
    replace: bool = False,
    reopen: bool = False,
    tell: Callable[[str], object] = lambda line: None,
) -> tuple[str, ...]:
    """Put a backup back into `home`; identifiers of what was erased since it was made, and is again.

    Nothing is touched unless the whole archive is sound. Drafts that the archive does not hold stay as they are today,
    where it knows their texts; everybody signs in again. What was closed since stays closed, and `tell` hears each
    such thing in French, unless `reopen` asks for the doors of that day too. Raises BackupRefused.
    """
    corpus = home / "corpus"
    standing = corpus / REGISTER
    home.mkdir(parents=True, exist_ok=True)
    forget_leftovers(home)
    with restoring(home) as alone, working_folder(home, RESTORING) as place:
        if not alone:
            raise BackupRefused("Une autre restauration de cette base est en cours. Attendez qu’elle finisse.")
        bring_back(home)
        _require_room(home, replace)
        unpack(archive, place)
        whole = (place / "corpus" / PRIVATE).exists()
        known = base_files(corpus)
        _require_room(home, replace)  # somebody may have begun one
        # What people do from here on to the swap would be undone: they are told to wait, or that the base is another.
        with unwritten(corpus):
            _keep_private(corpus, place / "corpus")
            with Register.open(place) as register, PrivateStore.open(place, register.now) as private:
                if standing.exists():
                    for line in _kept(home, register, private, reopen, own=not whole):
                        tell(line)
                fit_private(register, private)
                end_access(register)
                # Before anybody can read it: a process that dies from here on leaves no erased word in the base.
                again = come_back(register)
                for record_id in again:
                    erase_words_of(register, private, place, record_id, actor=ACTOR)
                sweep(register, FolderFiles(place))
                compact(private.database)
                compact(register.database)
            swap(place / "corpus", corpus, known)
    with making(home / "index"):
        remove_index(home / "index")  # of another register: « kb build » makes it anew
    return again


def _require_room(home: Path, replace: bool) -> None:
    if (home / "corpus" / REGISTER).exists() and not replace:
        raise BackupRefused(
            f"{home} tient déjà une base. Ajoutez --replace pour la remplacer, ou choisissez un autre dossier."
        )


def _kept(home: Path, fresh: Register, private: PrivateStore, reopen: bool, *, own: bool) -> tuple[str, ...]:
    """What stays closed in the restored base, as it is in the one that stands: French lines."""
    try:
        return keep_from(home, fresh, private, reopen=reopen, own=own)
    except StandingUnread as error:
        unknown = f"{error} Ce qui y fut retiré, fermé ou effacé depuis la sauvegarde ne peut pas être retrouvé."
        if reopen:
            return (unknown,)
        raise BackupRefused(
            f"{unknown} Rien n’a été restauré. Pour restaurer quand même, avec les portes de ce jour-là : --reopen ; "
            "revoyez ensuite réglages, comptes et fiches retirées."
        ) from error


def forget_leftovers(home: Path) -> int:
    """Number of folders removed that a process which died left: they may hold whole texts, and a base."""
    with restoring(home) as alone:
        if not alone:
            return remove_left(left_in_temporary())
        end_swap(home / "corpus")
        return remove_left([*home.glob(f"{RESTORING}*"), *left_in_temporary()])


def _keep_private(standing: Path, fresh: Path) -> None:
    """Drafts and files of drafts that stand today, where the archive was made without them."""
    if (standing / PRIVATE).exists() and not (fresh / PRIVATE).exists():
        copy_database(standing / PRIVATE, fresh / PRIVATE)
        (fresh / PRIVATE).chmod(0o600)
    for path in (standing / FOLDER).rglob("*"):
        target = fresh / path.relative_to(standing)
        if path.is_file() and not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, target)
    with Register.open(fresh.parent) as register:
        sweep(register, FolderFiles(fresh.parent))
