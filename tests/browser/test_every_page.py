"""What holds of every page: nothing leaves the machine, French only, no barrier, no wider than a phone."""

import re
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.visit import Visit

ASKED = "/?q=que+faire+quand+un+jeune+revient+dans+la+rue+apr%C3%A8s+sa+cure"
PAGES = (
    "/",
    ASKED,
    ASKED + "&outcome=failure",
    "/?q=xylophone",
    "/?outcome=failure",
    "/lire?id=EXP-2025-008&rev=3&de=500&a=690",
    "/lire?id=DOC-2019-004&de=260&a=400",
    "/lire?id=DOC-2019-004&vue=texte",
    "/lire?id=inconnu",
    "/explorer",
    "/explorer?proches=EXP-2025-008",
    "/comparer?id=EXP-2025-008&id=EXP-2024-031",
    "/comparer?id=EXP-2025-008",
    "/associer?fil=EXP-2025-008.3.0.120",
    "/associer",
    "/choisir?titre=sortir+de+cure",
    "/glossaire",
    "/base",
    "/aide",
    "/aide?page=raconter",
)
# Words that no French page says: each is in some string of Streamlit's interface.
ENGLISH = re.compile(
    r"\b(the|this|your|search|upload|running|press|enter|open|loading|with|skip|show|view|fullscreen|"
    r"sidebar|settings|rerun|select|clear|available|increment|decrement|connecting|lost|please|password|choose|required|found|error|download|copy|link|streamlit)\b",
    re.IGNORECASE,
)
SAID = """() => {
  const out = [document.title];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const parent = walk.currentNode.parentElement;
    if (!parent.closest('script, style, noscript, code, svg')) out.push(walk.currentNode.data);
  }
  for (const name of ['aria-label', 'title', 'placeholder', 'alt'])
    for (const e of document.querySelectorAll(`[${name}]`)) out.push(e.getAttribute(name));
  return out.filter(s => s.trim());
}"""
WIDER = """() => { const main = document.querySelector('[data-testid=stMain]');
  return Math.max(main.scrollWidth - main.clientWidth, document.documentElement.scrollWidth - innerWidth); }"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass
class Seen:
    """What one look at a page found."""

    foreign: list[str]
    errors: list[str]
    language: str | None
    english: list[str]
    wider: int
    barriers: dict[str, list[str]] = field(default_factory=dict)


def barriers(page: Page) -> list[str]:
    """What axe objects to, with the first elements concerned."""
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    return [f"{one['id']}: {[node['target'] for node in one['nodes']][:3]}" for one in found]


@pytest.fixture(scope="module", params=PAGES)
def seen(request: pytest.FixtureRequest, browser: Browser, site: str) -> Seen:
    """One page, opened once: wide and narrow, light and dark."""
    visit = Visit(browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR"), site)
    page = visit.open(request.param)
    said = [one for one in page.evaluate(SAID) if ENGLISH.search(one)]
    out = Seen(visit.foreign, visit.errors, page.locator("html").get_attribute("lang"), said, 0)
    out.barriers["light"] = barriers(page)
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(300)
    out.wider = page.evaluate(WIDER)
    page.emulate_media(color_scheme="dark")
    visit.settled()
    out.barriers["dark"] = barriers(page)
    visit.context.close()
    return out


def test_nothing_leaves_this_machine(seen: Seen) -> None:
    assert seen.foreign == []


def test_no_script_fails(seen: Seen) -> None:
    assert seen.errors == []


def test_no_english_is_left(seen: Seen) -> None:
    assert seen.language == "fr"
    assert seen.english == []


def test_no_page_is_wider_than_a_phone(seen: Seen) -> None:
    assert seen.wider <= 0


def test_axe_finds_nothing_to_object_in_light_or_dark(seen: Seen) -> None:
    assert seen.barriers == {"light": [], "dark": []}


# What Streamlit says in states that no test brings about: cut off from the server, lists opened, a file refused.
STATES = (
    "Connection lost. Please wait for the app to reconnect, then try again.",
    "Connection timed out.",
    "Connection failed with status 502",
    "12 options available.",
    "Collégiens, selected",
    "Increment",
    "Error uploading file",
    "Show password",
    "Select 12 matches",
    "Add: hall d’immeuble",
    "20MB per file • PDF, DOCX",
    "Limit 20MB per file • " + ", ".join(["PDF"] * 12),
)
TURNED = """async (said) => {
  const box = document.createElement('p');
  document.querySelector('[data-testid=stApp]').append(box);
  box.textContent = said;
  box.setAttribute('aria-label', said);
  await new Promise((done) => setTimeout(done, 50));
  const turned = [box.textContent, box.getAttribute('aria-label')];
  box.remove();
  return turned;
}"""


def test_what_streamlit_says_in_rare_states_is_french(browser: Browser, site: str) -> None:
    visit = Visit(browser.new_context(locale="fr-FR"), site)
    page = visit.open("/base")
    left = [one for said in STATES for one in page.evaluate(TURNED, said) if ENGLISH.search(one) or one == said]
    visit.context.close()
    assert left == []
