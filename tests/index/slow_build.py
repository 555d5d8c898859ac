"""A build with an encoder that takes its time, to be killed: `python -m tests.index.slow_build HOME SECONDS`."""

import sys
import time
from collections.abc import Sequence
from typing import Any

from kb.base import KnowledgeBase
from kb.index import indexer
from kb.resources import Resources
from tests.fake_encoder import FakeEncoder


class SlowEncoder(FakeEncoder):
    """Sleeps before each batch."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._seconds = seconds

    def passages(self, texts: Sequence[str], spans: Any = None) -> Any:
        """The embeddings, late."""
        time.sleep(self._seconds)
        return super().passages(texts, spans)


def main(home: str, seconds: float) -> None:
    """Build the base of a home, a few passages at a time."""
    indexer.WINDOW = 2
    encoder = SlowEncoder(seconds)
    with KnowledgeBase.open(home, create=True, resources=Resources(open_encoder=lambda folder: encoder)) as base:
        print("ready", flush=True)
        base.build()
    print("done", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
