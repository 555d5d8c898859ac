"""Serves a small base, built by the real program with an encoder that costs nothing: `python … PORT HOME`."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from kb.base import KnowledgeBase  # noqa: E402
from kb.resources import Resources  # noqa: E402
from kb.views import session  # noqa: E402
from tests.fake_encoder import FakeEncoder  # noqa: E402
from tests.small_corpus import write_small_corpus  # noqa: E402

if __name__ == "__main__":
    from streamlit.web import cli

    port, home = sys.argv[1], Path(sys.argv[2])
    encoder = FakeEncoder()
    resources = Resources(open_encoder=lambda folder: encoder)
    write_small_corpus(home)
    with KnowledgeBase.open(home, create=True, resources=resources) as base:
        base.build()
    session.opener = lambda: KnowledgeBase.open(home, resources=resources)
    sys.argv = ["streamlit", "run", str(ROOT / "streamlit_app.py"), "--server.port", port]
    cli.main()
