"""A `kb serve` over the base of KB_HOME and KB_DATABASE, with an encoder that costs nothing: `python -m … PORT`."""

import os
import sys

from kb import visit
from kb.base import KnowledgeBase
from kb.home import find_home
from kb.resources import Resources
from kb.web import serve
from kb.web.environment import read_environment
from tests.background.worker_process import no_tagger
from tests.fake_encoder import FakeEncoder

if __name__ == "__main__":
    home, encoder = find_home(), FakeEncoder()
    resources = Resources(open_encoder=lambda folder: encoder, open_tagger=no_tagger)
    visit.shared = lambda: resources  # type: ignore[assignment]
    visit.opener = lambda: KnowledgeBase.open(home, resources=resources)
    serve.run("127.0.0.1", int(sys.argv[1]), read_environment(os.environ))
