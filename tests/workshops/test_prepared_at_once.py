"""Two who facilitate do something of one sitting at once: what one decides is decided of the sitting that stands."""

from collections.abc import Callable

import pytest

from kb.base import KnowledgeBase
from kb.errors import BaseBusy
from kb.store.files.database import patient
from kb.workshops import preparing
from tests.conftest import Opener
from tests.meanwhile import meanwhile
from tests.workshops.room import FACILITATOR, Room

DONE: dict[str, tuple[str, Callable[[Room], object]]] = {
    "open": ("sitting_for", lambda room: preparing.open_sitting(room.wiki, FACILITATOR, room.number)),
    "end": ("sitting_for", lambda room: preparing.end_sitting(room.wiki, FACILITATOR, room.number)),
    "drop": ("sitting_for", lambda room: preparing.drop_sitting(room.wiki, FACILITATOR, room.number)),
    "drop all": ("workshop_for", lambda room: preparing.drop(room.wiki, FACILITATOR, room.workshop)),
    "change": (
        "sitting_for",
        lambda room: preparing.change_sitting(room.wiki, FACILITATOR, room.number, room.plan),
    ),
}


@pytest.mark.parametrize("what", DONE)
def test_nobody_opens_a_sitting_between_what_is_read_of_it_and_what_is_done(
    base: KnowledgeBase, open_base: Opener, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    room, other, waited = Room(base, opened=what == "end"), open_base(), []

    def opened() -> None:
        with pytest.raises(BaseBusy), patient(other.wiki.private.database, seconds=0):
            preparing.open_sitting(other.wiki, FACILITATOR, room.number)
        waited.append(what)

    name, done = DONE[what]
    meanwhile(monkeypatch, preparing, name, opened, after=True)
    done(room)
    assert waited == [what]
