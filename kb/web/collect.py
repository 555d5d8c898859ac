"""POST /api/dossier and /api/dossier/retirer: « Ajouter au dossier » without leaving the page, and taking it back."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kb.base import KnowledgeBase
from kb.errors import KbError
from kb.readers import Person
from kb.records.pieces import Piece, Source
from kb.views import session
from kb.wiki import pack_pieces, packs

# A few numbers and a title, or the words that somebody selected.
LONGEST_BODY = 24_000
# A form of another site cannot set a header: with the gate's check of the origin, a second wall.
HEADER = "x-rp-dossier"
CLOSED = {"Cache-Control": "no-store", "X-Kb-Own": "1"}
SIGN_IN = "Connectez-vous pour garder des textes dans un dossier."
UNREADABLE = "Cette demande ne se lit pas. Rechargez la page."

Given = Mapping[str, Any]


async def collect(request: Request) -> Response:
    """200 with the pack filled; 401 signed out; 403 refused; 422 nothing to add."""
    return await _answered(request, _collected)


async def take_back(request: Request) -> Response:
    """200 when the piece is out of the pack; 401, 403, 422 as above."""
    return await _answered(request, _taken_back)


async def _answered(request: Request, action: Callable[[KnowledgeBase, Person, Given], dict[str, Any]]) -> Response:
    person = session.person_of(request)
    if person is None:
        return _said(401, SIGN_IN)
    if request.headers.get(HEADER) != "1":
        return _said(403, "Cette demande ne vient pas d’une page de ce site.")
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LONGEST_BODY:
            return _said(422, UNREADABLE)
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        return _said(422, UNREADABLE)

    def run() -> Response:
        try:
            with session.open_base() as base:
                return JSONResponse(action(base, person, given), headers=CLOSED)
        except KbError as error:
            return _said(403, str(error))
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
            return _said(422, UNREADABLE)

    return await run_in_threadpool(run)


def _collected(base: KnowledgeBase, person: Person, given: Given) -> dict[str, Any]:
    """Add a piece to the pack named, to a new one, or to the one being filled; out of another one if it says so."""
    number = given.get("pack")
    piece = _piece(base, person, given)
    if number == "new":
        pack_pieces.checked_piece(base.wiki, person, piece)  # else an empty pack would be left
        number = packs.start(base.wiki, person, str(given.get("title") or "")).number
    added = pack_pieces.add(base.wiki, person, piece, None if number is None else int(number))
    moved_from = given.get("instead_of")
    if isinstance(moved_from, Mapping) and int(moved_from["number"]) != added.number:
        pack_pieces.remove(base.wiki, person, int(moved_from["number"]), str(moved_from["piece"]))
    return {
        "number": added.number,
        "title": added.title,
        "piece": added.piece,
        "already": added.already,
        "count": added.count,
        "packs": [{"number": one, "title": title} for one, title in packs.fillable(base.wiki, person)],
    }


def _piece(base: KnowledgeBase, person: Person, given: Given) -> Piece:
    """The piece that was asked for; `words` that somebody selected are looked for in the text."""
    start, end, page = (int(given[name]) if name in given else None for name in ("start", "end", "page"))
    source = Source(record=str(given["record"]), revision=int(given.get("revision") or 0))
    if "words" in given:
        start, end = pack_pieces.words_in(base.wiki, person, source, str(given["words"]))
    sort = "extract" if start is not None else "page" if page is not None else "record"
    return Piece(id="new", sort=sort, sources=(source,), start=start, end=end, page=page)


def _taken_back(base: KnowledgeBase, person: Person, given: Given) -> dict[str, Any]:
    pack_pieces.remove(base.wiki, person, int(given["number"]), str(given["piece"]))
    return {"removed": True}


def _said(status: int, message: str) -> Response:
    return JSONResponse({"error": message}, status, headers=CLOSED)


ROUTES = [
    Route("/api/dossier", collect, methods=["POST"]),
    Route("/api/dossier/retirer", take_back, methods=["POST"]),
]
