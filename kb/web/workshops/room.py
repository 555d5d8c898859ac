"""Routes of the room's screen, opened by an address that its facilitator gives, and of the facilitator's remote."""

import time
from functools import partial
from typing import Any

from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from kb import visit
from kb.base import KnowledgeBase
from kb.errors import KbError, RecordNotFound, Refused
from kb.store.workshops import workshops as store
from kb.store.workshops.workshops import Sitting
from kb.web.files.exports import origin_of
from kb.web.forms import OWN, in_base, read_body
from kb.web.scripted import CLOSED, as_json, said
from kb.web.workshops import pages
from kb.web.workshops.answers import HEADER, LONGEST_BODY, first, first_of, live, stated
from kb.web.workshops.live import Hub, Screen
from kb.workshops import preparing, showing


def routes(hub: Hub) -> list[BaseRoute]:
    """The routes, over these screens."""
    screen, remote = "/atelier/salle/{token}", "/atelier/telecommande/{number:int}"
    return [
        Route(screen, room),
        Route(f"{screen}/etat", room_state),
        Route(screen + "/recit/{at:int}", room_narrative),
        WebSocketRoute(f"{screen}/fil", partial(follow_room, hub)),
        Route(remote, show_remote, methods=["GET"]),
        Route(remote, partial(command, hub), methods=["POST"]),
        Route(f"{remote}/etat", remote_state),
        WebSocketRoute(f"{remote}/fil", partial(follow_remote, hub)),
    ]


async def room(request: Request) -> Response:
    """GET /atelier/salle/{token}: the room's screen, for whoever was given its address."""
    token = request.path_params["token"]

    def look(base: KnowledgeBase) -> tuple[Sitting, str] | None:
        sitting = store.sitting_of_screen(base.wiki.private, token)
        return None if sitting is None else (
            sitting, preparing.plan_of(store.workshop(base.wiki.private, sitting.workshop)).title
        )  # fmt: skip

    found = await in_base(look)
    if found is None:
        return HTMLResponse(pages.told("Écran inconnu", "Cette adresse n’est celle d’aucune salle."), 404, headers=OWN)
    sitting, title = found
    origin = origin_of(request)
    join = f"{origin.split('://')[-1]}/rejoindre"
    qr = pages.qr_svg(f"{origin}/rejoindre/{sitting.code}")
    return live(request, pages.room(f"/atelier/salle/{token}", title, join, qr))


def _of_screen(base: KnowledgeBase, request: HTTPConnection) -> Sitting | None:
    return store.sitting_of_screen(base.wiki.private, request.path_params["token"])


async def room_state(request: Request) -> Response:
    """GET /atelier/salle/{token}/etat."""

    def look(base: KnowledgeBase) -> dict[str, Any] | None:
        sitting = _of_screen(base, request)
        return None if sitting is None else first(base, sitting.number, showing.room)

    return await stated(request, look)


async def room_narrative(request: Request) -> Response:
    """GET /atelier/salle/{token}/recit/{at}."""

    def look(base: KnowledgeBase) -> dict[str, Any] | None:
        sitting = _of_screen(base, request)
        return None if sitting is None else base.workshops.showing.narrative(sitting, request.path_params["at"])

    found = await in_base(look)
    return said(404, "Ce récit n’est pas là.") if found is None else JSONResponse(found, headers=CLOSED)


async def follow_room(hub: Hub, socket: WebSocket) -> None:
    """WebSocket /atelier/salle/{token}/fil."""

    def look(base: KnowledgeBase) -> tuple[int, dict[str, Any]] | None:
        sitting = _of_screen(base, socket)
        return None if sitting is None else (sitting.number, first(base, sitting.number, showing.room))

    found = await first_of(socket, look)
    if found is not None:
        await hub.serve(found[0], Screen(socket, "room"), found[1])


async def show_remote(request: Request) -> Response:
    """GET /atelier/telecommande/{number}."""
    number, person = request.path_params["number"], visit.person_of(request)
    if person is None:
        return RedirectResponse(f"/connexion?vers=/atelier/telecommande/{number}", 303, headers=CLOSED)

    def look(base: KnowledgeBase) -> str:
        workshop, sitting = base.workshops.sitting_for(person, number)
        title = preparing.sitting_plan(sitting).theme or preparing.plan_of(workshop).title
        return pages.remote(number, title, f"/atelier/salle/{sitting.screen}", workshop.number)

    try:
        return live(request, await in_base(look))
    except KbError as error:
        back = ("/ateliers", "Revenir aux ateliers")
        return HTMLResponse(pages.told("Télécommande", str(error), link=back), 403, headers=OWN)


async def command(hub: Hub, request: Request) -> Response:
    """POST /atelier/telecommande/{number}: 200, 403 not theirs, 409 not possible, 422 unreadable."""
    number, person = request.path_params["number"], visit.person_of(request)
    if request.headers.get(HEADER) != "1":
        return said(403, "Cette demande ne vient pas de la télécommande.")
    given = as_json(await read_body(request, LONGEST_BODY) or b"")
    if given is None:
        return said(422, "Cette demande ne se lit pas.")
    try:
        done = await in_base(
            lambda base: base.workshops.running.command(person, number, given, time.time(), base.related.heaps_of_texts)
        )
    except (Refused, RecordNotFound) as error:
        return said(403, str(error))
    except KbError as error:
        return said(409, str(error))
    except (ValueError, KeyError, TypeError, OverflowError):
        return said(422, "Cette demande ne se lit pas.")
    hub.changed(number)
    return JSONResponse(done, headers=CLOSED)


async def remote_state(request: Request) -> Response:
    """GET /atelier/telecommande/{number}/etat."""
    return await stated(request, partial(_remote, request))


async def follow_remote(hub: Hub, socket: WebSocket) -> None:
    """WebSocket /atelier/telecommande/{number}/fil."""
    found = await first_of(socket, partial(_remote, socket))
    if found is not None:
        number = socket.path_params["number"]
        await hub.serve(number, Screen(socket, "remote"), found)


def _remote(request: HTTPConnection, base: KnowledgeBase) -> dict[str, Any]:
    number = request.path_params["number"]
    base.workshops.sitting_for(visit.person_of(request), number)
    return first(base, number, showing.remote)
