"""Keys of private texts, where they can really be destroyed: outside of the server whose journal keeps all it wrote."""

import os
import secrets
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Final

from kb.errors import BaseUnreachable
from kb.store.files.durable import on_disk

UNREAD: Final = (
    "Les clés des textes privés (KB_KEYS) ne peuvent pas être lues, ou écrites : {why}. Rien n’a été perdu, et rien "
    "de plus n’est gardé. Donnez leur dossier au compte qui fait tourner ce programme, ou remettez-le à sa place, puis "
    "recommencez."
)


class KeptKeys(ABC):
    """Keys by their place, a name that chance gave. Threads may share it."""

    @abstractmethod
    def get(self, place: str) -> bytes | None:
        """A key; None for one that does not stand there. Raises BaseUnreachable when that cannot be known."""

    @abstractmethod
    def places(self) -> frozenset[str]:
        """Where every key stands. Raises BaseUnreachable."""

    @abstractmethod
    def put(self, place: str, key: bytes) -> None:
        """Keep a key. It survives a power cut once this returned. Raises BaseUnreachable."""

    @abstractmethod
    def destroy(self, place: str) -> None:
        """Have a key, if there is one, stand nowhere any more. Raises BaseUnreachable."""


class FolderKeys(KeptKeys):
    """A file for each key in a folder, readable by its owner alone, that every machine of a base shares."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, place: str) -> bytes | None:
        """A key. A folder that is not there holds none for sure, and is told as an error."""
        try:
            return self._path(place).read_bytes()
        except FileNotFoundError as error:
            if self._folder.is_dir():
                return None
            raise self._unread(error) from error
        except OSError as error:
            raise self._unread(error) from error

    def places(self) -> frozenset[str]:
        """The names of the files, but for those that a process left half made when it died."""
        try:
            if self._folder.is_dir():
                return frozenset(path.name for path in self._folder.glob("??/[!.]*"))
            raise FileNotFoundError
        except OSError as error:
            raise self._unread(error) from error

    def put(self, place: str, key: bytes) -> None:
        """Keep a key, under its name once it is whole."""
        path = self._path(place)
        part = path.with_name(f".{secrets.token_hex(4)}-{place}")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if not path.parent.is_dir():
                self._folder.chmod(0o700)
                path.parent.mkdir(mode=0o700, exist_ok=True)
                on_disk(self._folder)
                on_disk(self._folder.parent)
            try:
                part.touch(mode=0o600)
                part.write_bytes(key)
                on_disk(part)
                os.replace(part, path)
                on_disk(path.parent)
            finally:
                part.unlink(missing_ok=True)
        except OSError as error:
            raise self._unread(error) from error

    def destroy(self, place: str) -> None:
        """Overwrite a key where it stands, then remove it: a name alone leaves the bytes on the disk."""
        path = self._path(place)
        try:
            with path.open("r+b") as file:
                size = file.seek(0, os.SEEK_END)
                file.seek(0)
                file.write(bytes(size))
                file.flush()
                os.fsync(file.fileno())
            path.unlink(missing_ok=True)
            on_disk(path.parent)
        except FileNotFoundError as error:
            if not self._folder.is_dir():
                raise self._unread(error) from error
        except OSError as error:
            raise self._unread(error) from error

    def _path(self, place: str) -> Path:
        return self._folder / place[:2] / place

    @staticmethod
    def _unread(error: OSError) -> BaseUnreachable:
        return BaseUnreachable(UNREAD.format(why=type(error).__name__))
