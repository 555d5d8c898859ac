"""GET and POST /oai: OAI-PMH 2.0, for whoever comes; what visitors may not read is not there."""

import math
from functools import partial
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from kb import visit
from kb.discretion import without_paths
from kb.errors import KbError
from kb.programs.callers import OF_VISITORS, Caller
from kb.programs.oai import HarvestPlace, harvested
from kb.web.environment import Environment
from kb.web.files.exports import origin_of
from kb.web.forms import read_body
from kb.web.programs.door import paced

PATH: Final = "/oai"
LONGEST: Final = 20_000
CLOSED: Final = "Cette base ne se lit qu’avec un compte : elle n’est pas moissonnée."


async def oai(environment: Environment, request: Request) -> Response:
    """The answer of the protocol; 403 where visitors read nothing, 503 with when to come back."""
    text = request.url.query
    if request.method == "POST":
        body = await read_body(request, LONGEST)
        text = (body or b"").decode("utf-8", "replace")
    given = parse_qsl(text, keep_blank_values=True, max_num_fields=None)
    if (wait := paced(request, Caller(None, OF_VISITORS))) > 0:
        return _later("Trop de demandes.", math.ceil(wait))
    origin = environment.site or origin_of(request)
    host = urlsplit(origin).hostname or "localhost"
    email = environment.smtp.sender if environment.smtp else f"postmaster@{host}"
    place = HarvestPlace(origin + PATH, origin, host, email)

    def run() -> Response:
        try:
            with visit.open_base() as base:
                if not base.visitors:
                    return PlainTextResponse(CLOSED, 403, headers={"Cache-Control": "no-store"})
                xml = harvested(base, given, place)
        except KbError as error:
            return _later(without_paths(str(error)), 60)
        return Response(xml, media_type="text/xml; charset=utf-8", headers={"Cache-Control": "no-store"})

    return await run_in_threadpool(run)


def _later(said: str, seconds: int) -> Response:
    return PlainTextResponse(said, 503, headers={"Cache-Control": "no-store", "Retry-After": str(max(1, seconds))})


def routes(environment: Environment) -> list[Route]:
    """The route of harvesters."""
    return [Route(PATH, partial(oai, environment), methods=["GET", "POST"])]
