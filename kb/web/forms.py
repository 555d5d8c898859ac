"""The forms of plain HTML pages: what was posted, whether our own page posted it, cookies, and where to go next."""

import secrets
from collections.abc import Callable
from typing import Final, Literal, TypeVar
from urllib.parse import parse_qs, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from kb import visit
from kb.base import KnowledgeBase
from kb.errors import KbError
from kb.store.accounts.passwords import AccountRefused
from kb.store.accounts.sessions import ABSOLUTE, csrf_of
from kb.web.accounts.pages import told

# A form here is a few short fields.
LONGEST_BODY: Final = 20_000
FORM_COOKIE: Final = "rp_form"
FORM_LASTS: Final = 3_600  # seconds
OWN: Final = {
    "X-Kb-Own": "1",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "font-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
}
STALE: Final = "Cette page était ouverte depuis trop longtemps. Recommencez : rien n’a été perdu."
BOTH: Final = ["GET", "POST"]
Fields = dict[str, str]
# What went wrong, by the name of the field; "" is the form as a whole.
Wrong = dict[str, str]
T = TypeVar("T")


def missing(said: str) -> Response:
    """The page, 404, of a file that is not there, or not for whoever asks."""
    return HTMLResponse(told("Rien à cette adresse", said), 404, headers=OWN)


async def read_body(request: Request, longest: int) -> bytes | None:
    """What was posted, or None when it is longer than `longest` bytes: the rest is not even read."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > longest:
            return None
    return body


async def fields_of(request: Request) -> Fields:
    """The fields of a posted form; {} for one that is too long or is no form."""
    body = await read_body(request, LONGEST_BODY)
    try:
        return {name: values[0] for name, values in parse_qs((body or b"").decode("utf-8")).items()}
    except ValueError:
        return {}


def hidden_of(request: Request) -> Fields:
    """What a form must bring back: the session's token, or for a visitor the one of a cookie of its own."""
    if token_of(request):
        return {"csrf": csrf_of(token_of(request))}
    return {"csrf": request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(16)}


def token_of(request: Request) -> str:
    """The token of the session that whoever comes holds, "" when there is none."""
    known = request.scope.get("kb", {})
    return str(known["token"]) if known.get("person") is not None else ""


def is_ours(request: Request, fields: Fields) -> bool:
    """Whether a page that we gave to this browser posted the form."""
    token = token_of(request)
    wanted = csrf_of(token) if token else request.cookies.get(FORM_COOKIE, "")
    return bool(wanted) and secrets.compare_digest(fields.get("csrf", "").encode(), wanted.encode())


def shown(request: Request, html: str, hidden: Fields, status: int = 200) -> Response:
    """A page with a form."""
    answer = HTMLResponse(html, status, headers=OWN)
    if not token_of(request):
        set_cookie(answer, request, FORM_COOKIE, hidden["csrf"], FORM_LASTS, "strict")
    return answer


def set_cookie(
    answer: Response, request: Request, name: str, value: str, seconds: int, same_site: Literal["lax", "strict"]
) -> None:
    """Give the browser a cookie that scripts cannot read."""
    secure = bool(request.scope.get("kb", {}).get("secure"))
    answer.set_cookie(name, value, max_age=seconds, httponly=True, samesite=same_site, secure=secure)


async def entered(request: Request, account_id: str, target: str) -> Response:
    """Signed in: a new token, whatever the browser held before."""
    token = await in_base(lambda base: base.accounts.sessions.sign_in(account_id))
    answer = RedirectResponse(target, 303, headers={"Cache-Control": "no-store"})
    set_cookie(answer, request, visit.COOKIE, token, int(ABSOLUTE.total_seconds()), "lax")
    return answer


def local(target: str) -> str:
    """An address of this site, « / » for any other."""
    plain = "\\" not in target and not any(ord(character) < ord(" ") for character in target)
    if not plain or not target.startswith("/") or target.startswith("//"):
        return "/"
    return "/" if urlsplit(target).netloc else target


def address_of(request: Request) -> str:
    """Where a request comes from, as the slow-down counts it: the gate saw through the proxy, if there is one."""
    return request.client.host if request.client else ""


async def in_base(action: Callable[[KnowledgeBase], T]) -> T:
    """What an action over the base gives, done in a thread: the base may make one wait. Raises KbError."""

    def run() -> T:
        with visit.open_base() as base:
            return action(base)

    return await run_in_threadpool(run)


async def tried(action: Callable[[KnowledgeBase], str], wrong: Wrong | None = None) -> tuple[str, Wrong]:
    """What an action gave, and what it was refused for; with `wrong` already, it is not begun."""
    if wrong:
        return "", wrong

    try:
        return await in_base(action), {}
    except AccountRefused as refused:
        return "", {refused.field: str(refused)}
    except KbError as refused:
        return "", {"": str(refused)}
