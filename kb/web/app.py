"""What surrounds the pages: routes, middleware, and the reaction to an error of the script."""

import itertools
import logging
import os
from typing import Any

import streamlit as st
from prometheus_client import CollectorRegistry
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import BaseRoute, Route

from kb.web import suggestions
from kb.web.accounts import contact, forgotten, oidc_routes, tokens
from kb.web.accounts import routes as accounts
from kb.web.environment import Environment, read_environment
from kb.web.files import exports, feeds, files, glossary, needs, pack_exports, services
from kb.web.gate import Gate
from kb.web.html_shell import FrenchShell
from kb.web.operating import metrics, readiness
from kb.web.operating.counting import Counting, RequestCounts, Templates
from kb.web.programs import api, mcp, oai
from kb.web.proxy import check_peer_is_seen
from kb.web.sockets import OpenPages, Sockets
from kb.web.trouble import HANDLERS
from kb.web.uploads import Uploads
from kb.web.warming import warming
from kb.web.watch import exports as watch_exports
from kb.web.watch import report as watch_report
from kb.web.workshops import exports as workshop_exports
from kb.web.workshops import routes as workshop
from kb.web.writing import autosave, collect, mentions, preview

LOG = logging.getLogger(__name__)


def parts() -> dict[str, Any]:
    """Arguments of `st.App`, which `streamlit run` must see called in streamlit_app.py itself."""
    environment, pages = read_environment(os.environ), OpenPages()
    check_peer_is_seen(environment)
    measured = metrics.registry(pages.count)
    found = routes(environment, measured)
    return {
        "routes": found,
        "middleware": [
            Middleware(Counting, templates=Templates(found), counts=RequestCounts(measured)),
            Middleware(Gate, environment=environment),
            Middleware(Sockets, environment=environment, pages=pages),
            Middleware(Uploads, pages=pages),
            Middleware(FrenchShell),
        ],
        "lifespan": warming,
        "on_script_error": report_error,
        "exception_handlers": HANDLERS,
    }


def routes(environment: Environment, measured: CollectorRegistry) -> list[BaseRoute]:
    """Every route beside the pages."""
    signing_in = [module.routes(environment) for module in (accounts, forgotten, contact, oidc_routes)]
    return [
        *readiness.routes(),
        *metrics.routes(environment, measured),
        *files.ROUTES,
        *feeds.ROUTES,
        *exports.ROUTES,
        *pack_exports.ROUTES,
        *services.ROUTES,
        *itertools.chain(*signing_in),
        *autosave.ROUTES,
        *collect.ROUTES,
        *preview.ROUTES,
        *mentions.ROUTES,
        *suggestions.ROUTES,
        *workshop.routes(),
        *glossary.ROUTES,
        *workshop_exports.ROUTES,
        *watch_report.ROUTES,
        *watch_exports.ROUTES,
        Route("/rechercher", home, methods=["GET"]),
        *needs.ROUTES,
        *tokens.ROUTES,
        *api.ROUTES,
        *oai.routes(environment),
        *mcp.routes(environment),
    ]


def home(request: Request) -> RedirectResponse:
    """GET /rechercher: the search is the home page, which people also ask for by its name."""
    return RedirectResponse(f"/?{request.url.query}" if request.url.query else "/", 308)


def report_error(error: Exception) -> bool:
    """Tell the reader in French that the page failed; the details go to the log of the server only."""
    LOG.error("page failed", exc_info=error)
    st.error(
        "Cette page n’a pas pu être affichée. Rien n’a été perdu. Rechargez-la ; si cela continue, "
        "l’administrateur trouvera la cause dans le journal du serveur."
    )
    return True
