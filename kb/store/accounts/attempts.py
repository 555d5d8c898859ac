"""How fast one may try a password, and how many letters one may ask for. Never a lock."""

import datetime
import ipaddress
from typing import Final

from kb.store.accounts.accounts import plain_login
from kb.store.accounts.one_time_links import digest
from kb.store.files.database import transaction
from kb.store.records.register import Register

# Failures that cost nothing, of one account from one address, of one account, of one address (an office of fifty people
# has one, and they may all come at once); each further one doubles the wait, up to the longest. Never a lock: whoever
# tries somebody else's account from elsewhere makes them wait `LONGEST_WAIT["account"]` at most.
FREE_FAILURES: Final = {"pair": 3, "account": 10, "address": 50}
LONGEST_WAIT: Final = {"pair": 60.0, "account": 10.0, "address": 60.0}  # seconds
FORGOTTEN: Final = datetime.timedelta(minutes=30)
# Letters until half an hour went by without one: to one mailbox, and asked for from one address.
MOST_LETTERS: Final = {"account": 3, "address": 10}
# One line of the Internet has at least this much of IPv6 to itself.
ONE_LINE: Final = 64


def attempt(register: Register, login: str, address: str) -> float:
    """Seconds that whoever tries a password has to wait; 0 when they may try now.

    A try counts as failed from its start until `attempt_succeeded`: a hundred tries sent at once are not one.
    """
    with transaction(register.database):
        _forget(register)
        counted = _counted(login, address)
        wait = max(_wait(register, sort, who) for sort, who in counted.items())
        if wait > 0:
            return wait
        for who in counted.values():
            _count(register, who)
    return 0.0


def attempt_succeeded(register: Register, login: str, address: str) -> None:
    """Forget the failures of this account; of those of the address, this try alone."""
    with transaction(register.database):
        for sort, who in _counted(login, address).items():
            if sort == "address":
                register.database.execute("UPDATE attempts SET failures = failures - 1 WHERE who = ?", [who])
            else:
                register.database.execute("DELETE FROM attempts WHERE who = ?", [who])


def may_send_letter(register: Register, login: str, address: str) -> bool:
    """Whether one more letter may go to `login`, asked for from `address`; it is counted.

    Letters are counted apart from passwords: asking for many closes nobody's way in.
    """
    with transaction(register.database):
        _forget(register)
        counted = {sort: digest(f"letter {who}") for sort, who in _counted(login, address).items()}
        del counted["pair"]
        if any(_failures(register, who)[0] >= MOST_LETTERS[sort] for sort, who in counted.items()):
            return False
        for who in counted.values():
            _count(register, who)
    return True


def _counted(login: str, address: str) -> dict[str, str]:
    """Digests of what a try counts for: neither logins nor addresses stand in the table of attempts."""
    account, line = f"account {plain_login(login)}", f"address {line_of(address)}"
    return {"pair": digest(f"{account} {line}"), "account": digest(account), "address": digest(line)}


def _wait(register: Register, sort: str, who: str) -> float:
    failures, last = _failures(register, who)
    if failures < FREE_FAILURES[sort]:
        return 0.0
    # The register counts whole seconds: a first wait of one could be over at once.
    wait = min(float(2 ** min(failures - FREE_FAILURES[sort] + 1, 10)), LONGEST_WAIT[sort])
    return min(wait, wait - (_time(register.now()) - _time(last)).total_seconds())


def _failures(register: Register, who: str) -> tuple[int, str]:
    row = register.database.execute("SELECT failures, last FROM attempts WHERE who = ?", [who]).fetchone()
    return (int(row[0]), str(row[1])) if row else (0, "")


def _count(register: Register, who: str) -> None:
    register.database.execute(
        "INSERT INTO attempts VALUES (?, 1, ?) "
        "ON CONFLICT (who) DO UPDATE SET failures = attempts.failures + 1, last = excluded.last",
        [who, register.now()],
    )


def _forget(register: Register) -> None:
    oldest = (_time(register.now()) - FORGOTTEN).isoformat(timespec="seconds")
    register.database.execute("DELETE FROM attempts WHERE last < ?", [oldest])
    # The clock was set back: what seems to be still to come was now, or everybody would wait until then.
    register.database.execute("UPDATE attempts SET last = ? WHERE last > ?", [register.now(), register.now()])


def line_of(address: str) -> str:
    """The line that an address belongs to: somebody with IPv6 has more addresses than anybody can count."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(known, ipaddress.IPv4Address):
        return str(known)
    if known.ipv4_mapped is not None:
        return str(known.ipv4_mapped)
    return str(ipaddress.ip_network((known, ONE_LINE), strict=False))


def _time(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)
