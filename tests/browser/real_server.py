"""Serves a small base, built by the real program with an encoder that costs nothing: `python … PORT HOME`."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from kb import visit  # noqa: E402
from kb.base import KnowledgeBase  # noqa: E402
from kb.resources import Resources  # noqa: E402
from kb.web import serve  # noqa: E402
from kb.web.environment import read_environment  # noqa: E402
from tests.fake_encoder import FakeEncoder  # noqa: E402
from tests.small_corpus import write, write_small_corpus  # noqa: E402

if __name__ == "__main__":
    port, home = int(sys.argv[1]), Path(sys.argv[2])
    encoder = FakeEncoder()
    resources = Resources(open_encoder=lambda folder: encoder)
    write_small_corpus(home)
    write(
        home,
        "tilleuls.md",
        "## Description\nDes lits pour la nuit, pour de jeunes femmes sans abri.\n",
        **{"id": "SRV-2026-001", "kind": "service", "title": "Halte des Tilleuls", "territories": ["75118"]},
        **{"zone": ["75"], "exclusive": ["jeunes-filles"], "age_from": 16, "age_to": 25, "night": True},
        **{"offers": ["hebergement-urgence"], "phone": "01 99 00 18 01", "fictional": True, "date": "2026-11-02"},
    )
    with KnowledgeBase.open(home, create=True, resources=resources) as base:
        base.build()
    os.environ["KB_HOME"] = str(home)
    visit.shared = lambda: resources  # type: ignore[assignment]
    visit.opener = lambda: KnowledgeBase.open(home, resources=resources)
    serve.run("127.0.0.1", port, read_environment(os.environ))
