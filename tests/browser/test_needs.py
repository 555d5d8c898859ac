"""Needs in a browser: from a gap to the récits behind it, from a question that nothing answered to a published need."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from kb.base import KnowledgeBase
from kb.needs.matrix import judge
from kb.readers import Person
from kb.records.canonical import canonical
from kb.records.kinds import Need, Service
from kb.resources import Resources
from kb.store.accounts import accounts
from kb.store.logs.query_log import log_question
from tests.browser.visit import LONG as PATIENCE
from tests.browser.visit import SECRET, Visit
from tests.fake_encoder import FakeEncoder

STORY = "EXP-2023-001"
LONG = (
    "Un lieu ouvert la nuit, sans rendez-vous, où l’on peut se poser, se laver et parler à quelqu’un. Exemple fictif."
)
DOGS = "Garder son chien avec soi, au chenil ou dans la chambre. Exemple fictif."
SHOTS = os.environ.get("KB_SHOTS", "")


@pytest.fixture(scope="module")
def reviewer(real_site: str, real_home: Path, browser: Browser) -> Iterator[Visit]:
    """A reviewer's tab on a base with a gap that a récit illustrates, and questions asked in vain."""
    resources = Resources(open_encoder=lambda folder: FakeEncoder())
    with KnowledgeBase.open(real_home, resources=resources) as base:
        if accounts.account_of(base.register, "needs") is None:
            accounts.add_account(base.register, "needs", "Nadia", roles=["reviewer"], password=SECRET, actor="test")
        account = accounts.account_of(base.register, "needs")
        assert account is not None
        for one in (
            Need(kind="need", id="BES-1", title="Dormir le soir de la sortie de cure", territories=("75118",)),
            Need(kind="need", id="BES-2", title="Garder son chien", description=DOGS, territories=("93066",)),
            Service(kind="service", id="SRV-2", title="Le chenil", description=DOGS, territories=("93066",)),
            Service(kind="service", id="SRV-1", title="La Veilleuse", description=LONG, territories=("93066",)),
        ):
            if base.register.entry(one.id) is None:
                number = base.register.save(one, canonical(one), author="c-9", summary="", base=None)
                base.register.publish(one.id, number, actor="c-9")
        base.follow()
        person = Person(account.id, account.name, frozenset({"reader", "reviewer"}))
        judge(base.wiki, person, "BES-1", "", "gap", read=0, stories=[STORY], comment="Rien après dix-huit heures.")
        judge(base.wiki, person, "BES-1", "SRV-1", "saturated", read=0)
        for day in ("2026-11-01", "2026-11-02", "2026-11-03"):
            log_question(base.register, "consigne pour les bagages", {}, hits=2, weak=True)
            base.register.database.execute(
                "UPDATE query_log SET day = ? WHERE number = (SELECT MAX(number) FROM query_log)", [day]
            )
    context = browser.new_context()
    visit = Visit(context, real_site)
    visit.sign_in("needs")
    yield visit
    context.close()


def shot(visit: Visit, name: str) -> None:
    if SHOTS:
        for width in (1280, 390):
            visit.page.set_viewport_size({"width": width, "height": 900})
            visit.page.wait_for_timeout(600)
            visit.page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
        visit.page.set_viewport_size({"width": 1280, "height": 900})


def test_from_a_gap_on_its_territory_to_the_story_behind_it(reviewer: Visit) -> None:
    page = reviewer.open("/besoins?territoire=75118")
    expect(page.get_by_role("heading", name="Les manques")).to_be_visible()
    shot(reviewer, "gaps")
    expect(page.locator("#manque-BES-2")).to_have_count(0)
    page.locator("#manque-BES-1 td a").first.click()
    reviewer.settled()
    assert f"id={STORY}" in page.url
    assert reviewer.errors == []
    assert reviewer.foreign == []


def test_the_matrix_is_a_page_whose_cells_lead_to_their_history(reviewer: Visit) -> None:
    page = reviewer.page
    page.goto(f"{reviewer.site}/besoins/matrice")
    expect(page.locator("td.saturated a")).to_have_text("◆")
    shot(reviewer, "matrix")
    page.locator("td.saturated a").click()
    reviewer.settled()
    expect(page.get_by_role("heading", name="Dormir le soir")).to_be_visible()
    shot(reviewer, "cell")
    page.get_by_text("Partiel", exact=True).click()
    page.get_by_role("button", name="Enregistrer cet avis").click()
    expect(page.get_by_text("Avis enregistré")).to_be_visible()
    page.goto(f"{reviewer.site}/besoins/matrice")
    expect(page.locator("td.partial a")).to_have_text("◐")


def test_a_gap_is_proposed_to_a_workshop_that_it_shows_from_then_on(reviewer: Visit) -> None:
    page = reviewer.open("/besoins?besoin=BES-1")
    page.get_by_role("button", name="Proposer à un atelier").click()
    expect(page.get_by_text("L’atelier est commencé")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("button", name="Proposer à un atelier")).to_have_count(0)
    shot(reviewer, "gap-workshop")
    page.get_by_role("link", name="Dormir le soir de la sortie de cure").last.click()
    reviewer.settled()
    assert "/ateliers?n=" in page.url
    expect(page.get_by_role("heading", name="Dormir le soir de la sortie de cure").first).to_be_visible()


def test_one_click_makes_a_judgement_of_what_meaning_proposed(reviewer: Visit) -> None:
    page = reviewer.page
    page.goto(f"{reviewer.site}/besoins/matrice")
    expect(page.locator("td.proposed a").first).to_have_text("?")
    reviewer.open("/besoins?besoin=BES-2")
    expect(page.get_by_role("link", name="Le chenil").first).to_be_visible()
    page.get_by_role("button", name="Il y répond en partie").first.click()
    expect(page.get_by_text("C’est votre avis désormais")).to_be_visible(timeout=PATIENCE)
    page.goto(f"{reviewer.site}/besoins/matrice")
    expect(page.locator('td.partial a[href*="SRV-2"]')).to_have_text("◐")


def test_from_a_question_that_nothing_answered_to_a_published_need(reviewer: Visit) -> None:
    page = reviewer.open("/besoins?vue=questions")
    expect(page.get_by_text("« consigne pour les bagages »")).to_be_visible()
    shot(reviewer, "questions")
    page.get_by_role("button", name="En faire un besoin").first.click()
    page.get_by_role("link", name="le lire").click()
    reviewer.settled()
    expect(page.get_by_role("heading", name="consigne pour les bagages").first).to_be_visible()
    shot(reviewer, "need")
