"""What holds of the pages of whoever is signed in, role by role: French only, no barrier, no wider than a phone."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kb.base import KnowledgeBase
from kb.readers import Person
from kb.store.accounts import accounts
from kb.store.records.register import Register
from kb.wiki.admin import administration
from kb.wiki.news import discussion
from kb.wiki.packs import packs
from kb.wiki.packs.pieces import add
from kb.wiki.write import writing
from tests.browser.test_every_page import ENGLISH, SAID, WIDER, barriers
from tests.browser.visit import LONG, SECRET, Visit, give_name
from tests.wiki.pack_samples import record_piece
from tests.wiki.people import STORY

STORY_READ = "EXP-2023-001"
PEOPLE = {
    "eyes-reader": [],
    "eyes-author": ["contributor"],
    "eyes-reviewer": ["reviewer"],
    "eyes-trainer": ["trainer"],
    "eyes-admin": ["administrator"],
}
# Name of an icon of Streamlit, drawn as a picture and hidden from whoever listens.
ICONS = {"upload"}
# Who opens what; {draft}, {pack} and {taken} are numbers of texts made for it.
PAGES = [
    *[("eyes-reader", path) for path in ("/", "/nouvelles", "/contribuer", "/dossiers", f"/lire?id={STORY_READ}")],
    *[
        ("eyes-author", path)
        for path in ("/contribuer", *[f"/contribuer?n={{draft}}&q={at}" for at in (1, 3, 6, 8, 15)])
    ],
    *[("eyes-author", f"/contribuer?n={{draft}}&vue={view}") for view in ("apercu", "envoi", "recit")],
    *[("eyes-reviewer", path) for path in ("/", "/relire", "/relire?n={taken}", f"/historique?id={STORY_READ}")],
    *[("eyes-trainer", path) for path in ("/dossiers", "/dossiers?n={pack}", "/dossiers?n={pack}&vue=apercu")],
    *[
        ("eyes-admin", f"/administration?partie={part}")
        for part in ("comptes", "reglages", "mots", "journal", "entretien")
    ],
    ("eyes-admin", "/base"),
]


@pytest.fixture(scope="module")
def numbers(real_site: str, real_home: Path) -> dict[str, int]:
    """People of each role, and a text for each page that shows one."""
    from kb.wiki.review import review

    with Register.open(real_home) as register:
        for login, roles in PEOPLE.items():
            accounts.add_account(register, login, login.title(), roles=roles, password=SECRET, actor="test")
        known = {login: accounts.account_of(register, login) for login in PEOPLE}
    who = {
        login: Person(found.id, found.name, frozenset(["reader", *PEOPLE[login]]))
        for login, found in known.items()
        if found is not None
    }
    with KnowledgeBase.open(real_home) as base:
        draft = writing.start(base.wiki, who["eyes-author"], "experience")
        writing.autosave(base.wiki, who["eyes-author"], draft.number, {**STORY, "context": "Karim ne venait plus."}, {})
        sent = writing.start(base.wiki, who["eyes-author"], "experience")
        writing.autosave(base.wiki, who["eyes-author"], sent.number, STORY, {})
        writing.submit(base.wiki, who["eyes-author"], sent.number, open_points=0)
        review.take(base.wiki, who["eyes-reviewer"], sent.number)
        pack = packs.start(base.wiki, who["eyes-trainer"], "Une demi-journée")
        add(base.wiki, who["eyes-trainer"], record_piece(STORY_READ), pack.number)
        discussion.comment(
            base.wiki,
            who["eyes-trainer"],
            STORY_READ,
            "Qui était là ? On ne sait pas : « personne », à 9 h 30, pour 3 200 euros.",
        )
        administration.set_page(base.wiki, who["eyes-admin"], "charter", "On parle de ce qu’on a fait.")
    return {"draft": draft.number, "taken": sent.number, "pack": pack.number}


@pytest.fixture(scope="module")
def tabs(browser: Browser, real_site: str, numbers: dict[str, int]) -> Iterator[dict[str, Visit]]:
    """A tab for each person, signed in."""
    out = {}
    for login in PEOPLE:
        out[login] = Visit(browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR"), real_site)
        out[login].sign_in(login, "/base")
    yield out
    for one in out.values():
        one.context.close()


@pytest.mark.parametrize(("login", "path"), PAGES)
def test_a_page_of_a_role_is_in_french_without_barrier_and_fits_a_phone(
    tabs: dict[str, Visit], numbers: dict[str, int], login: str, path: str
) -> None:
    visit = tabs[login]
    page = visit.open(path.format(**numbers))
    english = [one for one in page.evaluate(SAID) if ENGLISH.search(one) and one.strip() not in ICONS]
    found = barriers(page)
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(300)
    assert (english, found, page.evaluate(WIDER) <= 0) == ([], [], True)
    assert (visit.errors, visit.foreign) == ([], [])


def test_a_line_never_begins_with_a_sign_of_its_own_in_what_people_typed(tabs: dict[str, Visit]) -> None:
    page = tabs["eyes-reader"].open(f"/lire?id={STORY_READ}")
    comment = page.locator(".rp-comment p", has_text="Qui était là").first
    expect(comment).to_be_visible(timeout=LONG)
    said = comment.evaluate("one => one.textContent")
    question = "Qui était là\u202f? On ne sait pas\u00a0: «\u00a0personne\u00a0»"
    assert said == f"{question}, à 9\u00a0h 30, pour 3\u202f200\u00a0euros."


def test_what_one_types_is_read_at_sixteen_pixels(tabs: dict[str, Visit], numbers: dict[str, int]) -> None:
    page = tabs["eyes-author"].open(f"/contribuer?n={numbers['draft']}&q=3")
    sizes = page.evaluate(
        "() => [...document.querySelectorAll('.stTextInput input, .stTextArea textarea, .stButton p, "
        "[data-testid=stWidgetLabel] p')].map(one => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert len(sizes) > 5
    assert min(sizes) >= 16


def test_the_ring_of_the_focus_goes_around_the_field(tabs: dict[str, Visit], numbers: dict[str, int]) -> None:
    page = tabs["eyes-author"].open(f"/contribuer?n={numbers['draft']}&q=6")
    page.get_by_label(re.compile("^Contexte")).click()
    ring = "one => getComputedStyle(one.closest('[data-testid=stTextAreaRootElement]')).outlineStyle"
    assert page.get_by_label(re.compile("^Contexte")).evaluate(ring) == "solid"


def test_a_file_that_is_refused_says_so_in_the_page(tabs: dict[str, Visit], numbers: dict[str, int]) -> None:
    page = tabs["eyes-author"].open(f"/contribuer?n={numbers['draft']}&q=6")
    page.locator("summary", has_text="Pièces jointes").click()
    page.locator("input[type=file]").first.set_input_files(
        {"name": "note.txt", "mimeType": "text/plain", "buffer": b"x"}
    )
    said = page.locator("[data-testid=stFileChip] [role=alert]")
    expect(said).to_have_text("Erreur : Ce genre de fichier n’est pas accepté ici.", timeout=LONG)
    box = said.bounding_box()
    assert box is not None
    assert box["width"] > 100


def test_a_telephone_signs_out_from_its_menu(browser: Browser, real_site: str, numbers: dict[str, int]) -> None:
    visit = Visit(browser.new_context(viewport={"width": 390, "height": 844}, locale="fr-FR"), real_site)
    page = visit.sign_in("eyes-reader", "/base")
    page.locator(".burger summary").click()
    page.locator(".burger").get_by_role("button", name="Se déconnecter").click()
    visit.settled()
    page.locator(".burger summary").click()
    expect(page.locator(".burger").get_by_role("link", name="Se connecter")).to_be_visible(timeout=LONG)
    visit.context.close()


def test_who_signs_in_comes_back_to_what_they_were_reading(browser: Browser, real_site: str) -> None:
    visit = Visit(browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR"), real_site)
    page = visit.open(f"/lire?id={STORY_READ}")
    page.locator(".rp-top").get_by_role("link", name="Se connecter").last.click()
    give_name(page, "eyes-reader")
    visit.settled()
    expect(page).to_have_url(re.compile(f"/lire\\?id={STORY_READ}"))
    visit.context.close()


def tabs_to(page: Page, wanted: str, most: int) -> int:
    """How many presses of Tab lead to the first element that `wanted` selects."""
    for count in range(1, most + 1):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement?.matches(wanted) ?? false", wanted):
            return count
    raise AssertionError(f"not reached within {most} presses: {wanted}")


def test_search_open_comment_and_back_by_the_keyboard(tabs: dict[str, Visit]) -> None:
    visit = tabs["eyes-reader"]
    page = visit.open("/?q=le+hall+occupé")
    # The skip link is first, and leads past the header and the filters.
    assert tabs_to(page, "[data-testid=stSkipToContent]", 1) == 1
    page.keyboard.press("Enter")
    assert tabs_to(page, ".st-key-rp_main :is(a, button):not(.rp-facets *)", 1) == 1
    tabs_to(page, ".rp-card h3 a", 12)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/lire"))
    visit.settled()
    page.wait_for_timeout(1000)  # the passage takes the focus once it is drawn
    tabs_to(page, ".rp-toc a[href='#rp-discussion']", 20)
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    tabs_to(page, "[aria-label='Votre commentaire']", 8)
    page.keyboard.type("Vu au clavier.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Vu au clavier.").first).to_be_visible(timeout=LONG)
    page.go_back()
    expect(page).to_have_url(re.compile("q="))
    visit.settled()
