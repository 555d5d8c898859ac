"""Fifty people read and five write at once: time to a drawn page, and whether any writing was lost.

`python -m bench.load [SECONDS]`, on a copy of the checkout's base. A visit is what a link costs a reader: the page's
HTML, a new WebSocket, and the script run to its end. Writers send what they type as static/writing.js does, and their
drafts are read back from the base at the end.
"""

import asyncio
import json
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode

import httpx2

from bench.open_page import opened, served, signed_in
from kb.base import KnowledgeBase
from kb.store.accounts import accounts
from kb.store.records.register import Register
from kb.wiki.write import writing

CHECKOUT = Path(__file__).parents[1]
PORT = 8596
READERS, WRITERS = 50, 5
THINK = 5.0  # seconds between two pages of a reader, on average
KEYS = 0.8  # seconds between two sendings of a writer
SECRET = "une phrase à moi"
QUESTIONS = ("une mère refuse qu’on parle à son fils", "ça deale devant le collège", "que faire d’un squat",
             "sortie de cure sans hébergement", "réduction des risques dans la rue")  # fmt: skip


def copied_home(folder: Path) -> Path:
    """A copy of the checkout's base, with accounts for the writers."""
    home = folder / "home"
    shutil.copytree(CHECKOUT / "corpus", home / "corpus")
    shutil.copytree(CHECKOUT / "index", home / "index", ignore=shutil.ignore_patterns("model"))
    with Register.open(home) as register:
        for number in range(WRITERS):
            name = f"ecrit{number}"
            accounts.add_account(register, name, name, roles=["contributor"], password=SECRET, actor="bench")
    return home


async def visit(client: httpx2.AsyncClient, page: str, query: str) -> float:
    """Seconds from asking for a page to the end of its script."""
    started = time.perf_counter()
    async with opened(client, page, query):
        return time.perf_counter() - started


async def read(site: str, ids: list[str], until: float, seed: int, took: list[tuple[str, float]]) -> None:
    """Visit pages until the end, thinking between two."""
    chance = random.Random(seed)
    async with httpx2.AsyncClient(base_url=site, timeout=60) as client:
        await asyncio.sleep(chance.uniform(0, THINK))
        while time.monotonic() < until:
            page, query = chance.choice(
                [
                    ("", urlencode({"q": f"{chance.choice(QUESTIONS)} {chance.randint(1, 99)}"})),
                    ("lire", urlencode({"id": chance.choice(ids)})),
                    ("explorer", ""),
                ]
            )
            took.append((page or "recherche", await visit(client, page, query)))
            await asyncio.sleep(chance.expovariate(1 / THINK))


async def write(site: str, number: int, draft: int, until: float, took: list[float]) -> str:
    """Type into a draft until the end; the last words that the server said it kept."""
    kept, version = "", 0
    words: list[str] = []
    async with httpx2.AsyncClient(base_url=site, timeout=60) as client:
        await signed_in(client, f"ecrit{number}", SECRET)
        while time.monotonic() < until:
            words.append(f"mot{len(words)}")
            sent = " ".join(words)
            body = {"number": draft, "place": "context", "text": sent, "version": version, "window": f"w{number}"}
            started = time.perf_counter()
            answer = await client.post(
                "/api/brouillon", content=json.dumps(body), headers={"x-rp-brouillon": "1", "origin": site}
            )
            answer.raise_for_status()
            took.append(time.perf_counter() - started)
            version, kept = answer.json()["version"], sent
            await asyncio.sleep(KEYS)
    return kept


async def crowd(site: str, ids: list[str], drafts: list[int], seconds: float) -> list[str]:
    """Run everybody; print the times, and give what each writer was told is kept."""
    until = time.monotonic() + seconds
    took: list[tuple[str, float]] = []
    typed: list[float] = []
    readers = [read(site, ids, until, seed, took) for seed in range(READERS)]
    writers = [write(site, number, draft, until, typed) for number, draft in enumerate(drafts)]
    *_, kept = await asyncio.gather(asyncio.gather(*readers), asyncio.gather(*writers))
    for page in ("recherche", "lire", "explorer"):
        times = sorted(1_000 * one for name, one in took if name == page)
        print(f"  {page}: {len(times)} pages, median {statistics.median(times):.0f} ms")
    every = sorted(1_000 * one for _, one in took)
    late = every[int(0.95 * len(every))]
    print(
        f"{READERS} readers, {len(every)} pages in {seconds:.0f} s: median {statistics.median(every):.0f} ms (bar 150)"
    )
    print(f"95th percentile {late:.0f} ms")
    print(f"{WRITERS} writers, {len(typed)} sendings: median {1_000 * statistics.median(typed):.0f} ms")
    return list(kept)


def main(seconds: float = 60.0) -> None:
    """Print the times, and how many writers find the last words that were acknowledged."""
    with tempfile.TemporaryDirectory() as folder:
        home = copied_home(Path(folder))
        with KnowledgeBase.open(home) as base:
            ids = list(base.register.ids())
            people = [accounts.account_of(base.register, f"ecrit{number}") for number in range(WRITERS)]
            persons = [one.person for one in people if one]
            drafts = [writing.start(base.wiki, one, "experience").number for one in persons]
        environment = {**os.environ, "KB_MODEL": str(CHECKOUT / "index" / "model")}
        with served(home, PORT, environment) as site:
            kept = asyncio.run(crowd(site, ids, drafts, seconds))
        with KnowledgeBase.open(home) as base:
            found = [
                writing.open_writing(base.wiki, one, draft).fields.get("context", "")
                for one, draft in zip(persons, drafts, strict=True)
            ]
        same = sum(one == other for one, other in zip(kept, found, strict=True))
        print(f"drafts that hold the last words acknowledged: {same} of {WRITERS}")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 60.0)
