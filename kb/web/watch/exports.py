"""Signals as files over HTTP, for the cell: every signal, and the extract that names nobody."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from kb import visit
from kb.errors import KbError, Refused
from kb.readers import Person
from kb.watch import exchange
from kb.watch.context import Watch

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
Make = Callable[[Watch, Person, str], bytes]


def signals(request: Request) -> Response:
    """Every signal, in the columns that an import takes."""
    return _file(request, exchange.export_file, "signaux")


def extract(request: Request) -> Response:
    """Counts by territory, month and product, with small ones masked."""
    return _file(request, exchange.extract, "extrait")


def _file(request: Request, make: Make, name: str) -> Response:
    person, form = visit.person_of(request), request.path_params["form"]
    if person is None:
        return PlainTextResponse("Connectez-vous.", 401, headers={"Cache-Control": "no-store"})
    if form not in TYPES:
        return PlainTextResponse("Cette forme n’existe pas : csv, xlsx ou json.", 404)
    try:
        with visit.open_base() as base:
            body = make(base.watch.context, person, form)
    except Refused as error:
        return PlainTextResponse(str(error), 403, headers={"Cache-Control": "no-store"})
    except KbError as error:
        return PlainTextResponse(str(error), 503, headers={"Cache-Control": "no-store"})
    headers = {"Content-Disposition": f'attachment; filename="veille-{name}.{form}"', "Cache-Control": "no-store"}
    return Response(body, media_type=TYPES[form], headers=headers)


ROUTES = [Route("/veille/signaux.{form}", signals), Route("/veille/extrait.{form}", extract)]
