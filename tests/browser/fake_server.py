"""Serves the pages over the invented base of tests/fake_base.py: `python tests/browser/fake_server.py PORT`."""

import sys
from pathlib import Path
from typing import cast

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from kb.views import session  # noqa: E402
from tests.fake_base import FakeBase  # noqa: E402

if __name__ == "__main__":
    from streamlit.web import cli

    base = FakeBase()
    session.opener = lambda: cast("session.KnowledgeBase", base)  # type: ignore[attr-defined]
    sys.argv = ["streamlit", "run", str(ROOT / "streamlit_app.py"), "--server.port", sys.argv[1]]
    cli.main()
