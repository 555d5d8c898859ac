"""Many pages open at once over a real server: what they hold, and that it comes back. The long form is `make soak`."""

import os
import time
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest
import streamlit
from playwright.sync_api import Browser, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

PAGES = 40


def server_of(site: str) -> int:
    """The process that serves a site."""
    port = str(urlsplit(site).port).encode()
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = place.read_bytes().split(b"\0")
        except OSError:
            continue
        if port in words and any(word.endswith(b"_server.py") for word in words):
            return int(place.parent.name)
    raise AssertionError(f"no process serves {site}")


def held(process: int) -> int:
    """How many descriptors a process holds."""
    return len(os.listdir(f"/proc/{process}/fd"))


def open_page(site: str) -> ClientConnection:
    """The WebSocket of a page, drawn to its end."""
    socket = connect(
        site.replace("http", "ws") + "/_stcore/stream",
        subprotocols=["streamlit"],
        max_size=None,
        origin=site,
        legacy=True,
    )
    asked = BackMsg()
    asked.rerun_script.page_name = "glossaire"
    socket.send(asked.SerializeToString())
    while True:
        answer = ForwardMsg.FromString(bytes(socket.recv(timeout=120)))
        if answer.WhichOneof("type") == "script_finished":
            return socket


def settled(process: int, most: int) -> int:
    """How many descriptors a process holds, once they are at most so many, or after a minute."""
    until = time.monotonic() + 60
    while held(process) > most and time.monotonic() < until:
        time.sleep(0.2)
    return held(process)


def test_an_open_page_holds_one_descriptor_and_a_closed_one_none(real_site: str) -> None:
    process = server_of(real_site)
    open_page(real_site).close()  # what the first page opens for good
    before = held(process)
    pages = [open_page(real_site) for _ in range(PAGES)]
    assert settled(process, before + PAGES + 8) <= before + PAGES + 8
    for one in pages:
        one.close(1001)
    assert settled(process, before + 8) <= before + 8


def test_the_state_of_the_server_names_no_server(real_site: str) -> None:
    answer = httpx2.get(f"{real_site}/healthz")
    assert (answer.text, "server" in answer.headers) == ("ok", False)


@pytest.mark.parametrize(
    "path", ["/_stcore/metrics", "/_stcore/agent/apps", "/auth/login", "/_stcore/script-health-check"]
)
def test_what_streamlit_tells_of_the_server_is_closed(real_site: str, path: str) -> None:
    assert httpx2.get(f"{real_site}{path}").status_code == 404


def test_a_visitor_fills_no_memory_through_the_pages_own_way_for_files(real_site: str) -> None:
    with httpx2.Client(base_url=real_site) as client, open_page(real_site):
        client.get("/_stcore/health")
        token = client.cookies.get("_streamlit_xsrf", "")
        answer = client.put(
            "/_stcore/upload_file/any/one",
            files={"file": b"x" * 1_000},
            headers={"X-Xsrftoken": token, "origin": real_site},
        )
    assert answer.status_code == 403
    assert "Connectez-vous" in answer.text


def test_the_first_message_of_a_real_page_tells_nothing_of_the_machine(real_site: str) -> None:
    told, ended = b"", False
    with connect(
        real_site.replace("http", "ws") + "/_stcore/stream", subprotocols=["streamlit"], max_size=None, origin=real_site
    ) as socket:
        asked = BackMsg()
        asked.load_git_info = True
        socket.send(asked.SerializeToString())
        asked.rerun_script.page_name = "base"
        socket.send(asked.SerializeToString())
        while not ended:
            said = bytes(socket.recv(timeout=120))
            told += said
            ended = ForwardMsg.FromString(said).WhichOneof("type") == "script_finished"
    for word in (str(Path(__file__).parents[2]), streamlit.__version__, "streamlit_app"):
        assert word.encode() not in told


def test_a_page_draws_and_answers_without_what_was_left_out(real_site: str, browser: Browser) -> None:
    page = browser.new_context(locale="fr-FR").new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{real_site}/explorer")
    expect(page.locator("h1").first).to_be_visible(timeout=60_000)
    page.goto(real_site)
    field = page.get_by_label("Votre question")
    field.fill("une mère")
    field.press("Enter")
    page.wait_for_url("**q=*", timeout=60_000)
    expect(page.locator(".stApp[data-test-connection-state=CONNECTED]")).to_be_attached(timeout=60_000)
    assert faults == []
    page.context.close()
