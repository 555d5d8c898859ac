"""GET /api/suggestions?q=: what somebody who begins to type may mean to ask, among what they may read."""

import threading

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kb import addresses, visit
from kb.errors import KbError
from kb.search.suggesting import Suggestion

# Longer than any word or title that somebody begins.
LONGEST = 100
CLOSED = {"Cache-Control": "no-store", "X-Kb-Own": "1"}
# Requests answered at once: those beyond get none, and ask again at the next letter.
_PLACES = threading.BoundedSemaphore(4)


async def suggest(request: Request) -> Response:
    """200 with a list of {text, kind, url}; 429 with an empty one when too many are asked at once."""
    typed = request.query_params.get("q", "")[:LONGEST]
    if not _PLACES.acquire(blocking=False):
        return JSONResponse([], 429, headers=CLOSED)

    def run() -> Response:
        try:
            with visit.open_base() as base:
                reader = visit.reader_of(request)
                found = base.suggest(typed, base.administration.questions.asked_often(), reader=reader)
        except KbError:  # no base yet, or none that opens: the page itself tells
            found = ()
        return JSONResponse([_told(one) for one in found], headers=CLOSED)

    try:
        return await run_in_threadpool(run)
    finally:
        _PLACES.release()


def _told(one: Suggestion) -> dict[str, str]:
    url = addresses.reading(one.record) if one.record else addresses.search(one.text)
    return {"text": one.text, "kind": one.kind, "url": url}


ROUTES = [Route("/api/suggestions", suggest, methods=["GET"])]
