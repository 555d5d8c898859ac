"""What tells everybody that a worker lives, as long as it does its work."""

import contextlib
import logging
import secrets
import threading
import time
from contextlib import ExitStack
from typing import Final

from kb.errors import BaseUnavailable
from kb.home import Home
from kb.store.engines.port import ServerDatabase
from kb.store.records.register import Register
from kb.store.working.workers import EVERY, beat, claim_of, leave

LOG: Final = logging.getLogger(__name__)
# A worker that does not get on for so long hangs: it says nothing more, and servers take its work back.
HANGING: Final = 60.0  # seconds


class Heart:
    """Says, in a thread of its own, that the worker of a drawn name lives; not while it hangs."""

    def __init__(self, home: Home, encoder: str) -> None:
        self.name = secrets.token_hex(8)
        self._home = home
        self._encoder = encoder
        self._held = ExitStack()
        self._register: Register | None = None
        self._claimed = False
        self._worked = time.monotonic()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heart", daemon=True)

    def worked(self) -> None:
        """Note that the work goes on."""
        self._worked = time.monotonic()

    def start(self) -> None:
        """Begin to beat."""
        self._thread.start()

    def stop(self) -> None:
        """Say that the worker ends."""
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        failed = False
        while True:
            try:
                if time.monotonic() - self._worked < HANGING:
                    self._beat()
                failed = False
            except Exception as error:  # whatever it is: a worker whose heart stops is dead for everybody
                if not failed:
                    LOG.error("the worker cannot say that it lives", exc_info=error)
                failed = True
                with contextlib.suppress(Exception):
                    self._held.close()  # a server that took the place of another knows nothing of the claim
                self._register = None
            if self._stopped.wait(EVERY):
                break
        self._end()

    def _beat(self) -> None:
        if self._register is None:
            self._register = self._held.enter_context(Register.open(self._home.root, self._home.database))
            self._claimed = False
        beat(self._register, self.name, self._encoder)
        database = self._register.database
        if isinstance(database, ServerDatabase) and not self._claimed:
            # Asked for until it is had: where the way to the server broke, the session of before may hold it still.
            self._claimed = self._held.enter_context(database.claim(claim_of(self.name)))

    def _end(self) -> None:
        try:
            if self._register is not None:
                leave(self._register, self.name)
        except BaseUnavailable as error:
            LOG.error("the worker could not say that it ends: %s", error)
        self._held.close()
