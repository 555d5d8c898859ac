"""How programs come in: their token, their pace, and what they are told when they may not (problem+json, RFC 9457)."""

import logging
import math
from collections.abc import Callable
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response

from kb import visit
from kb.base import KnowledgeBase
from kb.discretion import of_the_system, without_paths
from kb.errors import BaseUnavailable, KbError, RecordNotFound, Refused, UnknownFilter
from kb.programs.callers import Caller, ProgramRefused, caller_of
from kb.store.accounts.attempts import line_of
from kb.web.programs.pace import DRAFTS, OF_ACCOUNTS, OF_VISITORS, Pace
from kb.web.trouble import FAILED

LOG: Final = logging.getLogger(__name__)
CLOSED: Final = {"Cache-Control": "no-store", "X-Kb-Own": "1"}
PROBLEM: Final = "application/problem+json"
# Where each code is explained.
EXPLAINED: Final = "/api#"
TITLES: Final = {
    "jeton_manquant": "Il faut un jeton",
    "jeton_invalide": "Jeton inconnu",
    "jeton_expire": "Jeton expiré",
    "portee_manquante": "Ce jeton n’est pas fait pour cela",
    "acces_refuse": "Cela ne vous est pas permis",
    "introuvable": "Rien à cette adresse",
    "methode_refusee": "Cette adresse ne se demande pas ainsi",
    "parametre_invalide": "Un paramètre ne convient pas",
    "demande_illisible": "Demande illisible",
    "fiche_invalide": "Ce brouillon ne convient pas",
    "trop_long": "Demande trop longue",
    "trop_de_demandes": "Trop de demandes",
    "indisponible": "La base ne répond pas",
    "erreur": "Le serveur n’a pas pu répondre",
}
PACE: Final = Pace()
Act = Callable[[KnowledgeBase, Caller], Any]


def problem(status: int, code: str, detail: str, **headers: str) -> Response:
    """What went wrong, as programs read it: `code` is stable, `detail` is for people."""
    body = {"type": EXPLAINED + code, "title": TITLES[code], "status": status, "detail": detail, "code": code}
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer" if code == "jeton_manquant" else 'Bearer error="invalid_token"'
    return JSONResponse(body, status, headers={**CLOSED, **headers}, media_type=PROBLEM)


def token_of(request: HTTPConnection) -> str | None:
    """The token that a program shows, None without. Cookies say nothing here: a page of another site has them too."""
    given = request.headers.get("authorization")
    if given is None:
        return None
    kind, _, token = given.partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def paced(request: HTTPConnection, caller: Caller, *, draft: bool = False) -> float:
    """Seconds that this caller has to wait before asking again; 0 when this request may be answered."""
    if caller.person is not None:
        who, limit = f"account {caller.person.account}", OF_ACCOUNTS
    else:
        who, limit = f"line {line_of(request.client.host if request.client else '')}", OF_VISITORS
    if (wait := PACE.wait(who, limit)) > 0 or not draft:
        return wait
    return PACE.wait(f"drafts {who}", DRAFTS)


def slow_down(wait: float) -> Response:
    """429, with when to ask again."""
    seconds = max(1, math.ceil(wait))
    said = f"Attendez {seconds} seconde{'s' if seconds > 1 else ''}, puis recommencez."
    return problem(429, "trop_de_demandes", said, **{"Retry-After": str(seconds)})


async def answered(request: Request, act: Act, *, status: int = 200, draft: bool = False) -> Response:
    """What `act` gives the caller, as JSON unless it is an answer already; a problem when it may not be had."""

    def run() -> Response:
        try:
            with visit.open_base() as base:
                caller = caller_of(base, token_of(request))
                if (wait := paced(request, caller, draft=draft)) > 0:
                    return slow_down(wait)
                given = act(base, caller)
        except (KbError, OSError) as error:
            return refused(error)
        return given if isinstance(given, Response) else JSONResponse(given, status, headers=CLOSED)

    return await run_in_threadpool(run)


def refused(error: Exception) -> Response:
    """The problem that an error of the program is to whoever asked; what is ours goes to the log alone."""
    match error:
        case ProgramRefused():
            return problem(error.status, error.code, str(error))
        case UnknownFilter():
            return problem(422, "parametre_invalide", str(error))
        case RecordNotFound():
            return problem(404, "introuvable", str(error))
        case Refused():
            return problem(403, "acces_refuse", str(error))
        case BaseUnavailable() | KbError():
            LOG.error("a program was not answered", exc_info=error)
            return problem(503, "indisponible", without_paths(str(error)), **{"Retry-After": "60"})
    LOG.error("a program was not answered", exc_info=error)
    known = of_the_system(error) if isinstance(error, OSError) else None
    return problem(503 if known else 500, "indisponible" if known else "erreur", str(known) if known else FAILED)
