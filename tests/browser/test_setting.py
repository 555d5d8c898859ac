"""Bold, lists, links, tables and pictures put in a long text by the bar above it, seen at once, and read as such."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from kb.store.accounts import accounts
from kb.store.records.register import Register
from tests.browser.visit import LONG, SECRET, Visit, settled


@pytest.fixture
def author(browser: Browser, real_site: str, real_home: Path) -> Iterator[Page]:
    """The tab of somebody who writes."""
    with Register.open(real_home) as register:
        if accounts.account_of(register, "setting") is None:
            accounts.add_account(register, "setting", "Setting", roles=["contributor"], password=SECRET, actor="test")
    visit = Visit(browser.new_context(viewport={"width": 1280, "height": 1000}, locale="fr-FR"), real_site)
    yield visit.sign_in("setting")
    assert not visit.errors
    assert not visit.foreign
    visit.context.close()


def context_of(page: Page, site: str) -> Locator:
    """The box of « Contexte » in a new draft."""
    page.goto(f"{site}/contribuer")
    settled(page)
    page.get_by_role("button", name="Raconter, une question à la fois").click()
    page.wait_for_url(re.compile(r"n=\d+"))
    number = int(re.search(r"n=(\d+)", page.url).group(1))  # type: ignore[union-attr]
    page.goto(f"{site}/contribuer?n={number}&q=6")
    settled(page)
    field = page.get_by_label(re.compile("^Contexte"))
    expect(field).to_be_visible()
    return field


def choose(field: Locator, words: str) -> None:
    at = field.input_value().index(words)
    field.evaluate("(one, [from, to]) => one.setSelectionRange(from, to)", [at, at + len(words)])


def test_the_bar_puts_signs_at_the_words_chosen_and_the_draft_keeps_them(author: Page, real_site: str) -> None:
    page, field = author, context_of(author, real_site)
    field.click()
    field.press_sequentially("Il reste là.")
    choose(field, "reste")
    page.get_by_role("button", name="Gras (Ctrl + B)").click()
    expect(field).to_have_value("Il **reste** là.")
    expect(page.locator("[data-rp-saved]")).to_contain_text("Brouillon enregistré à", timeout=LONG)
    choose(field, "là")
    field.press("Control+i")
    expect(field).to_have_value("Il **reste** *là*.")
    choose(field, "reste")
    field.press("Control+b")
    expect(field).to_have_value("Il reste *là*.")
    page.get_by_role("button", name="Liste", exact=True).click()
    expect(field).to_have_value("- Il reste *là*.")
    expect(page.locator("[data-rp-saved]")).to_contain_text("Brouillon enregistré à", timeout=LONG)
    page.wait_for_timeout(1500)
    page.reload()
    expect(page.get_by_label(re.compile("^Contexte"))).to_have_value("- Il reste *là*.", timeout=LONG)


def test_the_bar_is_one_stop_of_tab_and_its_arrows_go_through_it(author: Page, real_site: str) -> None:
    page, field = author, context_of(author, real_site)
    field.click()
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Gras (Ctrl + B)")).to_be_focused()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Tableau")).to_be_focused()
    page.keyboard.press("Enter")
    expect(field).to_be_focused()
    expect(field).to_have_value(re.compile(r"^\| Colonne 1 \| Colonne 2 \|\n\| --- \| --- \|"))


def test_what_readers_will_see_is_drawn_while_one_types(author: Page, real_site: str) -> None:
    page, field = author, context_of(author, real_site)
    page.get_by_role("button", name="Aperçu").first.click()
    field.click()
    field.press_sequentially("Un **mot** et [un lien](https://exemple.fr)")
    shown = page.locator("[data-rp-preview]").first
    expect(shown.locator("strong")).to_have_text("mot", timeout=LONG)
    expect(shown.locator("a")).to_have_attribute("rel", re.compile("noopener"))
    page.get_by_role("button", name="Aperçu").first.click()
    expect(shown).to_be_hidden()


def test_a_picture_attached_stands_in_the_text_with_its_words(author: Page, real_site: str) -> None:
    page, field = author, context_of(author, real_site)
    field.click()
    field.press_sequentially("La salle.")
    drawn = io.BytesIO()
    Image.new("RGB", (60, 40), "#6E2A5E").save(drawn, "PNG")
    page.get_by_text("Pièces jointes").click()
    page.locator("input[type=file]").set_input_files(
        [{"name": "plan.png", "mimeType": "image/png", "buffer": drawn.getvalue()}]
    )
    place = page.get_by_role("button", name="Placer dans le texte")
    place.click()
    expect(page.locator("[data-rp-placed]")).to_contain_text("Dites d’abord ce que montre l’image")
    page.get_by_label("Ce que montre l’image").fill("Le plan de la salle")
    place.click()
    expect(field).to_have_value("La salle.\n\n![Le plan de la salle](plan.png)\n\n")
    page.wait_for_timeout(1500)
    page.get_by_role("button", name="Aperçu", exact=True).last.click()
    picture = page.get_by_role("img", name="Le plan de la salle")
    expect(picture).to_be_visible(timeout=LONG)
    assert picture.evaluate("one => one.complete && one.naturalWidth") == 60


def test_each_long_text_has_the_bar_of_its_signs_and_its_preview(author: Page, real_site: str) -> None:
    page, _ = author, context_of(author, real_site)
    number = int(re.search(r"n=(\d+)", page.url).group(1))  # type: ignore[union-attr]
    asked = {"^Résumé": "words", "^La parole": "words", "^Votre récit": "blocks"}
    for label, signs in asked.items():
        field = page.get_by_label(re.compile(label))
        for at in range(1, 25):
            where = "vue=recit" if label == "^Votre récit" else f"q={at}"
            page.goto(f"{real_site}/contribuer?n={number}&{where}")
            settled(page)
            if field.count():
                break
        field.click()
        field.press_sequentially("Un mot")
        field.press("Control+a")
        field.press("Control+b")
        expect(field).to_have_value("**Un mot**")
        box = page.locator(f'[class*="st-key-rp_rich_"]:has([data-rp-signs="{signs}"])')
        expect(box.get_by_role("button", name="Tableau")).to_have_count(1 if signs == "blocks" else 0)
        toggle = box.get_by_role("button", name="Aperçu")
        if toggle.get_attribute("aria-pressed") != "true":
            toggle.click()
        expect(box.locator("[data-rp-preview] strong")).to_have_text("Un mot", timeout=LONG)
        expect(page.locator("[data-rp-saved]")).to_contain_text("Brouillon enregistré à", timeout=LONG)
