"""The files that a base keeps beside its register, by the SHA-256 of their bytes: in its folder, or in a bucket."""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Collection
from pathlib import Path

from kb.store.files.durable import on_disk, put_in_place

FOLDER = "attachments"


class KeptFiles(ABC):
    """Attachments and, where machines share a base, the source files of its records."""

    @abstractmethod
    def put(self, content: bytes) -> str:
        """SHA-256 of an attachment kept; the same bytes are kept once. Raises OSError or BaseUnavailable."""

    @abstractmethod
    def path(self, digest: str) -> Path | None:
        """Where the bytes of an attachment stand on this machine, brought here if need be; None when there are none."""

    @abstractmethod
    def keep_only(self, attachments: Collection[str]) -> int:
        """Number of attachments removed that are not among these."""

    @abstractmethod
    def put_source(self, path: Path, digest: str) -> None:
        """Keep a source file for other machines, where there are any."""

    @abstractmethod
    def source(self, digest: str, name: str) -> Path | None:
        """A source file that another machine gave, on this machine under its own name; None when it is not kept."""

    @abstractmethod
    def keep_only_sources(self, sources: Collection[str]) -> None:
        """Remove the source files kept for other machines that are not among these."""

    @abstractmethod
    def forget_here(self, attachments: Collection[str], sources: Collection[str]) -> None:
        """Remove what this machine brought here and that is not among these any more."""


class FolderFiles(KeptFiles):
    """Attachments under `corpus/attachments/` of a home. Its source files stand where they were put."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def put(self, content: bytes) -> str:
        """SHA-256 of bytes kept, readable by their owner alone."""
        return put_bytes(self._home, content)

    def path(self, digest: str) -> Path | None:
        """Where the bytes stand, or None."""
        path = bytes_at(self._home, digest)
        return path if path.is_file() else None

    def keep_only(self, attachments: Collection[str]) -> int:
        """Number of files removed that are not among these."""
        return remove_others(self._home / "corpus" / FOLDER, attachments)

    def put_source(self, path: Path, digest: str) -> None:
        """Nothing: it stands in this folder."""

    def source(self, digest: str, name: str) -> Path | None:
        """None: every source file is in this folder, or gone."""
        return None

    def keep_only_sources(self, sources: Collection[str]) -> None:
        """Nothing: no copy was made."""

    def forget_here(self, attachments: Collection[str], sources: Collection[str]) -> None:
        """Nothing: no copy was made."""


def put_bytes(home: Path, content: bytes) -> str:
    """SHA-256 of bytes kept, readable by their owner alone; the same bytes are kept once."""
    digest = hashlib.sha256(content).hexdigest()
    path = bytes_at(home, digest)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        try:
            part.touch(mode=0o600)
            part.write_bytes(content)
            put_in_place(part, path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        for folder in (path.parent.parent, path.parent.parent.parent):
            on_disk(folder)  # they may be new themselves
    return digest


def bytes_at(home: Path, digest: str) -> Path:
    """Where the bytes of this SHA-256 stand."""
    return home / "corpus" / FOLDER / digest[:2] / digest


def remove_others(folder: Path, kept: Collection[str]) -> int:
    """Number of files removed, two folders down, whose names are not among these."""
    gone = [path for path in folder.glob("*/*") if path.is_file() and path.name not in kept]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)
