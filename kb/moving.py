"""A base from its folder to a server, or back: under a lock, every table compared; where it was, it stays."""

import contextlib
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kb.errors import KbError
from kb.home import Home, keys_beside
from kb.store.drafts.private import PrivateStore
from kb.store.engines.copying import copy_tables, is_empty, mark_of_move, takes_move
from kb.store.engines.opening import open_bucket, open_keys
from kb.store.files.database import patient, transaction
from kb.store.files.durable import on_disk, tree_on_disk
from kb.store.files.kept_files import FolderFiles, KeptFiles
from kb.store.files.soundness import base_faults
from kb.store.records.attachments import attached_digests
from kb.store.records.register import Register
from kb.store.records.sources import GONE, all_sources, path_of

# Where a base is put together before it stands in its folder.
MOVING: Final = ".deplacement"
TAKEN: Final = (
    "{where} tient déjà une base : rien n’a été déplacé. Choisissez un serveur, ou un dossier, qui n’en tient pas."
)
OF_ANOTHER: Final = (
    "{where} tient déjà quelque chose que ce déplacement n’y a pas mis, peut-être d’une autre base : rien n’a été "
    "déplacé, ni enlevé. Donnez-en un qui ne tient rien ; si ce qui est là n’est d’aucune base, enlevez-le d’abord."
)
PRIVATE_WORDS: Final = "Le schéma des textes privés (KB_PRIVATE_DATABASE, « recits_prives »)"
FILES: Final = "Le stockage des fichiers (--files)"
DAMAGED: Final = "Cette base est abîmée, elle n’a pas été déplacée : {faults}"
MISSING: Final = "Un fichier de cette base manque ({digest}) : rien n’a été déplacé. « kb check » dit de quelle fiche."


@dataclass(frozen=True, slots=True)
class Moved:
    """What was copied: tables, their rows, and the files of attachments and sources."""

    tables: int
    rows: int
    files: int


def to_server(home: Home, address: str, files: str = "") -> Moved:
    """Copy the base of a folder to the PostgreSQL server at `address`, and its attachments to the bucket at `files`.

    Private texts are sealed on the way, by keys that are made for them. Nothing of the folder changes; readers go on,
    writers wait. Killed at any moment, or refused, the server holds nothing that counts, and one may begin again.
    Raises KbError: it holds a base already, private texts or files of another stand there, or this one is damaged.
    """
    if faults := base_faults(home.root):
        raise KbError(DAMAGED.format(faults=" ".join(faults)))
    bucket = open_bucket(home.root, files) if files else None
    keys = open_keys(home.root, home.keys or keys_beside(files))
    with Register.open(home.root) as source, Register.open(Path(os.devnull), address, create=True) as target:
        if not is_empty(target.database):
            raise KbError(TAKEN.format(where="Le serveur"))
        mark = mark_of_move(target.database)
        if bucket is not None and not bucket.takes_move(mark):
            raise KbError(OF_ANOTHER.format(where=FILES))
        with (
            PrivateStore.open(home.root, source.now) as words,
            PrivateStore.open(home.root, source.now, home.private_database or address, keys) as target_words,
        ):
            own = FolderFiles(home.root)
            return _copied(source, words, target, target_words, lambda: _upload(source, own, bucket), mark)


def to_folder(home: Home, folder: Path) -> Moved:
    """Copy the base of a server, with its attachments and sources, to a folder that holds none.

    Private texts stand there as their authors wrote them. The base appears in the folder whole, or not at all. Raises
    KbError when one is there already; HomeMissing.
    """
    corpus = folder / "corpus"
    if corpus.exists():
        raise KbError(TAKEN.format(where=folder))
    place = folder / MOVING
    shutil.rmtree(place, ignore_errors=True)
    (place / "corpus").mkdir(parents=True)
    files = open_bucket(home.root, home.files) if home.files else FolderFiles(home.root)
    try:
        with (
            Register.open(home.root, home.database) as source,
            Register.open(place, create=True) as target,
            PrivateStore.open(home.root, source.now, home.private_database, open_keys(home.root, home.keys)) as words,
            PrivateStore.open(place, source.now) as target_words,
        ):
            moved = _copied(source, words, target, target_words, lambda: _bring(source, home, files, place))
        tree_on_disk(place)
        os.replace(place / "corpus", corpus)
        on_disk(folder)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return moved


def _copied(
    source: Register,
    words: PrivateStore,
    target: Register,
    target_words: PrivateStore,
    files: Callable[[], int],
    mark: str = "",
) -> Moved:
    """Copy both databases while nobody writes, then the files; the register is kept last: without it nothing counts.

    `mark` is that of a move to a server.
    """
    with contextlib.ExitStack() as held:
        databases = (source.database, words.database, target.database, target_words.database)
        held.enter_context(patient(*databases))
        held.enter_context(transaction(source.database))
        held.enter_context(transaction(words.database))
        with transaction(target.database):
            if not is_empty(target.database):  # another machine moved here meanwhile
                raise KbError(TAKEN.format(where="Le serveur"))
            sums = copy_tables(source.database, target.database)
            with transaction(target_words.database):
                if mark and not takes_move(target_words.database, words.database, mark):
                    raise KbError(OF_ANOTHER.format(where=PRIVATE_WORDS))
                private = copy_tables(words.database, target_words.database, words.words, target_words.words)
            count = files()
    rows = sum(one.rows for one in (*sums.values(), *private.values()))
    return Moved(len(sums) + len(private), rows, count)


def _upload(source: Register, own: KeptFiles, bucket: KeptFiles | None) -> int:
    """Put the attachments of a folder into the bucket; how many. Sources follow at the next build."""
    if bucket is None:
        return 0
    digests = sorted(attached_digests(source))
    for digest in digests:
        path = own.path(digest)
        if path is None or bucket.put(path.read_bytes()) != digest:
            raise KbError(MISSING.format(digest=digest))
    return len(digests)


def _bring(source: Register, home: Home, files: KeptFiles, place: Path) -> int:
    """Bring the attachments and the source files of a base under `place`; how many."""
    fresh = FolderFiles(place)
    digests = sorted(attached_digests(source))
    for digest in digests:
        path = files.path(digest)
        if path is None or fresh.put(path.read_bytes()) != digest:
            raise KbError(MISSING.format(digest=digest))
    count = len(digests)
    for one in all_sources(source).values():
        if not one.sha256 or one.size == GONE:
            continue
        here = path_of(home.root, one.path)
        given = here if here.is_file() else files.source(one.sha256, one.path)
        target = (place / one.path).resolve()
        if given is not None and target.is_relative_to((place / "corpus").resolve()):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(given, target)
            count += 1
    return count
