"""`kb serve`: the web app over one home, in this process."""

import os
import sys
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "streamlit_app.py"


def serve(home: Path, *, address: str = "127.0.0.1", port: int = 8501) -> None:
    """Serve the base of `home` until interrupted."""
    from streamlit.web import cli  # starting Streamlit takes a second that other commands need not wait

    os.environ["KB_HOME"] = str(home.resolve())
    sys.argv = ["streamlit", "run", str(SCRIPT), "--server.address", address, "--server.port", str(port)]
    cli.main()
