"""What a visitor sees and does, in a real browser."""

import os
import re

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.visit import Visit

QUESTION = "que faire quand un jeune revient dans la rue après sa cure"
ASKED = "/?q=que+faire+quand+un+jeune+revient+dans+la+rue+apr%C3%A8s+sa+cure"


def question_of(page: Page) -> Locator:
    """The field of the question, once that of the page before is gone."""
    field = page.get_by_label("Votre question", exact=True)
    expect(field).to_have_count(1)
    return field


def test_a_question_leads_to_results_and_to_the_passage_in_the_text(visit: Visit) -> None:
    page = visit.open("/")
    question_of(page).fill(QUESTION)
    question_of(page).press("Enter")
    expect(page.locator("h1", has_text="proches de votre question")).to_be_visible()
    assert "q=que+faire" in page.url or "q=que%20faire" in page.url
    expect(page.locator("#rp-textes")).to_have_text("Ce que disent les textes")
    page.locator(".rp-card h3 a", has_text="La clé chez le gardien").click()
    expect(page.locator("h1", has_text="La clé chez le gardien")).to_be_visible()
    expect(page.locator("#passage mark").first).to_be_in_viewport()
    expect(page.get_by_text("Retour aux 5")).to_be_visible()
    assert visit.foreign == []
    assert visit.errors == []


def test_back_returns_to_the_question_before_and_to_the_place_left(visit: Visit) -> None:
    page = visit.open("/")
    field = question_of(page)
    field.fill("cure")
    field.press("Enter")
    expect(page.locator("h1", has_text="proche")).to_be_visible()
    question_of(page).fill(QUESTION)
    page.get_by_role("button", name="Rechercher").click(delay=120)
    expect(page.locator("#rp-proches")).to_be_visible()
    expect(page).to_have_title(re.compile("que faire quand"))
    visit.settled()
    card = page.locator(".rp-card h3 a", has_text="Trois semaines")
    card.scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    left = page.locator("[data-testid=stMain]").evaluate("e => e.scrollTop")
    card.click()
    expect(page.locator("h1", has_text="Trois semaines")).to_be_visible()
    page.go_back()
    expect(page).to_have_title(re.compile("que faire quand"))
    visit.settled()
    expect(question_of(page)).to_have_value(QUESTION)
    page.wait_for_timeout(500)
    back = page.locator("[data-testid=stMain]").evaluate("e => e.scrollTop")
    assert left > 200
    assert abs(back - left) < 40
    page.go_back()
    expect(page).to_have_title("cure · Récits partagés")
    visit.settled()
    expect(question_of(page)).to_have_value("cure")
    page.go_back()
    expect(page.locator("h1", has_text="Qui a déjà rencontré cela")).to_be_visible()


def test_an_address_opened_anew_shows_the_same_search(visit: Visit) -> None:
    page = visit.open(ASKED + "&outcome=failure")
    expect(question_of(page)).to_have_value(QUESTION)
    expect(page.locator(".rp-chip")).to_have_text(re.compile("Échec"))
    page.locator(".rp-chip").click()
    expect(page.locator(".rp-chip")).to_have_count(0)
    assert "outcome" not in page.url
    page.go_back()
    expect(page.locator(".rp-chip")).to_have_count(1)


def test_a_facet_is_an_address_and_keeps_the_question(visit: Visit) -> None:
    page = visit.open(ASKED)
    page.locator("aside.rp-facets a", has_text="Échec").click()
    expect(page.locator(".rp-chip")).to_have_text(re.compile("Échec"))
    assert "outcome=failure" in page.url
    assert "q=" in page.url
    expect(question_of(page)).to_have_value(QUESTION)


def test_records_with_the_same_text_stand_on_one_card(visit: Visit) -> None:
    page = visit.open(ASKED)
    cards = page.locator(".rp-card", has_text="Restitution des ateliers")
    expect(cards).to_have_count(1)
    expect(cards.locator(".same")).to_contain_text("copie-apres-la-cure.pdf")


def test_feedback_is_thanked_once(visit: Visit) -> None:
    page = visit.open(ASKED)
    page.get_by_role("button", name="Cela m’a aidé").click(delay=120)
    expect(page.get_by_text("Merci, c’est noté")).to_be_visible()


def test_a_page_of_a_pdf_shows_the_passage_over_its_image_and_turns(visit: Visit) -> None:
    page = visit.open("/lire?id=DOC-2019-004&de=260&a=400")
    expect(page.locator(".rp-sheet img")).to_have_js_property("complete", True)
    assert page.locator(".rp-sheet img").evaluate("e => e.naturalWidth") > 500
    expect(page.locator(".rp-sheet i")).to_have_count(4)
    page.get_by_role("link", name="Page suivante").click()
    expect(page.get_by_role("spinbutton", name="Page")).to_have_value("3", timeout=30_000)
    assert "page=3" in page.url


def test_the_size_of_the_text_is_kept(visit: Visit) -> None:
    page = visit.open("/lire?id=EXP-2025-008")
    before = page.locator(".rp-prose p").first.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    page.get_by_role("button", name="Texte plus grand").click()
    after = page.locator(".rp-prose p").first.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    assert after > before
    page = visit.open("/lire?id=DOC-2019-004&vue=texte")
    assert page.locator(".rp-prose p").first.evaluate("e => parseFloat(getComputedStyle(e).fontSize)") == after


def test_a_word_of_the_glossary_gives_its_definition(visit: Visit) -> None:
    page = visit.open("/lire?id=EXP-2025-008")
    word = page.locator("a.rp-term", has_text="galérer")
    word.hover()
    expect(word.locator(".rp-def")).to_be_visible()
    page.keyboard.press("Escape")
    expect(word.locator(".rp-def")).to_be_hidden()
    page.mouse.move(0, 0)
    word.focus()
    expect(word.locator(".rp-def")).to_be_visible()
    word.click()
    expect(page.locator("h1", has_text="galérer")).to_be_visible()
    expect(page.locator("#terme-galerer")).to_be_in_viewport()


def test_a_finger_opens_the_definition_and_then_the_glossary(browser: Browser, site: str) -> None:
    context = browser.new_context(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844})
    try:
        page = Visit(context, site).open("/lire?id=EXP-2025-008", width=390)
        word = page.locator("a.rp-term", has_text="galérer")
        word.tap()
        expect(word.locator(".rp-def")).to_be_in_viewport()
        assert "/lire" in page.url
        if shots := os.environ.get("KB_SHOTS", ""):
            page.screenshot(path=f"{shots}/definition-390.png")
        word.tap(position={"x": 4, "y": 4})
        expect(page.locator("h1", has_text="galérer")).to_be_visible()
    finally:
        context.close()


def test_sorting_the_table_of_records_is_an_address(visit: Visit) -> None:
    page = visit.open("/explorer")
    page.get_by_role("link", name="Titre").click()
    expect(page.locator("th[aria-sort]")).to_have_attribute("aria-sort", "ascending")
    assert "tri=titre" in page.url


def test_a_hostile_text_is_shown_as_text(visit: Visit) -> None:
    page = visit.open("/?q=%3Cimg+src%3Dx+onerror%3Dalert(1)%3E+%3Cscript%3Ealert(2)%3C/script%3E")
    expect(question_of(page)).to_have_value(re.compile("<img"))
    assert page.locator("img[src=x]").count() == 0
    assert visit.errors == []
