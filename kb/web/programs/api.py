"""/api/v1: what other programs ask in HTTP. Each answer is JSON or a file; each refusal a problem in French."""

import datetime
from collections.abc import Callable, Mapping
from datetime import date
from http import HTTPMethod
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from kb import addresses
from kb.base import KnowledgeBase
from kb.errors import RecordNotFound
from kb.exporting import RECORD_FORMATS, RESULT_FORMATS, record_file, results_file
from kb.programs import answers, drafts
from kb.programs.callers import Caller, ProgramRefused
from kb.programs.description import VERSION, described
from kb.web.files.exports import MOST_RESULTS, as_file, origin_of, place
from kb.web.forms import OWN, read_body
from kb.web.programs.door import answered, problem
from kb.web.programs.page import api_page
from kb.web.scripted import as_json

ROOT: Final = "/api/v1"
SEARCHING: Final = ("q", "page", "par_page", "tri", "tel_quel", *addresses.FILTERS)
LISTING: Final = ("depuis", "page", "par_page", *addresses.FILTERS)
MOST_PAGES: Final = 10_000
Endpoint = Callable[[Request], Any]


def description(request: Request) -> Response:
    """GET /api/v1/openapi.json: for whoever comes; it tells nothing of the base."""
    return JSONResponse(described(origin_of(request)), headers={"Cache-Control": "max-age=3600"})


def readable(request: Request) -> Response:
    """GET /api: the same, for people."""
    return HTMLResponse(api_page(described(origin_of(request))), headers=OWN)


async def search(request: Request) -> Response:
    """GET /api/v1/recherche."""

    def act(base: KnowledgeBase, caller: Caller) -> Any:
        where, how = _asked(request, SEARCHING)
        return answers.found(
            base,
            caller,
            _question(request),
            where,
            number=_whole(request, "page", 1, MOST_PAGES),
            size=_whole(request, "par_page", 10, answers.MOST_ON_A_PAGE),
            origin=origin_of(request),
            **how,
        )

    return await answered(request, act)


async def search_file(request: Request) -> Response:
    """GET /api/v1/recherche/export/{form}."""
    form, today = request.path_params["form"], date.today()

    def act(base: KnowledgeBase, caller: Caller) -> Response:
        caller.need("exporter")
        where, how = _asked(request, ("q", "tri", "tel_quel", *addresses.FILTERS))
        _known_form(form, RESULT_FORMATS)
        with place():
            page = base.page(_question(request), where, limit=MOST_RESULTS, reader=caller.reader, **how)
            content = results_file(base, page.hits, form, origin=origin_of(request), today=today)
        return as_file(content, f"recherche-{today.isoformat()}.{form}", RESULT_FORMATS[form])

    return await answered(request, act)


async def records(request: Request) -> Response:
    """GET /api/v1/fiches."""

    def act(base: KnowledgeBase, caller: Caller) -> Any:
        where, _ = _asked(request, LISTING)
        return answers.listed(
            base,
            caller,
            where,
            since=_day(request, "depuis"),
            number=_whole(request, "page", 1, MOST_PAGES),
            size=_whole(request, "par_page", 50, answers.MOST_ON_A_PAGE),
            origin=origin_of(request),
        )

    return await answered(request, act)


async def record(request: Request) -> Response:
    """GET /api/v1/fiches/{id}."""
    record_id = request.path_params["record_id"]

    def act(base: KnowledgeBase, caller: Caller) -> Any:
        _asked(request, ())
        return answers.read(base, caller, record_id, origin=origin_of(request))

    return await answered(request, act)


async def record_as_file(request: Request) -> Response:
    """GET /api/v1/fiches/{id}/export/{form}."""
    record_id, form = request.path_params["record_id"], request.path_params["form"]

    def act(base: KnowledgeBase, caller: Caller) -> Response:
        caller.need("exporter")
        _asked(request, ())
        _known_form(form, RECORD_FORMATS)
        try:
            with place():
                content = record_file(base, record_id, form, reader=caller.reader, origin=origin_of(request))
        except RecordNotFound as error:
            raise answers.not_found(record_id) from error
        return as_file(content, f"{record_id}.{form}", RECORD_FORMATS[form])

    return await answered(request, act)


async def own(request: Request) -> Response:
    """GET /api/v1/moi: whom the token speaks for."""

    def act(base: KnowledgeBase, caller: Caller) -> Any:
        _asked(request, ())
        if caller.person is None:
            return {"account": None, "name": None, "roles": [], "scopes": sorted(caller.scopes), "expires": None}
        person = caller.person
        known = {"account": person.account, "name": person.name, "roles": sorted(person.roles)}
        return {**known, "scopes": sorted(caller.scopes), "expires": caller.expires}

    return await answered(request, act)


async def draft(request: Request) -> Response:
    """POST /api/v1/brouillons."""
    body = await read_body(request, drafts.LONGEST)
    given = as_json(body) if body is not None else None

    def act(base: KnowledgeBase, caller: Caller) -> Any:
        caller.need("contribuer")
        _asked(request, ())
        if body is None:
            raise ProgramRefused(413, "trop_long", f"Un brouillon tient en {drafts.LONGEST // 1_000_000} Mo.")
        if given is None or not isinstance(given.get("kind"), str) or not isinstance(given.get("fields"), dict):
            raise ProgramRefused(
                422, "demande_illisible", 'Envoyez un objet JSON : {"kind": "experience", "fields": {…}}.'
            )
        if unknown := sorted(set(given) - {"kind", "fields"}):
            raise ProgramRefused(422, "demande_illisible", f"Clé inconnue : {unknown[0][:40]}.")
        return drafts.contribute(base, caller, given["kind"], given["fields"], origin=origin_of(request))

    return await answered(request, act, status=201, draft=True)


def nothing(request: Request) -> Response:
    """What else may be asked below /api/v1: nothing."""
    return problem(404, "introuvable", "Cette adresse n’est pas de cette interface : voyez /api.")


def _question(request: Request) -> str:
    question = request.query_params.get("q", "")
    if not question.strip():
        raise ProgramRefused(422, "parametre_invalide", "« q » manque : donnez une question, ou lisez /api/v1/fiches.")
    if len(question) > answers.LONGEST_QUESTION:
        raise ProgramRefused(
            422,
            "parametre_invalide",
            f"« q » dépasse {answers.LONGEST_QUESTION} caractères. Raccourcissez la question.",
        )
    return question


def _asked(request: Request, known: tuple[str, ...]) -> tuple[dict[str, tuple[str, ...]], dict[str, bool]]:
    """The filters and the manner that the address asks. Raises ProgramRefused for what it would leave aside."""
    params = {key: request.query_params.getlist(key) for key in request.query_params}
    if unknown := sorted(set(params) - set(known)):
        raise ProgramRefused(422, "parametre_invalide", f"Paramètre inconnu ici : « {unknown[0][:40]} ».")
    where = addresses.filters_of(params)
    for key in set(params) & set(addresses.FILTERS):
        if not all(params[key]) or set(where.get(key, ())) != set(params[key]):
            raise ProgramRefused(422, "parametre_invalide", f"« {key} » a une valeur qui n’en est pas une.")
    for key, value in (addresses.BY_DATE, addresses.LITERAL):
        if params.get(key, [value]) != [value]:
            raise ProgramRefused(422, "parametre_invalide", f"« {key} » vaut « {value} », ou n’est pas donné.")
    return where, addresses.manner_of(params)


def _whole(request: Request, name: str, usual: int, most: int) -> int:
    given = request.query_params.getlist(name)
    text = given[0] if given else str(usual)
    if len(given) > 1 or not (text.isascii() and text.isdecimal()) or not 1 <= int(text[:9]) <= most or len(text) > 9:
        raise ProgramRefused(422, "parametre_invalide", f"« {name} » est un nombre de 1 à {most}.")
    return int(text)


def _day(request: Request, name: str) -> str:
    given = request.query_params.getlist(name)
    if not given:
        return ""
    try:
        if len(given) > 1 or len(given[0]) != 10:
            raise ValueError
        return datetime.date.fromisoformat(given[0]).isoformat()
    except ValueError as error:
        raise ProgramRefused(422, "parametre_invalide", f"« {name} » est un jour : 2026-04-15.") from error


def _known_form(form: str, known: Mapping[str, str]) -> None:
    if form not in known:
        raise ProgramRefused(404, "introuvable", f"Ce format n’existe pas. Il y a : {', '.join(known)}.")


def _only(method: str, endpoint: Endpoint) -> Callable[[Request], Any]:
    """What answers one method at an address, and a problem to all others."""
    allowed = {method, "HEAD"} if method == "GET" else {method}

    async def answer(request: Request) -> Response:
        if request.method not in allowed:
            said = f"Demandez cette adresse par {method}."
            return problem(405, "methode_refusee", said, Allow=", ".join(sorted(allowed)))
        given: Response = await endpoint(request)
        return given

    return answer


METHODS: Final = [*(one.value for one in HTTPMethod), "QUERY"]


def _route(path: str, method: str, endpoint: Endpoint) -> Route:
    return Route(ROOT + path, _only(method, endpoint), methods=METHODS)


ROUTES: Final = [
    Route("/api", readable, methods=["GET"]),
    Route(f"{ROOT}/openapi.json", description, methods=["GET"]),
    _route("/recherche", "GET", search),
    _route("/recherche/export/{form}", "GET", search_file),
    _route("/fiches", "GET", records),
    _route("/fiches/{record_id}", "GET", record),
    _route("/fiches/{record_id}/export/{form}", "GET", record_as_file),
    _route("/moi", "GET", own),
    _route("/brouillons", "POST", draft),
    Route(ROOT + "/{rest:path}", nothing, methods=METHODS),
]
assert VERSION.split(".")[0] == ROOT[-1]
