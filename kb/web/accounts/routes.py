"""Routes of accounts: sign in and out, invitations, the first administrator, passwords, one's own account."""

from functools import partial

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from kb import visit
from kb.base import KnowledgeBase
from kb.errors import KbError
from kb.readers import Person
from kb.store.accounts.accounts import is_email
from kb.store.accounts.one_time_links import SPENT
from kb.store.accounts.passwords import AccountRefused
from kb.web.accounts import pages
from kb.web.accounts.mail import write_confirmation
from kb.web.environment import Environment
from kb.web.forms import (
    BOTH,
    OWN,
    STALE,
    Fields,
    Wrong,
    address_of,
    entered,
    fields_of,
    hidden_of,
    in_base,
    is_ours,
    local,
    shown,
    token_of,
    tried,
)

WRONG = "Cette adresse et ce mot de passe ne vont pas ensemble."
NOT_YOURS = "Le mot de passe actuel n’est pas celui-là. Rien n’a été changé."
NO_PASSWORD = "Votre structure répond de vous : ce compte n’a pas de mot de passe."
NO_MAIL = "Cette base n’envoie pas de lettres. Demandez à l’administrateur d’inscrire votre adresse."
NO_ADDRESS = "Ce n’est pas une adresse électronique. Rien n’a été changé."
# What the page of one's own account says of what it did.
DONE = {
    "profile": "C’est enregistré.",
    "email": "Une lettre vient de partir. L’adresse sera la vôtre dès que vous aurez ouvert le lien qu’elle contient.",
    "password": "Votre mot de passe est changé. Vos autres appareils se reconnecteront ; vos jetons ne servent plus.",
}
JOINING = {
    "invite": ("Bienvenue", "On vous invite à lire et à écrire ici."),
    "first": ("Premier compte", "Ce compte administrera la base : il invite les autres."),
}


def slow_down(wait: float) -> str:
    """What is told to somebody who tries too often."""
    return f"Plusieurs essais ont échoué. Réessayez dans {max(1, round(wait))} secondes."


async def connect(environment: Environment, request: Request) -> Response:
    """GET and POST /connexion."""
    target = local(request.query_params.get("vers", "/"))
    hidden = hidden_of(request)
    ways = pages.Ways(environment.directory is not None, environment.smtp is not None, target)
    if request.method == "GET":
        return shown(request, pages.sign_in(ways, hidden=hidden), hidden)
    fields = await fields_of(request)
    if not is_ours(request, fields):
        return shown(request, pages.sign_in(ways, hidden=hidden, error=STALE), hidden, 403)
    login, password, address = fields.get("login", ""), fields.get("password", ""), address_of(request)

    def check(base: KnowledgeBase) -> tuple[str, float]:
        wait = base.accounts.attempts.attempt(login, address)
        found = base.accounts.verify(login, password) if wait <= 0 else None
        if found is not None:
            base.accounts.attempts.attempt_succeeded(login, address)
        return (found.id if found else ""), wait

    try:
        account_id, wait = await in_base(check)
        if account_id:
            return await entered(request, account_id, target)
        status, said = (429, slow_down(wait)) if wait > 0 else (401, WRONG)
    except KbError as error:
        status, said = 503, str(error)
    return shown(request, pages.sign_in(ways, hidden=hidden, login=login, error=said), hidden, status)


async def disconnect(request: Request) -> Response:
    """POST /deconnexion."""
    fields = await fields_of(request)
    answer = RedirectResponse("/", 303, headers={"Cache-Control": "no-store"})
    if visit.person_of(request) is not None:
        if not is_ours(request, fields):
            return HTMLResponse(pages.told("Toujours connecté", STALE), 403, headers=OWN)
        await in_base(lambda base: base.accounts.sessions.sign_out(token_of(request)))
    answer.delete_cookie(visit.COOKIE)
    return answer


def _spent() -> Response:
    """The page of a link that served, or is too old."""
    return HTMLResponse(pages.told("Ce lien ne sert plus", SPENT, again=True), 410, headers=OWN)


async def joining(purpose: str, request: Request) -> Response:
    """GET and POST /invitation/{token} and /premier-compte/{token}."""
    title, lead = JOINING[purpose]
    token, hidden = request.path_params["token"], hidden_of(request)
    found = await in_base(lambda base: base.accounts.links.link(purpose, token))
    if found is None:
        return _spent()
    if request.method == "GET":
        return shown(request, pages.new_account(title, lead, hidden=hidden, given={"login": found.email}), hidden)
    fields = await fields_of(request)

    def make(base: KnowledgeBase) -> str:
        given = {name: fields.get(name, "") for name in ("login", "name", "password")}
        return base.accounts.links.join(purpose, token, **given).id

    account_id, wrong = await tried(make, {} if is_ours(request, fields) else {"": STALE})
    if wrong:
        html = pages.new_account(title, lead, hidden=hidden, given=fields, wrong=wrong)
        return shown(request, html, hidden, 422)
    return await entered(request, account_id, "/bienvenue")


async def reset(request: Request) -> Response:
    """GET and POST /mot-de-passe/{token}."""
    token, hidden = request.path_params["token"], hidden_of(request)
    if await in_base(lambda base: base.accounts.links.link("reset", token)) is None:
        return _spent()
    if request.method == "GET":
        return shown(request, pages.new_password(hidden=hidden), hidden)
    fields = await fields_of(request)

    def change(base: KnowledgeBase) -> str:
        return base.accounts.links.reset_password(token, fields.get("password", ""))

    account_id, wrong = await tried(change, {} if is_ours(request, fields) else {"": STALE})
    if wrong:
        return shown(request, pages.new_password(hidden=hidden, wrong=wrong), hidden, 422)
    return await entered(request, account_id, "/")


async def confirm(request: Request) -> Response:
    """GET and POST /adresse/{token}: programs that read mail open its links, but press no button."""
    title, token, hidden = "Votre adresse", request.path_params["token"], hidden_of(request)
    found = await in_base(lambda base: base.accounts.links.link("email", token))
    if found is None:
        return _spent()
    if request.method == "GET":
        return shown(request, pages.confirmation(title, found.email, hidden=hidden), hidden)
    fields = await fields_of(request)

    def change(base: KnowledgeBase) -> str:
        return base.accounts.links.confirm_email(token).email

    email, wrong = await tried(change, {} if is_ours(request, fields) else {"": STALE})
    if wrong:
        return shown(request, pages.confirmation(title, found.email, hidden=hidden, wrong=wrong), hidden, 422)
    said = f"{email} est maintenant l’adresse de votre compte. Un mot de passe oublié s’y demande."
    return HTMLResponse(pages.told(title, said), headers=OWN)


async def own(environment: Environment, request: Request) -> Response:
    """GET and POST /compte."""
    person = visit.person_of(request)
    if person is None:
        return RedirectResponse("/connexion?vers=/compte", 303)
    hidden, done, fields = hidden_of(request), request.query_params.get("fait", ""), Fields()
    wrong, task = Wrong(), None
    if request.method == "POST":
        fields, address = await fields_of(request), address_of(request)

        def change(base: KnowledgeBase) -> str:
            return _change(base, person, fields, token_of(request), address, mail=environment.smtp is not None)

        done, wrong = await tried(change, {} if is_ours(request, fields) else {"": STALE})
        if done == "password":
            return await entered(request, person.account, "/compte?fait=password")
        if done == "everywhere":
            return RedirectResponse("/connexion", 303)
        if done == "email":
            task = BackgroundTask(write_confirmation, environment, person.account, fields.get("email", ""), address)
    about = person.account
    mine, with_password = await in_base(lambda base: (base.accounts.account(about), base.accounts.has_password(about)))
    if mine is None:
        return RedirectResponse("/connexion", 303)
    profile = pages.Profile(mine, with_password, environment.smtp is not None, fields if wrong else {})
    html = pages.profile(profile, hidden=hidden, said="" if wrong else DONE.get(done, ""), wrong=wrong)
    answer = shown(request, html, hidden, 422 if wrong else 200)
    answer.background = task
    return answer


def _change(base: KnowledgeBase, person: Person, fields: Fields, token: str, address: str, *, mail: bool) -> str:
    """What was done of what the page of one's own account asked. Raises KbError when it was not."""
    asked = fields.get("do", "")
    match asked:
        case "profile":
            about = {name: fields.get(name, "") for name in ("name", "trade", "organisation")}
            base.accounts.set_profile(person.account, **about)
        case "email":
            if not mail:
                raise AccountRefused(NO_MAIL, "email")
            if not is_email(fields.get("email", "")):
                raise AccountRefused(NO_ADDRESS, "email")
            check_password(base, person, fields, address)
        case "password":
            if not base.accounts.has_password(person.account):
                raise AccountRefused(NO_PASSWORD, "password")
            check_password(base, person, fields, address)
            base.accounts.set_password(person.account, fields.get("password", ""), actor=person.account)
        case "everywhere":
            base.accounts.sessions.sign_out(token, everywhere=True)
        case _:
            return ""
    return asked


def check_password(base: KnowledgeBase, person: Person, fields: Fields, address: str) -> None:
    """Returns when the form holds the account's password, or it has none: a screen left open is not enough."""
    mine = base.accounts.account(person.account)
    if mine is None or not base.accounts.has_password(mine.id):
        return
    if (wait := base.accounts.attempts.attempt(mine.login, address)) > 0:
        raise AccountRefused(slow_down(wait), "old")
    if base.accounts.verify(mine.login, fields.get("old", "")) is None:
        raise AccountRefused(NOT_YOURS, "old")
    base.accounts.attempts.attempt_succeeded(mine.login, address)


def routes(environment: Environment) -> list[Route]:
    """The routes of accounts."""
    return [
        Route("/connexion", partial(connect, environment), methods=BOTH),
        Route("/deconnexion", disconnect, methods=["POST"]),
        Route("/invitation/{token}", partial(joining, "invite"), methods=BOTH),
        Route("/premier-compte/{token}", partial(joining, "first"), methods=BOTH),
        Route("/mot-de-passe/{token}", reset, methods=BOTH),
        Route("/adresse/{token}", confirm, methods=BOTH),
        Route("/compte", partial(own, environment), methods=BOTH),
    ]
