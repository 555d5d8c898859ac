"""POST /api/brouillon: what is being typed, kept as it comes. Nothing else of the form goes this way."""

import json

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kb import visit
from kb.errors import BaseReadOnly, BaseUnavailable, DiskFailing, DiskFull, KbError
from kb.readers import Person
from kb.web.forms import read_body
from kb.web.scripted import CLOSED, said
from kb.wiki.write import narrative
from kb.wiki.write.field_paths import place_of_field
from kb.wiki.write.forms import LONGEST_FIELD

# A field in UTF-8, escaped in JSON, and a little around it.
LONGEST_BODY = 6 * LONGEST_FIELD + 2_000
# A form of another site cannot set a header: with the gate's check of the origin, a second wall.
HEADER = "x-rp-brouillon"
UNREADABLE = "Cette demande ne se lit pas."


async def keep(request: Request) -> Response:
    """200 with the version kept; 401 signed out; 403 not theirs; 413 too long; 422 no such place.

    503 when the base is busy or away, 507 when its disk takes no writing: the page keeps the text, and sends it again.
    """
    person = visit.person_of(request)
    if person is None:
        return said(401, "Votre session a pris fin. Votre texte est gardé sur cet appareil : connectez-vous.")
    if request.headers.get(HEADER) != "1":
        return said(403, "Cette demande ne vient pas du formulaire.")
    body = await read_body(request, LONGEST_BODY)
    if body is None:
        return said(413, f"Plus de {LONGEST_FIELD // 1000}\u202f000 caractères dans un champ.")
    try:
        given = json.loads(body)
        number, version = int(given["number"]), int(given.get("version", 0))
        text, window = str(given["text"]), str(given.get("window", ""))[:40]
        place = str(given["place"])[:100].encode(errors="replace").decode()  # a refusal repeats it
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return said(422, UNREADABLE)
    return await run_in_threadpool(_kept, person, number, place, text, version, window)


def _kept(person: Person, number: int, place: str, text: str, version: int, window: str) -> Response:
    try:
        with visit.open_base() as base:
            if place == narrative.PLACE:
                saved = base.writing.narrative.keep(person, number, text, version, window)
            else:
                saved = base.writing.autosave_text(person, number, place, text, version, window)
    except (DiskFull, DiskFailing, BaseReadOnly) as error:
        return said(507, str(error))
    except KbError as error:
        return said(503 if isinstance(error, BaseUnavailable) else 403, str(error))
    except (ValueError, OverflowError):  # half a character, or a number that no base holds
        return said(422, UNREADABLE)
    name = place_of_field(place)
    return JSONResponse(
        {"at": saved.at, "version": saved.versions[name], "conflict": name in saved.conflicts}, headers=CLOSED
    )


ROUTES = [Route("/api/brouillon", keep, methods=["POST"])]
