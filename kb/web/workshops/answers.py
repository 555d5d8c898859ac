"""How the routes of a running workshop answer: pages with their rules, pictures, refusals in French."""

import json
import re
import time
from collections.abc import Callable
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.websockets import WebSocket

from kb.base import KnowledgeBase
from kb.errors import KbError, RecordNotFound, Refused
from kb.store.workshops.workshops import Place
from kb.web.forms import OWN, in_base
from kb.web.scripted import CLOSED, said
from kb.web.workshops import pages
from kb.workshops.receiving import GONE

# Forty things of a thousand characters, escaped in JSON.
LONGEST_BODY: Final = 400_000
# A form of another site cannot set a header: with the gate's check of the origin, a second wall.
HEADER: Final = "x-rp-atelier"
HOST: Final = re.compile(r"[A-Za-z0-9.:\[\]-]{1,255}")


def live(request: Request, html: str) -> Response:
    """A live page, with the rules its scripts and sockets need."""
    host = request.headers.get("host", "")
    safe = pages.policy(host if HOST.fullmatch(host) else "")
    return HTMLResponse(html, headers={**OWN, "Content-Security-Policy": safe})


async def stated(request: Request, look: Callable[[KnowledgeBase], dict[str, Any] | None]) -> Response:
    """What a screen that asks is told: its picture, 204 when it has it, 410 when there is nothing for it any more."""
    try:
        found = await in_base(look)
    except RecordNotFound as error:
        return said(410, str(error))
    except Refused as error:
        return said(403, str(error))
    except KbError as error:
        return said(503, str(error))
    if found is None:
        return said(410, GONE)
    if str(found["view"]["version"]) == request.query_params.get("v"):
        return Response(status_code=204, headers=CLOSED)
    return JSONResponse(found, headers=CLOSED)


def first(base: KnowledgeBase, number: int, view: Any, place: Place | None = None) -> dict[str, Any]:
    """The first picture of a screen; of a telephone, with what its place wrote."""
    out = {"view": view(base.wiki, base.workshops.showing.scene(number), time.time())}
    return out if place is None else {**out, "own": base.workshops.showing.own(place)}


async def first_of(socket: WebSocket, look: Callable[[KnowledgeBase], Any]) -> Any:
    """What a socket is to show first, or None when it was told that there is nothing for it."""
    try:
        found = await in_base(look)
    except KbError:
        found = None
    if found is None:
        await socket.accept()
        await socket.send_text(json.dumps({"gone": GONE}, ensure_ascii=False))
        await socket.close(1008)
    return found
