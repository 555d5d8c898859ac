"""The whole life of a narrative, in Chromium and in Firefox: told, protected, sent back, corrected, published, found,
discussed, kept in a pack, changed, restored, withdrawn.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from kb.store.accounts import accounts
from kb.store.accounts.one_time_links import add_link
from kb.store.records.register import Register
from kb.views.review.under_review import NOT_CHOSEN
from tests.browser.visit import LONG, SECRET, Visit, pick, settled


@pytest.fixture(scope="module", params=["chromium", "firefox"])
def browser(request: pytest.FixtureRequest) -> Browser:
    """Each of the two engines."""
    found: Browser = request.getfixturevalue("firefox" if request.param == "firefox" else "browser")
    return found


@pytest.fixture
def home(real_site: str, real_home: Path) -> Path:
    return real_home


@pytest.fixture
def people(home: Path) -> dict[str, str]:
    """Logins of people of each role; accounts are made once."""
    roles = {"r1": ["reviewer"], "r2": ["reviewer"], "lecteur": [], "c2": ["contributor"]}
    with Register.open(home) as register:
        for login, held in roles.items():
            if accounts.account_of(register, login) is None:
                accounts.add_account(register, login, login.capitalize(), roles=held, password=SECRET, actor="test")
    return {login: login for login in roles}


@pytest.fixture
def visits(browser: Browser, real_site: str) -> Iterator[dict[str, Visit]]:
    opened: dict[str, Visit] = {}
    yield opened
    for one in opened.values():
        one.context.close()


def signed_in(visits: dict[str, Visit], browser: Browser, site: str, login: str) -> Page:
    """The tab of somebody, signed in."""
    if login not in visits:
        context = browser.new_context(viewport={"width": 1280, "height": 1000}, locale="fr-FR")
        visits[login] = Visit(context, site)
        visits[login].sign_in(login)
    return visits[login].page


def at(page: Page, address: str) -> Page:
    page.bring_to_front()  # only the window in front has a field in focus, in Firefox
    page.goto(address)
    return settled(page)


def type_in(field: Locator, text: str) -> None:
    """Type in place of what the field holds, key after key, as people do.

    What a driver puts there at one go is no typing to a page in Firefox.
    """
    field.press("Control+A")
    field.press_sequentially(text)


def choose(page: Page, label: str, *values: str) -> None:
    """Choose values of a list that one types into."""
    for value in values:
        page.get_by_label(label).click()
        page.get_by_label(label).press_sequentially(value)
        page.get_by_role("option", name=value, exact=True).first.click()
    page.keyboard.press("Escape")


def complained(visit: Visit) -> list[str]:
    """What scripts threw and the console holds in red; a part of a page still coming as one leaves is no fault.

    Firefox alone tells of it, in two messages of which the first says « Error » and nothing else.
    """
    told = visit.errors + visit.complaints
    left = [one for one in told if "error loading dynamically imported module" not in one]
    return [one for one in left if one != "Error"] if len(left) < len(told) else left


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def go_on(page: Page) -> None:
    """To the next question; the address tells when it is there."""
    asked = int(re.search(r"[?&]q=(\d+)", page.url).group(1)) if "q=" in page.url else 1  # type: ignore[union-attr]
    press(page, "Continuer")
    page.wait_for_url(re.compile(rf"[?&]q={asked + 1}$"), timeout=LONG)
    settled(page)


def tell(page: Page, site: str) -> int:
    """A narrative told question by question; its proposal's number."""
    at(page, f"{site}/contribuer")
    press(page, "Raconter, une question à la fois")
    page.wait_for_url(re.compile(r"n=\d+"), timeout=LONG)
    number = int(re.search(r"n=(\d+)", page.url).group(1))  # type: ignore[union-attr]
    type_in(page.get_by_label(re.compile("^Titre")), "Le vélo de Karim")
    go_on(page)
    page.get_by_text("Récit de pratique", exact=True).click()
    page.get_by_text("Mitigé", exact=True).click()
    go_on(page)
    type_in(page.get_by_label(re.compile("^Structure porteuse")), "Club de prévention")
    choose(page, "Point de vue (nécessaire à l’envoi)", "Éducation spécialisée")
    go_on(page)
    choose(page, "Territoire (nécessaire à l’envoi)", "Saint-Ouen-sur-Seine")
    type_in(page.get_by_label(re.compile("^Période")), "printemps 2024")
    go_on(page)
    choose(page, "Thèmes (nécessaire à l’envoi)", "Échec scolaire")
    go_on(page)
    type_in(page.get_by_label(re.compile("^Contexte")), "Karim ne venait plus au collège. Sa cousine Djamila non plus.")
    for _ in range(2):
        go_on(page)
    type_in(page.get_by_label("Ce qui s’est passé"), "L’atelier lui a prêté un vélo, avec Moussa, contre trois heures.")
    for _ in range(2):
        go_on(page)
    type_in(page.get_by_label(re.compile("^Résultats")), "Il est venu douze jours de suite, puis la roue a cassé.")
    for _ in range(3):
        go_on(page)
    type_in(page.get_by_label(re.compile("^Enseignements")), "Un objet prêté oblige des deux côtés.")
    for _ in range(3):
        go_on(page)
    type_in(page.get_by_label(re.compile("^Résumé")), "Un vélo prêté par l’atelier ramène un garçon au collège.")
    press(page, "Relire et envoyer")
    # Nobody said yet who may read it: that is asked, and said again in a sentence.
    expect(page.get_by_text(NOT_CHOSEN)).to_be_visible(timeout=LONG)
    page.get_by_role("radiogroup", name="Ce texte s’ouvre à").get_by_text("Public", exact=True).click()
    expect(page.get_by_text("sera lu par tout le monde, avec ou sans compte")).to_be_visible(timeout=LONG)
    expect(page.get_by_text("Toutes les questions demandées ont une réponse.")).to_be_visible(timeout=LONG)
    return number


def protect_and_send(page: Page) -> None:
    """Treat every point, tick every line, send."""
    panel = page.locator(".st-key-rp_protect")
    expect(panel.locator("h2").first).to_contain_text("à traiter", timeout=LONG)
    for _ in range(12):
        before = panel.locator("h2").first.inner_text()
        if "à traiter" not in before:
            break
        panel.get_by_role("button", name="Remplacer").first.click()
        expect(panel.locator("h2").first).not_to_have_text(before, timeout=LONG)
    expect(panel.locator("h2").first).to_have_text("Rien n’est repéré")
    tick_all(page)
    press(page, "Envoyer en relecture")
    expect(page.get_by_text("attend un relecteur")).to_be_visible(timeout=LONG)


def tick_all(page: Page) -> None:
    boxes = page.locator('[class*="st-key-check_"]')
    for place in range(boxes.count()):
        boxes.nth(place).locator("label").first.click()
        expect(boxes.nth(place).get_by_role("checkbox")).to_be_checked(timeout=LONG)
        settled(page)
    expect(page.get_by_role("button", name="Envoyer en relecture")).to_be_enabled(timeout=LONG)


def review_and_validate(page: Page, site: str, number: int) -> None:
    at(page, f"{site}/relire")
    page.locator(f".st-key-take_{number} button").click()
    expect(page.get_by_role("heading", name="La grille")).to_be_visible(timeout=LONG)
    # With an empty grid, what is wrong is said in sight, and the first question has the focus.
    press(page, "Valider ce texte")
    expect(page.locator("[data-rp-told]")).to_contain_text("sans réponse", timeout=LONG)
    expect(page.locator("[data-rp-told]")).to_be_in_viewport(timeout=LONG)
    expect(page.locator('[class*="st-key-grid_"] input').first).to_be_focused(timeout=LONG)
    groups = settled(page).locator('[class*="st-key-all_"] button')
    while left := groups.count():
        groups.first.click()
        expect(groups).to_have_count(left - 1, timeout=LONG)
    for question in page.locator('[class*="st-key-grid_"] [role=radiogroup]').all():
        if not question.get_by_role("radio", name="Oui").is_checked():
            question.get_by_text("Oui", exact=True).click()
            expect(question.get_by_role("radio", name="Oui")).to_be_checked(timeout=LONG)
            settled(page)
    expect(page.get_by_text("Grille remplie.")).to_be_visible(timeout=LONG)
    press(page, "Valider ce texte")
    expect(page.get_by_role("button", name="Publier maintenant")).to_be_visible(timeout=LONG)


def test_the_life_of_a_narrative(
    browser: Browser, visits: dict[str, Visit], real_site: str, home: Path, people: dict[str, str]
) -> None:
    site = real_site

    def who(login: str) -> Page:
        return signed_in(visits, browser, site, login)

    # An invitation is accepted.
    with Register.open(home) as register:
        token = add_link(register, "invite", actor="test", roles=["contributor"])
    context = browser.new_context(viewport={"width": 1280, "height": 1000}, locale="fr-FR")
    visits["aline"] = Visit(context, site)
    aline = visits["aline"].page
    aline.goto(f"{site}/invitation/{token}")
    aline.fill("[name=name]", "Aline")
    aline.fill("[name=login]", f"aline-{browser.browser_type.name}@exemple.fr")
    aline.fill("[name=password]", SECRET)
    aline.click("button[type=submit]")
    visits["aline"].settled()
    # A narrative is told with three names in it, which are treated.
    number = tell(aline, site)
    protect_and_send(aline)
    # A reviewer sends it back with a remark.
    first = at(who("r1"), f"{site}/relire")
    first.locator(f".st-key-take_{number} button").click()
    pick(first.get_by_label("Sur quelle partie"), "Contexte", "Contexte")
    type_in(first.get_by_label("Votre remarque"), "Dites mieux le début.")
    press(first, "Ajouter la remarque")
    expect(first.get_by_text("Remarque 1.")).to_be_visible(timeout=LONG)
    type_in(first.get_by_label("Ce qui est à reprendre"), "Le départ est trop court.")
    first.keyboard.press("Tab")
    press(first, "Renvoyer à l’auteur")
    expect(first.get_by_text("Renvoyé, avec vos remarques.").or_(first.get_by_text("lisible que par"))).to_be_visible(
        timeout=LONG
    )
    # The author finds the remark where it was made, and settles it.
    at(aline, f"{site}/contribuer?n={number}")
    expect(aline.get_by_text("Dites mieux le début.")).to_be_visible(timeout=LONG)
    type_in(aline.get_by_label(re.compile("^Ce que vous en avez fait")), "Le titre suffit.")
    press(aline, "Remarque 1 traitée")
    expect(aline.get_by_text("Toutes les remarques sont traitées").first).to_be_visible(timeout=LONG)
    # They correct.
    at(aline, f"{site}/contribuer?n={number}&q=6")
    expect(aline.get_by_text("Le départ est trop court.")).to_be_visible()
    context_field = aline.get_by_label(re.compile("^Contexte"))
    type_in(context_field, context_field.input_value() + " Rien d’autre n’avait tenu.")
    go_on(aline)
    at(aline, f"{site}/contribuer?n={number}&vue=envoi")
    expect(aline.locator(".st-key-rp_protect").locator("h2").first).to_have_text("Rien n’est repéré", timeout=LONG)
    press(aline, "Envoyer en relecture")
    expect(aline.get_by_text("attend un relecteur")).to_be_visible(timeout=LONG)
    # Another reviewer reads what will be published and what was settled, and publishes.
    second = who("r2")
    review_and_validate(second, site, number)
    press(second, "Publier maintenant")
    expect(second.get_by_text("Publié.").first).to_be_visible(timeout=LONG)
    # A visitor finds it by question.
    visits["visitor"] = Visit(browser.new_context(locale="fr-FR"), site)
    visitor = at(visits["visitor"].page, f"{site}/?q=un+vélo+prêté+par+l’atelier")
    card = visitor.get_by_role("link", name=re.compile("^Le vélo de")).first
    expect(card).to_be_visible(timeout=LONG)
    assert "Karim" not in visitor.inner_text("body")
    address = card.get_attribute("href") or ""
    record_id = re.search(r"id=([A-Z0-9-]+)", address).group(1)  # type: ignore[union-attr]
    # A reader comments.
    reader = at(who("lecteur"), f"{site}/lire?id={record_id}")
    type_in(reader.get_by_role("textbox", name="Votre commentaire"), "Chez nous, un cadenas a suffi.")
    press(reader, "Ajouter")
    expect(reader.get_by_text("Chez nous, un cadenas a suffi.").first).to_be_visible(timeout=LONG)
    # They keep it in a pack, and find it there.
    reader.get_by_role("button", name=re.compile("^Ajouter la fiche au dossier")).first.click()
    reader.get_by_role("link", name="Ouvrir le dossier").click()
    reader.wait_for_url(re.compile(r"/dossiers\?n=\d+"), timeout=LONG)
    expect(reader.locator(".rp-piece", has_text="Le vélo de").first).to_be_visible(timeout=LONG)
    # A second contributor proposes an edit, which is published.
    other = at(who("c2"), f"{site}/lire?id={record_id}")
    press(other, "Proposer un changement")
    other.wait_for_url(re.compile("contribuer"), timeout=LONG)
    change = int(re.search(r"n=(\d+)", other.url).group(1))  # type: ignore[union-attr]
    at(other, f"{site}/contribuer?n={change}&q=13")
    type_in(other.get_by_label(re.compile("^Enseignements")), "Un objet prêté oblige, et un cadenas aide.")
    go_on(other)
    at(other, f"{site}/contribuer?n={change}&vue=envoi")
    expect(other.locator(".st-key-rp_protect").locator("h2").first).to_be_visible(timeout=LONG)
    while other.locator(".st-key-rp_protect").get_by_role("button", name="Remplacer").count():
        heading = other.locator(".st-key-rp_protect").locator("h2").first
        before = heading.inner_text()
        other.locator(".st-key-rp_protect").get_by_role("button", name="Remplacer").first.click()
        expect(heading).not_to_have_text(before, timeout=LONG)
    tick_all(other)
    press(other, "Envoyer en relecture")
    expect(other.get_by_text("attend un relecteur")).to_be_visible(timeout=LONG)
    review_and_validate(who("r1"), site, change)
    press(who("r1"), "Publier maintenant")
    expect(who("r1").get_by_text("Publié.").first).to_be_visible(timeout=LONG)
    # Its author is told by whom, and whoever proposed it is thanked.
    at(aline, f"{site}/nouvelles")
    expect(aline.get_by_text("C2 a modifié")).to_be_visible(timeout=LONG)
    at(other, f"{site}/nouvelles")
    expect(other.get_by_text("Merci : votre changement est publié")).to_be_visible(timeout=LONG)
    # History is compared and restored.
    at(aline, f"{site}/historique?id={record_id}")
    expect(aline.locator("ins", has_text="cadenas")).to_be_visible(timeout=LONG)
    press(aline, "Rendre le texte de la version 1")
    expect(aline.get_by_text("Une proposition rend le texte de la version 1.")).to_be_visible(timeout=LONG)
    # The author withdraws it, and nobody finds it any more.
    at(aline, f"{site}/lire?id={record_id}")
    press(aline, "Retirer")
    type_in(aline.get_by_label("Pourquoi cette fiche est retirée"), "La famille s’y reconnaît.")
    aline.keyboard.press("Tab")
    press(aline, "Retirer de la lecture")
    expect(aline.get_by_text("Cette fiche ne peut pas être lue")).to_be_visible(timeout=LONG)
    expect(aline.get_by_text("La fiche est retirée.").first).to_be_visible(timeout=LONG)
    at(visitor, f"{site}/?q=un+vélo+prêté+par+l’atelier")
    expect(visitor.get_by_role("link", name=re.compile("^Le vélo de"))).to_have_count(0)
    assert not [error for one in visits.values() for error in complained(one)]
    assert not [address for one in visits.values() for address in one.foreign]
