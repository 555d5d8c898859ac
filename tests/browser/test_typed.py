"""What was typed is what is done, when the mouse confirms at once: no pause, no Tab, no other field in between."""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from kb.store.accounts import accounts
from kb.store.drafts.proposals import proposal
from kb.store.records.register import Register
from tests.browser.visit import LONG, SECRET, Visit, settled


@pytest.fixture
def author(browser: Browser, real_site: str, real_home: Path) -> Iterator[Page]:
    """The tab of somebody who writes."""
    with Register.open(real_home) as register:
        if accounts.account_of(register, "typing") is None:
            accounts.add_account(register, "typing", "Typing", roles=["contributor"], password=SECRET, actor="test")
    visit = Visit(browser.new_context(viewport={"width": 1280, "height": 1000}, locale="fr-FR"), real_site)
    yield visit.sign_in("typing")
    assert not visit.errors
    visit.context.close()


def press(page: Page, button: Locator) -> None:
    """A press of the mouse, as a hand does it: down and up where the button stands now."""
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.up()


def title_of(page: Page) -> Locator:
    """The field of the title; for one frame that of before still stands after it when it is filled anew."""
    return page.get_by_label(re.compile("^Titre")).first


def type_over(field: Locator, words: str) -> None:
    field.click()
    field.press("ControlOrMeta+a")
    field.press_sequentially(words)


def story(page: Page, site: str, words: str) -> tuple[Page, Locator]:
    """A new draft, its title typed and looked at; the panel's heading."""
    page.goto(f"{site}/contribuer")
    settled(page)
    page.get_by_role("button", name="Raconter, une question à la fois").click()
    page.wait_for_url(re.compile(r"n=\d+"))
    # At once: nothing that is still drawn may take the letters.
    title_of(page).press_sequentially(words)
    expect(title_of(page)).to_have_value(words, timeout=LONG)
    page.keyboard.press("Tab")
    heading = page.locator(".st-key-rp_protect h2").first
    expect(heading).to_contain_text("à traiter", timeout=LONG)
    settled(page)
    return page, heading


# Another page that Streamlit draws, as far as its heading, and the end of that.
DRAWN = """() => {
  document.querySelector("[data-testid=stApp]").dataset.testScriptState = "running";
  history.replaceState(history.state, "", location.pathname + location.search + "&autre=1");
  document.querySelector("h1").textContent = "Une autre page";
}"""
END_OF_RUN = """() => { document.querySelector("[data-testid=stApp]").dataset.testScriptState = "notRunning"; }"""


@pytest.mark.parametrize("at_work", [True, False])
def test_a_page_leads_to_its_heading_unless_one_is_at_work_in_it(author: Page, real_site: str, at_work: bool) -> None:
    page, _ = story(author, real_site, "Le vélo de Djibril")
    press(page, title_of(page))
    page.evaluate(DRAWN)
    if at_work:
        page.keyboard.press("End")
        page.keyboard.type(" prê")
    page.evaluate(END_OF_RUN)
    page.evaluate("() => new Promise((done) => setTimeout(done, 200))")
    heading = page.get_by_role("heading", name="Une autre page")
    expect(title_of(page) if at_work else heading).to_be_focused(timeout=LONG)
    if at_work:
        page.keyboard.type("té")
        expect(title_of(page)).to_have_value("Le vélo de Djibril prêté", timeout=LONG)


def test_the_pseudonym_typed_is_the_one_put(author: Page, real_site: str) -> None:
    page, heading = story(author, real_site, "Le vélo de Djibril")
    type_over(page.get_by_label("À la place").first, "Idrissa")
    press(page, page.get_by_role("button", name="Remplacer", exact=True).first)
    expect(title_of(page)).to_have_value("Le vélo d’Idrissa", timeout=LONG)
    expect(heading).to_have_text("Rien n’est repéré", timeout=LONG)


def test_the_reason_typed_is_the_one_kept(author: Page, real_site: str) -> None:
    page, heading = story(author, real_site, "Le vélo de Djibril")
    page.get_by_role("button", name="Garder").first.click()
    page.get_by_label("Pourquoi ces mots restent").press_sequentially("Nom inventé pour le récit")
    press(page, page.get_by_role("button", name="Garder tel quel"))
    expect(heading).to_have_text("Rien n’est repéré", timeout=LONG)
    page.get_by_text("1 élément déjà traité").click()
    expect(page.get_by_text("gardé : Nom inventé pour le récit")).to_be_visible(timeout=LONG)


def test_words_typed_a_moment_before_are_replaced_with_the_others(author: Page, real_site: str) -> None:
    page, _ = story(author, real_site, "Le vélo de Djibril")
    title_of(page).press("End")
    title_of(page).press_sequentially(", puis celui que Djibril rend")
    field = title_of(page)
    press(page, page.get_by_role("button", name="Remplacer", exact=True).first)
    expect(field).not_to_have_value(re.compile("Djibril"), timeout=LONG)
    expect(field).to_have_value(re.compile("puis celui qu.+ rend$"), timeout=LONG)


def test_an_autosave_that_arrives_after_the_replacement_does_not_undo_it(author: Page, real_site: str) -> None:
    page, _ = story(author, real_site, "Le vélo de Djibril")
    late: list[Route] = []
    page.route("**/api/brouillon", lambda one: late.append(one))
    title = title_of(page)
    title.press("End")
    title.press_sequentially(", puis celui que Djibril rend")
    press(page, page.get_by_role("button", name="Remplacer", exact=True).first)
    expect(title).not_to_have_value(re.compile("Djibril"), timeout=LONG)
    put = title.input_value()
    assert late
    for one in late:
        with page.expect_response("**/api/brouillon") as answer:
            one.continue_()
        assert answer.value.json()["conflict"] is False
    page.unroute("**/api/brouillon")
    page.reload()
    settled(page)
    expect(title).to_have_value(put, timeout=LONG)
    expect(page.get_by_text("aussi été écrit")).to_have_count(0)


def test_a_text_not_looked_at_yet_is_never_said_to_hold_nothing(author: Page, real_site: str) -> None:
    page, heading = story(author, real_site, "Le vélo de Djibril")
    press(page, page.get_by_role("button", name="Remplacer", exact=True).first)
    expect(heading).to_have_text("Rien n’est repéré", timeout=LONG)
    settled(page)
    title_of(page).press("End")
    title_of(page).press_sequentially(", et Moussa")
    assert "Rien n’est" not in heading.inner_text()
    page.keyboard.press("Tab")
    expect(heading).to_contain_text("à traiter", timeout=LONG)


def test_what_was_chosen_last_is_begun(author: Page, real_site: str, real_home: Path) -> None:
    page = author
    page.goto(f"{real_site}/contribuer")
    settled(page)
    button = page.get_by_role("button", name="Commencer", exact=True)
    for kind in ("un besoin", "un dispositif"):
        option = page.get_by_role("option", name=kind).first
        for _ in range(5):  # a page that is still being drawn closes the list again
            page.get_by_label("Écrire autre chose").click()
            with suppress(PlaywrightTimeout):
                option.click(timeout=10_000)
                break
        if kind == "un besoin":
            expect(button).to_be_enabled(timeout=LONG)
            settled(page)
    press(page, button)
    page.wait_for_url(re.compile(r"n=\d+"), timeout=LONG)
    settled(page)
    with Register.open(real_home) as register:
        number = int(re.search(r"n=(\d+)", page.url).group(1))  # type: ignore[union-attr]
        assert proposal(register, number).kind == "service"
