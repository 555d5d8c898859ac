"""Rights sampled through the WebSocket that draws the pages: what a program that speaks it directly is told."""

import re
from pathlib import Path

import httpx2
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from kb.store.accounts import accounts
from kb.store.records.register import Register
from tests.browser.visit import SECRET

LOGIN = "prise@exemple.fr"


def told(site: str, page: str, query: str = "", cookie: str = "", origin: str = "") -> bytes:
    """All that the server sends to draw a page, until its script ends."""

    address = site.replace("http", "ws") + "/_stcore/stream"
    headers = {"Cookie": cookie} if cookie else {}
    # The synchronous client: Playwright holds the event loop of the tests around this one.
    with connect(
        address, subprotocols=["streamlit"], max_size=None, origin=origin or site, additional_headers=headers
    ) as socket:
        message = BackMsg()
        message.rerun_script.page_name = page
        message.rerun_script.query_string = query
        socket.send(message.SerializeToString())
        out = b""
        while True:
            received = bytes(socket.recv(timeout=30))
            out += received
            answer = ForwardMsg()
            answer.ParseFromString(received)
            if answer.WhichOneof("type") == "script_finished":
                return out


@pytest.fixture(scope="module")
def professional(real_site: str, real_home: Path) -> str:
    """The cookie of a reader with an account."""
    with Register.open(real_home) as register:
        if accounts.account_of(register, LOGIN) is None:
            accounts.add_account(register, LOGIN, "Prise", roles=["reader"], password=SECRET, actor="test")
    with httpx2.Client(base_url=real_site) as client:
        form = re.search(r'name="csrf" value="([^"]+)"', client.get("/connexion").text)
        assert form
        client.post("/connexion", data={"csrf": form[1], "login": LOGIN, "password": SECRET})
        return "; ".join(f"{name}={value}" for name, value in client.cookies.items())


def reserved(real_home: Path) -> tuple[str, str]:
    """Identifier and title of a record that professionals alone read."""
    with Register.open(real_home) as register:
        for record_id in register.ids():
            entry, published = register.entry(record_id), register.published(record_id)
            if entry and published and entry.diffusion == "professionals":
                return record_id, published.record.title
    raise AssertionError("the small corpus has no record for professionals")


def test_a_visitor_is_sent_no_word_of_what_professionals_read(
    real_site: str, real_home: Path, professional: str
) -> None:
    record_id, title = reserved(real_home)
    query = f"id={record_id}"
    assert title.encode() not in told(real_site, "lire", query)
    assert title.encode() in told(real_site, "lire", query, professional)
    assert title.encode() not in told(real_site, "explorer")
    assert title.encode() in told(real_site, "explorer", cookie=professional)


@pytest.mark.parametrize("page", ["administration", "relire", "contribuer", "nouvelles", "historique"])
def test_a_page_asked_for_directly_draws_nothing_that_its_reader_may_not_do(real_site: str, page: str) -> None:
    drawn = told(real_site, page)
    for word in ("Inviter", "Comptes (", "Sauvegarder", "En cours", "Valider ce texte"):
        assert word.encode() not in drawn


def test_an_account_that_only_reads_is_offered_no_administration(real_site: str, professional: str) -> None:
    drawn = told(real_site, "administration", cookie=professional)
    assert "Accès réservé".encode() in drawn
    assert b"Inviter" not in drawn


def test_another_site_cannot_open_the_socket(real_site: str, professional: str) -> None:
    with pytest.raises(InvalidStatus):
        told(real_site, "explorer", cookie=professional, origin="http://ailleurs.example")


def test_a_cookie_that_is_nobodys_reads_as_a_visitor(real_site: str, real_home: Path) -> None:
    _, title = reserved(real_home)
    assert title.encode() not in told(real_site, "explorer", cookie="kb_session=volé; recits=volé")
