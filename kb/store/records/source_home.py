"""Which machine reads the source files of a base that several machines share.

A build takes away the records whose files are gone. On a base that a server keeps, a machine whose folder never held
them would take them all away.
"""

import secrets
from pathlib import Path
from typing import Final

from ingest.file_names import printable
from ingest.read import sources
from kb.store.files.database import transaction
from kb.store.files.durable import write_whole
from kb.store.files.kept_files import KeptFiles
from kb.store.records.erased_sources import erased_sources, forget_erased_source, name_digest
from kb.store.records.erasures import forget_computed
from kb.store.records.register import Register
from kb.store.records.renamed_files import renamed_files
from kb.store.records.sources import GONE, all_sources, get_setting, path_of, put_settings, source_digests

# The setting, and the file of the folder, that name the same word where a base's source files are.
SETTING: Final = "source_home"
MARK: Final = ".fichiers-de-la-base"


def is_source_home(home: Path, register: Register) -> bool:
    """Whether the source files of a base stand in this home."""
    mark = home / "corpus" / MARK
    return mark.exists() and mark.read_text(encoding="utf-8").strip() == get_setting(register, SETTING)


def forget_erased_sources(home: Path, register: Register) -> None:
    """Remove the source files of records that another machine erased: they would be read as new ones."""
    if not register.served:
        return
    gone = dict(erased_sources(register))
    if not gone:
        return
    corpus = home / "corpus"
    for path in list(sources(corpus)):
        name = printable(path.relative_to(home).as_posix())
        # A version before this one kept the names themselves.
        if (name_digest(name) in gone or name in gone) and path.resolve().is_relative_to(corpus.resolve()):
            path.unlink(missing_ok=True)
    for path in renamed_files(home, register, frozenset(gone.values())):
        path.unlink(missing_ok=True)
    for name, digest in gone.items():
        forget_computed(home / "index", digest)
        forget_erased_source(register, name)


def share_sources(home: Path, register: Register, files: KeptFiles) -> None:
    """Keep the source files of records for other machines."""
    for source in all_sources(register).values():
        path = path_of(home, source.path)
        if source.sha256 and source.size != GONE and path.is_file():
            files.put_source(path, source.sha256)
    files.keep_only_sources(source_digests(register))


def gives_sources(home: Path, register: Register) -> bool:
    """Whether the files of this home's corpus are those of the base: the first home that holds any becomes theirs."""
    if not register.served:
        return True
    mark = home / "corpus" / MARK
    held = mark.read_text(encoding="utf-8").strip() if mark.exists() else ""
    with transaction(register.database):
        named = get_setting(register, SETTING)
        if named:
            return named == held
        if not (home / "corpus").is_dir() or not any(sources(home / "corpus")):
            return False
        held = held or secrets.token_hex(8)
        write_whole(mark, f"{held}\n".encode())
        put_settings(register, {SETTING: held})
    return True
