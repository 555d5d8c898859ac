"""What surrounds the pages: routes, middleware, and the reaction to an error of the script."""

import logging
from typing import Any

import streamlit as st
from starlette.middleware import Middleware

from kb.web import accounts, autosave, feeds, files
from kb.web.gate import Gate
from kb.web.shell import FrenchShell

LOG = logging.getLogger(__name__)


def parts() -> dict[str, Any]:
    """Arguments of `st.App`, which `streamlit run` must see called in streamlit_app.py itself."""
    return {
        "routes": [*files.ROUTES, *feeds.ROUTES, *accounts.ROUTES, *autosave.ROUTES],
        "middleware": [Middleware(FrenchShell), Middleware(Gate)],
        "on_script_error": report_error,
    }


def report_error(error: Exception) -> bool:
    """Tell the reader in French that the page failed; the details go to the log of the server only."""
    LOG.error("page failed", exc_info=error)
    st.error(
        "Cette page n’a pas pu être affichée. Rien n’a été perdu. Rechargez-la ; si cela continue, "
        "l’administrateur trouvera la cause dans le journal du serveur."
    )
    return True
