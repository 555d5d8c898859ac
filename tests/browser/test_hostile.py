"""Scripts in every field that people write: on every page they are text, or nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from kb.base import KnowledgeBase
from kb.readers import Person
from kb.records.positions import Position
from kb.resources import Resources
from kb.store.accounts import accounts
from kb.store.records.register import Register
from kb.wiki.news import discussion, saved_searches
from kb.wiki.packs import packs, trails
from kb.wiki.review import review
from kb.wiki.write import writing
from kb.wiki.write.attachments import attach
from tests.browser.visit import SECRET, Visit
from tests.fake_encoder import FakeEncoder
from tests.wiki.people import STORY, published
from tests.wiki.write.test_attaching import photograph

# What would run if it were drawn as HTML, or as Markdown that makes a link of it.
EVIL = (
    "<img src=x onerror=\"window.rpHit='img'\"><script>window.rpHit='script'</script>"
    "<svg onload=\"window.rpHit='svg'\"></svg>\"'><a href=\"javascript:window.rpHit='a'\">a</a> "
    "[lien](javascript:window.rpHit='md') $x$ :red[rouge]"
)
# Pages that draw some of what was written.
SHOWN = {
    *("/", "/administration", "/associer", "/changements", "/comparer", "/contribuer", "/dossiers", "/explorer"),
    *("/historique", "/lire", "/nouvelles"),
}
TEXTS = ("title", "summary", "organisation", "period", "context", "results", "lessons", "what_failed")


@pytest.fixture
def visit(browser: Browser, real_site: str, real_home: Path) -> Iterator[tuple[Visit, str, int, int]]:
    """Somebody of every role, a record, a pack and a proposal whose every field is hostile."""
    with KnowledgeBase.open(real_home, resources=Resources(open_encoder=lambda _: FakeEncoder())) as base:
        with Register.open(real_home) as register:
            one = accounts.add_account(
                register, "zoe", f"Zoé {EVIL}"[:80], roles=["contributor", "reviewer", "administrator", "trainer"],
                password=SECRET, actor="test",
            )  # fmt: skip
        zoe = Person(one.id, "Zoé", frozenset({"contributor", "reviewer", "administrator", "trainer"}))
        hostile = dict.fromkeys(TEXTS, EVIL)
        record_id = published(base, **hostile, steps=[{"when": EVIL, "text": EVIL}])
        number = discussion.comment(base.wiki, zoe, record_id, EVIL)
        discussion.comment(base.wiki, zoe, record_id, EVIL, answers=number)
        saved_searches.save(base.wiki, zoe, EVIL, {"theme": [EVIL]})
        trails.keep(base.wiki, zoe, EVIL[:100], [Position(record_id, 1, 0, 20)])
        pack = packs.start(base.wiki, zoe, EVIL[:200]).number
        draft = writing.start(base.wiki, zoe, "experience", {**STORY, **hostile})
        attach(base.wiki, zoe, draft.number, f"{EVIL}.jpg", photograph())
        withdrawn = published(base, title=EVIL)
        review.withdraw(base.wiki, zoe, withdrawn, EVIL)
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR")
    seen = Visit(context, real_site)
    seen.page.on("dialog", lambda dialog: dialog.dismiss())
    seen.sign_in("zoe")
    yield seen, record_id, pack, draft.number
    context.close()


def test_no_script_of_a_writer_runs_on_any_page(visit: tuple[Visit, str, int, int]) -> None:
    seen, record_id, pack, draft = visit
    paths = (
        *("/", "/?q=img+src+onerror+script", "/explorer", f"/lire?id={record_id}", f"/historique?id={record_id}"),
        *(
            "/changements",
            "/nouvelles",
            "/contribuer",
            f"/contribuer?n={draft}&q=1",
            f"/contribuer?n={draft}&vue=envoi",
        ),
        *(
            "/dossiers",
            f"/dossiers?n={pack}",
            "/associer",
            f"/comparer?id={record_id}&id=EXP-2023-001",
            "/choisir",
            "/relire",
        ),
        *("/relire", "/administration", "/base", "/glossaire", "/compte"),
    )
    shown = set()
    for path in paths:
        page = seen.page
        if path == "/compte":
            page.goto(seen.site + path)
        else:
            page = seen.open(path)
        assert page.evaluate("window.rpHit") is None, path
        assert page.locator("a[href^='javascript:']").count() == 0, path
        # Not the header, which names the account on every page.
        main = page.locator(".st-key-rp_main" if path != "/compte" else "main").inner_text()
        shown |= {path.partition("?")[0]} if "onerror" in main else set()
    assert shown == SHOWN  # the words are there, as words
    assert not seen.errors
    assert not seen.foreign
