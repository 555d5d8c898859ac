"""The shared watch at the size of a telephone: three teams report, one of them without a connection; the cell weighs
and makes it known; the phenomenon shows on the map; a bulletin comes out as a PDF; a retraction reaches all three.
"""

import io
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from kb.store.accounts import accounts
from kb.store.records.register import Register
from kb.watch.handling import GRID
from tests.browser.conftest import ROOT
from tests.browser.test_story import at, choose, press, tick_all
from tests.browser.visit import LONG, SECRET, Visit, pick

TEAMS = {"m1": "Maraude du Canal", "m2": "CAARUD des Deux Rives", "m3": "Club de prévention Nord"}
FACT = "Des pipes neuves sont distribuées gratuitement devant le gymnase par des inconnus"
TOLD = {"m1": f"{FACT}.", "m2": f"{FACT}, deux soirs de suite.", "m3": f"{FACT}, chaque soir."}
WHY = "Les pipes venaient d’une équipe voisine."
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def artefacts() -> Path:
    folder = Path(os.environ.get("KB_ARTEFACTS") or ROOT / "artifacts") / "watch"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def teams(real_site: str, real_home: Path) -> None:
    """Three teams with an organisation each, somebody of the cell, and somebody who reviews."""
    roles = {login: ["contributor"] for login in TEAMS}
    roles |= {"veilleur": ["watcher"], "relectrice": ["reviewer", "watcher"]}
    with Register.open(real_home) as register:
        for login, held in roles.items():
            made = accounts.add_account(register, login, login.capitalize(), roles=held, password=SECRET, actor="test")
            accounts.set_profile(
                register, made.id, name=login.capitalize(), trade="", organisation=TEAMS.get(login, "Coordination")
            )


@pytest.fixture
def visits(browser: Browser, real_site: str) -> Iterator[dict[str, Visit]]:
    opened: dict[str, Visit] = {}
    for login in (*TEAMS, "veilleur", "relectrice"):
        phone = login != "relectrice"
        context = browser.new_context(
            viewport=PHONE if phone else {"width": 1280, "height": 1000}, has_touch=phone, locale="fr-FR"
        )
        opened[login] = Visit(context, real_site)
    yield opened
    for one in opened.values():
        one.context.close()


class Taps:
    """What a hand does on a telephone, counted: a touch or a text typed is one."""

    def __init__(self) -> None:
        self.count = 0

    def touch(self, page: Page, name: str, role: str = "link") -> None:
        page.get_by_role(role, name=name, exact=True).first.click()  # type: ignore[arg-type]
        self.count += 1

    def write(self, page: Page, label: str, text: str) -> None:
        page.get_by_label(re.compile(label)).fill(text)
        self.count += 1


def report(page: Page, text: str, taps: Taps) -> None:
    """Fill the form and send it: today is already chosen."""
    taps.write(page, "^Qu’avez-vous vu", text)
    taps.write(page, "^Où", "Paris 18e")
    page.get_by_text("Vu", exact=True).click()
    taps.count += 1
    taps.touch(page, "Envoyer", "button")


def subscribe(page: Page, site: str) -> None:
    at(page, f"{site}/veille")
    pick(page.get_by_label("Territoires, produits, thèmes"), "Tout ce qui", "Tout ce qui est diffusé")
    page.keyboard.press("Escape")
    press(page, "Enregistrer mes abonnements")
    expect(page.get_by_text("Vous êtes abonné à tout ce qui est diffusé")).to_be_visible(timeout=LONG)


def handle(page: Page, site: str, number: int) -> str:
    """Take a signal from received to diffused; the identifier of its record."""
    at(page, f"{site}/cellule?n={number}")
    for label, value in (("Objet", "Offre, deal"), ("Déclencheur", "Nouveauté")):
        choose(page, label, value)
    press(page, "Enregistrer")
    expect(page.get_by_text("Enregistré.")).to_be_visible(timeout=LONG)
    page.get_by_label(re.compile("^Comment vous avez vérifié")).fill("Deux appels à des équipes voisines.")
    page.keyboard.press("Tab")
    judged = page.get_by_role("heading", name="Évaluer")
    press(page, "Les faits sont vérifiés")
    expect(judged).to_be_visible(timeout=LONG)
    for label, answers in GRID.values():
        page.get_by_role("radiogroup", name=label).get_by_text(answers[-1], exact=True).click()
    page.get_by_role("radiogroup", name="Niveau").get_by_text("À surveiller", exact=True).click()
    page.get_by_label("Pourquoi, en une phrase").fill("Jamais vu ici.")
    told = page.get_by_role("heading", name="Diffuser")
    press(page, "Enregistrer l’évaluation")
    expect(told).to_be_visible(timeout=LONG)
    press(page, "Diffuser")
    link = page.get_by_role("link", name=re.compile("^Lire la fiche diffusée"))
    expect(link).to_be_visible(timeout=LONG)
    return (link.get_attribute("href") or "").rpartition("=")[2]


def sent(page: Page) -> int:
    """Number of the signal that the page says was sent."""
    expect(page.locator("[data-said]")).to_contain_text("Envoyé", timeout=LONG)
    return int(page.locator("[data-said]").get_attribute("data-rp-sent") or 0)


def shot(page: Page, folder: Path, name: str) -> None:
    page.screenshot(path=folder / f"{name}.png", full_page=True)


def test_what_three_teams_see_reaches_all_three(
    visits: dict[str, Visit], real_site: str, teams: None, artefacts: Path
) -> None:
    site = real_site
    pages = {login: one.page for login, one in visits.items()}
    for login, one in visits.items():
        one.sign_in(login)
    for login in TEAMS:
        subscribe(pages[login], site)
    # From the home of a telephone to a signal sent.
    first, taps = pages["m1"], Taps()
    at(first, f"{site}/")
    shot(first, artefacts, "home")
    first.locator(".burger summary").click()
    taps.count += 1
    taps.touch(first, "Signaler")
    first.wait_for_url(re.compile("/signaler$"), timeout=LONG)
    shot(first, artefacts, "report")
    report(first, TOLD["m1"], taps)
    numbers = [sent(first)]
    assert taps.count <= 8
    # Ten minutes without a connection: kept, even if the page is left, and sent once when it is back.
    second = pages["m2"]
    second.clock.install()
    second.goto(f"{site}/signaler")
    visits["m2"].context.set_offline(True)
    report(second, TOLD["m2"], Taps())
    expect(second.get_by_text("Un signal pas encore parti")).to_be_visible()
    second.clock.fast_forward("10:00")
    expect(second.get_by_text("Un signal pas encore parti")).to_be_visible()
    shot(second, artefacts, "offline")
    visits["m2"].context.set_offline(False)
    numbers.append(sent(second))
    second.goto(f"{site}/signaler")
    expect(second.locator("#mes-signaux > ul > li")).to_have_count(1)
    # The third team is shown what is like it, and has more to say.
    third = pages["m3"]
    third.goto(f"{site}/signaler")
    third.get_by_label(re.compile("^Qu’avez-vous vu")).fill(TOLD["m3"])
    expect(third.get_by_role("heading", name="Déjà vu ?")).to_be_visible(timeout=LONG)
    expect(third.get_by_role("button", name="C’est la même chose")).to_have_count(2)
    shot(third, artefacts, "seen-before")
    report(third, TOLD["m3"], Taps())
    numbers.append(sent(third))
    # The cell takes them all the way.
    cell = pages["veilleur"]
    at(cell, f"{site}/cellule")
    shot(cell, artefacts, "cell")
    records = [handle(cell, site, number) for number in numbers]
    shot(cell, artefacts, "handled")
    # The phenomenon is on the map of the watch, and its mark opens its signals.
    at(cell, f"{site}/veille")
    mark = cell.locator(".rp-one-map a[href*='territoire=75118']")
    expect(mark).to_have_text("3")
    shot(cell, artefacts, "watch")
    mark.click()
    cell.wait_for_url(re.compile("territoire=75118"), timeout=LONG)
    expect(cell.locator("#rp-signaux ~ ul.rp-lines li")).to_have_count(3, timeout=LONG)
    # Grouped beside the pages, within a minute or so.
    thread = cell.locator("#rp-phenomenes ~ ul a", has_text=FACT)
    for _ in range(40):
        at(cell, f"{site}/veille")
        if thread.count():
            break
        cell.wait_for_timeout(4000)
    thread.first.click()
    expect(cell.get_by_text("3 signaux de 3 structures")).to_be_visible(timeout=LONG)
    expect(cell.locator(".rp-multiples .rp-circles i").first).to_be_visible()
    shot(cell, artefacts, "thread")
    # A bulletin, reviewed by somebody else, and its PDF.
    press(cell, "En faire un bulletin")
    cell.get_by_role("link", name=re.compile("l’écrire dans")).click()
    cell.wait_for_url(re.compile(r"contribuer\?n="), timeout=LONG)
    bulletin = publish(cell, pages["relectrice"], site, artefacts)
    at(first, f"{site}/lire?id={bulletin}")
    shot(first, artefacts, "bulletin")
    read_pdf(first, records)
    # A retraction is read by all three, and marks the bulletin.
    at(cell, f"{site}/cellule?n={numbers[0]}")
    cell.get_by_label("Pourquoi", exact=True).first.fill(WHY)
    cell.keyboard.press("Tab")
    press(cell, "Rétracter ce signal")
    expect(cell.get_by_text("Rétracté. Ceux qui avaient été prévenus le sont.")).to_be_visible(timeout=LONG)
    for login in TEAMS:
        page = at(pages[login], f"{site}/nouvelles")
        line = page.locator(".rp-news", has_text="Rétracté")
        expect(line).to_contain_text(WHY, timeout=LONG)
        shot(page, artefacts, f"told-{login}")
        line.get_by_role("link").click()
        expect(page.get_by_role("heading", name=re.compile("^Rétracté"))).to_be_visible(timeout=LONG)
    at(first, f"{site}/lire?id={bulletin}")
    expect(first.get_by_role("heading", name="Rétracté depuis la parution")).to_be_visible(timeout=LONG)
    shot(first, artefacts, "marked")
    assert not [error for one in visits.values() for error in one.errors]
    assert not [address for one in visits.values() for address in one.foreign]


def publish(writer: Page, reviewer: Page, site: str, artefacts: Path) -> str:
    """Send the bulletin that was begun, review it and publish it; its identifier."""
    number = int(re.search(r"n=(\d+)", writer.url).group(1))  # type: ignore[union-attr]
    writer.get_by_label(re.compile("^En bref")).fill("Des pipes neuves circulent devant le gymnase.")
    writer.keyboard.press("Tab")
    expect(writer.locator("[data-rp-saved]")).to_contain_text("Brouillon enregistré", timeout=LONG)
    at(writer, f"{site}/contribuer?n={number}&vue=envoi")
    shot(writer, artefacts, "sending")
    expect(writer.locator(".st-key-rp_protect").locator("h2").first).to_have_text("Rien n’est repéré", timeout=LONG)
    tick_all(writer)
    press(writer, "Envoyer en relecture")
    expect(writer.get_by_text("attend un relecteur")).to_be_visible(timeout=LONG)
    at(reviewer, f"{site}/relire")
    reviewer.locator(f".st-key-take_{number} button").click()
    press(reviewer, "Valider ce texte")
    expect(reviewer.get_by_role("button", name="Publier maintenant")).to_be_visible(timeout=LONG)
    press(reviewer, "Publier maintenant")
    read = reviewer.get_by_role("link", name="Lire la fiche")
    expect(read).to_be_visible(timeout=LONG)
    bulletin = (read.get_attribute("href") or "").rpartition("=")[2]
    at(reviewer, f"{site}/bulletins")
    expect(reviewer.locator(f"a[href='/lire?id={bulletin}']").first).to_be_visible(timeout=LONG)
    shot(reviewer, artefacts, "bulletins")
    return bulletin


def read_pdf(page: Page, records: list[str]) -> None:
    """The bulletin as a PDF holds its signals."""
    with page.expect_download(timeout=LONG) as waited:
        page.get_by_role("link", name="PDF").first.click()
    body = waited.value.path().read_bytes()
    assert body.startswith(b"%PDF-")
    text = " ".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(body)).pages)
    assert all(record in text for record in records)
    assert "Paris 18e" in text


def test_a_bad_connection_and_bad_words_lose_and_double_nothing(
    browser: Browser, real_site: str, real_home: Path
) -> None:
    with Register.open(real_home) as register:
        accounts.add_account(register, "m4", "M4", roles=["contributor"], password=SECRET, actor="test")
    visit = Visit(browser.new_context(viewport=PHONE, has_touch=True, locale="fr-FR"), real_site)
    visit.sign_in("m4")
    page = visit.page
    page.goto(f"{real_site}/signaler")
    # What cannot be taken is said beside its field, and the words stay.
    text = page.get_by_label(re.compile("^Qu’avez-vous vu"))
    text.fill(TOLD["m1"])
    page.get_by_label(re.compile("^Où")).fill("12 rue des Lilas")
    page.get_by_text("Vu", exact=True).click()
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator("#wrong-territory")).to_contain_text("Une adresse désigne des personnes")
    page.get_by_label(re.compile("^Où")).fill("Paris 18e")
    page.get_by_text("Un autre jour", exact=True).click()
    page.get_by_label("Quel jour").fill("2999-01-01")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator("#wrong-day")).to_contain_text("n’est pas encore venue")
    page.get_by_text("Aujourd’hui", exact=True).click()
    text.fill("mot " * 5_000)
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator("#wrong-text")).to_contain_text("5000 mots")
    assert len(text.input_value()) == 20_000
    # The page is left, and the words are there when it is opened again.
    text.fill(TOLD["m2"])
    page.reload()
    expect(text).to_have_value(TOLD["m2"])
    # The base took the signal, and its answer was lost; then it says that there is enough for today.
    answers = ["lost", "too many"]

    def answer(route: Route) -> None:
        if not answers:
            route.continue_()
        elif answers.pop(0) == "lost":
            route.fetch()
            route.abort()
        else:
            route.fulfill(status=429, json={"error": "60 signaux en un jour depuis ce compte.", "field": ""})

    page.route("**/api/signal", answer)
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text("Un signal pas encore parti")).to_be_visible(timeout=LONG)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-said]")).to_contain_text("60 signaux en un jour", timeout=LONG)
    expect(page.get_by_text("Un signal pas encore parti")).to_be_visible()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-said]")).to_contain_text("il n’est compté qu’une fois", timeout=LONG)
    expect(page.get_by_text("Un signal pas encore parti")).to_have_count(0)
    page.reload()
    expect(page.locator("#mes-signaux > ul > li")).to_have_count(1)
    visit.context.close()
    assert not visit.errors
