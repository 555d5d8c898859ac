"""Serves the pages over the invented base of tests/fake_base.py: `python tests/browser/fake_server.py PORT`."""

import os
import sys
from pathlib import Path
from typing import cast

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from kb import visit  # noqa: E402
from kb.views.frame import visitor  # noqa: E402
from kb.web import serve, warming  # noqa: E402
from kb.web.environment import read_environment  # noqa: E402
from tests.fake_base import FakeBase  # noqa: E402

if __name__ == "__main__":
    base = FakeBase()
    visit.opener = lambda: cast("visitor.KnowledgeBase", base)  # type: ignore[attr-defined]
    # Nothing is ever due in a base that nobody writes in.
    warming.CHORES = ()  # type: ignore[misc]
    serve.run("127.0.0.1", int(sys.argv[1]), read_environment(os.environ))
