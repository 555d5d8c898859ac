"""What a route answers when it failed: a page, a line of JSON or of text, in French; the cause goes to the log."""

import logging
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from kb.discretion import of_the_system, without_paths
from kb.errors import KbError, RecordNotFound, Refused
from kb.web.accounts.pages import told
from kb.web.forms import OWN

LOG: Final = logging.getLogger(__name__)
TITLE: Final = "Cela n’a pas pu être fait"
FAILED: Final = (
    "Le serveur n’a pas pu répondre. Rien de ce qui était gardé n’est perdu. Réessayez ; si cela continue, "
    "l’administrateur trouvera la cause dans le journal du serveur."
)


def refusal_status(error: Exception) -> int:
    """404 for what is not there, or not for this reader; 403 for what they may not do; 503 for the base itself."""
    return 404 if isinstance(error, RecordNotFound) else 403 if isinstance(error, Refused) else 503


def refused(request: Request, error: Exception) -> Response:
    """What a `KbError` says: what it is about, and what to do."""
    status = refusal_status(error)
    if status == 503:
        LOG.error("a request was refused", exc_info=error)
    return saying(request, status, without_paths(str(error)))


def failed(request: Request, error: Exception) -> Response:
    """503 for an error of the machine, 500 for one of the program; the server logs what is raised."""
    known = of_the_system(error) if isinstance(error, OSError) else None
    return saying(request, 503 if known else 500, str(known) if known else FAILED)


def saying(request: Request, status: int, said: str, title: str = TITLE) -> Response:
    """An answer that says one thing: a page to whoever asks for one, JSON to a script of ours, else text."""
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": said}, status, headers={"Cache-Control": "no-store", "X-Kb-Own": "1"})
    if "text/html" in request.headers.get("accept", ""):
        return HTMLResponse(told(title, said), status, headers=OWN)
    return PlainTextResponse(said, status, headers={"Cache-Control": "no-store"})


HANDLERS: Final = {KbError: refused, Exception: failed}
