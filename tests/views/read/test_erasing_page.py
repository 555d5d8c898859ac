"""Whoever asks for an erasure is told, before and after, until when copies that were made before still hold it."""

import datetime
from collections.abc import Callable

import pytest

from kb.base import KnowledgeBase
from kb.readers import Person
from tests.views.page_runs import run
from tests.wiki.people import AUTHOR, published


@pytest.mark.parametrize(
    ("days", "until"), [("", "29\u00a0mai\u00a02026"), ("7", "7\u00a0mars\u00a02026"), ("x", "29\u00a0mai\u00a02026")]
)
def test_an_erasure_says_until_when_backups_hold_what_it_takes(
    pages: KnowledgeBase, sign_in: Callable[[Person], None], monkeypatch: pytest.MonkeyPatch, days: str, until: str
) -> None:
    record_id = published(pages)
    monkeypatch.setenv("KB_BACKUP_DAYS", days)
    monkeypatch.setattr(
        "kb.store.records.register.Register.now", lambda self: datetime.datetime(2026, 2, 28, 12).isoformat()
    )
    sign_in(AUTHOR)
    app = run("lire", id=record_id)
    [said] = [one.proto.body for one in app.get("html") if "Rien ne les rendra" in one.proto.body]
    assert f"la dernière sera supprimée le {until}" in said
    app.checkbox(key="erase_sure").check().run()
    app.button[[one.label for one in app.button].index("Effacer pour toujours")].click().run()
    assert pages.register.entry(record_id) is None
    shown = " ".join(one.proto.body for one in app.get("html"))
    assert "La fiche est effacée." in shown
    assert f"la dernière sera supprimée le {until}" in shown
