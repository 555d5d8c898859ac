"""A page opened on a running server as a browser opens it: the HTML, a WebSocket, the script run to its end."""

import asyncio
import html
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import httpx2
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection
from websockets.typing import Origin, Subprotocol

# The longest that a script is waited for, in seconds.
PATIENCE = 60.0
HEADING, TAG = re.compile("<h1[^>]*>(.*?)</h1>", re.DOTALL), re.compile("<[^>]+>")


class OpenPage:
    """A page whose script has run; its buttons can be pressed."""

    def __init__(self, socket: ClientConnection, page: str, query: str) -> None:
        self._socket, self._page, self.query = socket, page, query
        self.buttons: dict[str, str] = {}
        self.heading = ""

    async def press(self, label: str) -> None:
        """Press the button of this name, and wait until the page is drawn again. Raises KeyError when there is none."""
        ask = BackMsg()
        pressed = ask.rerun_script.widget_states.widgets.add()
        pressed.id, pressed.trigger_value = self.buttons[label], True
        await self.run(ask)

    async def run(self, ask: BackMsg | None = None) -> None:
        """Run the script to its end. Raises RuntimeError when it fails."""
        ask = ask or BackMsg()
        ask.rerun_script.query_string, ask.rerun_script.page_name = self.query, self._page
        self.buttons, self.heading = {}, ""
        await self._socket.send(ask.SerializeToString())
        async with asyncio.timeout(PATIENCE):
            while True:
                told = ForwardMsg.FromString(await self._socket.recv())
                sort = told.WhichOneof("type")
                if sort == "delta" and told.delta.WhichOneof("type") == "new_element":
                    element = told.delta.new_element
                    if element.WhichOneof("type") == "button":
                        self.buttons[element.button.label] = element.button.id
                    elif element.WhichOneof("type") == "html" and (found := HEADING.search(element.html.body)):
                        self.heading = self.heading or html.unescape(TAG.sub("", found[1]))
                    elif element.WhichOneof("type") == "exception":
                        raise RuntimeError(f"{self._page}: {element.exception.message}")
                elif sort == "page_info_changed":
                    self.query = told.page_info_changed.query_string
                elif sort == "script_finished" and told.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                    return


@asynccontextmanager
async def opened(client: httpx2.AsyncClient, page: str, query: str) -> AsyncIterator[OpenPage]:
    """The page at an address, drawn for whoever `client` is signed in as."""
    (await client.get(f"/{page}?{query}")).raise_for_status()
    site = client.base_url
    cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    async with websockets.connect(
        f"ws://{site.host}:{site.port}/_stcore/stream",
        subprotocols=[Subprotocol("streamlit")],
        max_size=None,
        origin=Origin(str(site)),
        additional_headers={"Cookie": cookies} if cookies else {},
    ) as socket:
        out = OpenPage(socket, page, query)
        await out.run()
        yield out


async def signed_in(client: httpx2.AsyncClient, login: str, password: str) -> None:
    """Sign in; the client keeps the cookie."""
    form = await client.get("/connexion")
    csrf = re.search(r'name="csrf" value="([^"]+)"', form.text)
    assert csrf
    await client.post("/connexion", data={"csrf": csrf[1], "login": login, "password": password})


def until_answered(site: str, server: subprocess.Popen[bytes]) -> None:
    """Wait for a server that starts. Raises RuntimeError when it ends instead."""
    while server.poll() is None:
        try:
            urllib.request.urlopen(f"{site}/healthz", timeout=1)
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"the server ended with {server.returncode}")


@contextmanager
def served(home: Path, port: int, environment: dict[str, str]) -> Iterator[str]:
    """The address of a server over a base, while it runs."""
    site = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        [sys.executable, "-m", "kb", "serve", "--home", str(home), "--port", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until_answered(site, server)
        yield site
    finally:
        server.terminate()
        server.wait(timeout=20)
