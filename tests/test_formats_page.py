"""The page of formats names every ending that is read, and for each thing kept a test that is there."""

import re
from pathlib import Path

from ingest.formats import EXTENSIONS

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "FORMATS.md").read_text(encoding="utf-8")
ROWS = [line for line in PAGE.splitlines() if line.startswith("|")][2:]
# Endings that go without saying beside another of the same format.
BESIDE = {".htm", ".xhtml", ".dotm", ".dot", ".ott", ".text", ".markdown", ".xltx", ".ots", ".pptm", ".potx", ".otp"}


def test_every_row_names_a_test_that_is_there() -> None:
    assert len(ROWS) > 50
    for row in ROWS:
        *_, tests, _ = row.split("|")
        named = re.findall(r"`([\w/]+\.py)::(\w+)`", tests)
        assert named, row
        for file, test in named:
            assert f"def {test}(" in (ROOT / "tests" / file).read_text(encoding="utf-8"), f"{file}::{test}"


def test_every_ending_that_is_read_stands_on_the_page() -> None:
    assert set(EXTENSIONS) - set(re.findall(r"\.\w+", PAGE.casefold())) - BESIDE == set()
