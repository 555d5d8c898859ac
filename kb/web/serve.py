"""`kb serve`: the web app over one home, in this process."""

import importlib.util
import logging
import os
import socket
import sys
from pathlib import Path
from typing import Any, Final

import uvicorn

from kb.errors import BaseUnavailable, KbError
from kb.home import Home
from kb.loopback import LOOPBACK
from kb.store.accounts.accounts import with_role
from kb.store.accounts.one_time_links import add_link
from kb.store.records.register import Register
from kb.system_errors import cause_of
from kb.visit import DEPOSIT
from kb.web.doorway import Doorway, raise_limit, room_for_connections
from kb.web.environment import Environment, read_environment
from kb.web.operating.log_lines import keep_log, wanted
from kb.web.proxy import trust_nobody_else

LOG: Final = logging.getLogger(__name__)
SCRIPT = Path(__file__).resolve().parents[2] / "streamlit_app.py"
# The largest message of a browser: what every widget of a page holds. Files come another way.
LARGEST_MESSAGE: Final = 4_000_000  # bytes
PING_SECONDS: Final = 30.0
# How long pages that are being drawn may take to end when the server is stopped.
STOPPING_SECONDS: Final = 5
WAITING: Final = 512  # connections that the system keeps until they are taken


def _say_first_link(register: Register, site: str, form: str) -> None:
    """Print where the first administrator makes their account, as long as there is none; a log is no place for it."""
    if with_role(register, "administrator"):
        return
    if form == "json":
        LOG.warning("nobody administers this base: kb account invite --role administrator")
    else:
        token = add_link(register, "first", actor="operator")
        print(
            f"Premier administrateur (lien valable un jour, une seule fois) : {site}/premier-compte/{token}", flush=True
        )


def serve(home: Home, *, address: str = "127.0.0.1", port: int = 8501, allow_deposit: bool = False) -> None:
    """Serve the base of `home` until interrupted. Raises HomeMissing when there is none to serve."""
    from kb.base import KnowledgeBase

    if allow_deposit and address not in LOOPBACK:
        raise KbError(
            f"Dépôt de fichiers refusé sur {address} : il n’est permis que sur cette machine, sinon n’importe qui "
            "pourrait en déposer. Retirez --allow-deposit, ou servez 127.0.0.1."
        )
    environment, form = read_environment(os.environ), wanted(os.environ)
    keep_log(form)
    with KnowledgeBase.open(home) as base:  # a missing base is said here, not on a page that nobody opened yet
        if form != "json":
            print(f"Base : {home.root}", flush=True)
        try:
            base.administration.purging.purge()
        except BaseUnavailable as error:  # full, locked or protected: it can be read all the same
            LOG.error("what is due was not forgotten: %s", error)
        _say_first_link(base.register, environment.site or f"http://{address}:{port}", form)
    trust_nobody_else()
    os.environ["KB_HOME"] = str(home.root)
    os.environ["KB_MODEL"] = str(home.model)
    os.environ[DEPOSIT] = "1" if allow_deposit else "0"
    run(address, port, environment)


def run(address: str, port: int, environment: Environment) -> None:
    """Serve the pages until interrupted, over the base that the variables of the process name.

    Raises KbError when the port cannot be had. Streamlit's own command would do as well, but for the doorway: it lets
    nobody say which socket it listens on, and tells the name of its server.
    """
    form = wanted(os.environ)
    keep_log(form)
    with _listening(address, port, environment) as doorway:
        # The first import that takes a second, which the other commands need not wait.
        app = _pages(address, doorway.getsockname()[1])
        config = uvicorn.Config(
            doorway.watching(app),
            loop="asyncio",
            ws="websockets-sansio",
            ws_max_size=LARGEST_MESSAGE,
            ws_ping_interval=PING_SECONDS,
            ws_ping_timeout=PING_SECONDS,
            ws_per_message_deflate=False,
            server_header=False,
            access_log=False,
            use_colors=False,
            log_config=uvicorn.config.LOGGING_CONFIG if form == "whole" else None,
            timeout_graceful_shutdown=STOPPING_SECONDS,
        )
        if form == "json":
            LOG.info("the pages are open on port %d", port)
        else:
            print(f"\n  http://{f'[{address}]' if ':' in address else address}:{port}\n", flush=True)
        uvicorn.Server(config).run(sockets=[doorway])


def _listening(address: str, port: int, environment: Environment) -> Doorway:
    room = room_for_connections(raise_limit())
    try:
        family = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0][0]
        doorway = Doorway(family, room, environment)
        doorway.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        doorway.bind((address, port))
        doorway.listen(WAITING)
        doorway.setblocking(False)
    except OSError as error:
        raise KbError(
            f"Le port {port} de {address} ne peut pas être ouvert ({cause_of(error)}). Libérez-le, ou "
            "donnez-en un autre par --port."
        ) from error
    return doorway


def _pages(address: str, port: int) -> Any:
    """The ASGI app of streamlit_app.py, told where it is served."""
    from streamlit import config

    spec = importlib.util.spec_from_file_location("streamlit_app", SCRIPT)
    if spec is None or spec.loader is None:
        raise KbError(f"{SCRIPT.name} n’est pas là : réinstallez le programme.")
    module = importlib.util.module_from_spec(spec)
    sys.modules["streamlit_app"] = module
    spec.loader.exec_module(module)
    config.set_option("server.address", address)
    config.set_option("server.port", port)
    return module.app
