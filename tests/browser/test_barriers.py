"""What axe says of the pages of each day that no other test looks at: light and dark, at 390 pixels and at 200 %."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from kb.base import KnowledgeBase
from kb.readers import Person
from kb.resources import Resources
from kb.store.accounts import accounts
from kb.store.accounts.access_tokens import make_token
from kb.store.accounts.one_time_links import add_link
from kb.store.records.register import Register
from kb.store.records.webhooks import add_webhook
from kb.store.workshops import workshops
from kb.watch import exchange
from kb.wiki.packs import packs
from kb.wiki.packs.pieces import add
from kb.workshops import preparing
from kb.workshops.plan import SittingPlan, WorkshopPlan, usual_steps
from tests.browser.conftest import ROOT
from tests.browser.test_every_page import ENGLISH, SAID, WIDER, barriers
from tests.browser.test_signed_in_pages import ICONS
from tests.browser.test_workshop import PHONE, Stage, cards, join, on, press, tab
from tests.browser.visit import LONG, SECRET, Visit, give_name
from tests.fake_encoder import FakeEncoder
from tests.wiki.pack_samples import record_piece

PEOPLE = {
    "axe-reader": [],
    "axe-author": ["contributor"],
    "axe-reviewer": ["reviewer"],
    "axe-trainer": ["trainer", "contributor"],
    "axe-watcher": ["watcher"],
    "axe-admin": ["administrator"],
}
STORY_READ, SERVICE = "EXP-2023-001", "SRV-2026-001"
# 1,280 pixels at 200 % leave 640 to the page.
LOOKS = {"light": (1280, "light"), "dark": (1280, "dark"), "390": (390, "light"), "200 %": (640, "light")}
ASKED = quote("Une jeune femme de 17 ans, cette nuit, dans le 18e")
PAGES = [
    *[("", path) for path in ("/bienvenue", "/changements", "/reconnaitre", "/ecrire", "/connexion", "/rejoindre")],
    *[("", path) for path in ("/dispositifs", f"/dispositifs?q={ASKED}", f"/lire?id={SERVICE}", "/qui-fait-quoi")],
    *[("", path) for path in (f"/anomalie?id={SERVICE}", "/besoins", "/besoins/matrice", "/ateliers", "/veille")],
    *[
        ("", path)
        for path in ("/dossier?lien={link}", "/invitation/{invitation}", "/contribuer", "/dossiers", "/pistes")
    ],
    *[("axe-reader", path) for path in ("/signaler", "/veille", "/bulletins", f"/lire?id={STORY_READ}", "/groupes")],
    ("axe-author", f"/historique?id={STORY_READ}"),
    ("axe-reviewer", "/besoins?vue=questions"),
    *[("axe-trainer", path) for path in ("/ateliers", "/ateliers?n={workshop}", "/suivi", "/dossiers?n={pack}")],
    ("axe-trainer", "/ateliers?n={workshop}&seance={sitting}"),
    ("axe-trainer", "/ateliers?n={workshop}&vue=origine"),
    *[("axe-watcher", path) for path in ("/veille", "/cellule", "/cellule?n=1", "/bulletins")],
    *[("axe-admin", f"/administration{part}") for part in ("", "?partie=demandes", "?partie=programmes")],
    *[("axe-admin", path) for path in ("/api", "/compte/jetons", "/compte")],
    ("axe-admin", "/importer-dispositifs"),
]


def looks(page: Page) -> dict[str, object]:
    """What axe objects to, and whether the page is wider than its window, look by look; {} when all is well."""
    out: dict[str, object] = {}
    for name, (width, scheme) in LOOKS.items():
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.wait_for_timeout(350)
        wider = page.locator("[data-testid=stMain]").count() and page.evaluate(WIDER) > 0
        if found := [*barriers(page), *(["wider than its window"] if wider else [])]:
            out[name] = found
    return out


@pytest.fixture(scope="module")
def numbers(real_home: Path) -> dict[str, object]:
    """People of each role, and what the pages show."""
    who: dict[str, Person] = {}
    with Register.open(real_home) as register:
        for login, roles in PEOPLE.items():
            made = accounts.add_account(register, login, login.title(), roles=roles, password=SECRET, actor="test")
            who[login] = Person(made.id, login.title(), frozenset({"reader", *roles}))
        invitation = add_link(register, "invite", actor="test", roles=["contributor"])
        make_token(register, who["axe-admin"].account, "Le catalogue", ["lire"], 30)
        add_webhook(register, "http://127.0.0.1:9/recits", actor="test")
    trainer = who["axe-trainer"]
    with KnowledgeBase.open(real_home, resources=Resources(open_encoder=lambda folder: FakeEncoder())) as base:
        pack = packs.start(base.wiki, trainer, "Une demi-journée").number
        add(base.wiki, trainer, record_piece(STORY_READ), pack)
        link = packs.share_by_link(base.wiki, trainer, pack)
        plan = WorkshopPlan(title="Cycle du quai (exemple fictif)", organisation="Réseau du Quai", fictional=True)
        workshop = preparing.start(base.wiki, trainer, plan)
        sitting = SittingPlan(theme="Le hall", date="2026-12-10", narratives=(STORY_READ,), steps=usual_steps())
        number = preparing.add_sitting(base.wiki, trainer, workshop, sitting)
        made_sitting = workshops.sitting(base.wiki.private, number)
        signals = (ROOT / "samples" / "veille" / "signaux.csv").read_text("utf-8").splitlines(keepends=True)
        exchange.import_file(base.watch.context, who["axe-watcher"], "signaux.csv", "".join(signals[:25]).encode())
    return {"pack": pack, "link": link, "workshop": workshop, "sitting": number, "invitation": invitation,
            "code": made_sitting.code, "screen": made_sitting.screen}  # fmt: skip


@pytest.fixture(scope="module")
def tabs(browser: Browser, real_site: str, numbers: dict[str, object]) -> Iterator[dict[str, Visit]]:
    """A tab for each person, signed in, and one for a visitor."""
    out = {}
    for login in ("", *PEOPLE):
        out[login] = Visit(browser.new_context(locale="fr-FR"), real_site)
        if login:
            out[login].sign_in(login, "/base")
    yield out
    for one in out.values():
        one.context.close()


@pytest.mark.parametrize(("login", "path"), PAGES)
def test_a_page_has_no_barrier_in_any_look(
    tabs: dict[str, Visit], numbers: dict[str, object], login: str, path: str
) -> None:
    visit = tabs[login]
    page = visit.page
    page.goto(visit.site + path.format(**numbers))
    if page.locator("#root").count():
        visit.settled()
    assert [one for one in page.evaluate(SAID) if ENGLISH.search(one) and one.strip() not in ICONS] == []
    assert looks(page) == {}
    assert visit.errors == []


def test_the_calendar_is_in_french_and_has_no_barrier(tabs: dict[str, Visit], numbers: dict[str, object]) -> None:
    page = tabs["axe-trainer"].open(f"/ateliers?n={numbers['workshop']}&seance={numbers['sitting']}")
    field = page.locator("[data-testid=stDateInput]").first
    month = field.get_by_role("spinbutton", name="mois, Date")
    expect(month).to_have_attribute("aria-valuetext", "12 – décembre", timeout=LONG)
    field.get_by_role("button", name="Ouvrir le calendrier").click()
    expect(page.get_by_role("button", name="Mois suivant").first).to_be_visible(timeout=LONG)
    assert [one for one in page.evaluate(SAID) if ENGLISH.search(one)] == []
    assert barriers(page) == []


@pytest.fixture
def contexts() -> Iterator[list[BrowserContext]]:
    opened: list[BrowserContext] = []
    yield opened
    for one in opened:
        one.close()


def test_the_live_pages_of_a_sitting_have_no_barrier_at_any_step(
    browser: Browser, contexts: list[BrowserContext], real_site: str, numbers: dict[str, object]
) -> None:
    sitting = int(str(numbers["sitting"]))
    stage = Stage(
        real_site, int(str(numbers["workshop"])), sitting, str(numbers["code"]), str(numbers["screen"]), STORY_READ
    )
    found: dict[str, object] = {}
    remote = tab(browser, contexts, viewport=PHONE)
    remote.goto(f"{real_site}/atelier/telecommande/{sitting}")
    give_name(remote, "axe-trainer")
    room = tab(browser, contexts, viewport={"width": 1280, "height": 720})
    room.goto(f"{real_site}/atelier/salle/{stage.screen}")
    expect(room.locator("#step")).to_be_visible(timeout=LONG)

    def look(step: str) -> None:
        for name, page in (("remote", remote), ("room", room), ("phone", phone)):
            if seen := looks(page):
                found[f"{name}, {step}"] = seen
            page.emulate_media(color_scheme="light")

    press(remote, "Ouvrir la séance")
    phone = join(tab(browser, contexts, viewport=PHONE), stage, "Groupe A")
    look("Accueil")
    on(remote, "Associations")
    phone.locator(".sentence").first.click()
    look("Associations")
    on(remote, "Grille")
    phone.get_by_label("Qui a agi, et comment ?").fill("Le gardien")
    phone.locator("[data-at=keep-cell-0-1]").click()
    look("Grille")
    on(remote, "Constats")
    cards(phone, "La clé manque le soir", "Personne ne répond après 18 h")
    press(remote, re.compile("Montrer les cartes"))
    expect(room.locator(".card")).to_have_count(2, timeout=LONG)
    look("Constats")
    on(remote, "Regroupements")
    phone.locator("li.card select").first.select_option("new")
    expect(phone.locator("section.heap")).to_have_count(2, timeout=LONG)
    look("Regroupements")
    on(remote, "Vote")
    look("Vote")
    press(remote, "Clore le vote")
    look("Vote clos")
    on(remote, "Pistes")
    look("Pistes")
    assert found == {}
