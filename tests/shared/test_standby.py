"""The server of the base dies with -9 while people write; its standby takes its place, with all that was acknowledged.

`KB_STANDBY` is how many writes are acknowledged in all: 5,000 in `make soak`.
"""

import itertools
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from kb.base import KnowledgeBase
from kb.errors import BaseUnavailable
from kb.home import Home
from kb.resources import Resources
from kb.store.news.comments import comments_of
from kb.wiki.news.discussion import comment
from tests.engines import close_pools_of, require_server
from tests.fake_encoder import FakeEncoder
from tests.shared.standby import Pair, pair
from tests.wiki.people import AUTHOR, OTHER, READER, published

pytestmark = pytest.mark.postgres

WRITES = int(os.environ.get("KB_STANDBY", "5000"))
WRITERS = (AUTHOR, OTHER, READER)
PATIENCE = 120.0  # seconds


@dataclass
class Written:
    """What writers were told is kept, and when."""

    acknowledged: list[tuple[float, str]] = field(default_factory=list)
    refused: int = 0
    stopped: threading.Event = field(default_factory=threading.Event)


@pytest.fixture
def both() -> Iterator[Pair]:
    require_server()
    with pair("recits") as one:
        yield one


def test_a_standby_that_takes_the_place_of_a_killed_server_lacks_nothing(both: Pair, tmp_path: Path) -> None:
    address = both.address("recits")
    home = Home(tmp_path, tmp_path / "model", database=address, private_database=address)
    resources = Resources(open_encoder=lambda folder: FakeEncoder())
    with KnowledgeBase.open(home, create=True, resources=resources) as base:
        record_id = published(base)
    written = Written()

    def opened() -> KnowledgeBase:
        return KnowledgeBase.open(home, resources=resources)

    def write(number: int) -> None:
        sent = 0
        while not written.stopped.is_set():
            text = f"Phrase fictive {number}-{sent}."
            try:
                with opened() as base:  # each is a visit of its own, as a request is
                    comment(base.wiki, WRITERS[number], record_id, text)
            except BaseUnavailable:
                written.refused += 1
                time.sleep(0.1)
            else:
                written.acknowledged.append((time.monotonic(), text))
                sent += 1

    writers = [threading.Thread(target=write, args=(number,)) for number in range(len(WRITERS))]
    for one in writers:
        one.start()
    try:
        until(lambda: len(written.acknowledged) >= WRITES // 2, PATIENCE + WRITES / 20)
        # The way between the two breaks first: a server that acknowledged alone would lose what it took since.
        both.part()
        time.sleep(0.5)
        killed = time.monotonic()
        both.kill_primary()
        both.promote()
        until(lambda: len(written.acknowledged) >= WRITES, PATIENCE + WRITES / 20)
    finally:
        written.stopped.set()
        for one in writers:
            one.join(PATIENCE)
    with opened() as base:
        kept = {one.text for one in comments_of(base.register, record_id)}
    close_pools_of(address)
    missing = [text for _, text in written.acknowledged if text not in kept]
    moments = sorted(at for at, _ in written.acknowledged)
    pause = max(b - a for a, b in itertools.pairwise(moments) if b > killed)
    print(
        f"\n{len(written.acknowledged)} acknowledged, {len(missing)} missing, {written.refused} refused meanwhile; "
        f"pause {pause:.1f} s"
    )
    assert missing == []
    assert written.refused > 0


def until(found: object, seconds: float) -> None:
    """Wait until something is so."""
    ends = time.monotonic() + seconds
    while not found():  # type: ignore[operator]
        assert time.monotonic() < ends
        time.sleep(0.01)
