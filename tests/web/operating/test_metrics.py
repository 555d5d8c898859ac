"""What Prometheus reads: numbers by route, for the machine itself or whoever shows the token, and nobody in them."""

import datetime
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from kb.base import KnowledgeBase
from kb.errors import KbError
from kb.store.records.sources import put_settings
from kb.store.working import workers
from kb.store.working.workers import beat
from kb.web.environment import read_environment
from tests.web.gated import aline_of
from tests.web.whole_site import NEAR, OUTSIDE, whole_site

TOKEN = "un-secret-de-vingt-cinq-signes"
LABELS = ("method", "template", "status")
# Whatever somebody sent that a label could hold.
TOLD = ("Bastien", "EXP-1999-001", "203.0.113.9", "zorglub", "aline@exemple.fr")


def measured(text: str) -> dict[tuple[str, ...], float]:
    return {
        (one.name, *(one.labels[label] for label in LABELS if label in one.labels)): one.value
        for family in text_string_to_metric_families(text)
        for one in family.samples
    }


def test_requests_are_counted_by_the_template_of_their_route(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    with whole_site(base, monkeypatch, client=NEAR) as browser:
        for _ in range(3):
            browser.get("/fichiers/EXP-1999-001")
        browser.get("/pages/EXP-1999-001/1.jpg?q=Bastien")
        browser.get("/api/v1/recherche?q=Bastien")
        browser.get("/lire?id=zorglub", headers={"accept": "text/html"})
        browser.get("/_stcore/metrics")
        browser.request("BREW", "/connexion")
        browser.post("/connexion", data={"login": "aline@exemple.fr"}, headers={"origin": "https://ailleurs.fr"})
        answer = browser.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    found = measured(answer.text)
    assert found["kb_requests_total", "GET", "/fichiers/{record_id}", "404"] == 3
    assert found["kb_requests_total", "GET", "/pages/{record_id}/{page:int}.jpg", "404"] == 1
    assert found["kb_requests_total", "GET", "/api/v1/recherche", "200"] == 1
    assert found["kb_requests_total", "GET", "page", "200"] == 1
    assert found["kb_requests_total", "GET", "other", "404"] == 1  # refused by the gate, counted all the same
    assert found["kb_requests_total", "other", "/connexion", "405"] == 1
    assert found["kb_requests_total", "POST", "/connexion", "403"] == 1
    assert found["kb_request_seconds_count", "/fichiers/{record_id}"] == 3
    assert not [word for word in TOLD if word in answer.text]


def test_the_base_the_disk_and_the_process_are_measured(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    with whole_site(base, monkeypatch, client=NEAR) as browser:
        found = measured(browser.get("/metrics").text)
    status = base.status()
    assert found["kb_records",] == status.records > 0
    assert found["kb_passages",] == status.passages > 0
    assert found["kb_base_readable",] == 1
    for name in (
        "kb_index_behind_records",
        "kb_webhook_messages_waiting",
        "kb_letters_waiting",
        "kb_open_pages",
        "kb_workers",
    ):
        assert found[name,] == 0
    assert ("kb_worker_heartbeat_age_seconds",) not in found
    assert 0 < found["kb_disk_free_bytes",] < found["kb_disk_bytes",]
    assert found["process_resident_memory_bytes",] > 10**6


def test_workers_are_counted_and_the_last_sign_of_life_is_told(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    beat(base.register, "a", "french")
    clock = workers._clock
    monkeypatch.setattr(workers, "_clock", lambda register: clock(register) + datetime.timedelta(seconds=6))
    beat(base.register, "b", "french")
    with whole_site(base, monkeypatch, client=NEAR) as browser:
        found = measured(browser.get("/metrics").text)
        monkeypatch.setattr(workers, "_clock", lambda register: clock(register) + datetime.timedelta(seconds=20))
        later = measured(browser.get("/metrics").text)
    assert found["kb_workers",] == 2
    assert 0 <= found["kb_worker_heartbeat_age_seconds",] <= 3
    assert later["kb_workers",] == 1
    assert 13 <= later["kb_worker_heartbeat_age_seconds",] <= 16


def test_what_waits_is_counted(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    database = base.register.database
    database.execute("INSERT INTO webhooks (url, secret, line, created) VALUES ('https://a.fr', '00', 0, '2026')")
    database.execute(
        "INSERT INTO webhook_messages (webhook, name, event, record_id, kind, at, due) "
        "VALUES (1, 'msg_1', 'published', 'EXP-2021-001', 'experience', '2026', '2026')"
    )
    account = aline_of(base)
    private = base.watch.context.private.database
    for state in ("verified", "closed"):
        private.execute(
            "INSERT INTO watch_news (account, signal, at, state, reason) VALUES (?, 1, '2026', ?, '')",
            [account.id, state],
        )
    with whole_site(base, monkeypatch, client=NEAR) as browser:
        found = measured(browser.get("/metrics").text)
    assert found["kb_webhook_messages_waiting",] == 1
    assert found["kb_letters_waiting",] == 1  # one account, whatever it is told


def test_a_base_that_cannot_be_read_is_said_in_one_number(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    (base.home.index / "index.sqlite3").unlink()
    with whole_site(base, monkeypatch, client=NEAR) as browser:
        found = measured(browser.get("/metrics").text)
    assert found["kb_base_readable",] == 0
    assert ("kb_records",) not in found
    assert found["kb_disk_free_bytes",] > 0


@pytest.mark.parametrize(
    ("client", "headers", "site", "status"),
    [
        (NEAR, {}, "http://localhost:8501", 200),
        (("::1", 4), {}, "http://[::1]:8501", 200),
        (("::ffff:127.0.0.1", 4), {}, "http://127.0.0.1", 200),
        (OUTSIDE, {}, "http://localhost", 403),
        (NEAR, {"x-forwarded-for": "203.0.113.9"}, "http://localhost", 403),
        (NEAR, {"forwarded": "for=203.0.113.9"}, "http://localhost", 403),
        (NEAR, {"via": "1.1 mandataire"}, "http://localhost", 403),
        (NEAR, {}, "http://recits.exemple.fr", 403),  # a proxy that hands on the name it was asked by
        (OUTSIDE, {"authorization": f"Bearer {TOKEN}"}, "http://recits.exemple.fr", 200),
        (OUTSIDE, {"authorization": f"Bearer {TOKEN}x"}, "http://recits.exemple.fr", 403),
        (OUTSIDE, {"authorization": "Bearer "}, "http://recits.exemple.fr", 403),
    ],
)
def test_the_measures_are_for_the_machine_or_for_whoever_shows_the_token(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, client: Any, headers: Any, site: str, status: int
) -> None:
    variables = {"KB_METRICS_TOKEN": TOKEN} if "authorization" in headers else {}
    with whole_site(base, monkeypatch, client=client, site=site, **variables) as browser:
        answer = browser.get("/metrics", headers=headers)
    assert answer.status_code == status
    assert ("kb_records" in answer.text) == (status == 200)


def test_without_a_token_none_opens_the_measures(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    with whole_site(base, monkeypatch, client=OUTSIDE) as browser:
        assert browser.get("/metrics", headers={"authorization": "Bearer "}).status_code == 403


def test_a_proxy_that_is_named_does_not_make_visitors_local(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    with whole_site(base, monkeypatch, client=NEAR, KB_PROXY_ADDRESS="127.0.0.1") as browser:
        assert browser.get("/metrics", headers={"x-forwarded-for": "127.0.0.1"}).status_code == 403
        assert browser.get("/metrics").status_code == 200


def test_they_are_answered_when_the_base_is_closed_to_visitors(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_settings(base.register, {"visitors": "no"})
    with whole_site(base, monkeypatch, client=NEAR) as browser:
        assert [browser.get(path).status_code for path in ("/metrics", "/healthz", "/readyz?pour=x")][:2] == [200, 200]
        assert browser.get("/fil/recherche.atom").status_code != 403


def test_a_short_token_is_refused_without_being_repeated() -> None:
    with pytest.raises(KbError, match="KB_METRICS_TOKEN") as told:
        read_environment({"KB_METRICS_TOKEN": "court-secret"})
    assert "court-secret" not in str(told.value)
    assert TOKEN not in repr(read_environment({"KB_METRICS_TOKEN": TOKEN}))
