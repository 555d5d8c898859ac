"""Links that open a reading pack, and the pack that each account is filling."""

import secrets

from kb.store.accounts.one_time_links import digest
from kb.store.files.database import transaction
from kb.store.files.statements import put
from kb.store.records.register import Register


def add_pack_link(register: Register, record_id: str, *, actor: str) -> str:
    """The token of a new link to a pack, in place of any other: shown once, the register keeps its digest."""
    token = secrets.token_urlsafe(24)
    with transaction(register.database):
        register.database.execute("DELETE FROM pack_links WHERE record_id = ?", [record_id])
        register.database.execute(
            "INSERT INTO pack_links VALUES (?, ?, ?, ?)", [digest(token), record_id, actor, register.now()]
        )
        register.audit(actor, "pack link", record_id)
    return token


def drop_pack_link(register: Register, record_id: str, *, actor: str) -> None:
    """Close the link of a pack: its address opens nothing any more."""
    with transaction(register.database):
        register.database.execute("DELETE FROM pack_links WHERE record_id = ?", [record_id])
        register.audit(actor, "pack link closed", record_id)


def pack_of_link(register: Register, token: str) -> str | None:
    """Identifier of the pack that a token opens, or None."""
    row = register.database.execute("SELECT record_id FROM pack_links WHERE token = ?", [digest(token)]).fetchone()
    return str(row[0]) if row else None


def linked_since(register: Register, record_id: str) -> str:
    """When the link of a pack was made, "" when it has none."""
    row = register.database.execute("SELECT created FROM pack_links WHERE record_id = ?", [record_id]).fetchone()
    return str(row[0]) if row else ""


def basket(register: Register, account: str) -> int | None:
    """Number of the pack that this account is filling, or None."""
    row = register.database.execute("SELECT proposal FROM baskets WHERE account = ?", [account]).fetchone()
    return int(row[0]) if row else None


def set_basket(register: Register, account: str, proposal: int) -> None:
    """Note which pack this account is filling."""
    with transaction(register.database):
        register.database.execute(put("baskets", "account, proposal", key="account"), [account, proposal])
