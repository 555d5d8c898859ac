"""The whole program, from a question to the passage in its text."""

from playwright.sync_api import Browser, expect

from tests.browser.visit import Visit


def test_a_question_is_answered_and_the_text_is_opened_at_its_passage(browser: Browser, real_site: str) -> None:
    visit = Visit(browser.new_context(locale="fr-FR"), real_site)
    page = visit.open("/")
    page.get_by_label("Votre question", exact=True).fill("rencontrer des jeunes filles dans une laverie")
    page.get_by_label("Votre question", exact=True).press("Enter")
    card = page.locator(".rp-card h3 a", has_text="Rencontres à la laverie").first
    card.click()
    expect(page.locator("h1", has_text="Rencontres à la laverie")).to_be_visible()
    expect(page.locator("#passage")).to_contain_text("dans une laverie du quartier")
    expect(page.locator("#passage mark").first).to_be_in_viewport()
    for path, title in (("/explorer", "Explorer"), ("/glossaire", "Glossaire"), ("/base", "La base")):
        visit.open(path)
        expect(page.locator("h1", has_text=title)).to_be_visible()
    assert visit.foreign == []
    assert visit.errors == []
    visit.context.close()
