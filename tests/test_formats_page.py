"""The page of formats names every ending that is read, and tests that are there."""

import re
from pathlib import Path

from ingest.formats import EXTENSIONS

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "FORMATS.md").read_text(encoding="utf-8")
# Endings that go without saying beside another of the same format.
BESIDE = {".htm", ".xhtml", ".dotm", ".dot", ".ott", ".text", ".markdown", ".xltx", ".ots", ".pptm", ".potx", ".otp"}


def test_every_test_that_the_page_names_is_there() -> None:
    named = set(re.findall(r"`([\w/]+\.py)`", PAGE))
    assert named
    missing = {name for name in named if not any((ROOT / "tests" / place / name).is_file() for place in ("ingest", ""))}
    assert missing == set()


def test_every_ending_that_is_read_stands_on_the_page() -> None:
    words = PAGE.casefold()
    known = {"markdown": ".md", "plain text": ".txt", "pdf": ".pdf", "html": ".html", "docx": ".docx", "odt": ".odt"}
    said = {ending for word, ending in known.items() if word in words} | set(re.findall(r"\.\w+", words))
    assert set(EXTENSIONS) - said - BESIDE - {".pdf", ".html", ".docx", ".docm", ".dotx", ".odt"} == set()
