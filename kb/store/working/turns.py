"""Turns: of several processes over one base, one does a piece of work, and the others leave it to that one."""

import datetime
from typing import Final

from kb.store.files.database import transaction
from kb.store.records.register import Register
from kb.store.records.sources import get_setting, put_settings

# How long the others leave work that is done each hour to whoever took its turn.
LASTS: Final = datetime.timedelta(minutes=50)


def take_turn(register: Register, name: str) -> bool:
    """Whether the caller does the hourly work of this name: whoever asks within LASTS of the last turn does not.

    The turn is the setting of that name, and says when it was taken. A turn is taken before the work begins: two
    processes at once would do it twice.
    """
    with transaction(register.database):
        now, held = datetime.datetime.fromisoformat(register.now()), get_setting(register, name)
        # A clock that was ahead and is right again must not keep everybody from working.
        if held and abs(now - datetime.datetime.fromisoformat(held)) < LASTS:
            return False
        put_settings(register, {name: register.now()})
    return True
