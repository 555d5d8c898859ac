"""A base that programs ask, with a record of each diffusion, and the people whose tokens they show."""

import contextlib
import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from kb.base import KnowledgeBase
from kb.resources import Resources
from kb.store.accounts import access_tokens, accounts
from kb.store.accounts.access_tokens import SCOPES
from kb.web.programs import door
from kb.web.programs.pace import Pace
from kb.wiki.review import review
from tests.fake_encoder import FakeEncoder
from tests.small_corpus import story
from tests.web.gated import SECRET, opened
from tests.wiki.people import REVIEWER

SHARED = "cabane au bord du périphérique"
OPEN, KEPT, GROUP, GONE = "EXP-2020-001", "EXP-2020-002", "EXP-2020-003", "EXP-2020-004"
ALL = (OPEN, KEPT, GROUP, GONE)
# Who asks: what their account is, what their token is for.
PEOPLE: dict[str, dict[str, Any]] = {
    "contributor": {"roles": ["contributor"]},
    "member": {"roles": ["contributor"], "groups": ["maraude"]},
    "elsewhere": {"roles": ["contributor"], "groups": ["rive-nord"]},
    "reader": {"roles": ["reader"]},
    "reads only": {"roles": ["contributor"], "scopes": ["lire"]},
    "exports only": {"roles": ["contributor"], "scopes": ["exporter"]},
    "contributes only": {"roles": ["contributor"], "scopes": ["contribuer"]},
    "expired": {"roles": ["contributor"]},
    "revoked": {"roles": ["contributor"]},
    "closed": {"roles": ["contributor"]},
}
MAY_READ = {
    "visitor": {OPEN},
    "contributor": {OPEN, KEPT},
    "member": {OPEN, KEPT, GROUP},
    "elsewhere": {OPEN, KEPT},
    "reader": {OPEN, KEPT},
}


@dataclass
class Called:
    """The base, whoever asks it, and the tokens of each."""

    base: KnowledgeBase
    client: TestClient
    tokens: dict[str, str]

    def headers(self, who: str) -> dict[str, str]:
        """What a program of theirs sends; a visitor's sends no token."""
        return {} if who == "visitor" else {"Authorization": f"Bearer {self.tokens[who]}"}

    def get(self, who: str, path: str, **params: Any) -> Any:
        """The answer to a question of theirs."""
        return self.client.get(path, params=params or None, headers=self.headers(who))


def build(home: Path) -> KnowledgeBase:
    """The base of `home`: four records that say the same, the last one withdrawn."""
    (home / "corpus").mkdir(parents=True)
    for record_id, diffusion in ((OPEN, "public"), (KEPT, "professionals"), (GROUP, "group"), (GONE, "public")):
        story(
            home,
            f"{record_id}.md",
            f"## Contexte\nUne {SHARED}, vue depuis la fiche {record_id}. On y revient le soir, sans rien dire.\n",
            id=record_id,
            title=f"La cabane {record_id}",
            territories=["75119"],
            themes=["travail-de-rue"],
            diffusion=diffusion,
            groups=["maraude"] if diffusion == "group" else [],
        )
    encoder = FakeEncoder()
    base = KnowledgeBase.open(home, create=True, resources=Resources(open_encoder=lambda folder: encoder))
    base.build()
    review.withdraw(base.wiki, REVIEWER, GONE, "Pour l’essai.")
    return base


def give_tokens(base: KnowledgeBase) -> dict[str, str]:
    """The tokens of PEOPLE, made in accounts of theirs."""
    register, out = base.register, {}
    now = register._clock
    for who, about in PEOPLE.items():
        login = f"{who.replace(' ', '-')}@exemple.fr"
        one = accounts.add_account(
            register, login, who, roles=about["roles"], groups=about.get("groups", ()), password=SECRET, actor="test"
        )
        if who == "expired":
            register._clock = lambda: datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=31)
        out[who] = access_tokens.make_token(register, one.id, "Essai", about.get("scopes", list(SCOPES)), 30)
        register._clock = now
        if who == "revoked":
            number = access_tokens.tokens_of(register, one.id)[0].number
            access_tokens.revoke_token(register, number, account_id=one.id, actor=one.id)
        if who == "closed":
            register.database.execute("UPDATE accounts SET disabled = 1 WHERE id = ?", [one.id])
    return out


@contextlib.contextmanager
def calling(home: Path, monkeypatch: pytest.MonkeyPatch, routes: tuple[Any, ...]) -> Iterator[Called]:
    """Programs in front of a site of these routes, none of which asks too fast."""
    monkeypatch.setattr(door, "PACE", Pace(clock=_hours()))
    with build(home) as base, opened(base, monkeypatch, more=routes) as client:
        yield Called(base, client, give_tokens(base))


def _hours() -> Any:
    """A clock that an hour passes by at each look."""
    ticks = iter(range(0, 10**9, 3600))
    return lambda: float(next(ticks))
