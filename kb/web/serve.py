"""`kb serve`: the web app over one home, in this process."""

import os
import sys
from pathlib import Path

from kb.errors import KbError
from kb.home import Home
from kb.views.session import DEPOSIT

LOCAL = frozenset({"127.0.0.1", "::1", "localhost"})
SCRIPT = Path(__file__).resolve().parents[2] / "streamlit_app.py"


def serve(home: Home, *, address: str = "127.0.0.1", port: int = 8501, allow_deposit: bool = False) -> None:
    """Serve the base of `home` until interrupted. Raises HomeMissing when there is none to serve."""
    from kb.base import KnowledgeBase

    if allow_deposit and address not in LOCAL:
        raise KbError(
            f"Dépôt de fichiers refusé sur {address} : il n’y a pas encore de comptes, et n’importe qui pourrait en "
            "déposer. Retirez --allow-deposit, ou servez 127.0.0.1."
        )
    KnowledgeBase.open(home).close()  # a missing base is said here, not on a page that nobody opened yet
    os.environ["KB_HOME"] = str(home.root)
    os.environ["KB_MODEL"] = str(home.model)
    os.environ[DEPOSIT] = "1" if allow_deposit else "0"
    from streamlit.web import cli  # takes a second, which the other commands need not wait

    sys.argv = ["streamlit", "run", str(SCRIPT), "--server.address", address, "--server.port", str(port)]
    cli.main()
