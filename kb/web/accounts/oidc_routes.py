"""Routes of the organisation's directory: to it, and back with a session like any other."""

from functools import partial

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from kb.errors import KbError
from kb.web.accounts import pages
from kb.web.accounts.oidc import VISIT, DirectoryClient, DirectoryRefused
from kb.web.environment import Environment
from kb.web.forms import OWN, entered, in_base, local, set_cookie

COOKIE = "rp_annuaire"
THERE = "/connexion/annuaire"
BACK = "/connexion/annuaire/retour"
TITLE = "Connexion impossible"


async def leave(directory: DirectoryClient, request: Request) -> Response:
    """GET /connexion/annuaire: to the directory."""
    try:
        state, address = await directory.leave(local(request.query_params.get("vers", "/")))
    except DirectoryRefused as error:
        return _told(str(error), 502)
    answer = RedirectResponse(address, 303, headers={"Cache-Control": "no-store"})
    # Lax: the browser comes back from another site.
    set_cookie(answer, request, COOKIE, state, VISIT, "lax")
    return answer


async def come_back(directory: DirectoryClient, joins: bool, request: Request) -> Response:
    """GET /connexion/annuaire/retour: from the directory."""
    try:
        who, target = await directory.come_back(request.cookies.get(COOKIE, ""), request.query_params)
        account_id = await in_base(lambda base: base.accounts.identities.admit(who, joins=joins).id)
    except KbError as error:
        return _told(str(error), 403)
    answer = await entered(request, account_id, target)
    answer.delete_cookie(COOKIE)
    return answer


def _told(said: str, status: int) -> Response:
    answer = HTMLResponse(pages.told(TITLE, said, again=True), status, headers=OWN)
    answer.delete_cookie(COOKIE)
    return answer


def routes(environment: Environment, directory: DirectoryClient | None = None) -> list[Route]:
    """The routes of the directory that the operator named; none when they named none."""
    if environment.directory is None:
        return []
    client = directory or DirectoryClient(environment.directory, environment.site + BACK)
    return [Route(THERE, partial(leave, client)), Route(BACK, partial(come_back, client, environment.joins))]
