"""Scripts in every field of every kind of record, from their descriptions, and in names that people give to things."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from pydantic import ValidationError

from kb.base import KnowledgeBase
from kb.records.canonical import canonical
from kb.records.fields import FieldDescription, describe
from kb.records.kinds import KINDS, Record
from kb.resources import Resources
from kb.store.accounts import accounts
from kb.store.accounts.access_tokens import make_token
from kb.store.drafts.requests import Request, add_request
from kb.store.workshops.leads import add_lead, put_working_group
from kb.vocabulary.vocabulary import load_vocabulary
from kb.workshops import preparing
from kb.workshops.groups import GroupPlan
from kb.workshops.plan import SittingPlan, WorkshopPlan, usual_steps
from tests.browser.conftest import free_port, serving
from tests.browser.test_hostile import EVIL
from tests.browser.visit import SECRET, Visit
from tests.fake_encoder import FakeEncoder

ROLES = ["contributor", "reviewer", "administrator", "trainer", "watcher"]
TYPED = ("text", "line", "lines", "parts")
# What no text of this sort may stand in, because the kind itself refuses it.
REFUSED = {("pack", "pieces")}
# What runs where it is made an address; names of fields never say which ones are.
ADDRESS = "javascript:window.rpHit='address'"


def filled(fields: Sequence[FieldDescription], words: str) -> dict[str, Any]:
    """These words as the value of each field that people type in; codes, numbers and dates are no place for words."""
    listed = load_vocabulary().lists
    values: dict[str, Any] = {}
    for one in fields:
        if one.sort in ("text", "line"):
            values[one.name] = words if one.sort == "text" else words[:290]
        elif one.sort == "lines":
            values[one.name] = [words[:290]]
        elif one.sort == "parts":
            values[one.name] = [filled(one.parts, words)]
        elif one.sort == "choice" and one.required and one.list_name:
            values[one.name] = next(iter(listed[one.list_name]))
    return values


def hostile(kind: str, record_id: str, words: str) -> tuple[Record, set[str]]:
    """A record of which every field that may hold words is hostile, and the names of those that its model refused."""
    values, refused = filled([*describe(KINDS[kind]).values()], words), set()
    values |= {"id": record_id, "kind": kind, "diffusion": "public", "links": []}
    for _ in range(20):
        try:
            return KINDS[kind].model_validate(values), refused
        except ValidationError as error:
            for name in {str(one["loc"][0]) for one in error.errors()}:
                refused.add(name)
                del values[name]
    raise AssertionError(refused)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A base of its own: what is planted here would stand among what other tests find."""
    made = tmp_path_factory.mktemp("hostile") / "home"
    (made / "corpus").mkdir(parents=True)
    return made


@pytest.fixture(scope="module")
def hostile_site(home: Path) -> Iterator[str]:
    port = free_port()
    yield from serving(["tests/browser/real_server.py", str(port), str(home)], port)


@pytest.fixture(scope="module")
def planted(hostile_site: str, home: Path) -> dict[str, tuple[str, set[str]]]:
    """(identifier, fields refused) of a hostile record of each kind, published in the base that is served."""
    made: dict[str, tuple[str, set[str]]] = {}
    with KnowledgeBase.open(home, resources=Resources(open_encoder=lambda _: FakeEncoder())) as base:
        for kind, model in KINDS.items():
            for year, words in ((2020, EVIL), (2021, ADDRESS)):
                record, refused = hostile(kind, f"{model.prefix}-{year}-666", words)
                number = base.register.save(record, canonical(record), author="test", summary=words, base=None)
                base.register.publish(record.id, number, actor="test")
                made.setdefault(kind, (record.id, refused))
        account = accounts.add_account(
            base.register, "eve", EVIL[:80], roles=ROLES, email="eve@exemple.fr", password=SECRET, actor="test"
        )
        make_token(base.register, account.id, EVIL[:80], ["lire"], 30)
        group = GroupPlan(name=EVIL[:120], theme=EVIL[:200], rhythm=EVIL[:120], charter=EVIL)
        put_working_group(base.register, group.model_dump(), [account.id])
        person = account.person
        plan = WorkshopPlan(title=EVIL[:200], organisation=EVIL[:200], fictional=True)
        workshop = preparing.start(base.wiki, person, plan)
        sitting = SittingPlan(theme=EVIL[:200], date="2026-03-12", narratives=(), steps=usual_steps())
        preparing.add_sitting(base.wiki, person, workshop, sitting)
        add_lead(base.register, workshop, axis=EVIL, text=EVIL, owner=EVIL, actor=account.id)
        with base.wiki.private as private:
            add_request(private, Request(0, "2026-11-30T08:00:00+00:00", "account", EVIL, EVIL, EVIL, EVIL), origin="x")
        base.follow()
    return made


@pytest.fixture
def visit(browser: Browser, hostile_site: str, planted: dict[str, tuple[str, set[str]]]) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR")
    seen = Visit(context, hostile_site)
    seen.page.on("dialog", lambda dialog: dialog.dismiss())
    seen.sign_in("eve")
    yield seen
    context.close()


def test_a_kind_refuses_words_in_the_fields_that_are_no_words_and_in_no_other(
    planted: dict[str, tuple[str, set[str]]],
) -> None:
    print({kind: refused for kind, (_, refused) in planted.items()})
    assert {(kind, name) for kind, (_, refused) in planted.items() for name in refused} == REFUSED


def test_no_field_of_any_kind_runs_a_script(visit: Visit, planted: dict[str, tuple[str, set[str]]]) -> None:
    shown = set()
    for kind, (record_id, _) in planted.items():
        other = record_id.replace("-2020-", "-2021-")
        for path in (f"/lire?id={record_id}", f"/historique?id={record_id}", f"/lire?id={other}"):
            page = visit.open(path)
            harmless(visit, path)
            if record_id in path and "onerror" in page.locator(".st-key-rp_main").inner_text():
                shown.add((kind, path.partition("?")[0]))
    # A pack shows its pieces, and is hostile in tests/browser/test_hostile.py.
    assert {kind for kind, path in shown if path == "/lire"} == set(KINDS) - {"pack"}


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/?q=onerror+img+src+script",
            "/explorer",
            "/dispositifs",
            "/dispositifs?q=onerror",
            "/besoins",
            "/glossaire",
        ),
        *(
            "/glossaire?q=onerror",
            "/veille",
            "/ateliers",
            "/groupes",
            "/suivi",
            "/dossiers",
            "/changements",
            "/administration",
        ),
        *("/administration?partie=demandes", "/administration?partie=journal", "/administration?partie=comptes"),
        *("/compte/jetons", "/compte"),
    ],
)
def test_no_list_of_what_people_named_runs_a_script(visit: Visit, path: str) -> None:
    if path.startswith("/compte"):
        visit.page.goto(visit.site + path)
    else:
        visit.open(path)
    harmless(visit, path)


def harmless(visit: Visit, path: str) -> None:
    """Nothing ran on the page that is open, nothing would at a press, and the policy had nothing to stop."""
    page = visit.page
    assert page.evaluate("window.rpHit") is None, path
    assert page.locator("a[href^='javascript:']").count() == 0, path
    assert page.locator("img[onerror], svg[onload], [onclick]").count() == 0, path
    assert not [one for one in visit.complaints if "Content Security Policy" in one], path
    assert not visit.errors, path
    assert not visit.foreign, path
