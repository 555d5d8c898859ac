"""The file that a record came from, for whoever may read the words in it."""

from collections.abc import Callable
from pathlib import Path

from kb.home import Home
from kb.readers import Reader
from kb.store.files.file_sha256 import sha256_of
from kb.store.files.kept_files import KeptFiles
from kb.store.records.publications import open_revisions
from kb.store.records.register import Register
from kb.store.records.sources import BUILD, GONE, RegisteredSource, path_of, source_of


def given_file(home: Home, register: Register, files: KeptFiles, record_id: str, reader: Reader) -> Path | None:
    """The file of a record, or None: none, or not for this reader.

    A file holds the words of the revision that was read from it, whatever the wiki made of the record since: it is as
    open as that revision. One that changed since the last build holds words that nobody has published yet.
    """
    source = source_of(register, record_id)
    if source is None:
        return None
    read_from_it = max((note.number for note in register.history(record_id) if note.author == BUILD), default=0)
    if read_from_it not in open_revisions(register, record_id, reader):
        return None
    path = path_of(home.root, source.path).resolve()
    inside = path.is_relative_to(home.corpus.resolve())
    if inside and path.is_file() and is_the_one_read(path, source):
        return path
    # Another machine read it, and kept it for all.
    return files.source(source.sha256, source.path) if source.sha256 and source.size != GONE else None


def is_the_one_read(path: Path, source: RegisteredSource, digest: Callable[[Path], str] = sha256_of) -> bool:
    """Whether a file holds the bytes that a source was read from; `digest` is asked where its dates differ.

    Raises OSError.
    """
    status = path.stat()
    return (status.st_size, status.st_mtime_ns) == (source.size, source.mtime_ns) or digest(path) == source.sha256
