"""From a question about a person to a service, its sheet and its phone number, in three actions."""

import re

from playwright.sync_api import Browser, expect

from tests.browser.visit import Visit

QUESTION = "qui peut accueillir une jeune femme de 17 ans la nuit dans le 18e ?"


def test_a_question_about_a_person_leads_to_a_phone_number_in_three_actions(browser: Browser, real_site: str) -> None:
    visit = Visit(browser.new_context(viewport={"width": 390, "height": 900}, locale="fr-FR"), real_site)
    page = visit.open("/", 390)
    page.get_by_label("Votre question", exact=True).fill(QUESTION)
    page.get_by_label("Votre question", exact=True).press("Enter")  # one
    page.locator(".rp-beside a", has_text="Halte des Tilleuls").click()  # two
    expect(page.locator("h1", has_text="Halte des Tilleuls")).to_be_visible()
    call = page.get_by_role("link", name=re.compile("Appeler")).first  # three
    expect(call).to_be_in_viewport()
    assert call.get_attribute("href") == "tel:+33199001801"
    assert visit.errors == []
    visit.context.close()


def test_a_fact_that_was_read_is_taken_out_by_its_chip(browser: Browser, real_site: str) -> None:
    visit = Visit(browser.new_context(locale="fr-FR"), real_site)
    page = visit.open("/dispositifs?q=un lit la nuit pour une femme de 40 ans dans le 18e")
    expect(page.get_by_text("Aucun dispositif connu ne convient")).to_be_visible()
    page.get_by_role("link", name=re.compile("40 ans")).click()
    expect(page.locator(".rp-service h3", has_text="Halte des Tilleuls")).to_be_visible()
    assert visit.foreign == []
    visit.context.close()
