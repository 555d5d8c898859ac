"""Nothing typed is lost: a reload in the middle, two windows on one text, a server killed while one types."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from kb.store.accounts import accounts
from kb.store.records.register import Register
from tests.browser.conftest import ROOT, free_port
from tests.browser.visit import LONG, SECRET, give_name, settled


class Server:
    """The app over one home, which a test may kill and start again."""

    def __init__(self, home: Path) -> None:
        self.home, self.port = home, free_port()
        self.site = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        arguments = ["tests/browser/real_server.py", str(self.port), str(self.home)]
        self.process = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, stdout=subprocess.DEVNULL)
        for _ in range(120):
            try:
                urllib.request.urlopen(f"{self.site}/healthz", timeout=1)
                return
            except OSError:
                time.sleep(0.5)
        raise RuntimeError("the server did not start within a minute")

    def kill(self) -> None:
        assert self.process is not None
        if self.process.poll() is None:
            os.kill(self.process.pid, signal.SIGKILL)
            self.process.wait(10)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("survives")
    (home / "corpus").mkdir()
    one = Server(home)
    one.start()
    with Register.open(home) as register:
        accounts.add_account(register, "aline", "Aline", roles=["contributor"], password=SECRET, actor="test")
    yield one
    one.kill()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    one = browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR")
    one.set_default_timeout(LONG)
    yield one
    one.close()


def writing(context: BrowserContext, server: Server) -> Page:
    """A tab on the first question of a new narrative."""
    page = context.new_page()
    page.goto(f"{server.site}/connexion")
    give_name(page, "aline")
    settled(page)
    page.goto(f"{server.site}/contribuer")
    settled(page)
    page.get_by_role("button", name="Raconter, une question à la fois").click()
    page.wait_for_url(re.compile(r"n=\d+"))
    expect(title(page)).to_be_visible(timeout=LONG)
    settled(page)
    return page


def title(page: Page) -> object:
    return page.get_by_label(re.compile("^Titre")).first  # filled anew, that of before stands a frame longer


def wait_for(page: Page, held: list[Route]) -> None:
    for _ in range(LONG // 100):
        if held:
            return
        page.wait_for_timeout(100)
    raise AssertionError("nothing was asked")


def saved(page: Page) -> None:
    expect(page.locator("[data-rp-saved]")).to_contain_text("Brouillon enregistré à", timeout=LONG)


def test_a_reload_in_the_middle_of_a_word_loses_nothing(context: BrowserContext, server: Server) -> None:
    page = writing(context, server)
    title(page).type("Un titre à moitié éc")  # type: ignore[attr-defined]
    page.reload()
    settled(page)
    expect(title(page)).to_have_value("Un titre à moitié éc", timeout=LONG)  # type: ignore[arg-type]


def test_who_goes_on_at_once_is_not_called_back_to_the_page_they_left(context: BrowserContext, server: Server) -> None:
    page = writing(context, server)
    title(page).type("Un titre laissé en route")  # type: ignore[attr-defined]
    answers: list[Route] = []
    page.route(
        "**/api/brouillon", lambda route: answers.append(route)
    )  # held: it answers while the next page is on its way
    page.reload()
    wait_for(page, answers)
    next_page: list[Route] = []
    page.route("**/explorer", lambda route: next_page.append(route))
    page.evaluate("location.assign('/explorer')")
    wait_for(page, next_page)
    answers[-1].continue_()
    page.wait_for_timeout(1500)
    next_page[0].continue_()
    expect(page.get_by_role("heading", name="Explorer").first).to_be_visible(timeout=LONG)
    assert page.url.endswith("/explorer")


def test_a_page_drawn_with_all_that_was_typed_is_not_loaded_twice(context: BrowserContext, server: Server) -> None:
    page = writing(context, server)
    title(page).type("Un titre entendu")  # type: ignore[attr-defined]
    saved(page)
    # As when the page went before it heard the answer: the text is kept here though the server has it.
    number = re.search(r"n=(\d+)", page.url).group(1)  # type: ignore[union-attr]
    kept = json.dumps({"number": int(number), "place": "title", "text": "Un titre entendu", "version": 0})
    loads: list[str] = []
    page.on("load", lambda one: loads.append(one.url))
    page.evaluate("([key, kept]) => localStorage.setItem(key, kept)", [f"rp-draft:{number}:title", kept])
    page.reload()
    settled(page)
    page.wait_for_function("key => localStorage.getItem(key) === null", arg=f"rp-draft:{number}:title", timeout=LONG)
    page.wait_for_timeout(1500)
    assert len(loads) == 1


def test_two_windows_on_one_text_keep_both(context: BrowserContext, server: Server) -> None:
    left = writing(context, server)
    right = context.new_page()
    right.goto(left.url)
    settled(right)
    title(left).fill("Le titre de gauche")  # type: ignore[attr-defined]
    saved(left)
    title(right).fill("Le titre de droite")  # type: ignore[attr-defined]
    expect(right.locator("[data-rp-saved]")).to_contain_text("les deux textes sont gardés", timeout=LONG)
    right.reload()
    settled(right)
    expect(right.get_by_text("Le titre de gauche")).to_be_visible(timeout=LONG)
    right.get_by_role("button", name="Prendre l’autre").click()
    expect(title(right)).to_have_value("Le titre de gauche", timeout=LONG)  # type: ignore[arg-type]


def test_a_server_killed_while_one_types_loses_nothing(context: BrowserContext, server: Server) -> None:
    page = writing(context, server)
    title(page).fill("Avant la panne")  # type: ignore[attr-defined]
    saved(page)
    title(page).fill("À l’instant de la panne")  # type: ignore[attr-defined]
    server.kill()
    expect(page.locator("[data-rp-saved]")).to_contain_text("gardé sur cet appareil", timeout=LONG)
    server.start()
    page.reload()
    settled(page)
    expect(title(page)).to_have_value("À l’instant de la panne", timeout=LONG)  # type: ignore[arg-type]
