"""Webhooks: a real receiver verifies each message, even after it failed at first; private networks are sent nothing."""

import datetime
import http.server
import json
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook as Receiver
from standardwebhooks.webhooks import WebhookVerificationError

from kb.base import KnowledgeBase
from kb.errors import Refused
from kb.store.accounts.accounts import add_account
from kb.store.records.webhooks import due_messages, queue_messages, webhooks_of
from kb.web.environment import Environment, Smtp
from kb.web.programs.sending import send_messages, shown_secret
from kb.wiki.admin import erasure, webhooks
from kb.wiki.admin.webhooks import AddressRefused
from kb.wiki.review import review
from kb.wiki.write import writing
from tests.conftest import Opener
from tests.store.accounts.account_base import Clock
from tests.web.mail_server import Kept
from tests.wiki.people import ADMIN, OTHER, READER, REVIEWER, published, send

SITE = Environment(site="https://recits.exemple.fr")


class Desk:
    """A program that is told: what it got, and what it answers."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answers = 204
        desk = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                desk.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(desk.answers)
                self.send_header("Location", "http://127.0.0.1:9/")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/recits"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def desk() -> Iterator[Desk]:
    one = Desk()
    yield one
    one.server.shutdown()
    one.server.server_close()


@pytest.fixture
def told(base: KnowledgeBase) -> tuple[KnowledgeBase, Clock]:
    """A base whose clock a test moves."""
    clock = Clock()
    clock.now = datetime.datetime.now(datetime.UTC)
    base.register._clock = clock
    return base, clock


def events(desk: Desk) -> list[tuple[str, str]]:
    return [(json.loads(body)["type"], json.loads(body)["data"]["record_id"]) for _, body in desk.got]


def test_what_is_published_changed_and_withdrawn_is_told_and_verified(told: Any, desk: Desk) -> None:
    base, _ = told
    secret = webhooks.add(base.wiki, ADMIN, desk.url)
    record_id = published(base)
    one = writing.propose(base.wiki, OTHER, record_id)
    writing.autosave(base.wiki, OTHER, one.number, {"context": "Un mot zyxabouk."}, {"context": writing.NEWEST})
    send(base, one, OTHER)
    review.publish(base.wiki, REVIEWER, one.number)
    review.withdraw(base.wiki, REVIEWER, record_id, "Un motif zyxabouk.")
    assert desk.got == []  # nobody waits for it at the click
    assert send_messages(base, SITE) == 3
    erasure.erase(base.wiki, ADMIN, record_id)
    assert send_messages(base, SITE) == 1
    assert events(desk) == [(f"record.{one}", record_id) for one in ("published", "changed", "withdrawn", "withdrawn")]
    for headers, body in desk.got:
        given = Receiver(shown_secret(secret)).verify(body.decode(), headers)
        assert set(given) == {"type", "timestamp", "data"}
        assert given["data"] == {
            "record_id": record_id, "kind": "experience", "address": f"https://recits.exemple.fr/lire?id={record_id}",
        }  # fmt: skip
        assert b"zyxabouk" not in body
        with pytest.raises(WebhookVerificationError):
            Receiver(shown_secret(secret)).verify(body.decode().replace("record.", "autre."), headers)
        with pytest.raises(WebhookVerificationError):
            Receiver(shown_secret("00" * 32)).verify(body.decode(), headers)
    assert len({headers["webhook-id"] for headers, _ in desk.got}) == 4
    assert send_messages(base, SITE) == 0


def test_what_visitors_do_not_read_is_told_to_nobody(told: Any, desk: Desk) -> None:
    base, _ = told
    webhooks.add(base.wiki, ADMIN, desk.url)
    kept = published(base, diffusion="professionals")
    review.withdraw(base.wiki, REVIEWER, kept, "Pour l’essai.")
    erasure.erase(base.wiki, ADMIN, kept)
    opened = published(base)
    one = writing.propose(base.wiki, OTHER, opened)
    changes = {"diffusion": "professionals", "context": "Autre chose."}
    writing.autosave(base.wiki, OTHER, one.number, changes, dict.fromkeys(changes, writing.NEWEST))
    send(base, one, OTHER)
    review.publish(base.wiki, REVIEWER, one.number)
    base.register.announce_all([opened])  # the index reads it anew: that is no news
    send_messages(base, SITE)
    assert events(desk) == [("record.published", opened), ("record.withdrawn", opened)]


@pytest.mark.parametrize("status", [500, 404, 301])
def test_what_failed_is_tried_again_by_another_process_under_the_same_name(
    told: Any, desk: Desk, open_base: Opener, status: int
) -> None:
    base, clock = told
    webhooks.add(base.wiki, ADMIN, desk.url)
    published(base)
    desk.answers = status
    assert send_messages(base, SITE) == 0
    assert send_messages(base, SITE) == 0
    assert len(desk.got) == 1  # it is put off
    assert webhooks_of(base.register)[0].said == f"HTTP {status}"
    again = open_base()
    again.register._clock = clock
    clock.pass_by(seconds=31)
    desk.answers = 200
    assert send_messages(again, SITE) == 1
    assert [headers["webhook-id"] for headers, _ in desk.got] == [desk.got[0][0]["webhook-id"]] * 2
    assert desk.got[0][1] == desk.got[1][1]
    assert webhooks_of(again.register)[0].failing == ""


def test_an_address_that_fails_for_days_is_given_up_with_a_word(
    told: Any, mail: tuple[Kept, Environment, Smtp]
) -> None:
    base, clock = told
    kept, environment, _ = mail
    add_account(base.register, "boss@exemple.fr", "Fanny", roles=["administrator"], email="boss@exemple.fr", actor="t")
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        webhooks.add(base.wiki, ADMIN, f"http://127.0.0.1:{nobody.getsockname()[1]}/")
    published(base)
    tries = 0
    for _ in range(12):
        tries += len(due_messages(base.register)) or (queue_messages(base.register) and 1)
        send_messages(base, environment)
        clock.pass_by(days=1)
    assert webhooks_of(base.register)[0].disabled
    assert 5 <= tries <= 7
    assert len(kept.letters) == 1
    webhooks.enable(base.wiki, ADMIN, 1)
    assert len(due_messages(base.register)) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://exemple.fr/",
        "ftp://127.0.0.1/",
        "https://10.0.0.1/",
        "https://192.168.1.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://[fd00::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://0.0.0.0/",
        "https://224.0.0.1/",
        "https://100.64.0.1/",
        "https://aline:secret@127.0.0.1/",
        "https:///rien",
        "https://127.0.0.1:port/",
        "https://exemple.fr/\r\nHost: autre",
    ],
)
def test_an_address_of_a_private_network_or_in_clear_is_refused(base: KnowledgeBase, url: str) -> None:
    with pytest.raises(AddressRefused):
        webhooks.add(base.wiki, ADMIN, url)
    assert webhooks_of(base.register) == ()


@pytest.mark.parametrize(
    ("site", "said", "allowed"),
    [
        ("", "", True),
        ("http://localhost:8501", "", True),
        ("https://recits.exemple.fr", "", False),
        ("https://recits.exemple.fr", "yes", True),
        ("http://127.0.0.1:8501", "no", False),
    ],
)
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_programs_of_this_machine_are_told_for_trials_or_where_the_operator_says_so(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, host: str, site: str, said: str, allowed: bool
) -> None:
    monkeypatch.setenv("KB_SITE", site)
    monkeypatch.setenv("KB_LOCAL_PROGRAMS", said)
    if allowed:
        assert webhooks.allowed_address(f"http://{host}:8501/")[2] == 8501
        return
    for scheme in ("http", "https"):
        with pytest.raises(AddressRefused):
            webhooks.add(base.wiki, ADMIN, f"{scheme}://{host}:8501/")


def test_a_name_that_leads_to_a_private_network_is_refused_when_it_does(
    told: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    base, clock = told
    answers = ["198.51.100.7", "93.184.216.34"]
    asked: list[str] = []

    def resolve(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in answers]

    def connect(address: Any, **_: Any) -> Any:
        raise AssertionError(f"connected to {address}")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(AddressRefused):  # one of its addresses is for documents alone
        webhooks.add(base.wiki, ADMIN, "https://catalogue.exemple.fr/")
    answers[:] = ["93.184.216.34"]
    webhooks.add(base.wiki, ADMIN, "https://catalogue.exemple.fr/")
    published(base)
    monkeypatch.setattr(socket, "create_connection", connect)
    answers[:] = ["93.184.216.34", "10.1.2.3"]
    assert send_messages(base, SITE) == 0
    assert webhooks_of(base.register)[0].said.startswith("Cette adresse n’est pas permise")
    clock.pass_by(days=1)
    answers[:] = ["93.184.216.34"]
    with pytest.raises(AssertionError, match=r"93\.184\.216\.34"):
        send_messages(base, SITE)
    assert set(asked) == {"catalogue.exemple.fr"}


def test_only_an_administrator_names_addresses(base: KnowledgeBase, desk: Desk) -> None:
    for person in (READER, REVIEWER, OTHER):
        for action in (
            lambda who: webhooks.add(base.wiki, who, desk.url),
            lambda who: webhooks.known(base.wiki, who),
            lambda who: webhooks.remove(base.wiki, who, 1),
            lambda who: webhooks.enable(base.wiki, who, 1),
        ):
            with pytest.raises(Refused):
                action(person)


def test_an_address_that_was_removed_is_told_nothing(told: Any, desk: Desk) -> None:
    base, _ = told
    webhooks.add(base.wiki, ADMIN, desk.url)
    published(base)
    queue_messages(base.register)
    webhooks.remove(base.wiki, ADMIN, 1)
    assert send_messages(base, SITE) == 0
    assert desk.got == []


def test_one_that_answers_nothing_keeps_others_waiting_once(told: Any, desk: Desk) -> None:
    base, _ = told
    other = Desk()
    for one in (desk, other):
        webhooks.add(base.wiki, ADMIN, one.url)
    desk.answers = 500
    names = [published(base) for _ in range(3)]
    assert send_messages(base, SITE) == 3
    other.server.shutdown()
    other.server.server_close()
    assert len(desk.got) == 1
    assert [name for _, name in events(other)] == names


def test_what_was_withdrawn_and_is_put_back_is_published_anew(told: Any, desk: Desk) -> None:
    base, _ = told
    webhooks.add(base.wiki, ADMIN, desk.url)
    record_id = published(base)
    one = writing.propose(base.wiki, OTHER, record_id)
    review.withdraw(base.wiki, REVIEWER, record_id, "Pour l’essai.")
    writing.autosave(base.wiki, OTHER, one.number, {"context": "Autre chose."}, {"context": writing.NEWEST})
    send(base, one, OTHER)
    review.publish(base.wiki, REVIEWER, one.number)
    send_messages(base, SITE)
    assert [event for event, _ in events(desk)] == ["record.published", "record.withdrawn", "record.published"]
