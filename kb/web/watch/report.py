"""Signaler: a page of plain HTML for a telephone, and what its script asks. It keeps what it could not send."""

from dataclasses import asdict
from typing import Any, Final
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from kb import visit
from kb.base import KnowledgeBase
from kb.errors import KbError, Refused
from kb.protection.highlights import KIND_LABELS
from kb.protection.persons.names import TaggerMissing
from kb.readers import Person
from kb.watch import reporting
from kb.watch.detection.methods import STANDINGS
from kb.watch.given import LONGEST, SignalRefused
from kb.web.forms import OWN
from kb.web.scripted import CLOSED, Given, ScriptDoor
from kb.web.trouble import refusal_status
from kb.web.watch.report_page import refused_page, report_page

PATH: Final = "/signaler"
# A text of the length that is refused with its reason, in UTF-8, escaped in JSON, and a little around it.
LONGEST_BODY: Final = 24 * LONGEST
HEADER: Final = "x-rp-signal"
PAGE: Final = {
    **OWN,
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self' "
    "'unsafe-inline'; font-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
}
SIGN_IN: Final = "Votre session a pris fin. Votre signal est gardé sur cet appareil : connectez-vous pour l’envoyer."


async def show(request: Request) -> Response:
    """The page; where to sign in for a visitor, and what to ask for whoever may not report."""
    person = visit.person_of(request)
    if person is None:
        return RedirectResponse(f"/connexion?vers={quote(PATH, safe='')}", 303)

    def drawn() -> Response:
        with visit.open_base() as base:
            try:
                own = base.watch.reporting.own_signals(person)
                news = base.watch.reporting.news(person)
            except Refused as refused:
                return HTMLResponse(refused_page(str(refused)), 403, headers=OWN)
            html = report_page(base, person, own, news)
            if news:
                base.watch.reporting.see(person, news[0].number)
            return HTMLResponse(html, headers=PAGE)

    return await run_in_threadpool(drawn)


def _refused(error: KbError) -> Response:
    if isinstance(error, reporting.TooMany):  # a SignalRefused, too
        return _said(429, str(error))
    if isinstance(error, SignalRefused):
        return _said(422, str(error), error.field)
    return _said(refusal_status(error), str(error))


def _sent(base: KnowledgeBase, person: Person, given: Given) -> dict[str, Any]:
    """The number of the signal; 422 says what to change, 429 that there were too many in a day."""
    return asdict(base.watch.reporting.report(person, given))


def _same(base: KnowledgeBase, person: Person, given: Given) -> dict[str, Any]:
    """How many structures say the same as a signal."""
    return {
        "structures": base.watch.reporting.say_the_same(person, int(given["number"]), str(given.get("shown") or ""))
    }


def _looked(base: KnowledgeBase, person: Person, given: Given) -> dict[str, Any]:
    """What the base knows of a text that is being written. Nothing is kept."""
    text = str(given.get("text") or "")
    found = base.watch.reporting.look(person, text, str(given.get("territory") or ""), str(given.get("day") or ""))
    names = {"themes": "themes", "substances": "substances", "territories": "territories"}
    proposed = {
        name: [{"code": code, "label": base.label(of, code)} for code in found.proposed[name]]
        for name, of in names.items()
    }
    near = [{**asdict(one), "place": base.territory_name(one.territory)} for one in found.near]
    records = [{"id": one.id, "title": one.title, "kind": one.kind} for one in found.records]
    return {
        "proposed": proposed,
        "near": near,
        "records": records,
        "standing": STANDINGS[found.standing],
        "people": _people(base, text),
    }


def _people(base: KnowledgeBase, text: str) -> list[dict[str, Any]]:
    try:
        found = base.wiki.resources.highlights(text)
    except TaggerMissing:
        return []
    return [
        {"start": one.start, "end": one.end, "text": one.text, "kind": KIND_LABELS.get(one.kind, one.kind)}
        for one in found
    ]


def _said(status: int, message: str, field: str = "") -> Response:
    return JSONResponse({"error": message, "field": field}, status, headers=CLOSED)


DOOR: Final = ScriptDoor(
    HEADER,
    LONGEST_BODY,
    SIGN_IN,
    lambda: _said(422, f"Plus de {LONGEST} caractères : gardez les faits ici. Rien n’est perdu.", "text"),
    _refused,
    _said,
)
ROUTES = [
    Route(PATH, show),
    DOOR.route("/api/signal", _sent),
    DOOR.route("/api/signal/regard", _looked),
    DOOR.route("/api/signal/meme", _same),
]
