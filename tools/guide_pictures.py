"""Takes the pictures of the guide: `python -m tools.guide_pictures [FOLDER]`, into static/guide unless told otherwise.

The tasks are played on a copy of the sample base, which is invented; each picture is cropped to what its page tells.
It fails when a page no longer has what the guide says of it: words, never pixels.
"""

import io
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from bench.load import CHECKOUT, SECRET, copied_home
from bench.open_page import served
from kb.base import KnowledgeBase
from kb.readers import Person
from kb.store.accounts import accounts
from kb.store.workshops import workshops
from kb.watch import exchange, overview
from kb.wiki.packs import packs
from kb.wiki.packs.pieces import add
from kb.wiki.review import review
from kb.wiki.write import writing
from kb.workshops import preparing
from kb.workshops.plan import SittingPlan, WorkshopPlan, usual_steps
from tests.browser.conftest import CHROMIUM, FLAGS, free_port
from tests.browser.visit import LONG, Visit, give_name
from tests.wiki.pack_samples import record_piece
from tests.wiki.people import STORY

FOLDER = CHECKOUT / "static" / "guide"
SIGNALS = CHECKOUT / "samples" / "veille" / "signaux.csv"
MARGIN = 20  # pixels around what is shown
TALLEST = 620  # pixels: more would be read on the page itself
LARGEST = 80_000  # bytes
QUALITIES = (80, 65, 50)
ROLES = {
    "aline": ["contributor"],
    "colette": ["reviewer"],
    "gaelle": ["trainer", "contributor"],
    "victor": ["watcher"],
    "fanny": ["administrator"],
}


@dataclass(frozen=True)
class Shown:
    """A picture: who opens what (numbers in braces come from what was prepared), what is done first, what is kept.

    `holds` are words that the guide tells the reader to look for there.
    """

    login: str
    address: str
    parts: str
    holds: tuple[str, ...]
    before: Callable[[Page], None] = lambda page: None
    width: int = 1280
    tallest: int = TALLEST


def _take_a_place(page: Page) -> None:
    page.get_by_role("button", name="Groupe A").click()
    page.locator("#step").wait_for()
    page.get_by_role("button", name="J’accepte ces règles").wait_for()


# What stands above the page goes, so that no slice of it is seen.
ALONE = """() => document.querySelectorAll('.rp-top, header:not(main header)').forEach(
  one => { one.style.visibility = 'hidden'; })"""


PICTURES = {
    "accueil": Shown("", "/", ".st-key-rp_main", ("Rechercher", "Quoi de neuf")),
    "chercher-resultats": Shown(
        "", "/?q=une+mère+refuse+qu’on+parle+à+son+fils", ".st-key-rp_main", ("Affiner", "Ce que disent les textes")
    ),
    "raconter-question": Shown(
        "aline", "/contribuer?n={draft}&q=6", ".st-key-rp_writing", ("Aperçu", "Pièces jointes")
    ),
    "proteger-panneau": Shown("aline", "/contribuer?n={draft}&q=6", ".st-key-rp_protect", ("Remplacer", "Garder")),
    "relire-grille": Shown(
        "colette", "/relire?n={taken}", ".st-key-rp_review", ("Valider ce texte", "Renvoyer à l’auteur")
    ),
    "dossier-pieces": Shown("gaelle", "/dossiers?n={pack}", ".st-key-rp_pack", ("Monter", "Descendre")),
    "orienter-reponse": Shown(
        "",
        "/dispositifs?q=Une+jeune+femme+de+17+ans,+cette+nuit,+dans+le+18e",
        ".st-key-rp_main",
        ("17 ans", "Paris 18e"),
    ),
    "manques-matrice": Shown("", "/besoins/matrice", "main", ("Besoins",)),
    "atelier-seance": Shown(
        "gaelle",
        "/ateliers?n={workshop}&seance={sitting}",
        ".st-key-rp_main",
        ("Préparer la séance", "Récits à travailler"),
    ),
    "atelier-telephone": Shown("", "/rejoindre/{code}", "main", ("J’accepte ces règles",), _take_a_place, width=390),
    "signaler-formulaire": Shown("aline", "/signaler", "main", ("Envoyer",), width=390),
    "veille-mois": Shown("victor", "/veille", "[data-testid=stHtml]:has(#rp-frise)", ("mois",)),
    "administrer-inviter": Shown("fanny", "/administration?partie=comptes", ".st-key-rp_main", ("Inviter", "Rôles")),
    "programme-jeton": Shown("aline", "/compte/jetons", "main", ("Faire un jeton", "Ce qu’il permet")),
    "accessibilite-theme": Shown("", "/aide?page=accessibilite", ".rp-footer", ("Clair", "Sombre")),
}


def prepared(home: Path) -> dict[str, object]:
    """People, and texts at the stage that a picture shows; their numbers by name."""
    with KnowledgeBase.open(home) as base:
        who: dict[str, Person] = {}
        for login, roles in ROLES.items():
            made = accounts.add_account(
                base.register, login, login.title(), roles=roles, password=SECRET, actor="guide"
            )
            who[login] = Person(made.id, login.title(), frozenset({"reader", *roles}))
        draft = writing.start(base.wiki, who["aline"], "experience").number
        told = "Karim ne venait plus au collège depuis la rentrée. Sa cousine Djamila non plus."
        writing.autosave(base.wiki, who["aline"], draft, {**STORY, "context": told}, {})
        taken = writing.start(base.wiki, who["aline"], "experience").number
        writing.autosave(base.wiki, who["aline"], taken, STORY, {})
        writing.submit(base.wiki, who["aline"], taken, open_points=0)
        review.take(base.wiki, who["colette"], taken)
        stories = [one for one in base.register.ids() if one.startswith("EXP")]
        pack = packs.start(base.wiki, who["gaelle"], "Une demi-journée sur le hall").number
        for one in stories[:2]:
            add(base.wiki, who["gaelle"], record_piece(one), pack)
        plan = WorkshopPlan(title="Cycle du quai (exemple fictif)", organisation="Réseau du Quai", fictional=True)
        workshop = preparing.start(base.wiki, who["gaelle"], plan)
        plans = [
            SittingPlan(theme=theme, date=day, narratives=tuple(stories[:2]), steps=usual_steps())
            for theme, day in (("Le hall", "2026-12-10"), ("La nuit", "2026-12-03"))
        ]
        sitting, running = (preparing.add_sitting(base.wiki, who["gaelle"], workshop, one) for one in plans)
        preparing.open_sitting(base.wiki, who["gaelle"], running)
        code = workshops.sitting(base.wiki.private, running).code
        exchange.import_file(base.watch.context, who["victor"], SIGNALS.name, SIGNALS.read_bytes())
        overview.work_out(base.watch.context)
    return {"draft": draft, "taken": taken, "pack": pack, "workshop": workshop, "sitting": sitting,
            "code": code}  # fmt: skip


def lacking(seen: str, words: tuple[str, ...]) -> list[str]:
    """The words that do not stand in what is seen, whatever its spaces and capitals."""
    text = " ".join(seen.split()).casefold()
    return [one for one in words if one.casefold() not in text]


def packed(picture: bytes) -> bytes:
    """The picture as WebP, of the best quality that keeps it small. Raises ValueError when none does."""
    for quality in QUALITIES:
        out = io.BytesIO()
        Image.open(io.BytesIO(picture)).convert("RGB").save(out, "WEBP", quality=quality, method=6)
        if out.tell() <= LARGEST:
            return out.getvalue()
    raise ValueError(f"more than {LARGEST} bytes whatever the quality")


def _taken(browser: Browser, site: str, shown: Shown, numbers: dict[str, object]) -> bytes:
    context = browser.new_context(
        viewport={"width": shown.width, "height": 1_000}, locale="fr-FR", color_scheme="light"
    )
    context.set_default_timeout(LONG)
    try:
        page = Visit(context, site).page
        if shown.login:
            page.goto(f"{site}/connexion?vers=/aide")
            give_name(page, shown.login)
            page.wait_for_url("**/aide")
        page.goto(site + shown.address.format(**numbers))
        page.locator(shown.parts).first.wait_for()
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(1_500)
        shown.before(page)
        if lost := lacking(page.locator(shown.parts).first.inner_text(), shown.holds):
            raise LookupError(f"{shown.address}: the guide speaks of {', '.join(lost)}, which stands there no more")
        page.evaluate(ALONE)
        box = page.locator(shown.parts).first.bounding_box()
        assert box
        clip = {"x": max(0.0, box["x"] - MARGIN), "y": max(0.0, box["y"] - MARGIN)}
        clip["width"] = min(box["width"] + 2 * MARGIN, shown.width - clip["x"])
        clip["height"] = min(box["height"] + 2 * MARGIN, shown.tallest)
        return page.screenshot(clip=clip, full_page=True)  # type: ignore[arg-type]
    finally:
        context.close()


def make(folder: Path, names: tuple[str, ...] = ()) -> None:
    """Take the pictures named, or all, into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        home = copied_home(Path(temporary))
        (home / "index" / "model").symlink_to(CHECKOUT / "index" / "model")
        numbers = prepared(home)
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        with served(home, free_port(), dict(os.environ)) as site:
            for name in names or PICTURES:
                (folder / f"{name}.webp").write_bytes(packed(_taken(browser, site, PICTURES[name], numbers)))
        browser.close()


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER, tuple(sys.argv[2:]))
