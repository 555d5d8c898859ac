"""Serves a small base, built by the real program with an encoder that costs nothing: `python … PORT HOME`."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from kb.base import KnowledgeBase  # noqa: E402
from kb.resources import Resources  # noqa: E402
from kb.views import session  # noqa: E402
from kb.web import serve  # noqa: E402
from kb.web.environment import read_environment  # noqa: E402
from tests.fake_encoder import FakeEncoder  # noqa: E402
from tests.small_corpus import write_small_corpus  # noqa: E402

if __name__ == "__main__":
    port, home = int(sys.argv[1]), Path(sys.argv[2])
    encoder = FakeEncoder()
    resources = Resources(open_encoder=lambda folder: encoder)
    write_small_corpus(home)
    with KnowledgeBase.open(home, create=True, resources=resources) as base:
        base.build()
    session.opener = lambda: KnowledgeBase.open(home, resources=resources)
    serve.run("127.0.0.1", port, read_environment(os.environ))
