"""A reading pack by keyboard alone: found, collected, ordered, questioned, exported and read. Keeps what it saw.

The screenshots and the PDF stay in `artifacts/pack/` of the checkout, or where KB_ARTEFACTS says.
"""

import io
import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote_plus

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pypdf import PdfReader

from kb.store.accounts import accounts
from kb.store.records.register import Register
from tests.browser.conftest import ROOT
from tests.browser.visit import LONG, SECRET, Visit, settled

# A question whose answer is one record, and how many extracts of it are kept.
QUESTIONS = (
    (
        "Accueillir sans juger. La sécurité de chacun passe par un accueil sans condition. Seringues stériles, "
        "embouts et filtres sont remis sans rendez-vous",
        2,
    ),
    ("Le hall est occupé chaque soir, des médiateurs sociaux viennent parler aux jeunes majeurs", 2),
    ("Rixes annoncées par messagerie au bord du canal ; un élève arrêté trois fois en un mois", 1),
    ("Le propriétaire saisit le juge ; la mairie propose un relogement aux familles", 1),
)


@pytest.fixture
def artefacts() -> Path:
    folder = Path(os.environ.get("KB_ARTEFACTS") or ROOT / "artifacts") / "pack"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def visit(browser: Browser, real_site: str, real_home: Path) -> Iterator[Visit]:
    with Register.open(real_home) as register:
        if accounts.account_of(register, "gaelle") is None:
            accounts.add_account(register, "gaelle", "Gaëlle", roles=["trainer"], password=SECRET, actor="test")
    context = browser.new_context(viewport={"width": 1280, "height": 1000}, locale="fr-FR", accept_downloads=True)
    one = Visit(context, real_site)
    yield one
    context.close()


def tab_to(page: Page, target: Locator, most: int = 200) -> None:
    """Press Tab until the target has the focus: what cannot be reached so fails."""
    expect(target).to_be_visible(timeout=LONG)
    for _ in range(most):
        if target.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"not reached with Tab: {target}")


def press(page: Page, target: Locator) -> None:
    tab_to(page, target)
    page.keyboard.press("Enter")


def sign_in(page: Page, site: str) -> None:
    page.goto(f"{site}/connexion?vers=/")
    tab_to(page, page.locator("[name=login]"))
    page.keyboard.type("gaelle")
    page.keyboard.press("Tab")
    page.keyboard.type(SECRET)
    page.keyboard.press("Enter")
    settled(page)


def search(page: Page, question: str) -> None:
    field = page.get_by_label("Votre question", exact=True)
    tab_to(page, field)
    page.keyboard.press("Control+A")
    page.keyboard.type(question)
    page.keyboard.press("Enter")
    # Not the page of the question before, whose results are drawn already.
    page.wait_for_url(re.compile(re.escape(f"q={quote_plus(question)}")), timeout=LONG)
    expect(page.locator("[data-rp-collect]").first).to_be_visible(timeout=LONG)
    settled(page)


def collect_passages(page: Page, number: int) -> list[str]:
    """Keep extracts of the first record of a page of results, its quote first; the record of each."""
    first = page.locator('article [data-rp-collect*="start"]').first
    record = str(first.evaluate("one => JSON.parse(one.dataset.rpCollect).record"))
    buttons = page.locator(f'[data-rp-collect*="start"][data-rp-collect*="{record}"]')
    out = []
    for at in range(number):
        press(page, buttons.nth(at))
        expect(page.locator(".rp-collected", has_text="Ajouté à")).to_have_count(at + 1, timeout=LONG)
        expect(page.locator("[role=status]", has_text="Ajouté à").first).to_be_attached(timeout=LONG)
        out.append(str(buttons.nth(at).evaluate("one => JSON.parse(one.dataset.rpCollect).record")))
    return out


def test_a_pack_is_made_and_exported_by_keyboard_alone(visit: Visit, artefacts: Path) -> None:
    page, site = visit.page, visit.site
    sign_in(page, site)
    kept = []
    for question, number in QUESTIONS:
        search(page, question)
        kept += collect_passages(page, number)
        page.screenshot(path=artefacts / "1-collect.png")
    assert (len(kept), len(set(kept))) == (6, 4)
    # The pack, from the navigation.
    press(page, page.get_by_role("link", name="Dossiers").last)
    settled(page)
    press(page, page.get_by_role("link", name="Mon dossier de lecture"))
    page.wait_for_url(re.compile(r"n=\d+"))
    settled(page)
    titles = page.locator(".rp-piece .meta").filter(has_text="figée")
    expect(titles).to_have_count(6, timeout=LONG)
    page.screenshot(path=artefacts / "2-pack.png", full_page=True)
    # Order: the sixth piece goes first; the button that is pressed keeps the focus.
    before = (titles.last.text_content() or "").strip()
    tab_to(page, page.get_by_role("button", name="Monter la pièce 6"))
    for place in range(5, 0, -1):
        page.keyboard.press("Enter")
        again = f"Monter la pièce {place}" if place > 1 else "Descendre la pièce 1"  # the first goes no higher
        expect(page.get_by_role("button", name=again)).to_be_focused(timeout=LONG)
        settled(page)
    expect(titles.first).to_have_text(before, timeout=LONG)
    # Two questions, on two pieces.
    for place, asked in ((1, "Qui aurait-on pu appeler ?"), (2, "Que reste-t-il si le gardien part ?")):
        press(page, page.get_by_role("button", name=f"Modifier la pièce {place}"))
        field = page.get_by_label("Questions de travail, une par ligne")
        tab_to(page, field)
        page.keyboard.type(asked)
        expect(page.locator("[data-rp-saved]")).to_contain_text("Brouillon enregistré à", timeout=LONG)
        press(page, page.get_by_role("button", name=f"Fermer la pièce {place}"))
        expect(page.locator(".st-key-rp_pack .ask", has_text=asked).first).to_be_visible(timeout=LONG)
        settled(page)
    page.screenshot(path=artefacts / "3-questions.png", full_page=True)
    # The PDF, and what it says.
    with page.expect_download(timeout=60_000) as waiting:
        press(page, page.get_by_role("link", name="PDF"))
    target = artefacts / "dossier.pdf"
    waiting.value.save_as(target)
    text = " ".join(" ".join(one.extract_text().split()) for one in PdfReader(io.BytesIO(target.read_bytes())).pages)
    for asked in ("Qui aurait-on pu appeler", "Que reste-t-il si le gardien part"):
        assert asked in text
    assert "Mon dossier de lecture" in text
    assert not visit.errors
    assert not visit.foreign


# Asks for the focus of a button that is drawn afterwards; takes steps, and says where the focus is at the end.
FOLLOWED = """async (steps) => {
  const main = document.querySelector("[data-testid=stMain]");
  const boxes = {};
  const draw = (key, text) => {
    boxes[key]?.remove();
    const box = document.createElement("div");
    box.className = `st-key-${key}`;
    box.append(Object.assign(document.createElement("button"), { textContent: text }));
    main.append(box);
    boxes[key] = box;
  };
  const mark = document.createElement("i");
  const ask = (key, number) => {
    mark.remove();
    Object.assign(mark.dataset, { rpFocus: key, rpAsk: number });
    main.prepend(mark);
  };
  const does = {
    draw: () => draw("late", "Monter, tard"),
    other: () => draw("other", "Un autre"),
    press: () => document.body.dispatchEvent(new Event("pointerdown", { bubbles: true })),
    type: () => document.body.dispatchEvent(new Event("keydown", { bubbles: true })),
    blur: () => document.activeElement.blur(),
    elsewhere: () => boxes.other.firstChild.focus(),
    again: () => ask("late", "2"),
    same: () => ask("late", "1"),
    unmark: () => mark.remove(),
    swap: () => { boxes.late.className = "st-key-below"; boxes.other.className = "st-key-late"; },
  };
  ask("late", "1");
  for (const step of steps) {
    does[step]();
    // What is observed is told once this task is done; what is drawn comes later than what was asked.
    await new Promise((done) => setTimeout(done, 30));
  }
  const at = document.activeElement;
  return at === document.body ? "" : at.textContent;
}"""


@pytest.mark.parametrize(
    ("steps", "focused"),
    [
        ("draw", "Monter, tard"),
        ("draw draw", "Monter, tard"),  # once more
        ("draw other swap", "Un autre"),  # its place was taken, and the key is another element's
        ("draw press draw", ""),
        ("draw type draw", ""),
        ("draw blur other", ""),
        ("draw other elsewhere draw", "Un autre"),
        ("press draw", ""),  # gone elsewhere before it was drawn
        ("draw press draw again", "Monter, tard"),  # pressed once more, and lost meanwhile
        ("draw press draw same", ""),  # the page draws what was asked before
        ("draw unmark press draw same", ""),  # left, and come back to
    ],
)
def test_a_button_that_keeps_the_focus_is_followed_until_one_goes_elsewhere(
    visit: Visit, steps: str, focused: str
) -> None:
    sign_in(visit.page, visit.site)
    page = visit.open("/dossiers")
    assert page.evaluate(FOLLOWED, steps.split()) == focused


def test_a_shared_pack_is_read_by_a_visitor_and_closed(visit: Visit, browser: Browser, artefacts: Path) -> None:
    page, site = visit.page, visit.site
    sign_in(page, site)
    page.goto(f"{site}/lire?id=EXP-2019-001")
    settled(page)
    press(page, page.get_by_role("button", name=re.compile("^Ajouter la fiche au dossier")))
    link = page.get_by_role("link", name="Ouvrir le dossier")
    expect(link).to_be_visible(timeout=LONG)
    press(page, link)
    page.wait_for_url(re.compile("dossiers"))
    settled(page)
    press(page, page.get_by_text("Partager", exact=True).locator("xpath=ancestor::summary"))
    press(page, page.get_by_role("button", name=re.compile("^(Partager par lien|Faire un autre lien)$")))
    said = page.locator(".rp-reference", has_text="/dossier?lien=").first
    expect(said).to_be_visible(timeout=LONG)
    address = said.inner_text().strip()
    visitor = Visit(browser.new_context(viewport={"width": 390, "height": 844}, locale="fr-FR"), site)
    visitor.page.goto(address)
    visitor.settled()
    expect(visitor.page.get_by_role("heading", name="Le hall occupé").first).to_be_visible(timeout=LONG)
    visitor.page.screenshot(path=artefacts / "4-visitor.png", full_page=True)
    settled(page)
    press(page, page.get_by_role("button", name="Fermer le lien"))
    expect(page.get_by_text("Le lien n’ouvre plus rien.")).to_be_visible(timeout=LONG)
    visitor.page.goto(address)
    visitor.settled()
    expect(visitor.page.get_by_text("Ce lien n’ouvre plus rien")).to_be_visible(timeout=LONG)
    assert not visitor.errors
    visitor.context.close()
