"""How fast one may try the code of a sitting: whoever guesses waits, and sixty people behind one address do not."""

import datetime
from typing import Final

from kb.store.accounts.attempts import line_of
from kb.store.accounts.one_time_links import digest
from kb.store.files.database import transaction
from kb.store.records.register import Register

# Wrong codes that cost nothing from one line: sixty people in a room have one, and a code read from afar is mistyped.
FREE: Final = 40
# Then each wrong code doubles the wait: of 191 million codes, a line tries fewer than two thousand a day.
LONGEST_WAIT: Final = 60.0  # seconds


def code_wait(register: Register, address: str) -> float:
    """Seconds until a code may be tried from this address; 0 for now."""
    row = register.database.execute("SELECT failures, last FROM attempts WHERE who = ?", [_who(address)]).fetchone()
    if row is None or row[0] < FREE:
        return 0.0
    wait = min(LONGEST_WAIT, float(2 ** min(row[0] - FREE + 1, 10)))
    since = datetime.datetime.fromisoformat(register.now()) - datetime.datetime.fromisoformat(row[1])
    return max(0.0, min(wait, wait - since.total_seconds()))


def code_failed(register: Register, address: str) -> None:
    """Count a code that opens nothing."""
    with transaction(register.database):
        register.database.execute(
            "INSERT INTO attempts VALUES (?, 1, ?) "
            "ON CONFLICT (who) DO UPDATE SET failures = attempts.failures + 1, last = excluded.last",
            [_who(address), register.now()],
        )


def _who(address: str) -> str:
    return digest(f"code {line_of(address)}")
