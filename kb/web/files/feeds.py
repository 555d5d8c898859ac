"""Atom feeds over HTTP: what is new for everybody, and under a secret address what one account asked to be told of."""

import hashlib
from email.utils import format_datetime

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from kb import visit
from kb.errors import KbError
from kb.export.atom import feed
from kb.export.moments import in_utc
from kb.readers import PUBLIC
from kb.records.summary import RecordSummary

NEW = "/fil/nouveautes.atom"
WATCH = "/fil/veille.atom"
MOST = 50  # entries of a feed
CLOSED = (
    "Cette base ne se lit qu’avec un compte. Connectez-vous, puis prenez votre propre fil sur « Ce qui me concerne »."
)
UNKNOWN = "Ce fil n’existe pas, ou plus. Prenez-en un nouveau sur « Ce qui me concerne »."


def new_records(request: Request) -> Response:
    """The last public records, whoever asks: a feed reader hands on what it read."""
    try:
        with visit.open_base() as base:
            if not base.visitors:
                return _refused(CLOSED, 403)
            records = base.summaries({}, reader=PUBLIC)
    except KbError as error:
        return _refused(str(error), 503)
    return _answer(request, records, "Récits partagés : nouveautés", NEW)


def watch_records(request: Request) -> Response:
    """The last public bulletins and signals of the watch, whoever asks."""
    try:
        with visit.open_base() as base:
            if not base.visitors:
                return _refused(CLOSED, 403)
            records = base.summaries({"kind": ["bulletin", "signal"]}, reader=PUBLIC)
    except KbError as error:
        return _refused(str(error), 503)
    return _answer(request, records, "Récits partagés : veille", WATCH)


def own_feed(request: Request) -> Response:
    """What one account follows and what answers its searches, to whoever knows its secret address."""
    token = request.path_params["token"]
    try:
        with visit.open_base() as base:
            records = base.feed(token)
    except KbError as error:
        return _refused(str(error), 503)
    if records is None:
        return _refused(UNKNOWN, 404)
    return _answer(request, records, "Récits partagés : ce que je suis", f"/fil/{token}.atom")


def _answer(request: Request, records: tuple[RecordSummary, ...], title: str, path: str) -> Response:
    newest = sorted(records, key=lambda one: (one.published, one.id), reverse=True)[:MOST]
    body = feed(newest, title=title, site=str(request.base_url).rstrip("/"), own=path)
    tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    # A record that leaves changes the tag, not the date of the newest: only the tag says « not modified ».
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Referrer-Policy": "no-referrer"}
    if newest and (changed := in_utc(newest[0].published)):
        headers["Last-Modified"] = format_datetime(changed, usegmt=True)
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/atom+xml", headers=headers)


def _refused(said: str, status: int) -> Response:
    return PlainTextResponse(said, status_code=status, headers={"Cache-Control": "no-store"})


ROUTES = [Route(NEW, new_records), Route(WATCH, watch_records), Route("/fil/{token}.atom", own_feed)]
