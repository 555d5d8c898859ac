"""Whether a process may be sent readers, and which part keeps it from serving them."""

import errno
import os
import shutil
from types import SimpleNamespace
from typing import Any

import pytest

from kb.base import KnowledgeBase
from kb.store.records.sources import put_settings
from kb.web.operating import readiness
from tests.web.whole_site import whole_site

JSON = {"accept": "application/json"}


@pytest.fixture(autouse=True)
def _asked_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "KNOWN_SECONDS", -1.0)


@pytest.fixture
def warm(base: KnowledgeBase) -> KnowledgeBase:
    """A base whose encoder is loaded, as after the first question."""
    base._resources.encoder(base.home.model)
    return base


def asked(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, path: str = "/readyz", **headers: str) -> Any:
    with whole_site(base, monkeypatch) as browser:
        return browser.get(path, headers=headers)


def test_a_process_that_has_all_it_needs_is_ready(warm: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = asked(warm, monkeypatch)
    assert (answer.status_code, answer.text) == (200, "prêt")
    told = asked(warm, monkeypatch, **JSON)
    parts = {"registre": "ok", "index": "ok", "encodeur": "ok", "disque": "ok"}
    assert (told.status_code, told.json()) == (200, {"ready": True, "parts": parts})


def test_a_process_is_not_ready_before_its_encoder_is_loaded(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    base._resources._encoders.clear()
    answer = asked(base, monkeypatch)
    assert (answer.status_code, answer.text) == (503, f"pas prêt\nencodeur : {readiness.COLD}")


def test_each_part_that_fails_is_named(warm: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    index = warm.home.index / "index.sqlite3"
    aside = index.rename(index.with_suffix(".aside"))
    answer = asked(warm, monkeypatch, **JSON)
    assert answer.status_code == 503
    parts = answer.json()["parts"]
    assert {part for part, said in parts.items() if said != "ok"} == {"index"}
    assert str(warm.home.root) not in answer.text
    aside.rename(index)
    register = warm.home.corpus / "register.sqlite3"
    register.write_bytes(b"")
    parts = asked(warm, monkeypatch, **JSON).json()["parts"]
    assert {part for part, said in parts.items() if said != "ok"} == {"registre"}


def test_a_full_disk_makes_it_unready_but_for_those_who_read(
    warm: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=10**6, total=10**9))
    answer = asked(warm, monkeypatch)
    assert (answer.status_code, answer.text) == (503, f"pas prêt\ndisque : {readiness.FULL}")
    assert asked(warm, monkeypatch, "/readyz?pour=lecture").status_code == 200


def test_a_protected_or_failing_disk_is_said(warm: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "statvfs", lambda path: SimpleNamespace(f_flag=os.ST_RDONLY))
    assert asked(warm, monkeypatch, **JSON).json()["parts"]["disque"] == readiness.PROTECTED

    def fails(path: Any) -> Any:
        raise OSError(errno.EIO, "Input/output error", str(path))

    monkeypatch.setattr(os, "statvfs", fails)
    said = asked(warm, monkeypatch, **JSON).json()["parts"]["disque"]
    assert "ne répond pas" in said
    assert str(warm.home.root) not in said


def test_the_state_is_told_when_the_base_is_closed_to_visitors(
    warm: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_settings(warm.register, {"visitors": "no"})
    assert asked(warm, monkeypatch).status_code == 200


def test_a_visitor_who_asks_all_the_time_opens_no_base_each_time(
    warm: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "KNOWN_SECONDS", 1e9)
    times: list[int] = []
    monkeypatch.setattr(
        readiness, "parts", lambda: times.append(1) or dict.fromkeys((*readiness.READING, "disque"), "")
    )
    with whole_site(warm, monkeypatch) as browser:
        assert {browser.get("/readyz").status_code for _ in range(20)} == {200}
    assert times == [1]
