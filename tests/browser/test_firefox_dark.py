"""Pages in Firefox, in the dark theme that one chooses: dark indeed, and without barrier."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.test_every_page import ASKED, barriers
from tests.browser.visit import LONG, Visit

PAGES = ("/", ASKED, "/lire?id=EXP-2025-008&rev=3&de=500&a=690", "/explorer", "/aide?page=raconter")
# How light the ground of the page is, of 255.
LIGHT = """() => {
  const ground = getComputedStyle(document.querySelector('.stApp')).backgroundColor;
  const [red, green, blue] = ground.match(/[0-9]+/g).map(Number);
  return (red + green + blue) / 3;
}"""


@pytest.fixture(scope="module")
def dark(firefox: Browser, site: str) -> Iterator[Visit]:
    """A tab of Firefox whose theme was chosen dark in the footer."""
    visit = Visit(firefox.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR"), site)
    page = visit.open("/")
    page.get_by_role("button", name="Sombre", exact=True).click()
    page.wait_for_timeout(1000)
    visit.settled()
    expect(page.get_by_role("button", name="Sombre", exact=True)).to_have_attribute(
        "aria-pressed", "true", timeout=LONG
    )
    yield visit
    visit.context.close()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_dark_in_firefox_and_has_no_barrier(dark: Visit, path: str) -> None:
    page = dark.open(path)
    assert page.evaluate(LIGHT) < 60
    assert barriers(page) == []
    assert dark.errors == []
