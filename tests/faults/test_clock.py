"""A clock set forward, then back: nobody is signed out for good, no identifier is given twice, nothing crashes."""

import datetime

import pytest

from kb.base import KnowledgeBase
from kb.store.accounts.accounts import add_account
from kb.store.accounts.sessions import person_of, sign_in
from kb.wiki.admin.purging import purge
from kb.wiki.write import writing
from tests.faults.aftermath import check
from tests.wiki.people import AUTHOR, published, told


def set_clock(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, days: float) -> None:
    at = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=days)
    said = at.isoformat(timespec="seconds")
    monkeypatch.setattr(base.register, "now", lambda: said)
    base._private.close()
    monkeypatch.setattr(base._private, "_now", lambda: said)
    monkeypatch.setattr(base._private, "_store", None)


@pytest.mark.parametrize("days", [-4000, -1, 0.5, 400])
def test_a_clock_that_jumps_and_comes_back_loses_nothing(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, days: float
) -> None:
    one = add_account(base.register, "aline", "Aline", roles=["reader"], password="une phrase à moi", actor="test")
    token = sign_in(base.register, one.id)
    begun, first = told(base), published(base)
    set_clock(base, monkeypatch, days)
    away = published(base)
    person_of(base.register, token)
    writing.autosave(base.wiki, AUTHOR, begun.number, {"context": "Des mots fictifs tapés ailleurs."}, None)
    base.build()
    set_clock(base, monkeypatch, 0)
    again = published(base)
    assert len({first, away, again}) == 3
    assert set(base.register.ids()) >= {first, away, again}
    copy = writing.open_writing(base.wiki, AUTHOR, begun.number)
    assert copy.fields["context"] == "Des mots fictifs tapés ailleurs."
    if abs(days) < 2:
        assert person_of(base.register, token) == one.person
    assert person_of(base.register, sign_in(base.register, one.id)) == one.person
    base.build()
    purge(base.wiki)
    assert base.status(thorough=True).problems == ()
    assert {hit.record.id for hit in base.search("le vélo prêté", limit=50)} >= {first, away, again}
    assert check(base.home.root).exit_code == 0
