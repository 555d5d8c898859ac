"""A whole workshop in the browser: three telephones, the room's screen, the remote."""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from kb.base import KnowledgeBase
from kb.readers import Person
from kb.resources import Resources
from kb.store.accounts import accounts
from kb.store.records.register import Register
from kb.store.workshops import workshops
from kb.views.review.under_review import NOT_CHOSEN
from kb.workshops import preparing
from kb.workshops.plan import SittingPlan, WorkshopPlan, usual_steps
from tests.browser.test_story import choose, protect_and_send
from tests.browser.visit import LONG, SECRET, give_name, settled
from tests.fake_encoder import FakeEncoder

# A folder for pictures of each page, for whoever wants to look at them.
SHOTS = os.environ.get("KB_SHOTS", "")
PHONE = {"width": 390, "height": 844}


@dataclass(frozen=True)
class Stage:
    """An open sitting: its number, its code, the token of its screen, and who facilitates it."""

    site: str
    workshop: int
    number: int
    code: str
    screen: str
    narrative: str


@pytest.fixture
def stage(real_site: str, real_home: Path) -> Stage:
    with Register.open(real_home) as register:
        found = accounts.account_of(register, "formatrice")
        if found is None:
            found = accounts.add_account(
                register, "formatrice", "Formatrice", roles=["trainer", "contributor"], password=SECRET, actor="test"
            )
        for login in ("relectrice", "relecteur"):
            if accounts.account_of(register, login) is None:
                accounts.add_account(
                    register, login, login.capitalize(), roles=["reviewer"], password=SECRET, actor="-"
                )
    person = Person(found.id, "Formatrice", frozenset({"reader", "trainer", "contributor"}))
    with KnowledgeBase.open(real_home, resources=Resources(open_encoder=lambda folder: FakeEncoder())) as base:
        plan = WorkshopPlan(title="Cycle du quai (exemple fictif)", organisation="Réseau du Quai", fictional=True)
        workshop = preparing.start(base.wiki, person, plan)
        stories = [one for one in base.register.ids() if one.startswith("EXP")][:2]
        sitting = SittingPlan(
            theme="La bande de jeunes", date="2026-03-12", narratives=tuple(stories), steps=usual_steps()
        )
        number = preparing.add_sitting(base.wiki, person, workshop, sitting)
        made = workshops.sitting(base.wiki.private, number)
    return Stage(real_site, workshop, number, made.code, made.screen, stories[0])


@pytest.fixture
def base_of(real_home: Path) -> Callable[[], KnowledgeBase]:
    """Opens the base that is served, as another process would."""
    encoder = FakeEncoder()
    resources = Resources(open_encoder=lambda folder: encoder)
    return lambda: KnowledgeBase.open(real_home, resources=resources)


@pytest.fixture
def contexts(browser: Browser) -> Iterator[list[BrowserContext]]:
    opened: list[BrowserContext] = []
    yield opened
    for one in opened:
        one.close()


def tab(browser: Browser, contexts: list[BrowserContext], **how: object) -> Page:
    contexts.append(browser.new_context(locale="fr-FR", **how))  # type: ignore[arg-type]
    contexts[-1].set_default_timeout(LONG)
    return contexts[-1].new_page()


def join(page: Page, stage: Stage, group: str) -> Page:
    """A telephone in a group, by its code typed as people type."""
    page.goto(f"{stage.site}/rejoindre")
    page.fill("[name=code]", f"{stage.code[:3].lower()} {stage.code[3:]}")
    page.get_by_role("button", name="Entrer").click()
    page.get_by_role("button", name=group).click()
    expect(page.locator("#step")).to_have_text("Accueil et règles")
    page.get_by_role("button", name="J’accepte ces règles").click()
    expect(page.get_by_text("Vous avez accepté ces règles")).to_be_visible()
    return page


def press(page: Page, name: str | re.Pattern[str]) -> None:
    page.get_by_role("button", name=name).first.click()


def on(remote: Page, step: str) -> None:
    """Go on to the next step with the remote."""
    press(remote, "Étape suivante")
    expect(remote.locator("#steps h2")).to_contain_text(step)


def shot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"workshop-{name}.png")


def drag_cards(remote: Page, room: Page) -> None:
    """A card dragged to a new heap, put back; with the mouse, then by a finger on its handle."""
    remote.set_viewport_size({"width": 1280, "height": 900})
    for finger in (False, True):
        card, place = remote.locator(".board .card").first, remote.locator("[data-heap=new]")
        place.scroll_into_view_if_needed()
        start, end = card.locator(".grip" if finger else "p").bounding_box(), place.bounding_box()
        assert start is not None
        assert end is not None
        x, y = start["x"] + start["width"] / 2, start["y"] + start["height"] / 2
        to = (end["x"] + end["width"] / 2, end["y"] + end["height"] / 2)
        if finger:
            touch(remote, (x, y), to)
        else:
            remote.mouse.move(x, y)
            remote.mouse.down()
            remote.mouse.move(*to, steps=8)
            shot(remote, "remote-drag")
            remote.mouse.up()
        expect(remote.locator(".board .heap:not(.new):not([data-heap=''])")).to_have_count(1)
        expect(room.locator(".heaps section")).to_have_count(2)
        if finger:
            remote.get_by_label(re.compile("^Nom de Tas 1")).fill("Les portes")
            press(remote, "Nommer")
            expect(room.get_by_role("heading", name="Les portes")).to_be_visible()
            remote.get_by_label("Nom de Les portes").fill("")
            press(remote, "Nommer")
            expect(room.get_by_role("heading", name="Les portes")).to_have_count(0)
        press(remote, "Remettre la dernière carte")
        expect(remote.locator(".board .heap:not(.new):not([data-heap=''])")).to_have_count(0)
    shot(remote, "remote-board")
    remote.set_viewport_size(PHONE)
    remote.locator(".board").scroll_into_view_if_needed()
    shot(remote, "remote-board-390")
    assert remote.evaluate("document.documentElement.scrollWidth") <= 390


def touch(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """One finger put down, moved and lifted, as pointer events of a touch screen."""
    page.evaluate(
        """([start, end]) => {
          const item = document.elementFromPoint(...start);
          const fire = (target, name, [x, y]) => target.dispatchEvent(new PointerEvent(name, {
            bubbles: true, cancelable: true, pointerType: "touch", pointerId: 1, isPrimary: true, button: 0,
            clientX: x, clientY: y }));
          Element.prototype.setPointerCapture = () => {};
          const card = item.closest(".card");
          fire(item, "pointerdown", start);
          const along = (step) => [0, 1].map((at) => start[at] + (end[at] - start[at]) * step / 8);
          for (let step = 1; step <= 8; step += 1) fire(card, "pointermove", along(step));
          fire(card, "pointerup", end);
        }""",
        [list(start), list(end)],
    )


def cards(phone: Page, *texts: str) -> None:
    for text in texts:
        phone.get_by_label("Votre constat, ou votre besoin").fill(text)
        press(phone, "Envoyer la carte")
    expect(phone.locator("#list .mine")).to_have_count(len(texts))


def test_a_workshop_from_the_code_to_the_restitution_and_a_lead_to_an_experience(
    browser: Browser, contexts: list[BrowserContext], stage: Stage, base_of: Callable[[], KnowledgeBase]
) -> None:
    remote = tab(browser, contexts, viewport=PHONE)
    remote.goto(f"{stage.site}/atelier/telecommande/{stage.number}")
    give_name(remote, "formatrice")
    press(remote, "Ouvrir la séance")
    room = tab(browser, contexts, viewport={"width": 1280, "height": 720})
    room.goto(f"{stage.site}/atelier/salle/{stage.screen}")
    expect(room.locator(".code").first).to_have_text(f"{stage.code[:3]} {stage.code[3:]}")
    shot(room, "room-welcome")
    phones = [join(tab(browser, contexts, viewport=PHONE), stage, g) for g in ("Groupe A", "Groupe A", "Groupe B")]
    expect(room.get_by_text("3 places prises")).to_be_visible()

    on(remote, "Associations")
    first = phones[0]
    first.locator(".sentence").first.click()
    first.get_by_label("Ce que ces mots vous rappellent").fill("La clé du hall, chez le gardien")
    shot(first, "phone-associations")
    press(first, "Envoyer l’association")
    expect(room.get_by_text("1 association reçue")).to_be_visible()
    expect(room.get_by_text("La clé du hall")).to_have_count(0)
    press(remote, re.compile("Montrer les associations"))
    # The recogniser of names is loaded at the first text.
    expect(room.get_by_text("La clé du hall, chez le gardien")).to_be_visible(timeout=90_000)
    expect(first.get_by_text("montrée", exact=True)).to_be_visible()
    shot(room, "room-associations")
    shot(remote, "remote")

    on(remote, "Grille")
    question = "Qui a agi, et comment ?"
    for phone, said in ((phones[0], "Le gardien"), (phones[1], "Une voisine")):
        phone.get_by_label(question).fill(said)
    for phone in phones[:2]:
        phone.locator("[data-at=keep-cell-0-1]").click()
    expect(room.get_by_text("Le gardien")).to_be_visible()
    expect(room.get_by_text("Une voisine")).to_be_visible()
    phones[2].get_by_label(question).fill("Personne")
    phones[2].locator("#st-cell-0-1").select_option("no")
    phones[2].locator("[data-at=keep-cell-0-1]").click()
    phones[0].locator("#st-cell-0-1").select_option("yes")
    phones[0].locator("[data-at=keep-cell-0-1]").click()
    expect(room.get_by_text("Désaccord")).to_be_visible()
    shot(room, "room-grid")
    shot(phones[0], "phone-grid")

    on(remote, "Constats")
    cards(phones[0], "La clé manque le soir", "Personne ne répond après 18 h")
    cards(phones[1], "Le hall reste fermé", "Kevin Marchand traîne devant la porte")
    expect(room.get_by_text("4 cartes reçues")).to_be_visible()
    expect(remote.locator("#queue mark")).to_have_text(re.compile("Marchand"), timeout=90_000)
    press(remote, re.compile("Montrer les cartes"))
    expect(room.locator(".card")).to_have_count(3)
    press(remote, "Montrer sans le nom")
    expect(room.get_by_text("traîne devant la porte")).to_be_visible()
    expect(room.get_by_text("Marchand")).to_have_count(0)
    shot(room, "room-cards")

    on(remote, "Regroupements")
    press(remote, "Proposer des tas")
    expect(room.locator(".heaps section").first).to_be_visible()
    press(remote, "Défaire la proposition")
    expect(room.get_by_role("heading", name="À rapprocher")).to_be_visible()
    drag_cards(remote, room)
    phones[0].locator("li.card select").first.select_option("new")
    expect(phones[2].locator("section.heap")).to_have_count(2)
    phones[2].locator("section.heap input").first.fill("La clé")
    phones[2].get_by_role("button", name="Nommer").first.click()
    phones[2].locator("#step").click()
    expect(room.get_by_role("heading", name="La clé")).to_be_visible()
    phones[1].locator("section.heap").nth(1).locator("select").first.select_option("new")
    shot(phones[1], "phone-heaps")

    on(remote, "Vote")
    for phone in phones:
        press(phone, "Donner un point à La clé")
    press(phones[0], "Donner un point à La clé")
    expect(phones[0].get_by_text("Il vous reste 3 points.")).to_be_visible()
    expect(room.get_by_text("3 personnes ont voté")).to_be_visible()
    expect(room.locator("meter")).to_have_count(0)
    press(remote, "Clore le vote")
    expect(room.locator(".votes b").first).to_have_text("4")
    press(remote, "En faire un axe prioritaire")
    shot(room, "room-votes")
    shot(phones[0], "phone-vote")

    on(remote, "Pistes")
    phones[1].get_by_label("Que faire ?").fill("Une clé confiée au gardien le soir")
    phones[1].get_by_label("Qui la porterait (une fonction, une structure)").fill("Le club de prévention")
    press(phones[1], "Proposer la piste")
    press(remote, re.compile("Montrer les pistes"))
    expect(room.get_by_text("Une clé confiée au gardien le soir")).to_be_visible()
    shot(room, "room-leads")
    shot(phones[1], "phone-leads")
    remote.locator("summary", has_text="Terminer la séance").click()
    remote.get_by_role("button", name="Terminer", exact=True).click()
    expect(room.get_by_text("La séance est terminée.")).to_be_visible()
    expect(phones[0].locator("#state")).to_have_text("Séance terminée")
    reviewers = [tab(browser, contexts, viewport={"width": 1280, "height": 1000}) for _ in range(2)]
    for page, login in zip(reviewers, ("relectrice", "relecteur"), strict=True):
        page.goto(f"{stage.site}/connexion?vers=/relire")
        give_name(page, login)
        settled(page)
    _restitution(remote, room, reviewers, stage)


def _reviewed(author: Page, reviewers: list[Page], stage: Stage, number: int) -> str:
    """The restitution completed, sent, sent back, corrected, validated and published from the pages; its identifier."""
    at(author, f"{stage.site}/contribuer?n={number}&q=5")
    choose(author, "Thèmes (nécessaire à l’envoi)", "Bande de jeunes")
    press(author, "Relire et envoyer")
    expect(author.get_by_text(NOT_CHOSEN)).to_be_visible(timeout=LONG)
    author.get_by_role("radiogroup", name="Ce texte s’ouvre à").get_by_text("Public", exact=True).click()
    expect(author.get_by_text("Toutes les questions demandées ont une réponse.")).to_be_visible(timeout=LONG)
    shot(author, "page-sending")
    # An exact day is proposed to be replaced, as in any text.
    protect_and_send(author)
    first, second = reviewers
    at(first, f"{stage.site}/relire")
    first.locator(f".st-key-take_{number} button").click()
    expect(first.get_by_text("La clé du hall, chez le gardien").first).to_be_visible(timeout=LONG)
    shot(first, "page-review")
    first.get_by_label("Ce qui est à reprendre").fill("Le résumé est trop court.")
    first.keyboard.press("Tab")
    press(first, "Renvoyer à l’auteur")
    expect(first.get_by_text("Renvoyé, avec vos remarques.").or_(first.get_by_text("lisible que par"))).to_be_visible(
        timeout=LONG
    )
    at(author, f"{stage.site}/contribuer?n={number}&q=1")
    expect(author.get_by_text("Le résumé est trop court.")).to_be_visible(timeout=LONG)
    author.get_by_label(re.compile("^Résumé")).fill("Une séance sur la bande de jeunes : une clé, un hall, un gardien.")
    press(author, "Continuer")
    author.wait_for_url(re.compile("q=2"), timeout=LONG)
    at(author, f"{stage.site}/contribuer?n={number}&vue=envoi")
    press(author, "Envoyer en relecture")
    expect(author.get_by_text("attend un relecteur")).to_be_visible(timeout=LONG)
    at(second, f"{stage.site}/relire")
    second.locator(f".st-key-take_{number} button").click()
    expect(second.get_by_text("Une séance sur la bande de jeunes").first).to_be_visible(timeout=LONG)
    # A document asks for one reader who wrote none of it, and for no grid.
    press(second, "Valider ce texte")
    expect(second.get_by_role("button", name="Publier maintenant")).to_be_visible(timeout=LONG)
    press(second, "Publier maintenant")
    expect(second.get_by_text("Publié.").first).to_be_visible(timeout=LONG)
    at(author, f"{stage.site}/ateliers?n={stage.workshop}")
    return str(author.get_by_role("link", name="La lire").get_attribute("href")).split("id=")[1]


def _restitution(page: Page, visitor: Page, reviewers: list[Page], stage: Stage) -> None:
    """The restitution assembled, published, found by a question; a lead followed to an experience."""
    page.set_viewport_size({"width": 1280, "height": 900})
    at(page, f"{stage.site}/ateliers?n={stage.workshop}")
    shot(page, "page-workshop")
    press(page, "Assembler la restitution")
    page.get_by_role("link", name="La relire et la compléter").click()
    settled(page)
    expect(page.get_by_label(re.compile("^Titre"))).to_have_value(re.compile("restitution d’ateliers"))
    number = int(re.search(r"n=(\d+)", page.url).group(1))  # type: ignore[union-attr]
    record_id = _reviewed(page, reviewers, stage, number)
    at(visitor, f"{stage.site}/?q=cl%C3%A9+confi%C3%A9e+au+gardien+le+soir")
    expect(visitor.get_by_role("link", name=re.compile("restitution d’ateliers")).first).to_be_visible()
    # What was said of the words of the narrative stands beside them.
    at(visitor, f"{stage.site}/lire?id={stage.narrative}")
    note = visitor.locator(".rp-margin")
    expect(note).to_contain_text("La clé du hall, chez le gardien")
    visitor.set_viewport_size({"width": 1280, "height": 900})
    note.scroll_into_view_if_needed()
    shot(visitor, "margin-1280")
    visitor.set_viewport_size(PHONE)
    note.scroll_into_view_if_needed()
    shot(visitor, "margin-390")
    assert visitor.evaluate("document.documentElement.scrollWidth") <= 390
    note.get_by_role("link", name="La restitution").click()
    visitor.wait_for_url(re.compile(record_id))
    visitor.set_viewport_size({"width": 1280, "height": 900})
    at(visitor, visitor.url)
    visitor.get_by_role("heading", name="Associations").first.scroll_into_view_if_needed()
    shot(visitor, "restitution-1280")
    at(page, f"{stage.site}/suivi")
    shot(page, "page-board")
    page.get_by_role("link", name="Une clé confiée au gardien le soir").click()
    page.get_by_label("Suite donnée (lue avec la restitution)").fill("Le gardien a la clé depuis mars.")
    page.get_by_text("Réalisée", exact=True).click()
    press(page, "Enregistrer")
    expect(page.get_by_text("C’est enregistré.")).to_be_visible()
    press(page, "Devient une expérience")
    settled(page)
    page.wait_for_url(re.compile(r"/contribuer\?n=\d+"), timeout=LONG)
    title = page.get_by_label(re.compile("^Titre"))
    expect(title).to_have_value("Une clé confiée au gardien le soir", timeout=LONG)
    at(visitor, f"{stage.site}/pistes?id={record_id}")
    expect(visitor.get_by_text("Le gardien a la clé depuis mars.")).to_be_visible()
    shot(visitor, "page-leads")
    for address, name in ((f"/ateliers?n={stage.workshop}&seance={stage.number}", "sitting"), ("/groupes", "groups")):
        at(page, stage.site + address)
        shot(page, f"page-{name}")
    page.set_viewport_size(PHONE)
    at(page, f"{stage.site}/ateliers?n={stage.workshop}")
    shot(page, "page-workshop-390")


def at(page: Page, address: str) -> None:
    page.goto(address)
    settled(page)
