"""The private database of one base, held for as long as the base is open."""

from collections.abc import Callable
from pathlib import Path

from kb.store.drafts.private import PrivateStore
from kb.store.files.kept_keys import KeptKeys


class PrivateFile:
    """The private database of a home, opened when first asked for: a reader's visit never touches it."""

    def __init__(
        self, home: Path, now: Callable[[], str], address: str = "", keys: Callable[[], KeptKeys] | None = None
    ) -> None:
        self._home = home
        self._address = address
        self._keys = keys
        self._now = now
        self._store: PrivateStore | None = None

    @property
    def store(self) -> PrivateStore:
        """The open database."""
        if self._store is None:
            self._store = PrivateStore.open(
                self._home, self._now, self._address, self._keys() if self._keys and self._address else None
            )
        return self._store

    @property
    def begun(self) -> bool:
        """Whether there are private texts to look at, as far as is known without making any."""
        return bool(self._address) or (self._home / "corpus" / "private.sqlite3").exists()

    def close(self) -> None:
        """Close the database, if it was opened."""
        if self._store is not None:
            self._store.close()
