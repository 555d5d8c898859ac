"""GET /api/personnes?nom=: whom « @ » may name in a comment, for whoever is signed in."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kb import visit
from kb.errors import KbError
from kb.readers import Person
from kb.web.scripted import CLOSED, said

# Longer than any name that somebody begins.
LONGEST = 40


async def mention(request: Request) -> Response:
    """200 with a list of {name, said}, `said` being what stands after « @ »; 401 signed out."""
    person = visit.person_of(request)
    if person is None:
        return said(401, "Connectez-vous pour écrire.")
    return await run_in_threadpool(_found, person, request.query_params.get("nom", "")[:LONGEST])


def _found(person: Person, start: str) -> Response:
    try:
        with visit.open_base() as base:
            found = base.people.mentionable(person, start)
    except KbError:  # no base that opens: the page itself tells
        found = ()
    return JSONResponse([{"name": name, "said": handle} for name, handle in found], headers=CLOSED)


ROUTES = [Route("/api/personnes", mention, methods=["GET"])]
