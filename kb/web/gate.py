"""The gate: who comes with each HTTP request and each WebSocket, and whether they may come at all.

Threats it answers: a page of another site that posts or opens a socket in a reader's name (Origin, CSRF token), a
cookie that scripts read (HttpOnly), somebody who asks the pages directly without the gate (the marker below), somebody
who names themself in the header of a proxy (kb/web/proxy.py), and a base that is closed to visitors.
"""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kb import visit
from kb.base import KnowledgeBase
from kb.errors import BaseDamaged, HomeMissing, KbError
from kb.readers import Person
from kb.store.accounts.accounts import Account, is_email, plain_login
from kb.store.accounts.identities import PROXY, Identity
from kb.store.accounts.passwords import AccountRefused
from kb.store.accounts.sessions import ABSOLUTE
from kb.web.environment import Environment
from kb.web.programs.door import problem
from kb.web.proxy import seen_through
from kb.web.trouble import saying

LOG: Final = logging.getLogger(__name__)
# Open to whoever comes: signing in, the static files, and the state of the server.
STATIC: Final = ("/app/static/", "/static/", "/favicon")
# Feeds say themselves who may read them: a feed reader has no cookie.
OPEN: Final = (
    *("/fil/", "/connexion", "/premier-compte/", "/invitation/", "/mot-de-passe/", "/oubli", "/adresse/"),
    "/ecrire",
    # Whoever was given the code of a sitting, or the address of its room's screen, needs no account.
    *("/rejoindre", "/atelier/salle/", "/atelier/recit/"),
    # Other programs show a token, which their door looks at.
    "/api/v1/",
)
# Answered whether the base can be read or not: they tell it.
OF_THE_OPERATOR: Final = ("/healthz", "/readyz", "/metrics")
OPEN_WHOLE: Final = ("/atelier", "/atelier/envoi", "/atelier/etat", "/atelier/fil", "/api", "/oai", "/mcp")
# What of Streamlit's own routes the pages use; the rest (metrics, agents, sign-in, …) tells of the server
THEIRS: Final = ("/_stcore/health", "/_stcore/host-config", "/_stcore/stream")
THEIRS_BELOW: Final = ("/_stcore/upload_file/", "/_stcore/bidi-components/")
CLOSED: Final = ("/_stcore", "/auth", "/oauth2callback")
REFUSAL: Final = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
)
# What a refusal is called: to people, and by the name of its kind to programs.
SAID_OF: Final = {
    401: ("Il faut un compte", "jeton_manquant"),
    403: ("Cette demande est refusée", "acces_refuse"),
    404: ("Page introuvable", "introuvable"),
    503: ("La base ne répond pas", "indisponible"),
}
AWAY: Final = "Elle ne répond pas pour le moment : rien n’est perdu. Réessayez dans une minute."
DAMAGED: Final = (
    "Un de ses fichiers est abîmé, et personne n’y écrit plus. Prévenez l’administrateur : « kb check », sur le "
    "serveur, dit lequel et quoi faire."
)
PROGRAMS: Final = ("/api/v1", "/mcp")
LONGEST_PART: Final = 255
MARKER: Final = visit.GATE.lower().encode()


@dataclass(frozen=True, slots=True)
class Comer:
    """Who comes: the person, their token ("" when a proxy alone names them), and whether visitors may read."""

    person: Person | None
    token: str
    visitors: bool
    fresh: bool = False  # the session is new: the browser does not hold its token yet
    mixed: bool = False  # the cookie is one person's, and the proxy names another


class Gate:
    """ASGI middleware, outermost: it gives cookies to pages, which what stands inside would drop.

    `scope["kb"]` holds the person, the token, whether the base is open to visitors and cookies travel over TLS only.
    """

    def __init__(self, app: ASGIApp, environment: Environment) -> None:
        self._app = app
        self._environment = environment

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        if is_closed(scope["path"]) or any(
            len(part.encode(errors="replace")) > LONGEST_PART for part in scope["path"].split("/")
        ):
            await _refuse(scope, send, 404, "Cette page n’existe pas.")  # no file system takes such a name
            return
        scope, named = seen_through(scope, self._environment.proxy)
        headers = {key.lower(): value for key, value in scope["headers"]}
        writes = scope["type"] == "websocket" or scope["method"] not in ("GET", "HEAD", "OPTIONS")
        if writes and not same_origin(headers, self._environment.site):
            await _refuse(scope, send, 403, "Cette demande vient d’un autre site : elle a été refusée.")
            return
        if not writes and (scope["path"].startswith(STATIC) or scope["path"] in OF_THE_OPERATOR):
            await self._app(scope, receive, send)
            return
        if scope["type"] == "websocket":  # it lasts as long as its page, and opens a base for each thing it asks
            await self._let_in(scope, named, receive, send)
            return
        async with visit.request():
            await self._let_in(scope, named, receive, send)

    async def _let_in(self, scope: Scope, named: str, receive: Receive, send: Send) -> None:
        page = scope["type"] == "http" and scope["method"] == "GET" and _asks_for_a_page(scope)
        token = HTTPConnection(scope).cookies.get(visit.COOKIE, "")
        try:
            comer = await run_in_threadpool(self._look_up, token, named, page)
        except HomeMissing:
            comer = Comer(None, token, True)  # no base yet: the page says so
        except KbError as error:
            LOG.error("the gate cannot read the base", exc_info=error)
            await _refuse(scope, send, 503, DAMAGED if isinstance(error, BaseDamaged) else AWAY)
            return
        if comer.mixed:
            await _refuse(scope, send, 403, "Vous êtes connecté sous un autre nom. Rechargez la page.")
        elif comer.person is None and not comer.visitors and not _is_open(scope["path"]):
            await _to_sign_in(scope, send, page)
        else:
            await self._app(self._marked(scope, comer), receive, self._giving(comer, scope, send))

    def _look_up(self, token: str, named: str, page: bool) -> Comer:
        """Who comes with a cookie, or by the word of the proxy, which a page turns into a session like any other."""
        with visit.open_base() as base:
            person, visitors = base.person(token) if token else None, base.visitors
            known = self._named(base, named, page) if named else None
            if known is None or (person is not None and person.account == known.id):
                return Comer(person, token, visitors)
            if page:
                base.accounts.sessions.sign_out(token)
                return Comer(known.person, base.accounts.sessions.sign_in(known.id), visitors, fresh=True)
            return Comer(known.person if person is None else None, "", visitors, mixed=person is not None)

    def _named(self, base: KnowledgeBase, named: str, page: bool) -> Account | None:
        """The account of whoever the proxy names, or None: an account of our own may still sign in."""
        subject = plain_login(named)
        found = base.accounts.identities.account_of_identity(PROXY, subject)
        if found is not None or not page:
            return found
        try:
            who = Identity(PROXY, subject, subject if is_email(subject) else "", named)
            return base.accounts.identities.admit(who, joins=self._environment.joins)
        except AccountRefused:
            return None

    def _marked(self, scope: Scope, comer: Comer) -> Scope:
        kept = [(key, value) for key, value in scope["headers"] if key.lower() != MARKER]
        known = {
            "person": comer.person,
            "token": comer.token,
            "visitors": comer.visitors,
            "secure": self._is_secure(scope),
        }
        return {**scope, "headers": [*kept, (MARKER, visit.secret().encode())], "kb": known}

    def _is_secure(self, scope: Scope) -> bool:
        """Whether the browser speaks TLS to this site: its cookies then cross no network in clear."""
        return scope["scheme"] in ("https", "wss") or self._environment.site.startswith("https://")

    def _giving(self, comer: Comer, scope: Scope, send: Send) -> Send:
        """`send`, with the cookie of a session that the proxy's word opened."""
        if not comer.fresh:
            return send
        lasts, secure = int(ABSOLUTE.total_seconds()), "; Secure" if self._is_secure(scope) else ""
        value = f"{visit.COOKIE}={comer.token}; Path=/; HttpOnly; SameSite=lax; Max-Age={lasts}{secure}"

        async def give(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], (b"set-cookie", value.encode("latin-1"))]}
            await send(message)

        return give


def _asks_for_a_page(scope: Scope) -> bool:
    return any(key.lower() == b"accept" and b"text/html" in value for key, value in scope["headers"])


def is_closed(path: str) -> bool:
    """Whether an address is one of Streamlit's own that no page of this site needs."""
    plain = re.sub(r"/+", "/", path)
    ours = plain in THEIRS or plain.startswith(THEIRS_BELOW)
    return not ours and any(plain == one or plain.startswith(f"{one}/") for one in CLOSED)


def _is_open(path: str) -> bool:
    return path in OPEN_WHOLE or path.startswith((*OPEN, *STATIC))


def same_origin(headers: Mapping[bytes, bytes], site: str = "") -> bool:
    """Whether a request that writes comes from a page of this site, as the browser says it."""
    origin = headers.get(b"origin", b"").decode("latin-1")
    if origin:
        # Behind a proxy that changes Host, the operator says by which address people come.
        return origin == site or urlsplit(origin).netloc == headers.get(b"host", b"").decode("latin-1")
    # No Origin: no browser of ours, or an old one. Sec-Fetch-Site is set by the browser alone.
    return headers.get(b"sec-fetch-site", b"same-origin") in (b"same-origin", b"none")


async def _to_sign_in(scope: Scope, send: Send, page: bool) -> None:
    if page:
        target = scope["path"] + (f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else "")
        location = f"/connexion?vers={quote(target, safe='')}".encode("latin-1")
        await send({"type": "http.response.start", "status": 303, "headers": [(b"location", location), *REFUSAL]})
        await send({"type": "http.response.body", "body": b""})
        return
    await _refuse(scope, send, 401, "Connectez-vous pour lire cette base.")


async def _refuse(scope: Scope, send: Send, status: int, said: str) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": "refused"})
        return
    title, code = SAID_OF[status]
    of_a_program = scope["path"] in PROGRAMS or scope["path"].startswith("/api/v1/")
    answer = problem(status, code, said) if of_a_program else saying(Request(scope), status, said, title)
    headers = [*answer.raw_headers, *(one for one in REFUSAL if one[0] != b"cache-control")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else bytes(answer.body)})
