"""From a list to records side by side, and from a passage to what it calls up, in a browser."""

import re

from playwright.sync_api import Browser, expect

from tests.browser.visit import Visit


def test_a_record_is_compared_to_another_by_keyboard_and_stays_labelled_on_a_phone(
    browser: Browser, real_site: str
) -> None:
    visit = Visit(browser.new_context(locale="fr-FR"), real_site)
    page = visit.open("/explorer")
    link = page.get_by_role("link", name=re.compile("^Comparer Rencontres à la laverie"))
    link.focus()
    link.press("Enter")
    expect(page.get_by_role("heading", name="Comparer", exact=True)).to_be_visible()
    page.get_by_label("Chercher une fiche").fill("le hall occupé")
    page.get_by_label("Chercher une fiche").press("Enter")
    page.locator(".rp-offered a", has_text="Le hall occupé").click()
    expect(page.get_by_text("2\u00a0fiches côte à côte.")).to_be_visible()
    expect(page.get_by_role("columnheader", name="En commun")).to_be_visible()
    fields = page.get_by_role("group", name="Champ par champ")
    expect(fields.get_by_role("columnheader", name="Le hall occupé")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    expect(fields.locator(".name", has_text="Le hall occupé").first).to_be_visible()
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
    assert (visit.foreign, visit.errors) == ([], [])
    visit.context.close()


def test_a_passage_calls_up_another_and_the_trail_comes_back_by_its_address(browser: Browser, real_site: str) -> None:
    visit = Visit(browser.new_context(locale="fr-FR"), real_site)
    page = visit.open("/lire?id=EXP-2023-001&rev=1&de=0&a=60")
    page.get_by_role("link", name=re.compile("À quoi ce passage fait penser")).click()
    expect(page.locator(".rp-trail li")).to_have_count(1)
    page.get_by_role("link", name=re.compile("^Continuer par ce passage")).first.click()
    expect(page.locator(".rp-trail li")).to_have_count(2)
    here = page.locator(".rp-trail li[aria-current] a").inner_text()
    address = page.url
    page.get_by_role("link", name="Étape précédente").click()
    expect(page.locator(".rp-trail li[aria-current] a")).to_have_text("Rencontres à la laverie")
    again = Visit(browser.new_context(locale="fr-FR"), real_site)
    again.page.goto(address)
    expect(again.settled().locator(".rp-trail li[aria-current] a")).to_have_text(here)
    assert (visit.foreign, visit.errors, again.errors) == ([], [], [])
    visit.context.close()
    again.context.close()
