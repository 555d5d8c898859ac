"""`kb serve`: the web app over one home, in this process."""

import os
import sys
from pathlib import Path

from kb.errors import BaseUnavailable, KbError
from kb.home import Home
from kb.store.accounts import with_role
from kb.store.one_time_links import add_link
from kb.store.register import Register
from kb.views.session import DEPOSIT
from kb.web.environment import read_environment
from kb.web.proxy import trust_nobody_else
from kb.wiki.purging import purge

LOCAL = frozenset({"127.0.0.1", "::1", "localhost"})
SCRIPT = Path(__file__).resolve().parents[2] / "streamlit_app.py"


def _say_first_link(register: Register, site: str) -> None:
    """Print where the first administrator makes their account, as long as there is none."""
    if not with_role(register, "administrator"):
        token = add_link(register, "first", actor="operator")
        print(
            f"Premier administrateur (lien valable un jour, une seule fois) : {site}/premier-compte/{token}", flush=True
        )


def serve(home: Home, *, address: str = "127.0.0.1", port: int = 8501, allow_deposit: bool = False) -> None:
    """Serve the base of `home` until interrupted. Raises HomeMissing when there is none to serve."""
    from kb.base import KnowledgeBase

    if allow_deposit and address not in LOCAL:
        raise KbError(
            f"Dépôt de fichiers refusé sur {address} : il n’est permis que sur cette machine, sinon n’importe qui "
            "pourrait en déposer. Retirez --allow-deposit, ou servez 127.0.0.1."
        )
    environment = read_environment(os.environ)
    with KnowledgeBase.open(home) as base:  # a missing base is said here, not on a page that nobody opened yet
        try:
            purge(base.wiki)
        except BaseUnavailable as error:  # full, locked or protected: it can be read all the same
            print(error, file=sys.stderr, flush=True)
        _say_first_link(base.register, environment.site or f"http://{address}:{port}")
    trust_nobody_else()
    os.environ["KB_HOME"] = str(home.root)
    os.environ["KB_MODEL"] = str(home.model)
    os.environ[DEPOSIT] = "1" if allow_deposit else "0"
    from streamlit.web import cli  # takes a second, which the other commands need not wait

    sys.argv = ["streamlit", "run", str(SCRIPT), "--server.address", address, "--server.port", str(port)]
    cli.main()
