"""Three screens of welcome after joining, and a theme that one chooses."""

from pathlib import Path

from playwright.sync_api import Browser, expect

from kb.store.accounts.one_time_links import add_link
from kb.store.records.register import Register
from tests.browser.visit import LONG, SECRET, Visit


def test_whoever_joins_is_welcomed_in_three_screens_and_may_pass(
    browser: Browser, real_site: str, real_home: Path
) -> None:
    with Register.open(real_home) as register:
        token = add_link(register, "invite", actor="test", roles=["contributor"])
    visit = Visit(browser.new_context(viewport={"width": 390, "height": 844}, locale="fr-FR"), real_site)
    page = visit.page
    page.goto(f"{real_site}/invitation/{token}")
    page.fill("[name=name]", "Nour")
    page.fill("[name=login]", "nour@exemple.fr")
    page.fill("[name=password]", SECRET)
    page.click("button[type=submit]")
    visit.settled()
    expect(page.get_by_text("Bienvenue, Nour")).to_be_visible(timeout=LONG)
    for title in ("Raconter sans exposer personne", "Travailler à plusieurs"):
        expect(page.get_by_role("link", name="Passer", exact=True)).to_be_visible()
        page.get_by_role("link", name="Continuer", exact=True).click()
        expect(page.get_by_role("heading", name=title)).to_be_visible(timeout=LONG)
    page.goto(f"{real_site}/aide")
    page.get_by_role("link", name="Bienvenue, en trois écrans").click()
    expect(page.get_by_role("heading", name="Chercher comme on parle")).to_be_visible(timeout=LONG)
    assert not visit.errors
    visit.context.close()


def test_the_theme_chosen_stays_from_page_to_page_whatever_the_device_says(visit: Visit) -> None:
    def ground() -> str:
        return str(visit.page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor"))

    page = visit.open("/")
    light = ground()
    page.get_by_role("button", name="Sombre", exact=True).click()
    page.wait_for_function("getComputedStyle(document.querySelector('.stApp') ?? document.body).backgroundColor !== "
                           f"'{light}'", timeout=LONG)  # fmt: skip
    visit.settled()
    expect(page.get_by_role("button", name="Sombre", exact=True)).to_have_attribute("aria-pressed", "true")
    dark = ground()
    visit.open("/glossaire")
    assert ground() == dark
    page.emulate_media(color_scheme="dark")
    page.get_by_role("button", name="Clair", exact=True).click()
    page.wait_for_timeout(1000)
    visit.settled()
    assert ground() == light
    page.get_by_role("button", name="Auto", exact=True).click()
    page.wait_for_timeout(1000)
    visit.settled()
    assert ground() == dark
    assert not visit.errors
