"""A server under siege: fifty visitors for a minute, 300 open pages, files that nobody may send; what it then holds.

`python -m bench.soak [SECONDS] [PAGES]`, or `make soak`, on a copy of the checkout's base. Prints resident memory and
descriptors before, in the middle of, and after each; ends with 1 when something was not answered or did not come back.
"""

import asyncio
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.typing import Origin, Subprotocol

from bench.load import copied_home, read
from bench.open_page import until_answered
from bench.server import resident
from kb.base import KnowledgeBase
from kb.web.sockets import LEFT_SECONDS

CHECKOUT = Path(__file__).parents[1]
PORT = 8595
SITE = f"http://127.0.0.1:{PORT}"
VISITORS = 50
OPENED_AT_ONCE = 20
UPLOADS, MEGABYTES = 20, 45
# Descriptors that one server may hold more than before: threads keep a database open while they end.
SPARE = 10
# Memory at the end of the minute against its middle: what is left is caches that fill, not pages that stay.
LEVEL = 1.10


@contextmanager
def served(home: Path) -> Iterator[int]:
    """The process of a server over a home."""
    environment = {**os.environ, "KB_MODEL": os.environ.get("KB_MODEL", str(CHECKOUT / "index" / "model"))}
    command = [sys.executable, "-m", "kb", "serve", "--home", str(home), "--port", str(PORT)]
    # The soft limit that most systems give.
    server = subprocess.Popen(
        ["sh", "-c", 'ulimit -S -n 1024; exec "$@"', "sh", *command], env=environment, stdout=subprocess.DEVNULL
    )
    try:
        until_answered(SITE, server)
        yield server.pid
    finally:
        server.terminate()
        server.wait(timeout=30)


def held(process: int) -> str:
    """Memory and descriptors of a process, in words."""
    return f"{resident(process):.0f} MiB, {descriptors(process)} descriptors"


def descriptors(process: int) -> int:
    """How many descriptors a process holds."""
    return len(os.listdir(f"/proc/{process}/fd"))


async def visitors(process: int, ids: list[str], seconds: float) -> bool:
    """Fifty visitors read; whether memory was level and nothing failed."""
    took: list[tuple[str, float]] = []
    until = time.monotonic() + seconds
    print(f"  before: {held(process)}")
    reading = asyncio.gather(*(read(SITE, ids, until, seed, took) for seed in range(VISITORS)), return_exceptions=True)
    await asyncio.sleep(seconds / 2)
    middle = resident(process)
    print(f"  in the middle: {held(process)}")
    failed = [one for one in await reading if one is not None]
    times = sorted(1_000 * one for _, one in took)
    ratio, median = resident(process) / middle, statistics.median(times) if times else float("nan")
    print(f"  at the end: {held(process)}; {ratio:.2f} times the middle (bar {LEVEL})")
    print(f"  {len(times)} pages, median {median:.0f} ms, {len(failed)} visitors met an error (bar 0)")
    for one in failed[:3]:
        print(f"    {one!r}")
    return not failed and ratio <= LEVEL


async def page(site: str, waiting: asyncio.Semaphore) -> websockets.ClientConnection:
    """An open page, drawn to its end."""
    async with waiting:
        socket = await websockets.connect(
            f"{site.replace('http', 'ws')}/_stcore/stream",
            subprotocols=[Subprotocol("streamlit")],
            max_size=None,
            origin=Origin(site),
            open_timeout=120,
        )
        asked = BackMsg()
        asked.rerun_script.page_name = "glossaire"
        await socket.send(asked.SerializeToString())
        while True:
            answer = ForwardMsg.FromString(await asyncio.wait_for(socket.recv(decode=False), 120))
            if answer.WhichOneof("type") == "script_finished":
                return socket


async def pages(process: int, number: int) -> bool:
    """Pages open at once; whether all were drawn, the server answered meanwhile, and all was given back."""
    print(f"  before: {held(process)}")
    before = descriptors(process)
    waiting = asyncio.Semaphore(OPENED_AT_ONCE)
    started = time.perf_counter()
    opened = await asyncio.gather(*(page(SITE, waiting) for _ in range(number)), return_exceptions=True)
    sockets = [one for one in opened if not isinstance(one, BaseException)]
    print(f"  {len(sockets)} of {number} drawn in {time.perf_counter() - started:.0f} s: {held(process)}")
    async with httpx2.AsyncClient() as client:
        answered = (await client.get(f"{SITE}/healthz")).status_code == 200
    await asyncio.gather(*(one.close(1001) for one in sockets))
    await asyncio.sleep(LEFT_SECONDS + 5)
    after = descriptors(process)
    print(f"  {LEFT_SECONDS + 5:.0f} s after they closed: {held(process)} (bar {before + SPARE} descriptors)")
    return len(sockets) == number and answered and after <= before + SPARE


async def files(process: int) -> bool:
    """A visitor sends large files to a page of their own; whether all were refused and memory did not grow."""
    before = resident(process)
    socket = await page(SITE, asyncio.Semaphore(1))
    content = random.Random(1).randbytes(MEGABYTES * 1_000_000)
    statuses = []
    async with httpx2.AsyncClient(base_url=SITE, timeout=120) as client:
        await client.get("/_stcore/health")
        token = {"X-Xsrftoken": client.cookies.get("_streamlit_xsrf") or "", "origin": SITE}
        for number in range(UPLOADS):
            try:
                answer = await client.put(
                    f"/_stcore/upload_file/session/{number}", files={"file": content}, headers=token
                )
                statuses.append(answer.status_code)
            except httpx2.TransportError:  # the door closed before all was sent
                statuses.append(403)
    await socket.close()
    ratio = resident(process) / before
    print(f"  {statuses.count(403)} of {UPLOADS} refused; {held(process)}, {ratio:.2f} times before (bar {LEVEL})")
    return statuses.count(403) == UPLOADS and ratio <= LEVEL


def main(seconds: float = 60.0, number: int = 300) -> bool:
    """Whether every bar was met."""
    with tempfile.TemporaryDirectory() as folder:
        home = copied_home(Path(folder))
        with KnowledgeBase.open(home) as base:
            ids = list(base.register.ids())
        with served(home) as process:
            time.sleep(10)  # the first question warms what every reader needs
            print(f"{VISITORS} visitors for {seconds:.0f} s")
            read_well = asyncio.run(visitors(process, ids, seconds))
            time.sleep(LEFT_SECONDS + 5)
            print(f"{number} open pages, soft limit of 1,024 descriptors at the start")
            opened_well = asyncio.run(pages(process, number))
            print(f"{UPLOADS} files of {MEGABYTES} MB from a visitor")
            kept_well = asyncio.run(files(process))
    return read_well and opened_well and kept_well


if __name__ == "__main__":
    given = sys.argv[1:]
    sys.exit(0 if main(float(given[0]) if given else 60.0, int(given[1]) if len(given) > 1 else 300) else 1)
