"""What the scripts of our own pages ask in JSON, and how they are answered: one wall, one reading, one shape."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kb import visit
from kb.base import KnowledgeBase
from kb.errors import KbError
from kb.readers import Person
from kb.web.forms import in_base, read_body

CLOSED: Final = {"Cache-Control": "no-store", "X-Kb-Own": "1"}
UNREADABLE: Final = "Cette demande ne se lit pas. Rechargez la page."

Given = Mapping[str, Any]
# What a question asks for: the answer of a base to somebody, as JSON.
Act = Callable[[KnowledgeBase, Person, Given], dict[str, Any]]


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


@dataclass(frozen=True, slots=True)
class ScriptDoor:
    """How the questions of one page's script are taken in.

    `header` is what its script sends with each: a form of another site cannot set one, and it is a second wall beside
    the gate's check of the origin. `too_long` answers what is longer than `longest` bytes, `refused` a refusal; `say`
    shapes the other answers.
    """

    header: str
    longest: int
    sign_in: str
    too_long: Callable[[], Response] = lambda: said(422, UNREADABLE)
    refused: Callable[[KbError], Response] = lambda error: said(403, str(error))
    say: Callable[[int, str], Response] = said

    def route(self, path: str, act: Act) -> Route:
        """What answers POST at a path: 200 with what `act` gives; 401 signed out, 403 without the header, 422 for
        what cannot be read."""
        return Route(path, partial(self.answered, act), methods=["POST"])

    async def answered(self, act: Act, request: Request) -> Response:
        """The answer to one question, as `route` says."""
        person = visit.person_of(request)
        if person is None:
            return self.say(401, self.sign_in)
        if request.headers.get(self.header) != "1":
            return self.say(403, "Cette demande ne vient pas d’une page de ce site.")
        body = await read_body(request, self.longest)
        if body is None:
            return self.too_long()
        given = as_json(body)
        if given is None:
            return self.say(422, UNREADABLE)
        try:
            return JSONResponse(await in_base(lambda base: act(base, person, given)), headers=CLOSED)
        except KbError as error:
            return self.refused(error)
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
            return self.say(422, UNREADABLE)
