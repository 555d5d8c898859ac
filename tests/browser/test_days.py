"""The days of a trainer, a visitor, an administrator, and a text that came back, at 1280 pixels and by touch at 390.

Writing and publishing are in test_actions.py. Each step is kept as a picture (tests/browser/counted.py).
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from kb.base import KnowledgeBase
from kb.readers import Person
from kb.resources import Resources
from kb.store.accounts import accounts
from kb.store.records.register import Register
from kb.wiki.review import remarks, review
from kb.wiki.write import writing
from tests.browser.counted import LOOKS, CountedTab
from tests.browser.visit import LONG, SECRET
from tests.fake_encoder import FakeEncoder
from tests.wiki.people import published, told

MOST_TRAINER, MOST_VISITOR, MOST_ADMINISTRATOR, MOST_RETURNED = 14, 8, 12, 4
ROLES = {"day-trainer": ["trainer"], "day-admin": ["administrator"], "day-author": ["contributor"],
         "day-reviewer": ["reviewer"]}  # fmt: skip


@pytest.fixture(params=LOOKS)
def tab_of(
    request: pytest.FixtureRequest, browser: Browser, real_site: str, real_home: Path
) -> Iterator[Callable[[str], CountedTab]]:
    """The tab of somebody, by login, "" for a visitor. A trainer keeps a folder, and so is another at each width."""
    trainer = f"day-trainer-{request.param}"
    with Register.open(real_home) as register:
        for login, held in {**ROLES, trainer: ROLES["day-trainer"]}.items():
            if accounts.account_of(register, login) is None:
                accounts.add_account(register, login, login, roles=held, password=SECRET, actor="test")
    opened: list[CountedTab] = []

    def open_tab(login: str) -> CountedTab:
        login = trainer if login == "day-trainer" else login
        opened.append(CountedTab(browser, real_site, request.param, login, "/base"))
        return opened[-1]

    yield open_tab
    for one in opened:
        one.close()


@pytest.fixture
def base(real_site: str, real_home: Path) -> Iterator[KnowledgeBase]:
    """The base that the site serves, open here too."""
    with KnowledgeBase.open(real_home, resources=Resources(open_encoder=lambda _: FakeEncoder())) as one:
        yield one


def person(base: KnowledgeBase, login: str) -> Person:
    found = accounts.account_of(base.register, login)
    assert found is not None
    return Person(found.id, login, frozenset({"reader", *ROLES[login]}))


def test_a_trainer_searches_compares_and_hands_out_a_pack(tab_of: Callable[[str], CountedTab]) -> None:
    tab = tab_of("day-trainer")
    page = tab.at("/")
    page.get_by_placeholder(re.compile("Posez votre question")).fill("le hall est occupé chaque soir")
    tab.press("Rechercher")
    page.wait_for_url(re.compile("q=le"), timeout=LONG)
    tab.settled()
    tab.keep("trainer")
    tab.hit(page.get_by_text("Ajouter la fiche entière"))
    expect(page.get_by_text("Ajouté à").first).to_be_visible(timeout=LONG)
    tab.hit(page.get_by_text("Ajouter ce passage au dossier"))
    expect(page.get_by_text("(2\u00a0pièces)").first).to_be_visible(timeout=LONG)
    tab.follow(re.compile("^Comparer"))
    page.wait_for_url(re.compile("/comparer"), timeout=LONG)
    tab.heading_is_seen()
    tab.keep("trainer")
    tab.hit(page.locator('[data-testid=stMain] a[href*="/comparer?id="][href*="&id="]'))
    expect(page.get_by_text("Les passages qui se répondent")).to_be_visible(timeout=LONG)
    tab.keep("trainer")
    tab.at("/dossiers")
    tab.follow("Mon dossier de lecture")
    expect(page.get_by_label("Titre du dossier")).to_be_visible(timeout=LONG)
    tab.press(re.compile("^Descendre"))
    tab.settled()
    tab.press(re.compile("^Modifier"))
    tab.type_in("Questions de travail", "Qui appelle-t-on le soir ?")
    tab.press("Enregistrer")
    expect(page.get_by_text("Enregistré : vos coauteurs")).to_be_visible(timeout=LONG)
    tab.keep("trainer")
    for name, ending in (("PDF", ".pdf"), ("Word", ".docx")):
        with page.expect_download(timeout=LONG) as given:
            tab.hit(page.get_by_role("link", name=name, exact=True))
        assert given.value.suggested_filename.endswith(ending)
        assert given.value.path().stat().st_size > 2_000
    print(f"{tab.look}: trainer {tab.actions()} actions")
    assert 6 < tab.actions() <= MOST_TRAINER


def test_a_visitor_reads_says_whom_they_recognise_and_asks_for_an_account(
    tab_of: Callable[[str], CountedTab], base: KnowledgeBase
) -> None:
    tab = tab_of("")
    record_id = published(base, title=f"Le vélo du port, {tab.look}")
    page = tab.at("/")
    page.get_by_placeholder(re.compile("Posez votre question")).fill(f"le vélo du port {tab.look}")
    tab.press("Rechercher")
    page.wait_for_url(re.compile("q=le"), timeout=LONG)
    tab.follow(f"Le vélo du port, {tab.look}")
    page.wait_for_url(re.compile(f"id={record_id}"), timeout=LONG)
    tab.keep("visitor")
    # Whoever reads it has not to know its number.
    tab.follow("Je me reconnais dans un récit")
    expect(page.get_by_label("Fiche", exact=True)).to_have_value(record_id, timeout=LONG)
    tab.heading_is_seen()
    tab.type_in("Ce qui fait reconnaître", "On reconnaît le port et le mois.")
    tab.press("Signaler")
    expect(page.get_by_text("C’est reçu. Votre numéro")).to_be_visible(timeout=LONG)
    expect(page.get_by_role("button", name="Copier le numéro")).to_be_visible()
    tab.keep("visitor")
    tab.hit(page.get_by_role("link", name="Écrire à qui tient ce site"))
    for label, text in {"Votre nom": "Sami", "Adresse électronique": "sami@exemple.fr", "Structure": "MJC"}.items():
        tab.type_in(label, text)
    tab.type_in("Votre message", "Lire ce que d’autres ont tenté.")
    tab.keep("visitor")
    tab.press("Envoyer")
    expect(page.get_by_text("C’est reçu.")).to_be_visible(timeout=LONG)
    print(f"{tab.look}: visitor {tab.actions()} actions")
    assert 4 < tab.actions() <= MOST_VISITOR


def test_an_administrator_invites_and_keeps_the_doors(tab_of: Callable[[str], CountedTab]) -> None:
    tab = tab_of("day-admin")
    page = tab.at("/administration")
    tab.choose("Rôles", "contributeur")
    tab.press("Créer un lien d’invitation")
    expect(page.get_by_text("Envoyez ce lien à la personne")).to_be_visible(timeout=LONG)
    tab.keep("administrator")
    tab.press("Retirer cette invitation")
    expect(page.get_by_text("L’invitation est retirée")).to_be_visible(timeout=LONG)
    tab.follow("Demandes")
    tab.keep("administrator")
    tab.follow("Journal")
    tab.keep("administrator")
    tab.follow("Programmes prévenus")
    tab.type_in("Adresse à prévenir", "http://127.0.0.1:9/recits")
    tab.press("Prévenir cette adresse")
    expect(page.get_by_role("button", name="Copier le secret")).to_be_visible(timeout=LONG)
    tab.keep("administrator")
    tab.press("Ne plus prévenir")
    expect(page.get_by_text("Cette adresse n’est plus prévenue")).to_be_visible(timeout=LONG)
    page.goto(f"{tab.site}/compte/jetons")
    tab.type_in("Nom du jeton", "Le catalogue")
    tab.type_in("Mot de passe actuel", SECRET)
    tab.press("Faire un jeton")
    expect(page.locator("[data-rp-secret]")).to_have_text(re.compile("^rpj_"), timeout=LONG)
    tab.keep("administrator")
    page.goto(f"{tab.site}/api")
    tab.keep("administrator")
    tab.at("/administration")
    tab.press("Révoquer ce jeton")
    expect(page.get_by_text("Le jeton est révoqué.")).to_be_visible(timeout=LONG)
    print(f"{tab.look}: administrator {tab.actions()} actions")
    assert 6 < tab.actions() <= MOST_ADMINISTRATOR


def test_a_text_comes_back_with_a_remark_and_is_sent_again(
    tab_of: Callable[[str], CountedTab], base: KnowledgeBase
) -> None:
    author, reader = person(base, "day-author"), person(base, "day-reviewer")
    one = told(base, author, title="Le vélo du quai")
    writing.submit(base.wiki, author, one.number, open_points=0)
    review.take(base.wiki, reader, one.number)
    reviewer = tab_of("day-reviewer")
    page = reviewer.at(f"/relire?n={one.number}")
    mistaken = remarks.add(base.wiki, reader, one.number, field="title", quote="", text="À retirer.")
    remarks.add(base.wiki, reader, one.number, field="context", quote="depuis la rentrée", text="Quand ?")
    page = reviewer.at(f"/relire?n={one.number}")
    reviewer.tick("Modifier ou retirer la remarque 1")
    reviewer.keep("returned")
    reviewer.hit(page.locator(f".st-key-reword_{mistaken}_drop button"))
    expect(page.get_by_text("La remarque est retirée.")).to_be_visible(timeout=LONG)
    reviewer.type_in("Ce qui est à reprendre", "Dites la saison.")
    reviewer.press("Renvoyer à l’auteur")
    expect(page.get_by_text("Renvoyé. Vous le retrouverez")).to_be_visible(timeout=LONG)
    reviewer.keep("returned")
    tab = tab_of("day-author")
    page = tab.at(f"/contribuer?n={one.number}")
    expect(page.get_by_text("Quand ?")).to_be_visible(timeout=LONG)
    expect(page.get_by_text("À retirer.")).to_have_count(0)
    tab.keep("returned")
    tab.type_in("Ce que vous en avez fait", "J’ai mis la saison.")
    tab.press("Remarque 1 traitée")
    expect(page.get_by_text("Toutes les remarques sont traitées").first).to_be_visible(timeout=LONG)
    tab.settled()
    tab.heading_is_seen()
    tab.keep("returned")
    print(
        f"{tab.look}: a remark taken back and the text returned {reviewer.actions()}, answered {tab.actions()} actions"
    )
    assert 2 < reviewer.actions() <= MOST_RETURNED
    assert tab.actions() == 1
