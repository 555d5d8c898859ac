"""How long each page takes, « Continuer » and a publication, one at a time on a server over the sample base.

`python -m bench.pages [VISITS [PAGE [ACCOUNTS]]]`, on a copy of the checkout's base; PAGE: only the addresses that hold
this. A visit is what a link costs: the HTML, a new WebSocket, the script run to its end. A press is the time from
sending it to the end of the script. A text is published from the page while the saved searches of ACCOUNTS (50), two
each, wait to be told.
"""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import httpx2

from bench.load import CHECKOUT, QUESTIONS, SECRET, copied_home
from bench.open_page import opened, served, signed_in
from kb.base import KnowledgeBase
from kb.readers import Person
from kb.store.accounts import accounts
from kb.wiki.news import saved_searches
from kb.wiki.packs import packs
from kb.wiki.packs.pieces import add
from kb.wiki.review import review
from kb.wiki.write import writing
from kb.workshops import preparing
from kb.workshops.plan import SittingPlan, WorkshopPlan, usual_steps
from tests.wiki.pack_samples import record_piece
from tests.wiki.people import STORY, YES

PORT = 8595
VISITS = 20
KEEPERS, KEPT_EACH = 50, 2
PAGE_BAR, PRESS_BAR, PUBLISH_BAR = 500, 300, 300  # milliseconds, medians
ROLES = {
    "auteur": ["contributor"],
    "relectrice": ["reviewer"],
    "formatrice": ["trainer"],
    "veilleur": ["watcher"],
    "tenante": ["administrator"],
}


@dataclass(frozen=True)
class Prepared:
    """Texts made for the run: drafts to walk through, one taken in review, those validated, a pack, a workshop."""

    drafts: list[int]
    taken: int
    validated: list[int]
    pack: int
    link: str
    workshop: int
    sitting: int
    stories: list[str]
    document: str
    printed: str


def prepared(home: Path, visits: int, keepers: int) -> Prepared:
    """People of each role, texts at each stage, and the searches that so many accounts keep."""
    with KnowledgeBase.open(home) as base:
        who: dict[str, Person] = {}
        for login, roles in ROLES.items():
            made = accounts.add_account(base.register, login, login, roles=roles, password=SECRET, actor="bench")
            who[login] = Person(made.id, login, frozenset({"reader", *roles}))
        for number in range(keepers):
            name = f"garde{number}"
            made = accounts.add_account(base.register, name, name, roles=[], actor="bench")
            person = Person(made.id, name, frozenset({"reader"}))
            for at in range(KEPT_EACH):
                saved_searches.save(base.wiki, person, f"{QUESTIONS[(number + at) % len(QUESTIONS)]} {number}", {})
        author, reviewer = who["auteur"], who["relectrice"]

        def told(title: str) -> int:
            number = writing.start(base.wiki, author, "experience").number
            writing.autosave(base.wiki, author, number, {**STORY, "title": title}, {})
            return number

        def sent(title: str) -> int:
            number = told(title)
            writing.submit(base.wiki, author, number, open_points=0)
            review.take(base.wiki, reviewer, number)
            return number

        validated = [sent(f"Le vélo prêté, {at}") for at in range(visits)]
        for number in validated:
            review.answer_grid(base.wiki, reviewer, number, YES)
            review.validate(base.wiki, reviewer, number)
        stories = [one for one in base.register.ids() if one.startswith("EXP")]
        plan = WorkshopPlan(title="Cycle du quai (exemple fictif)", organisation="Réseau du Quai", fictional=True)
        workshop = preparing.start(base.wiki, who["formatrice"], plan)
        sitting = SittingPlan(theme="Le hall", date="2026-03-12", narratives=tuple(stories[:2]), steps=usual_steps())
        pack = packs.start(base.wiki, who["formatrice"], "Une demi-journée").number
        add(base.wiki, who["formatrice"], record_piece(stories[0]), pack)
        link = packs.share_by_link(base.wiki, who["formatrice"], pack)
        return Prepared(
            drafts=[told(f"Un vélo contre trois heures, {at}") for at in range(2 + visits // 15)],
            taken=sent("Un vélo et une clé"),
            validated=validated,
            pack=pack,
            link=link,
            workshop=workshop,
            sitting=preparing.add_sitting(base.wiki, who["formatrice"], workshop, sitting),
            stories=stories,
            document=next(one for one in base.register.ids() if one.startswith("DOC")),
            printed=next(one for one in base.register.ids() if one.endswith("-010")),
        )


def addresses(made: Prepared) -> list[tuple[str, str, str]]:
    """Who opens what: login ("" for a visitor), page, query."""
    draft, story = made.drafts[0], made.stories[0]
    return [
        ("", "", ""),
        ("", "", urlencode({"q": QUESTIONS[0]})),
        ("", "", urlencode({"q": QUESTIONS[1], "outcome": "failure"})),
        ("", "lire", urlencode({"id": story})),
        ("", "lire", urlencode({"id": made.document})),
        ("", "historique", urlencode({"id": story})),
        *[("", page, "") for page in ("explorer", "dispositifs", "glossaire", "besoins", "base", "aide", "bienvenue")],
        *[("", page, "") for page in ("qui-fait-quoi", "changements", "reconnaitre", "ateliers", "pistes", "veille")],
        *[("", page, "") for page in ("bulletins", "anomalie")],
        ("", "comparer", urlencode([("id", one) for one in made.stories[:2]])),
        ("", "associer", urlencode({"fil": f"{story}.1.0.120"})),
        ("", "lire", urlencode({"id": made.printed})),
        ("", "choisir", urlencode({"titre": "sortir de cure"})),
        *[("auteur", page, "") for page in ("", "nouvelles", "contribuer", "dossiers", "groupes")],
        *[("auteur", "contribuer", f"n={draft}&{rest}") for rest in ("q=1", "q=6", "q=8", "vue=apercu", "vue=envoi")],
        ("", "dossier", urlencode({"lien": made.link})),
        ("auteur", "lire", urlencode({"id": story})),
        ("relectrice", "relire", ""),
        ("relectrice", "relire", f"n={made.taken}"),
        *[("formatrice", "dossiers", query) for query in (f"n={made.pack}", f"n={made.pack}&vue=apercu")],
        *[("formatrice", page, "") for page in ("ateliers", "suivi")],
        ("formatrice", "ateliers", f"n={made.workshop}&seance={made.sitting}"),
        *[("veilleur", page, "") for page in ("veille", "cellule")],
        *[("tenante", "administration", f"partie={part}") for part in ("comptes", "reglages", "mots", "journal")],
        *[("tenante", page, "") for page in ("administration", "importer-dispositifs")],
    ]


async def taken(action: Awaitable[object]) -> float:
    """Milliseconds that something takes to be done."""
    started = time.perf_counter()
    await action
    return 1_000 * (time.perf_counter() - started)


def say(what: str, took: list[float], bar: int) -> None:
    """Print a median beside its bar."""
    middle, late = statistics.median(took), sorted(took)[int(0.95 * (len(took) - 1))]
    over = "" if middle <= bar else "  OVER"
    print(f"{what}: median of {len(took)} {middle:.0f} ms, 95th {late:.0f} ms (bar {bar}){over}", flush=True)


async def measure(site: str, made: Prepared, visits: int, only: str, keepers: int) -> None:
    """Visit, press, publish."""
    clients = {login: httpx2.AsyncClient(base_url=site, timeout=60) for login in ("", *ROLES)}
    for login in ROLES:
        await signed_in(clients[login], login, SECRET)

    async def visit(login: str, page: str, query: str) -> str:
        async with opened(clients[login], page, query) as drawn:
            return drawn.heading

    for login, page, query in addresses(made):
        if only not in f"{page}?{query}":
            continue
        heading = await visit(
            login, page, query
        )  # what is loaded at the first visit of a server's life is not the page's
        took = [await taken(visit(login, page, query)) for _ in range(visits)]
        address = f"/{page}{'?' if query else ''}{query}"
        say(f"{address}{f' ({login})' if login else ''} « {heading} »", took, PAGE_BAR)
    pressed: list[float] = []
    for number in made.drafts:
        async with opened(clients["auteur"], "contribuer", f"n={number}&q=1") as drawn:
            while len(pressed) < visits and "Continuer" in drawn.buttons:
                pressed.append(await taken(drawn.press("Continuer")))
    say("Continuer", pressed, PRESS_BAR)
    published: list[float] = []
    for number in made.validated:
        async with opened(clients["relectrice"], "relire", f"n={number}") as drawn:
            published.append(await taken(drawn.press("Publier maintenant")))
    say(f"Publier maintenant, {keepers * KEPT_EACH} saved searches of {keepers} accounts", published, PUBLISH_BAR)
    for client in clients.values():
        await client.aclose()


def main(visits: int = VISITS, only: str = "", keepers: int = KEEPERS) -> None:
    """Print the times, and whether what was pressed was done."""
    with tempfile.TemporaryDirectory() as folder:
        home = copied_home(Path(folder))
        made = prepared(home, visits, keepers)
        with served(home, PORT, {**os.environ, "KB_MODEL": str(CHECKOUT / "index" / "model")}) as site:
            time.sleep(10)  # the recogniser of names is loaded beside the pages
            print(f"load of the machine {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors")
            asyncio.run(measure(site, made, visits, only, keepers))
        with KnowledgeBase.open(home) as base:
            titles = {
                base.register.revision(one, number).record.title
                for one, number in base.register.published_revisions().items()
            }
            kept = sum(f"Le vélo prêté, {at}" in titles for at in range(visits))
            print(f"published texts that are read: {kept} of {visits}")


if __name__ == "__main__":
    given = sys.argv[1:]
    main(
        int(given[0]) if given else VISITS,
        given[1] if len(given) > 1 else "",
        int(given[2]) if len(given) > 2 else KEEPERS,
    )
