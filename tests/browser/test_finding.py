"""Words looked for within a record, gone through by keyboard; a page of a PDF reached by its number."""

import io
import re

from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.test_every_page import WIDER
from tests.browser.visit import LONG, Visit


def test_words_are_found_in_the_text_of_a_record_and_gone_through(visit: Visit) -> None:
    page = visit.open("/lire?id=EXP-2024-031")
    field = page.get_by_label("Chercher dans ce texte")
    words = page.locator(".rp-read article .rp-lead, .rp-read article > .rp-prose").all_inner_texts()
    times = " ".join(words).lower().count("hôtel")
    assert times > 1
    field.press_sequentially("HOTEL")
    told = page.locator("[data-rp-found]").first
    expect(told).to_have_text(f"1 sur {times}", timeout=LONG)
    painted = "[...CSS.highlights.get('rp-find')].map((one) => one.toString().toLowerCase())"
    assert page.evaluate(painted) == ["hôtel"] * times
    field.press("Enter")
    expect(told).to_have_text(f"2 sur {times}")
    field.press("Shift+Enter")
    expect(told).to_have_text(f"1 sur {times}")
    field.fill("xylophone")
    expect(told).to_have_text("Aucun résultat dans ce texte.")
    assert page.evaluate(painted) == []
    assert not visit.errors


def test_where_a_record_stands_is_said(visit: Visit) -> None:
    page = visit.open("/lire?id=EXP-2024-031")
    trail = page.get_by_role("navigation", name="Fil d’Ariane")
    expect(trail.get_by_role("link")).to_have_text(["Accueil", "Expérience"])
    assert trail.get_by_role("link").nth(1).get_attribute("href") == "/explorer?kind=experience"


def test_a_page_of_a_pdf_is_reached_by_its_number(visit: Visit) -> None:
    page = visit.open("/lire?id=DOC-2019-004&page=1")
    field = page.get_by_label("Page", exact=True)
    field.fill("2")
    field.press("Enter")
    page.wait_for_url(re.compile("page=2"), timeout=LONG)


def test_a_page_of_a_pdf_is_made_larger_and_stays_so_when_it_is_turned(visit: Visit) -> None:
    for width in (1280, 390):
        page = visit.open("/lire?id=DOC-2019-004&page=1", width)
        sheet = page.locator(".rp-sheet")
        column = sheet.bounding_box()
        assert column is not None
        larger, smaller = (page.get_by_role("button", name=f"{one} la page") for one in ("Agrandir", "Réduire"))
        for _ in range(3):
            larger.click()
        said = page.locator("[data-rp-zoomed]")
        expect(said).to_have_text("200\u00a0%")
        box = sheet.bounding_box()
        assert box is not None
        assert abs(box["width"] / column["width"] - 2) < 0.05
        # A finer image, in a frame that scrolls by keyboard too; the page around it does not.
        expect(sheet.locator("img")).to_have_attribute("src", re.compile("grande=1"))
        expect(page.get_by_role("region", name="Page 1")).to_have_attribute("tabindex", "0")
        assert page.evaluate(WIDER) <= 0
        page.get_by_role("link", name="Page suivante").click()
        page.wait_for_url(re.compile("page=2"), timeout=LONG)
        expect(page.get_by_role("region", name="Page 2")).to_be_visible(timeout=LONG)
        expect(said).to_have_text("200\u00a0%")
        page.get_by_role("button", name="Toute la largeur").click()
        for _ in range(2):
            smaller.click()
        expect(smaller).to_be_disabled()
        expect(said).to_have_text("50\u00a0%")
        page.get_by_role("button", name="Toute la largeur").click()
    assert not visit.errors


def test_a_page_of_a_pdf_is_printed_on_one_sheet(visit: Visit) -> None:
    for address in ("/lire?id=DOC-2019-004&page=1", "/lire?id=DOC-2019-004&de=260&a=400"):
        page = visit.open(address)
        expect(page.locator(".rp-sheet img")).to_have_js_property("complete", True)
        printed = PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))
        assert len(printed.pages) == 1
        assert "DOC-2019-004" in printed.pages[0].extract_text()


def test_the_glossary_is_filtered(visit: Visit) -> None:
    page = visit.open("/glossaire")
    field = page.get_by_label("Filtrer les termes")
    field.fill("galerer")
    field.press("Enter")
    expect(page.get_by_text("1 terme trouvé")).to_be_visible(timeout=LONG)
    expect(page.locator(".rp-entry")).to_have_count(1)
