"""GET /readyz: whether this process can serve the base, and if not, which part keeps it from it.

Whoever spreads readers over several processes asks it before sending anybody; `?pour=lecture` leaves out the disk, for
a full one closes nothing to those who read. It says nothing of what the base holds.
"""

import os
import shutil
import threading
import time
from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from kb import visit
from kb.discretion import of_the_system, without_paths
from kb.errors import KbError

PATH: Final = "/readyz"
# Whoever asks again within a second gets what was found: a visitor who asks all the time opens no base each time.
KNOWN_SECONDS: Final = 1.0
# Below this, an attachment or a night of writing may not find room.
ROOM: Final = 256 * 2**20  # bytes
FULL: Final = "il reste moins de 256 Mo sur le disque de la base"
PROTECTED: Final = "le disque de la base est en lecture seule"
COLD: Final = "il n’est pas encore chargé"
READING: Final = ("registre", "index", "encodeur")
HEADERS: Final = {"Cache-Control": "no-store", "X-Kb-Own": "1"}


def parts() -> dict[str, str]:
    """What keeps each part from serving, "" for nothing: `registre`, `index`, `encodeur`, `disque`."""
    found = dict.fromkeys((*READING, "disque"), "")
    at = "registre"
    try:
        with visit.open_base() as base:
            _ = base.visitors
            at = "index"
            base.administration.health.measures(base.index)
            if not visit.shared().holds_encoder(base.home.model):
                found["encodeur"] = COLD
    except KbError as error:
        found[at] = without_paths(str(error))
    except OSError as error:
        found[at] = str(of_the_system(error) or type(error).__name__)
    found["disque"] = _disk()
    return found


def _disk() -> str:
    try:
        home = visit.home()
        if os.statvfs(home).f_flag & os.ST_RDONLY:
            return PROTECTED
        return FULL if shutil.disk_usage(home).free < ROOM else ""
    except OSError as error:
        return str(of_the_system(error) or type(error).__name__)


class Readiness:
    """What was found last, and when."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: Mapping[str, str] = {}
        self._at = float("-inf")

    def answer(self, request: Request) -> Response:
        """GET /readyz: 200 when all parts serve, else 503 and which do not; JSON for whoever asks for it."""
        with self._lock:
            if time.monotonic() - self._at > KNOWN_SECONDS:
                self._found, self._at = parts(), time.monotonic()
            found = self._found
        if request.query_params.get("pour") == "lecture":
            found = {part: found[part] for part in READING}
        wrong = {part: said for part, said in found.items() if said}
        status = 503 if wrong else 200
        if "application/json" in request.headers.get("accept", ""):
            told = {part: said or "ok" for part, said in found.items()}
            return JSONResponse({"ready": not wrong, "parts": told}, status, headers=HEADERS)
        lines = [f"{part} : {said}" for part, said in wrong.items()]
        return PlainTextResponse("\n".join(["pas prêt", *lines] if lines else ["prêt"]), status, headers=HEADERS)


def routes() -> list[Route]:
    """The route of readiness."""
    return [Route(PATH, Readiness().answer, methods=["GET"])]
