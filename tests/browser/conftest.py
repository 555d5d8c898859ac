"""A server over the invented base, and a browser that notes every request: for the browser tests."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from tests.browser.visit import LONG, Visit

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = Path("/usr/bin/chromium")
FIREFOX = Path("/usr/bin/firefox-esr")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here drives a browser; without one it skips, except where CI must not."""
    for item in items:
        if Path(item.fspath).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM.exists() and os.environ.get("CI") != "true":
                item.add_marker(pytest.mark.skip(reason=f"{CHROMIUM} is not installed"))


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def serving(arguments: list[str], port: int) -> Iterator[str]:
    """The address of a server while it runs."""
    process = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"{address}/healthz", timeout=1)
                break
            except OSError:
                time.sleep(0.5)
        else:
            raise RuntimeError("the server did not start within a minute")
        yield address
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The address of the app over the invented base."""
    port = free_port()
    yield from serving(["tests/browser/fake_server.py", str(port)], port)


@pytest.fixture(scope="session")
def real_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small base that `real_site` serves."""
    home = tmp_path_factory.mktemp("home")
    (home / "corpus").mkdir()
    return home


@pytest.fixture(scope="session")
def real_site(real_home: Path) -> Iterator[str]:
    """The address of the app over a small base that the program itself built."""
    port = free_port()
    yield from serving(["tests/browser/real_server.py", str(port), str(real_home)], port)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What drives both browsers: one process holds one."""
    expect.set_options(timeout=LONG)
    with sync_playwright() as driving:
        yield driving


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    found = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
    yield found
    found.close()


@pytest.fixture(scope="session")
def firefox(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Debian's Firefox, behind tests/browser/firefox_door.py."""
    if not FIREFOX.exists() and os.environ.get("CI") != "true":
        pytest.skip(f"{FIREFOX} is not installed")
    door = tmp_path_factory.mktemp("firefox") / "firefox"
    door.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{ROOT}/tests/browser/firefox_door.py" "$@"\n', "utf-8")
    door.chmod(0o755)
    found = playwright.firefox.launch(channel="moz-firefox", executable_path=str(door), timeout=LONG)
    yield found
    found.close()


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Visit]:
    one = Visit(browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR"), site)
    yield one
    one.context.close()
