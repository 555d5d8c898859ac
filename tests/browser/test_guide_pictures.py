"""The pictures of the guide: made by the script, named by the pages, small, and seen at /aide."""

from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser

from kb.views.frame.help_page import GUIDE, PAGES, PICTURE
from tests.browser.test_every_page import WIDER, barriers
from tests.browser.visit import Visit
from tools.guide_pictures import FOLDER, LARGEST, PICTURES, lacking, packed


def named(page: str) -> list[str]:
    """The pictures that a page of the guide names."""
    return [found["name"] for found in PICTURE.finditer((GUIDE / f"{page}.md").read_text("utf-8"))]


def test_a_page_names_pictures_that_the_script_makes_and_the_script_makes_no_other() -> None:
    assert sorted(one for page in PAGES for one in named(page)) == sorted(PICTURES)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_has_a_picture_and_every_picture_in_it_is_read(page: str) -> None:
    text = (GUIDE / f"{page}.md").read_text("utf-8")
    # A picture written otherwise would be lost without a word.
    assert text.count("![") == len(named(page)) >= 1


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_there_and_small(name: str) -> None:
    path = FOLDER / f"{name}.webp"
    assert 1_000 < path.stat().st_size <= LARGEST
    with Image.open(path) as picture:
        assert picture.width <= 1_280


def test_a_page_that_lost_what_the_guide_says_of_it_is_told() -> None:
    assert all(one.holds for one in PICTURES.values())
    assert lacking("AFFINER\nCe que\u00a0disent les textes", ("Affiner", "Ce que disent les textes", "Garder")) == [
        "Garder"
    ]


def test_a_picture_that_cannot_be_small_is_refused(tmp_path: Path) -> None:
    noise = tmp_path / "noise.png"
    Image.effect_noise((1_280, 620), 120).save(noise)
    with pytest.raises(ValueError, match="bytes"):
        packed(noise.read_bytes())


@pytest.mark.parametrize("page", PAGES)
def test_help_shows_its_pictures_without_barrier_and_fits_a_phone(browser: Browser, site: str, page: str) -> None:
    visit = Visit(browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR"), site)
    drawn = visit.open(f"/aide?page={page}")
    pictures = drawn.locator("figure.rp-image img")
    for at in range(pictures.count()):
        pictures.nth(at).scroll_into_view_if_needed()
        assert pictures.nth(at).evaluate("one => one.decode().then(() => one.naturalWidth)") > 300
    assert pictures.count() == len(named(page))
    assert barriers(drawn) == []
    drawn.set_viewport_size({"width": 390, "height": 844})
    drawn.wait_for_timeout(300)
    assert drawn.evaluate(WIDER) <= 0
    assert (visit.errors, visit.foreign, visit.complaints) == ([], [], [])
    visit.context.close()
