"""A process killed with -9 at any moment loses nothing that it acknowledged, and the next build mends what it left."""

import os
import random
import zipfile
from pathlib import Path

import pytest

from kb.wiki.write import writing
from tests.faults.aftermath import assert_mended, assert_nothing_lost
from tests.faults.conftest import WORDS, Place
from tests.faults.lives import opened
from tests.faults.victims import KILL, Victims
from tests.wiki.people import AUTHOR

LIVES = ("build", "publish", "autosave", "backup", "restore")
# Moments of each life; `make soak` asks for 40: 200 in all.
MOMENTS = int(os.environ.get("KB_KILLED", "5"))
ARCHIVED = {"EXP-2023-001", "EXP-2019-001", "EXP-2021-001", "DOC-2015-001", "DOC-2008-001", "SRV-2024-001"}
SEED = int(os.environ.get("KB_KILLED_SEED", "20"))


def moments(life: str, calls: int) -> list[int]:
    """Which calls of a life it is killed at: drawn one in each of as many parts as there are moments."""
    drawn, part = random.Random(f"{SEED} {life}"), calls / MOMENTS
    return [1 + int(part * (number + drawn.random())) for number in range(MOMENTS)]


@pytest.mark.parametrize("life", LIVES)
def test_killed_at_any_call_it_keeps_what_it_acknowledged(life: str, victims: Victims, place: Place) -> None:
    whole = victims.live(life, place())
    assert whole.status == 0, whole.words
    assert whole.calls is not None
    for at in moments(life, whole.calls):
        home = place()
        died = victims.live(life, home, what=KILL, at=at)
        # One life makes a few calls less than another: identifiers are drawn, and lists are in the order of the disk.
        assert died.status == -9 or (died.status == 0 and died.calls is not None and died.calls < at), died.words
        assert len(died.acknowledged) <= len(whole.acknowledged)
        after(home, died.acknowledged)


@pytest.mark.parametrize("life", LIVES)
def test_killed_by_the_clock_it_keeps_what_it_acknowledged(life: str, victims: Victims, place: Place) -> None:
    drawn = random.Random(f"{SEED} {life} by the clock")
    for _ in range(max(1, MOMENTS // 5)):
        home = place()
        died = victims.live(life, home, seconds=drawn.uniform(0.01, 0.3))
        assert died.status in (-9, 0)
        after(home, died.acknowledged)


def after(home: Path, acknowledged: tuple[tuple[str, ...], ...]) -> None:
    assert_nothing_lost(home, acknowledged)
    with opened(home) as base:
        # What was typed before any of this stands, whichever base a restoration left.
        assert writing.open_writing(base.wiki, AUTHOR, 1).fields["context"] == WORDS
        if base.published("EXP-2024-700") is None:  # a restoration went as far as to change the base: all of it
            assert set(base.register.ids()) >= ARCHIVED
            assert not (home / "corpus" / "quai.md").exists()
    archive = home.parent / "nouvelle.zip"
    if archive.exists():  # an archive under its own name is whole, acknowledged or not
        with zipfile.ZipFile(archive) as one:
            assert one.testzip() is None
    assert_mended(home)
