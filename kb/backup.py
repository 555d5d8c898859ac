"""Backups: one archive that holds the exact register, and the same texts in files that any editor opens."""

import contextlib
import datetime
import hashlib
import json
import os
import shutil
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from kb.errors import BaseUnavailable, KbError
from kb.export.markdown import record_json, record_markdown
from kb.home import REPLACED, WORKING, put_back, restoring
from kb.store.drafts.private import PrivateStore
from kb.store.files.database import compact, copy_database
from kb.store.files.durable import on_disk, put_in_place, tree_on_disk
from kb.store.files.kept_files import FOLDER, FolderFiles
from kb.store.files.soundness import base_faults
from kb.store.records.attachments import published_attachments, published_digests, sweep
from kb.store.records.erasures import come_back, erase_words_of
from kb.store.records.register import Register
from kb.store.restoring.archives import MANIFEST, PRIVATE, REGISTER, BackupRefused, unpack
from kb.store.restoring.merging import ACTOR, StandingUnread, end_access, fit_private, keep_from
from kb.store.restoring.without_private import leave_private_out

# A backup says when it should be gone: what was erased since stands in it until then.
KEPT_DAYS = 90
# How the folders begin in which a home is made ready.
RESTORING = ".restauration-"
# What the name of an archive ends with when the base that it holds is damaged.
UNSOUND = "-BASE-ABIMEE"
# Stands in a base that took the place of another, until the other is removed.
SWAPPED = ".remplace-une-autre"


# A server has its own way of being saved, at one moment and with what came since.
SERVED = (
    "Cette base est sur un serveur PostgreSQL : elle se sauvegarde là, par pg_dump ou par les archives de son journal. "
    "docs/SCALING.md dit comment."
)


class BackupUnsound(KbError):
    """The base was saved as it stands, under a name that says so, and is damaged."""


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
        raise BackupRefused(f"{archive} existe déjà. Choisissez un autre nom : une sauvegarde n’en remplace aucune.")
    archive.parent.mkdir(parents=True, exist_ok=True)
    part = archive.with_name(archive.name + ".part")
    part.touch(mode=0o600)
    try:
        with (
            tempfile.TemporaryDirectory(prefix=WORKING) as temporary,
            zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as out,
        ):
            digests: dict[str, str] = {}
            entries = _damaged_entries if faults else _entries
            for name, write in entries(home, Path(temporary), private):
                digests[name] = write(out, name)
            manifest = _manifest(digests, private) | ({"abîmé": faults} if faults else {})
            out.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
        put_in_place(part, archive)  # an archive under its own name is a whole one
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    if faults:
        raise BackupUnsound(
            f"Cette base est abîmée : {' '.join(faults)} Elle est gardée telle quelle dans {archive.name}, qui ne "
            "remplace pas la dernière sauvegarde saine : gardez les deux."
        )
    return len(digests)


Writer = Callable[[zipfile.ZipFile, str], str]


def _damaged_entries(home: Path, temporary: Path, private: bool) -> Iterator[tuple[str, Writer]]:
    """Every file as it stands, with the journals of the databases: whoever mends them needs all their bytes."""
    corpus = home / "corpus"
    opened: frozenset[str] = frozenset()
    with contextlib.suppress(BaseUnavailable), Register.open(home) as register:
        opened = published_digests(register)
    for path in sorted(corpus.rglob("*")):
        hidden = path.name.startswith(PRIVATE) or (path.is_relative_to(corpus / FOLDER) and path.name not in opened)
        if path.is_file() and not path.is_symlink() and (private or not hidden):
            yield path.relative_to(home).as_posix(), _file(path)


def _entries(home: Path, temporary: Path, private: bool) -> Iterator[tuple[str, Writer]]:
    corpus = home / "corpus"
    for name in (REGISTER, PRIVATE) if private else (REGISTER,):
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
    def write(out: zipfile.ZipFile, name: str) -> str:
        out.write(path, name)
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

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
        "expires": (today + datetime.timedelta(days=KEPT_DAYS)).date().isoformat(),
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
    put_back(home)
    forget_leftovers(home)
    if standing.exists() and not replace:
        raise BackupRefused(
            f"{home} tient déjà une base. Ajoutez --replace pour la remplacer, ou choisissez un autre dossier."
        )
    with tempfile.TemporaryDirectory(dir=home, prefix=RESTORING) as temporary, restoring(home) as alone:
        if not alone:
            raise BackupRefused("Une autre restauration de cette base est en cours. Attendez qu’elle finisse.")
        place = Path(temporary)
        unpack(archive, place)
        whole = (place / "corpus" / PRIVATE).exists()
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
        _swap(place / "corpus", corpus)
    shutil.rmtree(home / "index" / "cache", ignore_errors=True)
    for path in (home / "index").glob("index.sqlite3*"):
        path.unlink()  # the index of another register: « kb build » makes it anew
    return again


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


def forget_leftovers(home: Path, after: float = 3600.0) -> int:
    """Number of folders removed that a process which died left: they may hold whole texts, and a base."""
    with restoring(home) as alone:
        if alone:
            _end_swap(home / "corpus")
    old = [*home.glob(f"{RESTORING}*"), *Path(tempfile.gettempdir()).glob(f"{WORKING}*")]
    limit, gone = time.time() - after, 0
    for path in old:
        with contextlib.suppress(OSError):  # somebody else's, or gone meanwhile
            found = path.lstat()
            if path.is_dir() and not path.is_symlink() and found.st_uid == os.getuid() and found.st_mtime < limit:
                shutil.rmtree(path)
                gone += 1
    return gone


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


def _swap(fresh: Path, standing: Path) -> None:
    """Put `fresh` in the place of `standing`, which goes only once the other is there.

    A process that dies between the two leaves the old one to `put_back`; one that dies after, to `_end_swap`.
    """
    old = standing.with_name(REPLACED)
    shutil.rmtree(old, ignore_errors=True)
    (fresh / SWAPPED).touch()
    tree_on_disk(fresh)
    if standing.exists():
        os.replace(standing, old)
    os.replace(fresh, standing)
    on_disk(standing.parent)  # before the old one goes
    _end_swap(standing)


def _end_swap(corpus: Path) -> None:
    """Remove the base that another took the place of."""
    if (corpus / SWAPPED).exists():
        shutil.rmtree(corpus.with_name(REPLACED), ignore_errors=True)
        (corpus / SWAPPED).unlink(missing_ok=True)
