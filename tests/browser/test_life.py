"""Around a published record, in the browser: words selected, alerts and feed, a practice taken up, a tag proposed."""

import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from kb.base import KnowledgeBase
from kb.readers import Person
from kb.resources import Resources
from kb.search import hits
from kb.store.accounts import accounts
from kb.store.records.register import Register
from kb.wiki.review import review
from kb.wiki.write import writing
from tests.browser.visit import LONG, SECRET, Visit, settled
from tests.fake_encoder import FakeEncoder
from tests.wiki.people import AUTHOR, published, told

QUESTION = "un vélo prêté par l’atelier ramène un garçon au collège"
# Selects words of the first place that holds them, as a reader does with the mouse.
SELECT = """(words) => {
    const walker = document.createTreeWalker(document.querySelector("[data-rp-words]"), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const at = walker.currentNode.data.indexOf(words);
        if (at < 0) continue;
        const range = document.createRange();
        range.setStart(walker.currentNode, at);
        range.setEnd(walker.currentNode, at + words.length);
        getSelection().removeAllRanges();
        getSelection().addRange(range);
        return true;
    }
    return false;
}"""


@pytest.fixture
def base(real_site: str, real_home: Path) -> Iterator[KnowledgeBase]:
    """The base that the site serves, open here too."""
    with KnowledgeBase.open(real_home, resources=Resources(open_encoder=lambda _: FakeEncoder())) as one:
        yield one


def signed_in(browser: Browser, site: str, home: Path, login: str, *roles: str) -> Iterator[Visit]:
    with Register.open(home) as register:
        if accounts.account_of(register, login) is None:
            accounts.add_account(register, login, login.capitalize(), roles=roles, password=SECRET, actor="test")
    visit = Visit(browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR"), site)
    visit.sign_in(login)
    yield visit
    visit.context.close()


@pytest.fixture
def ines(browser: Browser, real_site: str, real_home: Path) -> Iterator[Visit]:
    yield from signed_in(browser, real_site, real_home, "ines", "contributor")


@pytest.fixture
def luc(browser: Browser, real_site: str, real_home: Path) -> Iterator[Visit]:
    yield from signed_in(browser, real_site, real_home, "luc", "reviewer")


def select(page: Page, words: str) -> None:
    chosen = page.get_by_role("region", name="Mots choisis")
    for _ in range(4):  # on a busy machine the page may be drawn anew under the selection: one selects again
        assert page.evaluate(SELECT, words)
        try:
            return chosen.wait_for(timeout=5_000)
        except PlaywrightTimeout:
            continue
    expect(chosen).to_be_visible()


def account_of(base: KnowledgeBase, login: str) -> str:
    found = accounts.account_of(base.register, login)
    assert found is not None
    return found.id


def ran(page: Page) -> None:
    page.wait_for_timeout(150)
    settled(page)


def test_words_selected_are_commented_on_and_kept(ines: Visit, base: KnowledgeBase) -> None:
    record_id = published(base)
    page = ines.open(f"/lire?id={record_id}")
    words = "puis la roue a cassé"
    select(page, words)
    page.get_by_role("button", name="Ajouter ces mots au dossier").click()
    expect(page.locator(".rp-selected .rp-collected")).to_contain_text("Ajouté à", timeout=LONG)
    page.keyboard.press("Escape")
    expect(page.get_by_role("region", name="Mots choisis")).to_be_hidden()
    # By keyboard from here on.
    select(page, words)
    page.keyboard.press("Control+Alt+m")
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Votre commentaire")).to_be_focused()
    expect(page.get_by_role("textbox", name="Mots visés (facultatif)")).to_have_value(words)
    page.keyboard.type("Chez nous aussi.")
    page.get_by_role("button", name="Ajouter", exact=True).click()
    said = page.locator(".rp-comment", has_text="Chez nous aussi.")
    expect(said).to_contain_text(words, timeout=LONG)
    expect(said).not_to_contain_text("ont changé")
    assert not ines.errors


def test_a_reviewer_remarks_on_words_selected(luc: Visit, base: KnowledgeBase) -> None:
    one = told(base, title="Le vélo volé")
    writing.submit(base.wiki, AUTHOR, one.number, open_points=0)
    page = luc.open("/relire")
    page.locator(f".st-key-take_{one.number} button").click()
    expect(page.get_by_role("heading", name="La grille")).to_be_visible(timeout=LONG)
    ran(page)
    select(page, "contre trois heures de réparation")
    page.get_by_role("button", name="En faire une remarque").click()
    expect(page.get_by_role("textbox", name="Votre remarque")).to_be_focused()
    page.keyboard.type("Combien de fois ?")
    page.get_by_role("button", name="Ajouter la remarque").click()
    expect(page.get_by_text("Remarque 1.")).to_be_visible(timeout=LONG)
    expect(page.get_by_role("textbox", name="Mots visés")).to_have_value("", timeout=LONG)
    # The part they stand in was found, whatever the list said.
    expect(page.locator("mark", has_text="contre trois heures de réparation")).to_be_visible()
    assert not luc.errors


def test_words_selected_across_their_setting_are_remarked_on(luc: Visit, base: KnowledgeBase) -> None:
    one = told(base, title="Le vélo rendu", context="- Il ne venait **plus** au *collège*.\n- Il dormait.")
    writing.submit(base.wiki, AUTHOR, one.number, open_points=0)
    review.take(base.wiki, Person(account_of(base, "luc"), "Luc", frozenset({"reader", "reviewer"})), one.number)
    page = luc.open(f"/relire?n={one.number}")
    item = page.locator("[data-rp-words] li").first
    expect(item.locator("strong")).to_have_text("plus")
    item.evaluate("(one) => getSelection().selectAllChildren(one)")
    page.get_by_role("button", name="En faire une remarque").click(timeout=LONG)
    page.get_by_role("textbox", name="Votre remarque").fill("Depuis quand ?")
    page.get_by_role("button", name="Ajouter la remarque").click()
    expect(page.get_by_text("Remarque 1.")).to_be_visible(timeout=LONG)
    expect(item.locator("mark")).to_have_text(["Il ne venait ", "plus", " au ", "collège", "."])
    assert not luc.errors


def test_a_search_kept_tells_of_what_answers_it_later(
    ines: Visit, base: KnowledgeBase, real_site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # An encoder that costs nothing knows no meaning: here it is the words of a question that make an answer near.
    monkeypatch.setattr(
        hits, "CONFIDENCE", hits.Confidence(bias=-3.0, cosine=0.0, coverage=6.0, words=0.0, threshold=0.6)
    )
    page = ines.open(f"/?q={QUESTION}")
    page.get_by_role("button", name="Être prévenu", exact=True).click()
    expect(page.get_by_role("button", name="Ne plus être prévenu")).to_be_visible(timeout=LONG)
    page = ines.open("/nouvelles")
    page.get_by_role("button", name="Ouvrir mon fil").click()
    expect(page.get_by_text("Copiez-la maintenant")).to_be_visible(timeout=LONG)
    feed = re.search(r"/fil/[^\s\"<]+", page.content())
    assert feed is not None
    record_id = published(base, title="Le vélo du lundi")
    base.tell_answers()
    home = ines.open("/")
    expect(home.get_by_text("depuis que vous avez gardé cette recherche")).to_be_visible(timeout=LONG)
    with urllib.request.urlopen(real_site + feed.group()) as feed_now:
        assert "Le vélo du lundi" in feed_now.read().decode()
    page = ines.open("/nouvelles")
    expect(page.locator("div.rp-news", has_text="Le vélo du lundi")).to_contain_text("nouveau")
    page.get_by_role("button", name="Marquer comme lu").click()
    expect(page.locator("div.rp-news .rp-tag")).to_have_count(0, timeout=LONG)
    ran(page)
    page.get_by_role("button", name="Renommer").click()
    page.get_by_label("Nom de la recherche").fill("Les vélos <b>prêtés</b>")
    page.get_by_role("button", name="Donner ce nom").click()
    expect(page.get_by_role("link", name="Les vélos <b>prêtés</b>")).to_be_visible(timeout=LONG)
    ran(page)
    review.withdraw(base.wiki, AUTHOR, record_id, "essai")
    with urllib.request.urlopen(real_site + feed.group()) as feed_now:
        assert "Le vélo du lundi" not in feed_now.read().decode()
    assert not ines.errors


def test_a_practice_taken_up_and_a_tag_proposed(ines: Visit, base: KnowledgeBase) -> None:
    record_id = published(base, title="Le vélo du mardi")
    page = ines.open(f"/lire?id={record_id}")
    page.get_by_role("button", name="Nous l’avons repris").click()
    page.wait_for_url(re.compile("contribuer"))
    ran(page)
    expect(page.get_by_label(re.compile("^Titre"))).to_be_visible(timeout=LONG)
    page = ines.open(f"/lire?id={record_id}")
    page.get_by_role("button", name="Proposer un mot-clé").click()
    page.get_by_label("Mot-clé des listes de la base").fill("Collégiens")
    page.get_by_role("option", name=re.compile("Collégiens")).first.click()
    ran(page)
    page.get_by_role("button", name="Proposer ce mot-clé").click()
    expect(page.get_by_text("Votre mot-clé est proposé")).to_be_visible(timeout=LONG)
    assert not ines.errors
