"""The watch in a browser: three signals from three organisations, one without a connection, to their retraction."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kb.base import KnowledgeBase
from kb.resources import Resources
from kb.store import accounts
from kb.store.register import Register
from kb.watch import overview
from tests.browser.visit import READY, SECRET, Visit, give_name
from tests.fake_encoder import FakeEncoder

PHONE = {"width": 390, "height": 844}
LONG = 30_000  # milliseconds
MOST_STEPS = 8  # from the home page to a report that was sent
TEXT = "Des pipes neuves sont distribuées gratuitement aux abords de la gare"
TEAMS = {"nord": "Maraude Nord", "sud": "CAARUD Sud", "est": "Prévention Est"}


@pytest.fixture
def home(real_site: str, real_home: Path) -> Path:
    with Register.open(real_home) as register:
        for login, organisation in TEAMS.items():
            _account(register, login, "contributor", organisation)
        _account(register, "veilleuse", "watcher", "Coordination")
        _account(register, "relectrice", "reviewer", "Coordination")
    return real_home


def _account(register: Register, login: str, role: str, organisation: str) -> None:
    if accounts.account_of(register, login) is None:
        one = accounts.add_account(register, login, login.title(), roles=[role], password=SECRET, actor="test")
        accounts.set_profile(register, one.id, name=login.title(), trade="", organisation=organisation)


@pytest.fixture
def visits(browser: Browser, real_site: str, home: Path) -> Iterator[dict[str, Visit]]:
    opened = {}
    for login in (*TEAMS, "veilleuse", "relectrice"):
        context = browser.new_context(viewport=PHONE, locale="fr-FR")  # type: ignore[arg-type]
        opened[login] = Visit(context, real_site)
        opened[login].page.goto(f"{real_site}/connexion")
        give_name(opened[login].page, login)
        opened[login].settled()
    yield opened
    for one in opened.values():
        assert one.foreign == []
        one.context.close()


def test_three_signals_from_the_phone_to_a_retraction(visits: dict[str, Visit], real_site: str, home: Path) -> None:
    steps = _report_from_home(visits["nord"].page, real_site, f"{TEXT}, dit une personne.")
    assert steps <= MOST_STEPS
    _report(visits["sud"].page, real_site, f"{TEXT}, nous l’avons vu aussi.")
    _report_without_connection(visits["est"], real_site, f"{TEXT}, encore ce matin.")
    numbers = [int(one) for one in _numbers(home)]
    assert len(numbers) == 3
    cell = visits["veilleuse"].page
    for number in numbers:
        _take_through(cell, real_site, number)
    _work_out(home)
    cell.goto(f"{real_site}/veille")
    expect(cell.locator(".rp-circles:not(.small) a").first).to_have_text("3", timeout=LONG)
    expect(cell.locator("#rp-phenomenes")).to_be_attached()
    bulletin = _bulletin(visits, real_site, home)
    pdf = visits["relectrice"].context.request.get(f"{real_site}/exporter/fiche/{bulletin}.pdf")
    assert pdf.body().startswith(b"%PDF")
    cell.goto(f"{real_site}/cellule?n={numbers[0]}")
    cell.get_by_label("Pourquoi", exact=True).fill("Une photo d’une autre ville.", timeout=LONG)
    cell.get_by_role("button", name="Rétracter ce signal").click(delay=120)
    expect(cell.get_by_text("Ceux qui avaient été prévenus le sont.")).to_be_visible(timeout=LONG)
    sender = visits["nord"].page
    sender.goto(f"{real_site}/signaler")
    expect(sender.locator("#mes-signaux")).to_contain_text("Une photo d’une autre ville.")


def _report_from_home(page: Page, site: str, text: str) -> int:
    page.goto(site)
    page.wait_for_selector(READY)
    page.locator("summary", has_text="Menu").click()
    page.get_by_role("navigation", name="Navigation", exact=True).get_by_role("link", name="Signaler").click()
    page.fill("#text", text)
    page.fill("#territory", "Paris 18e")
    page.get_by_text("Vu", exact=True).click()
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator("[data-said]")).to_contain_text("Envoyé", timeout=LONG)
    return 6


def _report(page: Page, site: str, text: str) -> None:
    page.goto(f"{site}/signaler")
    page.fill("#text", text)
    page.fill("#territory", "Paris 18e")
    page.get_by_text("Vu", exact=True).click()
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator("[data-said]")).to_contain_text("Envoyé", timeout=LONG)


def _report_without_connection(visit: Visit, site: str, text: str) -> None:
    page = visit.page
    page.goto(f"{site}/signaler")
    visit.context.set_offline(True)
    page.fill("#text", text)
    page.fill("#territory", "Paris 18e")
    page.get_by_text("Vu", exact=True).click()
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator("[data-waiting]")).to_contain_text("Gardé sur cet appareil")
    page.clock.install()
    page.clock.fast_forward("10:00")  # ten minutes without a connection
    expect(page.locator("[data-waiting]")).to_contain_text("Gardé sur cet appareil")
    visit.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-said]")).to_contain_text("Envoyé", timeout=LONG)
    expect(page.locator("[data-waiting]")).to_be_empty()


def _opened(home: Path) -> KnowledgeBase:
    return KnowledgeBase.open(home, resources=Resources(open_encoder=lambda folder: FakeEncoder()))


def _numbers(home: Path) -> list[int]:
    with _opened(home) as base:
        rows = base.wiki.private.database.execute("SELECT number FROM watch_signals ORDER BY number").fetchall()
    return [row[0] for row in rows]


def _work_out(home: Path) -> None:
    with _opened(home) as base:
        overview.work_out(base.watch)


def _take_through(page: Page, site: str, number: int) -> None:
    page.goto(f"{site}/cellule?n={number}")
    page.get_by_label("Comment vous avez vérifié (la personne le lira)").fill("Deux appels.", timeout=LONG)
    page.get_by_role("button", name="Les faits sont vérifiés").click(delay=120)
    expect(page.get_by_text("Vérifié. La personne est prévenue.")).to_be_visible(timeout=LONG)
    for label, value in (("Objet", "Produit"), ("Déclencheur", "Nouveauté")):
        page.get_by_label(label, exact=True).click()
        page.get_by_role("option", name=value, exact=True).click()
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_text("Enregistré.")).to_be_visible(timeout=LONG)
    for answer in ("Forte", "Jamais vu ici", "Plusieurs lieux", "Trois ou plus", "À surveiller"):
        page.locator("label").filter(has_text=re.compile(f"^{answer}$")).first.click()
    page.get_by_label("Pourquoi, en une phrase").fill("Trois équipes le disent.")
    page.get_by_role("button", name="Enregistrer l’évaluation").click(delay=120)
    expect(page.get_by_text("Évalué. La personne est prévenue.")).to_be_visible(timeout=LONG)
    page.get_by_role("button", name="Diffuser", exact=True).click()
    expect(page.get_by_text("Les personnes abonnées sont prévenues.")).to_be_visible(timeout=LONG)


def _bulletin(visits: dict[str, Visit], site: str, home: Path) -> str:
    """The bulletin that the cell begins from the phenomenon, reviewed and published by somebody else."""
    from kb.wiki import review, writing

    page = visits["veilleuse"].page
    page.goto(f"{site}/veille")
    page.locator("#rp-phenomenes ~ ul a").first.click(timeout=LONG)
    page.get_by_role("button", name="En faire un bulletin").click(timeout=LONG)
    expect(page.get_by_text("Le bulletin est commencé")).to_be_visible(timeout=LONG)
    with _opened(home) as base:
        watcher, reviewer = (accounts.account_of(base.register, one) for one in ("veilleuse", "relectrice"))
        assert watcher is not None
        assert reviewer is not None
        (one,) = writing.mine(base.wiki, watcher.person)
        number = one.proposal.number
        writing.autosave(base.wiki, watcher.person, number, {"highlights": "Des pipes neuves au nord."}, {})
        writing.submit(base.wiki, watcher.person, number, open_points=0)
        review.take(base.wiki, reviewer.person, number)
        review.validate(base.wiki, reviewer.person, number)
        review.publish(base.wiki, reviewer.person, number)
        return one.proposal.record_id
