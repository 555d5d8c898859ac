"""A `kb worker` of its own, with an encoder that costs nothing: `python -m tests.background.worker_process [SECONDS]`.

`SECONDS` is how often it looks when nothing wakes it.
"""

import sys

from kb import visit
from kb.background import worker
from kb.home import find_home
from kb.protection.persons.names import Tagger, TaggerMissing
from kb.resources import Resources
from kb.web.chores import CHORES
from kb.web.operating.log_lines import keep_log
from tests.fake_encoder import FakeEncoder


def no_tagger() -> Tagger:
    """The model of names takes seconds to load, and decides nothing here."""
    raise TaggerMissing("pas de modèle")


if __name__ == "__main__":
    resources = Resources(open_encoder=lambda folder: FakeEncoder(), open_tagger=no_tagger)
    visit.shared = lambda: resources  # type: ignore[assignment]
    if len(sys.argv) > 1:
        worker.LOOKS = float(sys.argv[1])  # type: ignore[misc]
    keep_log("json")
    worker.work(find_home(), CHORES)
