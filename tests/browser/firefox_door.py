"""Starts Debian's Firefox, and answers in its place what it does not know: `python … ARGUMENTS OF FIREFOX`.

Playwright drives a Firefox of the system by WebDriver BiDi and, whatever is asked, says to each context which colours
it prefers; the long-term release of Firefox refuses the command, and with it the context. Here the command is answered
as done, for no test in Firefox asks for other colours than its own; everything else passes unchanged.
"""

import asyncio
import json
import sys
from typing import Final

import websockets
from websockets.asyncio.client import ClientConnection
from websockets.asyncio.server import ServerConnection

FIREFOX: Final = "/usr/bin/firefox-esr"
LISTENING: Final = "WebDriver BiDi listening on "
UNKNOWN: Final = frozenset({"emulation.setMediaFeaturesOverride"})
WHOLE_PAGES: Final = None  # bytes: a message holds a whole page or picture


async def _told(firefox: ClientConnection, driver: ServerConnection) -> None:
    async for message in firefox:
        await driver.send(message)


async def _asked(firefox: ClientConnection, driver: ServerConnection) -> None:
    async for message in driver:
        command = json.loads(message)
        if command.get("method") in UNKNOWN:
            await driver.send(json.dumps({"type": "success", "id": command["id"], "result": {}}))
        else:
            await firefox.send(message)


async def main() -> int:
    """Serve until Firefox ends; its code."""
    firefox = await asyncio.create_subprocess_exec(FIREFOX, *sys.argv[1:], stderr=asyncio.subprocess.PIPE)
    assert firefox.stderr
    address = ""

    async def pass_on(driver: ServerConnection) -> None:
        assert driver.request
        # Firefox takes a page of another origin for an attack; its own tools send none.
        async with websockets.connect(address + driver.request.path, max_size=WHOLE_PAGES, origin=None) as there:
            ways = [asyncio.create_task(one(there, driver)) for one in (_told, _asked)]
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            for one in ways:
                one.cancel()

    async with websockets.serve(pass_on, "127.0.0.1", 0, max_size=WHOLE_PAGES) as server:
        port = server.sockets[0].getsockname()[1]
        async for line in firefox.stderr:
            said = line.decode(errors="replace")
            if LISTENING in said:
                address = said.split(LISTENING)[1].strip()
                said = f"{LISTENING}ws://127.0.0.1:{port}\n"
            sys.stderr.write(said)
            sys.stderr.flush()
        return await firefox.wait()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
