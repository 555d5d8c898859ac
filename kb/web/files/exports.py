"""HTTP routes of what a reader takes away: a record in each format, the results of a search.

They are routes and no pages, so that a large PDF keeps nobody waiting; rights are asked of the base at each request.
"""

import contextlib
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from kb import addresses, visit
from kb.base import KnowledgeBase
from kb.errors import ExportFailed, KbError
from kb.exporting import RECORD_FORMATS, RESULT_FORMATS, record_file, results_file
from kb.web.forms import missing as not_there

MOST_RESULTS = 100  # fiches of a search in one file, as many as its page can show
# Exports waiting or running: each holds one of the threads that also serve the images of pages.
MOST_AT_ONCE = 8
BUSY = "Trop d’exports sont en préparation. Redemandez celui-ci dans une minute."
LONGEST_NAME = 80  # characters: with its folder, some systems take 255
# What Windows takes in no name, and what no name should hold.
NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2066-\u2069\\/:*?"<>|]')
# The name of a file, without its ending, and what it holds.
NamedFile = tuple[str, bytes]
_PLACES = threading.BoundedSemaphore(MOST_AT_ONCE)


@contextlib.contextmanager
def place() -> Iterator[None]:
    """One of the places where files are made, while it lasts. Raises ExportFailed when too many wait."""
    if not _PLACES.acquire(blocking=False):
        raise ExportFailed(BUSY)
    try:
        yield
    finally:
        _PLACES.release()


def record_export(request: Request) -> Response:
    """The file of a record in the format of the address, or 404 when this reader may not have it."""
    record_id, form = request.path_params["record_id"], request.path_params["form"]

    def make(base: KnowledgeBase) -> NamedFile:
        return record_id, record_file(base, record_id, form, reader=visit.reader_of(request), origin=origin_of(request))

    return answered(form, make, "Cette fiche n’existe pas, ou n’est pas ouverte à la lecture.")


def answered(
    form: str,
    make: Callable[[KnowledgeBase], NamedFile],
    missing: str,
    *,
    formats: Mapping[str, str] = RECORD_FORMATS,
) -> Response:
    """The file that `make` gives; 404 with `missing` when it may not be had, 503 when too many wait."""
    if form not in formats:
        return not_there("Ce format n’existe pas.")
    try:
        with place(), visit.open_base() as base:
            name, content = make(base)
    except ExportFailed as error:
        return _busy(str(error))
    except KbError:
        return not_there(missing)
    return as_file(content, f"{name}.{form}", formats[form])


def results_export(request: Request) -> Response:
    """The file of the results of the search of the address: asked, ordered and allowed as on its page."""
    form = request.path_params["form"]
    if form not in RESULT_FORMATS:
        return not_there("Ce format n’existe pas.")
    question = " ".join(request.query_params.get("q", "").split())[:2000]
    params = {key: request.query_params.getlist(key) for key in request.query_params}
    where, how = addresses.filters_of(params), addresses.manner_of(params)
    today = date.today()
    try:
        with place(), visit.open_base() as base:
            page = base.page(question, where, limit=MOST_RESULTS, reader=visit.reader_of(request), **how)
            content = results_file(base, page.hits, form, origin=origin_of(request), today=today)
    except ExportFailed as error:
        return _busy(str(error))
    except KbError:
        return not_there("Cette recherche ne peut pas être exportée. Ouvrez-la de nouveau depuis la page.")
    return as_file(content, f"recherche-{today.isoformat()}.{form}", RESULT_FORMATS[form])


def origin_of(request: Request) -> str:
    """The address of this site, as the request names it."""
    return f"{request.url.scheme}://{request.url.netloc}"


def name_after(title: str) -> str:
    """A name for a file, without its ending, after a title: as written, without what some system takes in no name."""
    kept = " ".join(NOT_IN_NAMES.sub(" ", title).split())[:LONGEST_NAME].strip(" .")
    return kept or "Sans titre"


def as_file(content: bytes, name: str, media_type: str) -> Response:
    """A file to keep, which no cache keeps and which never runs in the name of this site."""
    headers = {
        # What may be withdrawn at any moment is kept by no cache.
        "Cache-Control": "no-store",
        "Content-Disposition": f"attachment; filename*=utf-8''{quote(name)}",
        # What people wrote never runs in the name of this site.
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return Response(content, media_type=media_type, headers=headers)


def _busy(message: str) -> Response:
    return PlainTextResponse(message, status_code=503, headers={"Cache-Control": "no-store", "Retry-After": "60"})


ROUTES = [
    Route("/exporter/fiche/{record_id}.{form}", record_export),
    Route("/exporter/recherche.{form}", results_export),
]
