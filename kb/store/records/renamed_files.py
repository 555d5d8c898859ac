"""Source files that were renamed, or copied, since the last build: the register knows them by no name yet."""

from collections.abc import Collection, Iterator
from pathlib import Path

from ingest.file_names import printable
from ingest.read import inside, sources
from kb.store.files.file_sha256 import sha256_of
from kb.store.records.register import Register
from kb.store.records.sources import all_sources


def renamed_files(home: Path, register: Register, digests: Collection[str]) -> Iterator[Path]:
    """The files of `corpus/` with the bytes of one of these SHA-256 under a name that is new. Raises OSError."""
    corpus = home / "corpus"
    if not corpus.is_dir():
        return
    known = all_sources(register)
    for path in list(sources(corpus)):
        if printable(path.relative_to(home).as_posix()) in known or not path.is_file() or not inside(corpus, path):
            continue
        if sha256_of(path) in digests:
            yield path
