"""Two members of a working group write one text together, from the group's page."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kb.base import KnowledgeBase
from kb.readers import Person
from kb.resources import Resources
from kb.store.accounts import accounts
from kb.store.records.register import Register
from kb.workshops import groups
from kb.workshops.groups import GroupPlan
from tests.browser.test_story import at, press
from tests.browser.visit import LONG, SECRET, Visit
from tests.fake_encoder import FakeEncoder

SHOTS = os.environ.get("KB_SHOTS", "")
MEMBERS = ("anne", "bruno")


@pytest.fixture
def group(real_site: str, real_home: Path) -> int:
    """A working group of two, in the base that is served."""
    with Register.open(real_home) as register:
        ids = [
            accounts.add_account(
                register, login, login.capitalize(), roles=["trainer", "contributor"], password=SECRET, actor="test"
            ).id
            for login in MEMBERS
        ]
    with KnowledgeBase.open(real_home, resources=Resources(open_encoder=lambda folder: FakeEncoder())) as base:
        anne = Person(ids[0], "Anne", frozenset({"reader", "trainer", "contributor"}))
        plan = GroupPlan(name="Groupe du quai", theme="La bande de jeunes (exemple fictif)", rhythm="tous les mois")
        return groups.start(base.wiki, anne, plan, [ids[1]])


@pytest.fixture
def pages(browser: Browser, real_site: str, group: int) -> Iterator[list[Page]]:
    visits = [
        Visit(browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR"), real_site) for _ in MEMBERS
    ]
    for one, login in zip(visits, MEMBERS, strict=True):
        one.sign_in(login)
    yield [one.page for one in visits]
    for one in visits:
        one.context.close()


def shot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"group-{name}.png", full_page=True)


def test_two_members_write_one_text(pages: list[Page], real_site: str, group: int) -> None:
    anne, bruno = pages
    at(anne, f"{real_site}/groupes?n={group}")
    anne.get_by_label("Son titre").fill("Une clé pour le hall")
    press(anne, "Commencer ce texte")
    expect(anne.get_by_text("Le texte est commencé")).to_be_visible(timeout=LONG)
    shot(anne, "page-1280")
    anne.set_viewport_size({"width": 390, "height": 844})
    anne.wait_for_timeout(500)
    assert anne.evaluate("document.documentElement.scrollWidth") <= 390
    shot(anne, "page-390")
    anne.set_viewport_size({"width": 1280, "height": 900})
    at(bruno, f"{real_site}/groupes?n={group}")
    bruno.get_by_role("link", name="Une clé pour le hall").click()
    bruno.wait_for_url(re.compile(r"contribuer\?n=\d+"), timeout=LONG)
    address = bruno.url
    at(bruno, f"{address}&q=6")
    bruno.get_by_label(re.compile("^Contexte")).fill("Le hall est fermé après 18 h.")
    press(bruno, "Mettre en commun")
    expect(bruno.get_by_text("C’est en commun.").first).to_be_visible(timeout=LONG)
    # While the page is drawn anew, the field of before stands beside the one that takes its place.
    expect(bruno.get_by_label(re.compile("^Contexte")).last).to_have_value("Le hall est fermé après 18 h.")
    shot(bruno, "writing-1280")
    at(anne, f"{address}&q=6")
    expect(anne.get_by_label(re.compile("^Contexte")).last).to_have_value("Le hall est fermé après 18 h.", timeout=LONG)
    expect(anne.get_by_text(re.compile("Mis en commun le .*, par Bruno"))).to_be_visible()
