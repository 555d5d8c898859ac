"""Routes of accounts: sign in and out, invitations, the first administrator, passwords, one's own account."""

import secrets
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from kb.base import KnowledgeBase
from kb.errors import KbError
from kb.store.accounts import account, join, link, set_password, set_profile, use_link, verify
from kb.store.sessions import ABSOLUTE, csrf_of, note_attempt, sign_in, sign_out, wait_before_trying
from kb.views import session
from kb.web import account_pages as pages

# A form here is a few short fields.
LONGEST_BODY = 20_000
FORM_COOKIE = "rp_form"
OWN = {
    "X-Kb-Own": "1",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
}
STALE = "Cette page était ouverte depuis trop longtemps. Recommencez : rien n’a été perdu."
WRONG = "Cette adresse et ce mot de passe ne vont pas ensemble."
Fields = dict[str, str]


async def _fields(request: Request) -> Fields:
    """The fields of a posted form; {} for one that is too long or is no form."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LONGEST_BODY:
            return {}
    try:
        return {name: values[0] for name, values in parse_qs(body.decode("utf-8")).items()}
    except ValueError:
        return {}


def _hidden(request: Request) -> Fields:
    """What a form must bring back: the session's token, or for a visitor the one of a cookie of its own."""
    token = request.scope.get("kb", {}).get("token", "")
    if request.scope.get("kb", {}).get("person") is not None:
        return {"csrf": csrf_of(token)}
    return {"csrf": request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(16)}


def _is_ours(request: Request, fields: Fields) -> bool:
    given = fields.get("csrf", "")
    known = request.scope.get("kb", {})
    wanted = csrf_of(known["token"]) if known.get("person") is not None else request.cookies.get(FORM_COOKIE, "")
    return bool(wanted) and secrets.compare_digest(given, wanted)


def _shown(request: Request, html: str, hidden: Fields, status: int = 200) -> Response:
    answer = HTMLResponse(html, status, headers=OWN)
    if session.person_of(request) is None:
        _set(answer, request, FORM_COOKIE, hidden["csrf"], 3_600, "strict")
    return answer


def _set(answer: Response, request: Request, name: str, value: str, seconds: int, same_site: str) -> None:
    secure = request.url.scheme == "https"
    answer.set_cookie(name, value, max_age=seconds, httponly=True, samesite=same_site, secure=secure)  # type: ignore[arg-type]


def _entered(request: Request, account_id: str, target: str) -> Response:
    """Signed in: a new token, whatever the browser held before."""
    with session.open_base() as base:
        token = sign_in(base.register, account_id)
    answer = RedirectResponse(target, 303, headers={"Cache-Control": "no-store"})
    _set(answer, request, session.COOKIE, token, int(ABSOLUTE.total_seconds()), "lax")
    return answer


def local(target: str) -> str:
    """An address of this site, « / » for any other."""
    parts = urlsplit(target)
    safe = target.startswith("/") and not target.startswith(("//", "/\\")) and not parts.netloc and "\n" not in target
    return target if safe else "/"


async def connect(request: Request) -> Response:
    """GET and POST /connexion."""
    target = local(request.query_params.get("vers", "/"))
    hidden = _hidden(request)
    if request.method == "GET":
        return _shown(request, pages.sign_in(hidden=hidden), hidden)
    fields = await _fields(request)
    if not _is_ours(request, fields):
        return _shown(request, pages.sign_in(hidden=hidden, error=STALE), hidden, 403)
    login = fields.get("login", "")
    address = request.client.host if request.client else ""

    def attempt() -> tuple[str | None, float]:
        with session.open_base() as base:
            who = (f"account {login}", f"address {address}")
            wait = wait_before_trying(base.register, *who)
            if wait > 0:
                return None, wait
            found = verify(base.register, login, fields.get("password", ""))
            note_attempt(base.register, *who, failed=found is None)
            return (found.id if found else None), 0.0

    account_id, wait = await run_in_threadpool(attempt)
    if account_id is None:
        error = f"Plusieurs essais ont échoué. Réessayez dans {max(1, round(wait))} secondes." if wait else WRONG
        html = pages.sign_in(hidden=hidden, login=login, error=error)
        return _shown(request, html, hidden, 429 if wait else 401)
    return _entered(request, account_id, target)


async def disconnect(request: Request) -> Response:
    """POST /deconnexion."""
    fields = await _fields(request)
    answer = RedirectResponse("/", 303, headers={"Cache-Control": "no-store"})
    if session.person_of(request) is not None:
        if not _is_ours(request, fields):
            return HTMLResponse(pages.told("Toujours connecté", STALE), 403, headers=OWN)
        with session.open_base() as base:
            sign_out(base.register, request.scope["kb"]["token"])
    answer.delete_cookie(session.COOKIE)
    return answer


def _joining(purpose: str, title: str, lead: str) -> Callable[[Request], object]:
    async def route(request: Request) -> Response:
        token, hidden = request.path_params["token"], _hidden(request)
        with session.open_base() as base:
            serves = link(base.register, purpose, token) is not None
        if not serves:
            said = "Ce lien a déjà servi ou a expiré. Demandez-en un autre à l’administrateur."
            return HTMLResponse(pages.told(title, said), 410, headers=OWN)
        if request.method == "GET":
            return _shown(request, pages.new_account(title, lead, hidden=hidden, given={}), hidden)
        fields = await _fields(request)
        error = "" if _is_ours(request, fields) else STALE

        def make(base: KnowledgeBase) -> str:
            given = {name: fields.get(name, "") for name in ("login", "name", "password")}
            return join(base.register, purpose, token, **given).id

        account_id, error = await _tried(make, error)
        if error:
            html = pages.new_account(title, lead, hidden=hidden, given=fields, error=error)
            return _shown(request, html, hidden, 422)
        return _entered(request, account_id, "/")

    return route


async def _tried(action: Callable[[KnowledgeBase], str], error: str) -> tuple[str, str]:
    """What an action gave, and what it was refused for."""
    if error:
        return "", error

    def run() -> tuple[str, str]:
        try:
            with session.open_base() as base:
                return action(base), ""
        except KbError as refused:
            return "", str(refused)

    return await run_in_threadpool(run)


async def reset(request: Request) -> Response:
    """GET and POST /mot-de-passe/{token}."""
    token, hidden = request.path_params["token"], _hidden(request)
    if request.method == "GET":
        return _shown(request, pages.new_password(hidden=hidden), hidden)
    fields = await _fields(request)

    def change(base: KnowledgeBase) -> str:
        found = link(base.register, "reset", token)
        account_id = found.account if found and found.account else use_link(base.register, "reset", token).account or ""
        set_password(base.register, account_id, fields.get("password", ""), actor=account_id)
        use_link(base.register, "reset", token)
        return account_id

    account_id, error = await _tried(change, "" if _is_ours(request, fields) else STALE)
    if error:
        return _shown(request, pages.new_password(hidden=hidden, error=error), hidden, 422)
    return _entered(request, account_id, "/")


async def own(request: Request) -> Response:
    """GET and POST /compte."""
    person = session.person_of(request)
    if person is None:
        return RedirectResponse("/connexion?vers=/compte", 303)
    hidden, said = _hidden(request), ""
    if request.method == "POST":
        fields = await _fields(request)

        def change(base: KnowledgeBase) -> str:
            match fields.get("do"):
                case "profile":
                    about = {name: fields.get(name, "") for name in ("name", "trade", "organisation")}
                    set_profile(base.register, person.account, **about)
                case "password":
                    mine = account(base.register, person.account)
                    if mine is None or verify(base.register, mine.login, fields.get("old", "")) is None:
                        raise KbError("Le mot de passe actuel n’est pas celui-là. Rien n’a été changé.")
                    set_password(base.register, person.account, fields.get("password", ""), actor=person.account)
                    return "again"
                case "everywhere":
                    sign_out(base.register, request.scope["kb"]["token"], everywhere=True)
                    return "out"
            return "kept"

        done, said = await _tried(change, "" if _is_ours(request, fields) else STALE)
        if done == "again":
            return _entered(request, person.account, "/")
        if done == "out":
            return RedirectResponse("/connexion", 303)
        said = said or "C’est enregistré."
    with session.open_base() as base:
        mine = account(base.register, person.account)
    if mine is None:
        return RedirectResponse("/connexion", 303)
    return _shown(request, pages.profile(mine.name, mine.trade, mine.organisation, hidden=hidden, said=said), hidden)


BOTH = ["GET", "POST"]
ROUTES = [
    Route("/connexion", connect, methods=BOTH),
    Route("/deconnexion", disconnect, methods=["POST"]),
    Route(
        "/invitation/{token}", _joining("invite", "Bienvenue", "On vous invite à lire et à écrire ici."), methods=BOTH
    ),
    Route(
        "/premier-compte/{token}",
        _joining("first", "Premier compte", "Ce compte administrera la base : il invite les autres."),
        methods=BOTH,
    ),
    Route("/mot-de-passe/{token}", reset, methods=BOTH),
    Route("/compte", own, methods=BOTH),
]
