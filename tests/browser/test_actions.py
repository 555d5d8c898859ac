"""How many actions a text costs: guided to sending, told in one go to sending, taken in review to publication.

By mouse at 1280 pixels and by touch at 390 (tests/browser/counted.py says what an action is).
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from kb.store.accounts import accounts
from kb.store.records.register import Register
from tests.browser.counted import LOOKS, CountedTab
from tests.browser.visit import LONG, SECRET, settled

MOST_GUIDED, MOST_TOLD, MOST_REVIEW = 30, 25, 10
NARRATIVE = """On l’a vu redescendre après la cure, sans rien à faire de ses journées.

Le gardien a ouvert le local, et nous y avons mis un établi trois soirs par semaine.

Il est venu douze fois de suite, puis une fois sur deux."""


@pytest.fixture(params=LOOKS)
def tabs(
    request: pytest.FixtureRequest, browser: Browser, real_site: str, real_home: Path
) -> Iterator[tuple[CountedTab, CountedTab]]:
    """The tabs of somebody who writes and of somebody who reviews, with a counter in each page."""
    roles = {"counted": ["contributor"], "counting": ["reviewer"]}
    with Register.open(real_home) as register:
        for login, held in roles.items():
            if accounts.account_of(register, login) is None:
                accounts.add_account(register, login, login, roles=held, password=SECRET, actor="test")
    author, reviewer = (CountedTab(browser, real_site, request.param, login) for login in roles)
    yield author, reviewer
    author.close()
    reviewer.close()


def go_on(tab: CountedTab) -> None:
    """To the next question; the address tells when it is there, and its words are what one sees first."""
    page = tab.page
    asked = int(re.search(r"[?&]q=(\d+)", page.url).group(1)) if "q=" in page.url else 1  # type: ignore[union-attr]
    tab.press("Continuer")
    page.wait_for_url(re.compile(rf"[?&]q={asked + 1}$"), timeout=LONG)
    settled(page)
    tab.heading_is_seen()


def send(tab: CountedTab) -> None:
    """From the last page: who may read, the people, the checklist, sent."""
    page = tab.page
    tab.hit(page.get_by_role("radiogroup", name="Ce texte s’ouvre à").get_by_text("Public", exact=True))
    expect(page.get_by_text("sera lu par tout le monde, avec ou sans compte")).to_be_visible(timeout=LONG)
    heading = page.locator(".st-key-rp_protect h2").first
    expect(heading).to_have_text(re.compile("à traiter|Rien n’est repéré"), timeout=LONG)
    if "à traiter" in heading.inner_text():
        tab.press("Tout remplacer comme proposé")
        expect(heading).to_have_text("Rien n’est repéré", timeout=LONG)
    tab.press("J’ai vérifié tous ces points")
    expect(page.get_by_role("button", name="Envoyer en relecture")).to_be_enabled(timeout=LONG)
    tab.keep("sending")
    tab.press("Envoyer en relecture")
    expect(page.get_by_text("attend un relecteur")).to_be_visible(timeout=LONG)
    tab.settled()
    tab.heading_is_seen()
    tab.keep("sent")


def test_a_guided_narrative_is_sent_and_published_in_few_actions(tabs: tuple[CountedTab, CountedTab]) -> None:
    tab, reviewer = tabs
    page = tab.at("/contribuer")
    tab.press("Raconter, une question à la fois")
    page.wait_for_url(re.compile(r"n=\d+"), timeout=LONG)
    number = int(re.search(r"n=(\d+)", page.url).group(1))  # type: ignore[union-attr]
    tab.type_in("Titre", "L’établi de Karim")
    tab.keep("guided")
    go_on(tab)
    tab.tick("Récit de pratique")
    tab.tick("Mitigé")
    tab.keep("guided")
    go_on(tab)
    tab.type_in("Structure porteuse", "Club de prévention")
    tab.choose("Point de vue", "Éducation spécialisée")
    tab.keep("guided")
    go_on(tab)
    tab.choose("Territoire", "Saint-Ouen-sur-Seine")
    tab.type_in("Période", "printemps 2024")
    go_on(tab)
    tab.choose("Thèmes", "Échec scolaire")
    go_on(tab)
    tab.type_in("Contexte", "Karim ne venait plus au collège. Djamila non plus.")
    tab.keep("guided")
    for _ in range(2):
        go_on(tab)
    tab.type_in("Ce qui s’est passé", "Un établi lui a été prêté, avec Moussa, contre trois heures.")
    for _ in range(2):
        go_on(tab)
    tab.type_in("Résultats", "Il est venu douze jours de suite.")
    for _ in range(3):
        go_on(tab)
    tab.type_in("Enseignements", "Un objet prêté oblige des deux côtés.")
    for _ in range(3):
        go_on(tab)
    tab.type_in("Résumé", "Un établi prêté ramène un garçon au collège.")
    tab.keep("guided")
    tab.press("Relire et envoyer")
    send(tab)
    there = reviewer.at("/relire")
    reviewer.keep("review")
    reviewer.hit(there.locator(f".st-key-take_{number} button"))
    groups = there.locator('[class*="st-key-all_"] button')
    expect(groups.first).to_be_visible(timeout=LONG)
    reviewer.settled()
    reviewer.heading_is_seen()
    reviewer.keep("review")
    while left := groups.count():
        reviewer.hit(groups)
        expect(groups).to_have_count(left - 1, timeout=LONG)
    expect(there.get_by_text("Grille remplie.")).to_be_visible(timeout=LONG)
    reviewer.press("Valider ce texte")
    reviewer.press("Publier maintenant")
    expect(there.get_by_text("Publié.").first).to_be_visible(timeout=LONG)
    reviewer.keep("review")
    print(f"{tab.look}: guided to sending {tab.actions()} actions, review to publication {reviewer.actions()}")
    assert 20 < tab.actions() <= MOST_GUIDED
    assert 5 < reviewer.actions() <= MOST_REVIEW


def test_a_narrative_told_in_one_go_is_sent_in_few_actions(tabs: tuple[CountedTab, CountedTab]) -> None:
    tab, _ = tabs
    page = tab.at("/contribuer")
    tab.press("Raconter d’un trait, ranger ensuite")
    page.wait_for_url(re.compile(r"vue=recit"), timeout=LONG)
    tab.type_in("Votre récit", NARRATIVE)
    tab.press("Ranger ce récit")
    expect(page.get_by_role("heading", name="Ranger le récit")).to_be_in_viewport(timeout=LONG)
    tab.keep("told")
    tab.press("Tout ranger comme proposé")
    tab.press("Voir ce qui manque")
    expect(page.get_by_role("heading", name="Il manque")).to_be_visible(timeout=LONG)
    settled(page)
    tab.heading_is_seen()
    tab.tick("Récit de pratique")
    tab.tick("Mitigé")
    tab.choose("Point de vue", "Éducation spécialisée")
    tab.choose("Territoire", "Saint-Ouen-sur-Seine")
    tab.choose("Thèmes", "Échec scolaire")
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
            settled(page)
    answered = page.get_by_text("Toutes les questions demandées ont une réponse.")
    expect(page.get_by_role("heading", name="Il manque").or_(answered)).to_be_visible()
    send(tab)
    print(f"{tab.look}: told in one go to sending {tab.actions()} actions")
    assert 10 < tab.actions() <= MOST_TOLD
