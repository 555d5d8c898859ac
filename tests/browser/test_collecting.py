"""All the texts proposed kept at once; pieces of a pack moved with the mouse; somebody named in a comment."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kb.store.accounts import accounts
from kb.store.records.register import Register
from tests.browser.test_every_page import barriers
from tests.browser.visit import LONG, SECRET, Visit


@pytest.fixture
def visit(browser: Browser, real_site: str, real_home: Path) -> Iterator[Visit]:
    with Register.open(real_home) as register:
        for login, name in (("collecting", "Colin"), ("named", "Élodie Arnal"), ("other", "Elias Brun")):
            if accounts.account_of(register, login) is None:
                accounts.add_account(register, login, name, roles=["trainer"], password=SECRET, actor="test")
    one = Visit(browser.new_context(viewport={"width": 1280, "height": 1000}, locale="fr-FR"), real_site)
    one.sign_in("collecting")
    yield one
    assert not one.errors
    one.context.close()


def order(page: Page) -> list[str]:
    return page.locator("[class*=st-key-rp_piece_] .rp-piece :is(h2, h3)").all_inner_texts()


def test_all_texts_proposed_are_kept_and_ordered_with_the_mouse(visit: Visit) -> None:
    page = visit.open("/choisir?titre=le+hall+de+l+immeuble&intention=parler+de+la+nuit")
    proposed = page.locator(".rp-chosen .rp-card").count()
    assert proposed > 2
    everything = page.get_by_role("button", name="Tout ajouter au dossier")
    everything.click()
    said = page.locator(".rp-collected").first
    expect(said).to_contain_text(f"{proposed} fiches ajoutées à", timeout=LONG)
    said.get_by_role("button", name="Annuler").click()
    expect(said).to_contain_text(f"{proposed} fiches retirées", timeout=LONG)
    everything.click()
    expect(said).to_contain_text(f"{proposed} fiches ajoutées à", timeout=LONG)
    everything.click()
    expect(said).to_contain_text("Tout est déjà dans", timeout=LONG)
    said.get_by_role("link", name="Ouvrir le dossier").click()
    page.wait_for_url(re.compile(r"dossiers\?n="))
    visit.settled()
    expect(page.locator("[class*=st-key-rp_piece_] .rp-piece")).to_have_count(proposed, timeout=LONG)
    before = order(page)
    pieces = page.locator("[class*=st-key-rp_piece_] .rp-piece")
    # Dropped on the upper half of the first: before it.
    pieces.nth(2).locator(".num").drag_to(pieces.nth(0), target_position={"x": 40, "y": 4})
    expect(page.get_by_text("La pièce est déplacée.")).to_be_attached(timeout=LONG)
    assert order(page) == [before[2], before[0], before[1], *before[3:]]
    # Dropped on the lower half of another: after it. What was saved is there when the page is opened anew.
    box = pieces.nth(2).bounding_box()
    assert box is not None
    pieces.nth(0).locator(".num").drag_to(pieces.nth(2), target_position={"x": 40, "y": box["height"] - 4})
    wanted = [before[0], before[1], before[2], *before[3:]]
    expect(page.locator("[class*=st-key-rp_piece_] .rp-piece :is(h2, h3)")).to_have_text(wanted, timeout=LONG)
    page.reload()
    visit.settled()
    assert order(page) == wanted


def test_somebody_is_named_in_a_comment_by_keyboard(visit: Visit) -> None:
    for width in (1280, 390):
        page = visit.open("/lire?id=EXP-2019-001", width)
        field = page.get_by_role("textbox", name="Votre commentaire")
        field.click()
        field.press_sequentially("Merci @el")
        names = page.get_by_role("listbox", name="Personnes")
        expect(names.get_by_role("option")).to_have_text(["Elias Brun", "Élodie Arnal"], timeout=LONG)
        # Nothing cuts the list off, nor scrolls what is written away.
        holder = page.locator(".st-key-comment_text")
        assert holder.evaluate("one => getComputedStyle(one).overflow") == "visible"
        expect(names.get_by_role("option").last).to_be_in_viewport()
        assert barriers(page) == []
        field.press("ArrowDown")
        field.press("ArrowDown")
        expect(names.get_by_role("option", name="Élodie Arnal")).to_have_attribute("aria-selected", "true")
        field.press("Enter")
        expect(field).to_have_value("Merci @Élodie ")
        expect(names).to_be_hidden()
        # Enter goes to the next line again, and a name refused is left as it is typed.
        field.press_sequentially("et @eli")
        expect(names.get_by_role("option")).to_have_count(1, timeout=LONG)
        field.press("Escape")
        field.press("Enter")
        expect(field).to_have_value("Merci @Élodie et @eli\n")
        field.fill("")
