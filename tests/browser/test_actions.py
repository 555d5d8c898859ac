"""How many actions a text costs: guided to sending, told in one go to sending, taken in review to publication.

An action is a press of the mouse anywhere but in a field that one types into, or Enter that confirms a choice or a
button. Typing, and going from field to field, are none.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kb.store.accounts import accounts
from kb.store.records.register import Register
from tests.browser.visit import READY, SECRET, Visit

LONG = 120_000  # milliseconds: the recogniser of names is loaded at the first text
MOST_GUIDED, MOST_TOLD, MOST_REVIEW = 30, 25, 10
COUNTER = """
const KEPT = "actions counted";
const add = () => sessionStorage.setItem(KEPT, String(Number(sessionStorage.getItem(KEPT) || 0) + 1));
const typed = (one) => one.matches("textarea, input:not([type=radio]):not([type=checkbox])");
addEventListener("pointerdown", (event) => { if (event.isTrusted && !typed(event.target)) add(); }, true);
const confirms = (event) => event.isTrusted && event.key === "Enter" && !event.target.matches("textarea");
addEventListener("keydown", (event) => { if (confirms(event)) add(); }, true);
"""
NARRATIVE = """On l’a vu redescendre après la cure, sans rien à faire de ses journées.

Le gardien a ouvert le local, et nous y avons mis un établi trois soirs par semaine.

Il est venu douze fois de suite, puis une fois sur deux."""


@pytest.fixture
def tabs(browser: Browser, real_site: str, real_home: Path) -> Iterator[tuple[Page, Page]]:
    """The tabs of somebody who writes and of somebody who reviews, with a counter in each page."""
    roles = {"counted": ["contributor"], "counting": ["reviewer"]}
    visits = []
    with Register.open(real_home) as register:
        for login, held in roles.items():
            if accounts.account_of(register, login) is None:
                accounts.add_account(register, login, login, roles=held, password=SECRET, actor="test")
    for login in roles:
        visit = Visit(browser.new_context(viewport={"width": 1280, "height": 1000}, locale="fr-FR"), real_site)
        visit.page.set_default_timeout(LONG)
        visit.sign_in(login)
        visit.context.add_init_script(COUNTER)
        visits.append(visit)
    yield visits[0].page, visits[1].page
    for visit in visits:
        assert not visit.errors
        visit.context.close()


def actions(page: Page) -> int:
    """How many there were in this tab."""
    return int(page.evaluate("Number(sessionStorage.getItem('actions counted') || 0)"))


def at(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector(READY, timeout=LONG)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def go_on(page: Page) -> None:
    """To the next question; the address tells when it is there."""
    asked = int(re.search(r"[?&]q=(\d+)", page.url).group(1)) if "q=" in page.url else 1  # type: ignore[union-attr]
    press(page, "Continuer")
    page.wait_for_url(re.compile(rf"[?&]q={asked + 1}$"), timeout=LONG)
    page.wait_for_selector(READY, timeout=LONG)


def choose(page: Page, label: str, value: str) -> None:
    """Choose in a list, as one does by mouse: open it, then the option."""
    field = page.get_by_label(re.compile(f"^{label}"))
    field.click()
    field.press_sequentially(value)
    page.get_by_role("option", name=value, exact=True).first.click()
    page.keyboard.press("Escape")


def type_in(page: Page, label: str, text: str) -> None:
    page.get_by_label(re.compile(f"^{label}")).fill(text)


def send(page: Page) -> None:
    """From the last page: who may read, the people, the checklist, sent."""
    page.get_by_role("radiogroup", name="Ce texte s’ouvre à").get_by_text("Public", exact=True).click()
    expect(page.get_by_text("sera lu par tout le monde, avec ou sans compte")).to_be_visible(timeout=LONG)
    heading = page.locator(".st-key-rp_protect h2").first
    expect(heading).to_have_text(re.compile("à traiter|Rien n’est repéré"), timeout=LONG)
    if "à traiter" in heading.inner_text():
        press(page, "Tout remplacer comme proposé")
        expect(heading).to_have_text("Rien n’est repéré", timeout=LONG)
    press(page, "J’ai vérifié tous ces points")
    expect(page.get_by_role("button", name="Envoyer en relecture")).to_be_enabled(timeout=LONG)
    press(page, "Envoyer en relecture")
    expect(page.get_by_text("attend un relecteur")).to_be_visible(timeout=LONG)


def test_a_guided_narrative_is_sent_and_published_in_few_actions(tabs: tuple[Page, Page], real_site: str) -> None:
    page, reviewer = tabs
    at(page, f"{real_site}/contribuer")
    press(page, "Raconter, une question à la fois")
    page.wait_for_url(re.compile(r"n=\d+"), timeout=LONG)
    number = int(re.search(r"n=(\d+)", page.url).group(1))  # type: ignore[union-attr]
    type_in(page, "Titre", "L’établi de Karim")
    go_on(page)
    page.get_by_text("Récit de pratique", exact=True).click()
    page.get_by_text("Mitigé", exact=True).click()
    go_on(page)
    type_in(page, "Structure porteuse", "Club de prévention")
    choose(page, "Point de vue", "Éducation spécialisée")
    go_on(page)
    choose(page, "Territoire", "Saint-Ouen-sur-Seine")
    type_in(page, "Période", "printemps 2024")
    go_on(page)
    choose(page, "Thèmes", "Échec scolaire")
    go_on(page)
    type_in(page, "Contexte", "Karim ne venait plus au collège. Djamila non plus.")
    for _ in range(2):
        go_on(page)
    type_in(page, "Ce qui s’est passé", "Un établi lui a été prêté, avec Moussa, contre trois heures.")
    for _ in range(2):
        go_on(page)
    type_in(page, "Résultats", "Il est venu douze jours de suite.")
    for _ in range(3):
        go_on(page)
    type_in(page, "Enseignements", "Un objet prêté oblige des deux côtés.")
    for _ in range(3):
        go_on(page)
    type_in(page, "Résumé", "Un établi prêté ramène un garçon au collège.")
    press(page, "Relire et envoyer")
    send(page)
    guided = actions(page)
    at(reviewer, f"{real_site}/relire")
    reviewer.locator(f".st-key-take_{number} button").click()
    groups = reviewer.locator('[class*="st-key-all_"] button')
    expect(groups.first).to_be_visible(timeout=LONG)
    while left := groups.count():
        groups.first.click()
        expect(groups).to_have_count(left - 1, timeout=LONG)
    expect(reviewer.get_by_text("Grille remplie.")).to_be_visible(timeout=LONG)
    press(reviewer, "Valider ce texte")
    press(reviewer, "Publier maintenant")
    expect(reviewer.get_by_text("Publié.").first).to_be_visible(timeout=LONG)
    print(f"guided to sending: {guided} actions; review to publication: {actions(reviewer)}")
    assert 20 < guided <= MOST_GUIDED
    assert 5 < actions(reviewer) <= MOST_REVIEW


def test_a_narrative_told_in_one_go_is_sent_in_few_actions(tabs: tuple[Page, Page], real_site: str) -> None:
    page, _ = tabs
    at(page, f"{real_site}/contribuer")
    press(page, "Raconter d’un trait, ranger ensuite")
    page.wait_for_url(re.compile(r"vue=recit"), timeout=LONG)
    type_in(page, "Votre récit", NARRATIVE)
    press(page, "Ranger ce récit")
    press(page, "Tout ranger comme proposé")
    press(page, "Voir ce qui manque")
    expect(page.get_by_role("heading", name="Il manque")).to_be_visible(timeout=LONG)
    page.wait_for_selector(READY, timeout=LONG)
    page.get_by_text("Récit de pratique", exact=True).click()
    page.get_by_text("Mitigé", exact=True).click()
    choose(page, "Point de vue", "Éducation spécialisée")
    choose(page, "Territoire", "Saint-Ouen-sur-Seine")
    choose(page, "Thèmes", "Échec scolaire")
    for label, text in {
        "Titre": "L’établi du local",
        "Structure porteuse": "Club de prévention",
        "Période": "printemps 2024",
        "Contexte": "Il redescendait sans rien à faire.",
        "Ce qui s’est passé": "Un établi dans le local du gardien.",
        "Résultats": "Il est venu douze fois.",
        "Enseignements": "Un lieu proche suffit.",
        "Résumé": "Un établi au pied de l’immeuble.",
    }.items():
        field = page.get_by_label(re.compile(f"^{label}"))
        if field.count() and not field.first.input_value():
            field.first.fill(text)
            page.keyboard.press("Tab")
            page.wait_for_selector(READY, timeout=LONG)
    answered = page.get_by_text("Toutes les questions demandées ont une réponse.")
    expect(page.get_by_role("heading", name="Il manque").or_(answered)).to_be_visible()
    send(page)
    print(f"told in one go to sending: {actions(page)} actions")
    assert 10 < actions(page) <= MOST_TOLD
