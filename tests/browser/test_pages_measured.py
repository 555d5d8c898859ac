"""The measurement of pages: it visits every page, sees what was drawn, and presses what a browser would."""

from pathlib import Path

import httpx2

from bench.open_page import opened, signed_in
from bench.pages import Prepared, addresses
from kb.base import KnowledgeBase
from kb.readers import Person
from kb.store.accounts import accounts
from kb.store.records.register import Register
from kb.views.frame.navigation import PAGES
from kb.wiki.write import writing
from tests.browser.visit import SECRET
from tests.event_loop import run_apart

LOGIN = "mesurée"
MADE = Prepared([1], 2, [3], 4, "link", 5, 6, ["EXP-1", "EXP-2"], "DOC-1", "DOC-2")


def test_every_page_is_visited() -> None:
    visited = {page or PAGES[0][2] for _, page, _ in addresses(MADE)}
    assert visited == {path for _, _, path in PAGES}


async def _pressed(site: str, number: int) -> list[tuple[str, str]]:
    """Heading and query of the first question of a text, and of what « Continuer » leads to."""
    async with httpx2.AsyncClient(base_url=site, timeout=60) as client:
        await signed_in(client, LOGIN, SECRET)
        async with opened(client, "contribuer", f"n={number}&q=1") as page:
            first = (page.heading, page.query)
            await page.press("Continuer")
            return [first, (page.heading, page.query)]


def test_a_press_leads_where_it_leads_in_a_browser(real_site: str, real_home: Path) -> None:
    with Register.open(real_home) as register:
        made = accounts.add_account(register, LOGIN, LOGIN, roles=["contributor"], password=SECRET, actor="test")
    person = Person(made.id, LOGIN, frozenset({"reader", "contributor"}))
    with KnowledgeBase.open(real_home) as base:
        number = writing.start(base.wiki, person, "experience").number
    first, second = run_apart(_pressed(real_site, number))
    assert first == ("Comment appelleriez-vous cette histoire ?", f"n={number}&q=1")
    assert second[0] not in ("", first[0])
    assert second[1] == f"n={number}&q=2"
