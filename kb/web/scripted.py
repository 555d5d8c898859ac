"""What the scripts of our own pages ask in JSON, and how they are answered: one wall, one reading, one shape."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kb import visit
from kb.base import KnowledgeBase
from kb.errors import KbError
from kb.readers import Person
from kb.web.forms import in_base, read_body

CLOSED: Final = {"Cache-Control": "no-store", "X-Kb-Own": "1"}
UNREADABLE: Final = "Cette demande ne se lit pas. Rechargez la page."

Given = Mapping[str, Any]


def said(status: int, message: str) -> Response:
    """A refusal, or what went wrong."""
    return JSONResponse({"error": message}, status, headers=CLOSED)


def as_json(body: bytes) -> dict[str, Any] | None:
    """The object that was sent, or None for what is none."""
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return given if isinstance(given, dict) else None


async def answered(
    request: Request,
    act: Callable[[KnowledgeBase, Person, Given], dict[str, Any]],
    *,
    header: str,
    longest: int,
    sign_in: str,
    too_long: Response,
    refused: Callable[[KbError], Response],
    say: Callable[[int, str], Response] = said,
) -> Response:
    """200 with what `act` gives; 401 signed out, 403 without the header, 422 for what cannot be read.

    `too_long` answers what is longer than `longest` bytes, `refused` a refusal; `say` shapes the others. A form of
    another site cannot set a header: with the gate's check of the origin, `header` is a second wall.
    """
    person = visit.person_of(request)
    if person is None:
        return say(401, sign_in)
    if request.headers.get(header) != "1":
        return say(403, "Cette demande ne vient pas d’une page de ce site.")
    body = await read_body(request, longest)
    if body is None:
        return too_long
    given = as_json(body)
    if given is None:
        return say(422, UNREADABLE)
    try:
        return JSONResponse(await in_base(lambda base: act(base, person, given)), headers=CLOSED)
    except KbError as error:
        return refused(error)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return say(422, UNREADABLE)
