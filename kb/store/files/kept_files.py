"""The files that a base keeps beside its register, by the SHA-256 of their bytes: in its folder, or in a bucket."""

import hashlib
import secrets
from abc import ABC, abstractmethod
from collections.abc import Collection
from pathlib import Path

from kb.store.files.durable import on_disk, put_in_place
from kb.store.restoring.taken_away import folder_in

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
    def attachments(self) -> frozenset[str]:
        """The names under which attachments stand: digests, and those of what a process that died left half written."""

    @abstractmethod
    def remove(self, name: str) -> None:
        """Remove what stands under one of these names, in every version kept."""

    @abstractmethod
    def takes_move(self, mark: str) -> bool:
        """Whether the move of this mark may put files here: nobody did but that move itself. They bear it from then on.

        Raises BaseUnavailable.
        """

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

    def attachments(self) -> frozenset[str]:
        """The names of the files."""
        return names_here(self._home)

    def remove(self, name: str) -> None:
        """Remove one of them."""
        bytes_at(self._home, name).unlink(missing_ok=True)

    def takes_move(self, mark: str) -> bool:
        """True: a folder is made for its base."""
        return True

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
        folder_in(home / "corpus", FOLDER, digest[:2])
        part = path.with_name(f"{digest}.{secrets.token_hex(4)}.part")  # another may be putting the same
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


def names_here(home: Path) -> frozenset[str]:
    """The names of the files under which attachments stand on this machine."""
    return frozenset(path.name for path in (home / "corpus" / FOLDER).glob("*/*") if path.is_file())
