"""Routes of a workshop while it runs: joining by a code, the telephone, the room's screen, the remote."""

import secrets
from functools import partial
from typing import Any, Final

from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from kb.base import KnowledgeBase
from kb.errors import KbError
from kb.french import day
from kb.store.workshops import workshops as store
from kb.store.workshops.workshops import Place, Sitting
from kb.web.accounts.routes import slow_down
from kb.web.forms import (
    BOTH,
    OWN,
    STALE,
    address_of,
    fields_of,
    hidden_of,
    in_base,
    is_ours,
    read_body,
    set_cookie,
    shown,
)
from kb.web.scripted import CLOSED, as_json, said
from kb.web.workshops import pages
from kb.web.workshops import room as workshop_room
from kb.web.workshops.answers import HEADER, LONGEST_BODY, first, first_of, live, stated
from kb.web.workshops.live import Hub, Screen
from kb.workshops import preparing, showing
from kb.workshops.codes import LENGTH, read_code
from kb.workshops.receiving import GONE, PlaceGone
from kb.workshops.words import ContributionRefused

COOKIE: Final = "rp_place"
# A sitting is a half-day; a telephone that comes back the same evening still finds what became of its words.
COOKIE_SECONDS: Final = 18 * 3_600
UNKNOWN: Final = "Aucune séance n’a ce code. Regardez-le de nouveau sur l’écran de la salle."
MALFORMED: Final = f"Un code a {LENGTH} signes : des lettres et des chiffres de l’écran de la salle."


def routes() -> list[BaseRoute]:
    """The routes, over screens of their own."""
    hub = Hub()
    return [
        Route("/rejoindre", join, methods=BOTH),
        Route("/rejoindre/{code}", take_place, methods=BOTH),
        Route("/atelier", telephone),
        Route("/atelier/envoi", partial(receive, hub), methods=["POST"]),
        Route("/atelier/etat", state),
        Route("/atelier/recit/{at:int}", narrative),
        WebSocketRoute("/atelier/fil", partial(follow, hub)),
        *workshop_room.routes(hub),
    ]


async def join(request: Request) -> Response:
    """GET and POST /rejoindre: a code is typed."""
    hidden = hidden_of(request)
    if request.method == "GET":
        return shown(request, pages.ask_code(hidden=hidden), hidden)
    fields = await fields_of(request)
    typed = fields.get("code", "")[:40]
    if not is_ours(request, fields):
        return shown(request, pages.ask_code(hidden=hidden, typed=typed, error=STALE), hidden, 403)
    code = read_code(typed)
    if not code:
        return shown(request, pages.ask_code(hidden=hidden, typed=typed, error=MALFORMED), hidden, 422)
    found, wait = await in_base(lambda base: _opened(base, code, address_of(request)))
    if found is None:
        status, said = (429, slow_down(wait)) if wait > 0 else (404, UNKNOWN)
        return shown(request, pages.ask_code(hidden=hidden, typed=typed, error=said), hidden, status)
    return RedirectResponse(f"/rejoindre/{code}", 303, headers=CLOSED)


def _opened(base: KnowledgeBase, code: str, address: str) -> tuple[Sitting | None, float]:
    """The sitting of a code, or how long this address waits before the next one."""
    wait = base.accounts.code_attempts.code_wait(address)
    if wait > 0:
        return None, wait
    found = store.sitting_of_code(base.wiki.private, code) if code else None
    if found is None:
        base.accounts.code_attempts.code_failed(address)
    return found, 0.0


async def take_place(request: Request) -> Response:
    """GET and POST /rejoindre/{code}: a place in a group, for this sitting alone."""
    code, hidden = read_code(request.path_params["code"]), hidden_of(request)
    found, wait = await in_base(lambda base: _opened(base, code, address_of(request)))
    if found is None:
        status, said = (429, slow_down(wait)) if wait > 0 else (404, UNKNOWN)
        return HTMLResponse(pages.told("Cette séance ne s’ouvre pas", said), status, headers=OWN)
    plan = preparing.sitting_plan(found)
    if found.state != "open":
        ended = found.state == "ended"
        said = "Cette séance est terminée." if ended else "Cette séance n’est pas encore ouverte. Gardez cette page."
        again = (f"/rejoindre/{code}", "Réessayer")
        return HTMLResponse(pages.told(plan.theme or "Atelier", said, link=again), 409, headers=OWN)
    mine = await in_base(lambda base: _place(base, request))
    if mine is not None and mine.sitting == found.number and request.method == "GET":
        return RedirectResponse("/atelier", 303, headers=CLOSED)
    title = await in_base(lambda base: preparing.plan_of(store.workshop(base.wiki.private, found.workshop)).title)
    draw = partial(pages.choose_group, title, plan.theme, plan.groups, day(found.purge_on), hidden=hidden)
    if request.method == "GET":
        return shown(request, draw(), hidden)
    fields = await fields_of(request)
    if not is_ours(request, fields):
        return shown(request, draw(error=STALE), hidden, 403)
    team, token = fields.get("group", ""), secrets.token_urlsafe(32)
    try:
        await in_base(lambda base: base.workshops.receiving.join(found, int(team) if team.isdecimal() else -1, token))
    except ContributionRefused as refused:
        return shown(request, draw(error=str(refused)), hidden, 422)
    answer = RedirectResponse("/atelier", 303, headers=CLOSED)
    set_cookie(answer, request, COOKIE, token, COOKIE_SECONDS, "lax")
    return answer


def _place(base: KnowledgeBase, request: HTTPConnection) -> Place | None:
    try:
        return base.workshops.receiving.place_of(request.cookies.get(COOKIE, ""))
    except PlaceGone:
        return None


async def telephone(request: Request) -> Response:
    """GET /atelier: the page of whoever has a place."""

    def look(base: KnowledgeBase) -> tuple[int, str] | None:
        place = _place(base, request)
        if place is None:
            return None
        sitting = store.sitting(base.wiki.private, place.sitting)
        return sitting.number, preparing.plan_of(store.workshop(base.wiki.private, sitting.workshop)).title

    found = await in_base(look)
    return RedirectResponse("/rejoindre", 303, headers=CLOSED) if found is None else live(request, pages.phone(*found))


async def receive(hub: Hub, request: Request) -> Response:
    """POST /atelier/envoi: 200 with what came of each thing; 403, 410 without a place, 413 too long, 422 unreadable."""
    if request.headers.get(HEADER) != "1":
        return said(403, "Cette demande ne vient pas de la page de l’atelier.")
    body = await read_body(request, LONGEST_BODY)
    if body is None:
        return said(413, "Cet envoi est trop long. Rien n’est perdu : raccourcissez vos textes.")
    given = as_json(body)
    things = given.get("things") if given else None
    if not isinstance(things, list) or not all(isinstance(one, dict) for one in things):
        return said(422, "Cet envoi ne se lit pas.")
    try:
        done = await hub.submit(request.cookies.get(COOKIE, ""), things)
    except KbError as error:
        return said(503, str(error))
    return said(410, GONE) if done is None else JSONResponse({"done": done}, headers=CLOSED)


async def state(request: Request) -> Response:
    """GET /atelier/etat?v=: what the telephone shows, 204 when it has not changed since version `v`."""

    def look(base: KnowledgeBase) -> dict[str, Any] | None:
        place = _place(base, request)
        return None if place is None else first(base, place.sitting, showing.common, place)

    return await stated(request, look)


async def narrative(request: Request) -> Response:
    """GET /atelier/recit/{at}: a narrative of the sitting, for whoever has a place; 404 when it was withdrawn."""

    def look(base: KnowledgeBase) -> dict[str, Any] | None:
        place = _place(base, request)
        at = request.path_params["at"]
        return (
            None
            if place is None
            else base.workshops.showing.narrative(store.sitting(base.wiki.private, place.sitting), at)
        )

    found = await in_base(look)
    return said(404, "Ce récit n’est pas là.") if found is None else JSONResponse(found, headers=CLOSED)


async def follow(hub: Hub, socket: WebSocket) -> None:
    """WebSocket /atelier/fil."""

    def look(base: KnowledgeBase) -> tuple[int, str, dict[str, Any]] | None:
        place = _place(base, socket)
        return None if place is None else (
            place.sitting, place.token, first(base, place.sitting, showing.common, place)
        )  # fmt: skip

    found = await first_of(socket, look)
    if found is not None:
        await hub.serve(found[0], Screen(socket, "phone", found[1]), found[2])
