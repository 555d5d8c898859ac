"""Pages over a base that a disk changed while it is served: a sentence in French, and what to do; never a traceback."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import free_port, serving
from tests.browser.visit import Visit
from tests.faults.aftermath import ENGLISH

REGISTER, INDEX = "corpus/register.sqlite3", "index/index.sqlite3"
PATHS = ("/", "/?q=une+laverie+la+nuit", "/lire?id=EXP-2023-001", "/explorer", "/dispositifs", "/glossaire")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A server of its own over a small base, which a test may break."""
    home = tmp_path / "home"
    (home / "corpus").mkdir(parents=True)
    port = free_port()
    for address in serving(["tests/browser/real_server.py", str(port), str(home)], port):
        yield address, home


def overwritten(path: Path) -> None:
    """Noise in every page of a file but the first, in place, and what was not yet written into it cut off."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        for at in range(4096, size, 4096):
            file.seek(at)
            file.write(os.urandom(min(600, size - at)))
    for beside in path.parent.glob(f"{path.name}-wal"):
        os.truncate(beside, 0)


@pytest.mark.parametrize("name", [REGISTER, INDEX])
def test_a_page_over_a_damaged_file_says_so_in_french(browser: Browser, served: tuple[str, Path], name: str) -> None:
    site, home = served
    with browser.new_context(locale="fr-FR") as context:
        visit = Visit(context, site)
        assert "laverie" in visit.open("/?q=une+laverie+la+nuit").locator("body").inner_text()
        overwritten(home / name)
        told = ""
        for path in PATHS:
            answer = visit.page.goto(site + path)
            assert answer is not None
            text = (visit.settled() if answer.ok else visit.page).locator("body").inner_text()
            told += text
            assert "Récits partagés" in text, (path, text)  # a page of the site, not a line of text
            assert not [word for word in ENGLISH if word in text], (path, text)
            assert str(home) not in text
            assert "mkdir" not in text  # that is for a base that was never begun
        if name == REGISTER:
            assert "est abîmé" in told
            assert "Prévenez l’administrateur" in told
