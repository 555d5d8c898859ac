"""Files that browsers send to the pages, before anything else is decided: who may, and how much at once.

Streamlit keeps them whole in memory until the page lets go of them, and asks of whoever sends one only the name of an
open page. Threats it answers: a visitor, or an account, that fills the memory of the server.
"""

import itertools
import logging
from dataclasses import dataclass
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.runtime import Runtime

from kb import visit
from kb.readers import Person
from kb.web.sockets import OpenPages, line
from kb.wiki.rights import ANYTHING, WRITERS, Case, allows

LOG: Final = logging.getLogger(__name__)
ROUTE: Final = "/_stcore/upload_file/"
MEGABYTE: Final = 1_000_000
# A file as server.maxUploadSize of .streamlit/config.toml allows it, with what a form adds around it.
LARGEST: Final = 54 * MEGABYTE
# Whoever writes nothing but packs adds references to them: views/pack_rail.py takes 2 MB.
LARGEST_OF_A_READER: Final = 3 * MEGABYTE
# Bytes held at once, on the way or waiting for the page to take them: of one page, account, line, and all together.
HELD: Final = {"page": 110 * MEGABYTE, "account": 160 * MEGABYTE, "line": 300 * MEGABYTE, "all": 500 * MEGABYTE}
FILES_OF_A_PAGE: Final = 100
NOT_YOURS: Final = "Vous ne pouvez pas envoyer de fichier ici. Connectez-vous avec un compte qui écrit."
NOT_OPEN: Final = "Cette page n’est plus ouverte, ou n’est pas à vous. Rechargez-la, puis redonnez le fichier."
TOO_LARGE: Final = "Ce fichier est trop grand."
TOO_MUCH: Final = "Trop de fichiers attendent déjà. Finissez avec ceux-là, ou rechargez la page, puis recommencez."


class _TooMuchError(Exception):
    """More came than may be held."""


@dataclass(slots=True, eq=False)
class Upload:
    """A file on its way, or held by Streamlit for a page."""

    session_id: str
    file_id: str
    account: str
    line: str
    size: int = 0
    on_its_way: bool = True

    def key(self, sort: str) -> str:
        """What it counts for: a visitor has no account to count for."""
        return {"page": self.session_id, "account": self.account, "line": self.line, "all": "all"}[sort]


class Uploads:
    """ASGI middleware behind the gate: the one way for a file into the memory of the server."""

    def __init__(self, app: ASGIApp, pages: OpenPages) -> None:
        self._app = app
        self._pages = pages
        self._held: list[Upload] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(ROUTE) or scope["method"] != "PUT":
            await self._app(scope, receive, send)
            return
        person: Person | None = scope.get("kb", {}).get("person")
        largest = largest_of(person)
        if not largest:
            await _refuse(send, 403, NOT_YOURS)
            return
        session_id, _, file_id = scope["path"].removeprefix(ROUTE).partition("/")
        upload = Upload(session_id, file_id, person.account if person else "", line(scope))
        owner = self._pages.owner(session_id)
        if owner is None or owner[0] != upload.account:
            await _refuse(send, 403, NOT_OPEN)
            return
        await self._taken(upload, largest, (scope, receive, send))

    async def _taken(self, upload: Upload, largest: int, call: tuple[Scope, Receive, Send]) -> None:
        scope, receive, send = call
        announced = _announced(scope)
        self._forget()
        if announced > largest:
            await _refuse(send, 413, TOO_LARGE)
            return
        if self._is_too_much(upload, announced):
            await _refuse(send, 429, TOO_MUCH)
            return
        self._held.append(upload)
        status = 0

        async def count() -> Message:
            message = await receive()
            upload.size += len(message.get("body", b""))
            if upload.size > largest or self._is_too_much(upload):
                raise _TooMuchError
            return message

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, count, answer)
        except _TooMuchError:
            LOG.warning("a file was refused after %d bytes", upload.size)
            if not status:
                await _refuse(send, 413, TOO_LARGE if upload.size > largest else TOO_MUCH)
        finally:
            upload.on_its_way = False
            if not 200 <= status < 300:
                self._held.remove(upload)

    def _is_too_much(self, upload: Upload, more: int = 0) -> bool:
        """Whether what is held, with this file and `more` bytes of it to come, passes one of the bounds."""
        if sum(one.session_id == upload.session_id and one is not upload for one in self._held) >= FILES_OF_A_PAGE:
            return True
        counted = itertools.chain(self._held, () if upload in self._held else (upload,))
        sizes = dict.fromkeys(HELD, more)
        for one in counted:
            for sort in HELD:
                if upload.key(sort) and one.key(sort) == upload.key(sort):
                    sizes[sort] += one.size
        return any(sizes[sort] > HELD[sort] for sort in HELD)

    def _forget(self) -> None:
        """Count no more what Streamlit holds no more; of the rest, what it holds."""
        kept = []
        for one in self._held:
            found = (
                () if one.on_its_way else Runtime.instance().uploaded_file_mgr.get_files(one.session_id, [one.file_id])
            )
            if found:
                one.size = len(found[0].data)
            if found or one.on_its_way:
                kept.append(one)
        self._held = kept


def largest_of(person: Person | None) -> int:
    """The largest file, in bytes, that this person may send to some page; 0 when there is none."""
    if person is None:
        return LARGEST if visit.deposit_allowed() else 0
    writes = any(allows("start", person, Case(kind)) for kind in WRITERS if kind != "pack")
    return (
        LARGEST if writes or allows("administer", person, ANYTHING) or visit.deposit_allowed() else LARGEST_OF_A_READER
    )


def _announced(scope: Scope) -> int:
    """How long the request says that it is, 0 when it does not: the bytes that come are counted anyway."""
    for key, value in scope["headers"]:
        if key.lower() == b"content-length" and value.isdigit():
            return int(value[:12])
    return 0


async def _refuse(send: Send, status: int, said: str) -> None:
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": said.encode()})
