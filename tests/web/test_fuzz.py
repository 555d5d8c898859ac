"""A few hundred odd requests and messages against a server that really runs; `python -m bench.fuzz` sends 10,000."""

import os
from pathlib import Path

import pytest

from bench.fuzz import run

# On a machine that does ten other things; the command asks for 3 s.
SLOWEST = 30.0
MODEL = Path(os.environ.get("KB_MODEL", "index/model"))


@pytest.mark.skipif(not (MODEL / "model.onnx").exists(), reason="the encoder is not prepared: kb build")
def test_no_odd_request_makes_the_server_fail_stop_or_think_long() -> None:
    found, alive, log = run(400, seed=12, limit=SLOWEST)
    assert alive
    assert found.wrong == []
    assert sum(found.answers.values()) == 400
    assert found.answers["drawn"] > 20
    # Streamlit itself ends the drawing of whoever sends the value of a widget that no page has.
    assert log.count("page failed") == log.count("st.session_state has no key")
