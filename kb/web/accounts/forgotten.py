"""Route of a forgotten password: a letter with a link, when the operator named a server that takes letters."""

from functools import partial

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from kb.web.accounts import pages
from kb.web.accounts.mail import write_reset
from kb.web.environment import Environment
from kb.web.forms import BOTH, OWN, STALE, address_of, fields_of, hidden_of, is_ours, shown

TITLE = "Mot de passe oublié"
NO_MAIL = "Cette base n’envoie pas de lettres. Demandez un lien à son administrateur."
SENT = (
    "Si un compte a cette adresse, une lettre vient de partir. Elle peut mettre quelques minutes. Rien n’arrive ? "
    "Regardez dans les indésirables, puis demandez un lien à l’administrateur."
)


async def forgotten(environment: Environment, request: Request) -> Response:
    """GET and POST /oubli: one answer, at once, whether there is an account or not."""
    if environment.smtp is None:
        return HTMLResponse(pages.told(TITLE, NO_MAIL), headers=OWN)
    hidden = hidden_of(request)
    if request.method == "GET":
        return shown(request, pages.forgotten(TITLE, hidden=hidden), hidden)
    fields = await fields_of(request)
    if not is_ours(request, fields):
        return shown(request, pages.forgotten(TITLE, hidden=hidden, error=STALE), hidden, 403)
    task = BackgroundTask(write_reset, environment, fields.get("login", ""), address_of(request))
    return HTMLResponse(pages.told(TITLE, SENT), headers=OWN, background=task)


def routes(environment: Environment) -> list[Route]:
    """The route of a forgotten password."""
    return [Route("/oubli", partial(forgotten, environment), methods=BOTH)]
