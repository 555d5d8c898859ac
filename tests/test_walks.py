"""Which rooms the program goes through, from a press on a page to a record published and found, and from a question to
its answer: counted as it runs. A walk goes down, from a room to those that it may import, and calls nobody above.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import pytest

import kb
from kb.base import KnowledgeBase
from tests.test_structure import ALLOWED, stands_in
from tests.wiki.people import REVIEWER, send, told

ROOT = Path(kb.__file__).parent.parent
# What is handed to another room to be called there, and what Python makes of an expression.
HANDED_OVER = ("<locals>", "<lambda>", "<genexpr>", "<listcomp>", "<dictcomp>", "<setcomp>")


def calls_of(act: Callable[[], object]) -> list[tuple[str, str]]:
    """(caller, called) of each call from a module of kb to another, as paths, in order; "" calls the first."""
    calls: list[tuple[str, str]] = []
    within_kb = f"{ROOT}/kb/"

    def seen(frame: FrameType, event: str, _: object) -> None:
        if event != "call" or not frame.f_code.co_filename.startswith(within_kb):
            return
        if any(one in frame.f_code.co_qualname for one in HANDED_OVER):
            return
        above = frame.f_back
        while above is not None and not above.f_code.co_filename.startswith(within_kb):
            above = above.f_back
        names = [one.f_code.co_filename.removeprefix(f"{ROOT}/") if one else "" for one in (above, frame)]
        if names[0] != names[1]:
            calls.append((names[0], names[1]))

    sys.setprofile(seen)
    try:
        act()
    finally:
        sys.setprofile(None)
    return calls


def room_of(module: str) -> str:
    """The room that a module stands in, the longest of those whose imports are held to a list; itself in none."""
    paths = (module, f"{module}.py")
    return max((room for room in ALLOWED if any(stands_in(path, (room,)) for path in paths)), key=len, default=module)


def climbs(calls: list[tuple[str, str]]) -> set[tuple[str, str]]:
    """The calls into a room of which the caller's may import nothing."""
    return {
        (caller, called)
        for caller, called in calls
        if room_of(caller) in ALLOWED and room_of(called) not in {room_of(caller), *rooms_below(room_of(caller))}
    }


def rooms_below(room: str) -> set[str]:
    """The rooms that one may import something of."""
    return {room_of(name.replace(".", "/")) for name in ALLOWED[room]}


def entries(calls: list[tuple[str, str]]) -> dict[str, int]:
    """How often each room is entered from another."""
    counts: dict[str, int] = {}
    for caller, called in calls:
        if not caller or room_of(caller) != room_of(called):
            counts[room_of(called)] = counts.get(room_of(called), 0) + 1
    return counts


def modules(calls: list[tuple[str, str]]) -> int:
    """How many modules are entered."""
    return len({called for _, called in calls})


def test_a_publication_goes_down_through_its_rooms_and_is_indexed_once(base: KnowledgeBase) -> None:
    one = told(base)
    send(base, one)
    reviewing = base.reviewing
    calls = calls_of(lambda: reviewing.publish(REVIEWER, one.number))
    assert base.search("Le vélo prêté")[0].record.id == one.record_id
    assert climbs(calls) == set()
    assert modules(calls) <= 52  # docs/ARCHITECTURE.md says why so many
    counts = entries(calls)
    assert set(counts) <= {
        *("kb/nouns", "kb/wiki", "kb/store", "kb/records", "kb/indexing.py", "kb/index", "kb/encoder"),
        *("kb/resources.py", "kb/home.py", "kb/readers.py"),
    }
    assert {room: counts[room] for room in ("kb/nouns", "kb/wiki", "kb/indexing.py")} == {
        "kb/nouns": 1,
        "kb/wiki": 1,
        "kb/indexing.py": 1,
    }


def test_a_question_goes_down_through_its_rooms_from_the_facade_which_is_not_asked_again(base: KnowledgeBase) -> None:
    base.search("une première question ouvre le chemin")
    calls = calls_of(lambda: base.search("rencontres à la laverie"))
    assert climbs(calls) == set()
    assert modules(calls) <= 38
    counts = entries(calls)
    assert set(counts) <= {
        *("kb/base.py", "kb/searching.py", "kb/indexing.py", "kb/search", "kb/index", "kb/vocabulary", "kb/encoder"),
        *("kb/store", "kb/resources.py", "kb/home.py"),
    }
    # The facade asks once, and the engine three times: to be made, to find, and to show.
    assert counts["kb/searching.py"] == 1
    assert counts["kb/search"] == 3
    assert counts["kb/vocabulary"] == 1


@pytest.mark.parametrize(
    ("calls", "climbing"),
    [
        ([("kb/wiki/rights.py", "kb/store/files/machine.py")], False),
        ([("kb/store/files/machine.py", "kb/wiki/rights.py")], True),
        ([("kb/index/live.py", "kb/search/engine.py")], True),
        ([("", "kb/search/engine.py")], False),
    ],
)
def test_a_call_to_a_room_above_is_a_climb(calls: list[tuple[str, str]], climbing: bool) -> None:
    assert bool(climbs(calls)) == climbing
