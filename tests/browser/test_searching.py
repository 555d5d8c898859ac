"""Asking: suggestions by keyboard, a correction refused, a list gone through to its end and back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.browser.conftest import free_port, serving
from tests.browser.visit import Visit
from tests.small_corpus import write


@pytest.fixture(scope="module")
def many_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("home")
    for number in range(24):
        write(
            home,
            f"{number}.md",
            f"# Soirée au gymnase, numéro {number}\n\nLe gymnase reste ouvert le soir aux jeunes du quartier.\n",
            date=f"20{number:02d}-01-01",
        )
    port = free_port()
    yield from serving(["tests/browser/real_server.py", str(port), str(home)], port)


@pytest.fixture
def visit(browser: Browser, many_site: str) -> Iterator[Visit]:
    one = Visit(browser.new_context(locale="fr-FR"), many_site)
    yield one
    assert one.foreign == []
    assert one.errors == []
    one.context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_suggestions_are_reached_by_the_keyboard_and_closed_by_it(visit: Visit, width: int, tmp_path: Path) -> None:
    page = visit.open("/", width)
    field = page.get_by_label("Votre question", exact=True)
    field.press_sequentially("gymn")
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    assert field.get_attribute("role") == "combobox"
    assert field.get_attribute("aria-expanded") == "true"
    field.press("ArrowDown")
    chosen = options.first
    expect(chosen).to_have_attribute("aria-selected", "true")
    assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    page.screenshot(path=str(tmp_path / f"suggestions-{width}.png"))
    violations = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in violations] == []
    field.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field).to_have_value("gymn")
    field.press("ArrowDown")
    expect(options.first).to_be_visible()
    field.press("ArrowDown")
    title = options.first.locator("span").inner_text()
    field.press("Enter")
    expect(page.locator("h1", has_text=title)).to_be_visible()


def test_enter_asks_what_was_typed_when_no_suggestion_is_chosen(visit: Visit) -> None:
    page = visit.open("/")
    field = page.get_by_label("Votre question", exact=True)
    field.press_sequentially("gymnase")
    expect(page.get_by_role("option").first).to_be_visible()
    field.press("Enter")
    page.wait_for_url("**/?q=gymnase")
    expect(page.locator(".rp-card").first).to_be_visible()
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_a_correction_is_refused_by_one_click(visit: Visit) -> None:
    page = visit.open("/?q=gimnase+ouvert")
    expect(page.locator(".rp-notices")).to_contain_text("gymnase")
    page.get_by_role("link", name="Chercher ce mot tel quel").click()
    page.wait_for_url("**tel_quel=1")
    expect(page.locator(".rp-notices")).to_contain_text("tel quel")
    expect(page.get_by_label("Votre question", exact=True)).to_have_value("gimnase ouvert")


def test_a_list_is_gone_through_to_its_end_and_back(visit: Visit) -> None:
    page = visit.open("/?q=gymnase+ouvert+le+soir")
    seen: list[str] = []
    for _ in range(10):
        visit.settled()
        for more in page.locator(".rp-weak details:not([open]) > summary").all():
            more.click()
        seen += page.locator(".rp-card h3 a").all_inner_texts()
        after = page.get_by_role("link", name="Afficher la suite")
        if not after.count():
            break
        after.click()
        page.wait_for_url("**page=*")
    said = page.locator("#rp-contenu").inner_text()
    assert said.startswith(f"{len(seen)}\u00a0fiches")
    assert len(set(seen)) == len(seen)
    page.go_back()
    visit.settled()
    expect(page.get_by_role("link", name="Afficher la suite")).to_be_visible()
    visit.open("/?q=gymnase+ouvert+le+soir")
    page.get_by_role("link", name="les plus récentes").click()
    page.wait_for_url("**tri=date")
    visit.settled()
    expect(page.locator(".rp-order [aria-current]")).to_have_text("les plus récentes")
    near = page.locator("section[aria-labelledby=rp-proches] .rp-card h3 a").all_inner_texts()
    numbers = [int(title.rsplit(" ", 1)[1]) for title in near]
    assert len(numbers) > 1
    assert numbers == sorted(numbers, reverse=True)
