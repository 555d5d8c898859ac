"""What a backup without --private leaves out of its copy of the register, and takes from today's base when restored.

Kept, because a base cannot be put back without: records and all their revisions, proposals without their words, who
may sign in (password hashes, e-mail addresses, identities), co-authors, links of packs and feeds as digests, comments
that readers see, the audit log, settings, judgements of coverage, services that
letters asked about (not whom they asked). All else that says what a person reads, asks, follows or was told is out.
"""

from pathlib import Path
from typing import Final

from kb.store.files.database import compact, transaction
from kb.store.files.statements import marks_for
from kb.store.news.reports import KEY
from kb.store.records.register import Register

# Tables that say what somebody reads, asks, follows or was told; those that come first refer to those after.
OF_SOMEBODY: Final = (
    *("trail_steps", "trails", "saved_answers", "saved_searches", "kept_records", "follows", "notices", "baskets"),
    *("query_log", "reports", "anomalies"),
)
# What ends with a restoration, in whatever archive.
PASSING: Final = (
    *("sessions", "one_time_links", "attempts", "access_tokens", "webhook_messages", "webhooks"),
    "workers",  # those that live say so again
)
# Comments that readers do not see: of records that are not published, or hidden.
UNSEEN: Final = "hidden OR record_id IN (SELECT id FROM records WHERE published_revision IS NULL)"
# Leads of workshops whose restitution readers do not see, and those who meet to follow them.
UNSEEN_LEADS: Final = "record_id NOT IN (SELECT id FROM records WHERE published_revision IS NOT NULL)"
OF_GROUPS: Final = (
    *("lead_letters", "lead_history", "leads"),
    *("working_group_texts", "working_group_members", "working_groups"),
)
# A reason that the program gives; those that people type may name somebody.
GIVEN: Final = "suspendue"


def leave_private_out(folder: Path) -> None:
    """Take what is private out of the register of `folder`, a copy: file and journal hold none of it after."""
    with Register.open(folder) as register:
        with transaction(register.database):
            for table in (*OF_SOMEBODY, *PASSING):
                register.database.execute(f"DELETE FROM {table}")
            register.database.execute(
                f"UPDATE comments SET answers = NULL WHERE answers IN (SELECT number FROM comments WHERE {UNSEEN})"
            )
            register.database.execute(f"DELETE FROM comments WHERE {UNSEEN}")
            register.database.execute(f"DELETE FROM leads WHERE {UNSEEN_LEADS}")
            for table in (one for one in OF_GROUPS if one != "leads"):
                register.database.execute(f"DELETE FROM {table}")
            register.database.execute("UPDATE records SET state = '' WHERE state NOT LIKE ?", [f"{GIVEN}%"])
            register.database.execute("DELETE FROM settings WHERE name = ?", [KEY])
        compact(register.database)


def take_private_over(standing: Register, fresh: Register) -> None:
    """Give a register restored from such a backup what today's base holds of it, for records and accounts it knows."""
    with transaction(fresh.database):
        for table in reversed((*OF_GROUPS, *OF_SOMEBODY)):
            columns = [row[1] for row in standing.database.execute(f"PRAGMA table_info({table})").fetchall()]
            for row in standing.database.execute(f"SELECT {', '.join(columns)} FROM {table}").fetchall():
                if _is_known(fresh, dict(zip(columns, row, strict=True))):
                    fresh.database.execute(
                        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks_for(columns)}) "
                        "ON CONFLICT DO NOTHING",
                        [*row],
                    )


def _is_known(fresh: Register, row: dict[str, object]) -> bool:
    """Whether the account, the record, the proposal, the trail and the search that a row is about are there."""
    for column, table, key in (
        ("account", "accounts", "id"),
        ("record_id", "records", "id"),
        ("proposal", "proposals", "number"),
        ("trail", "trails", "number"),
        ("search", "saved_searches", "number"),
        ("lead", "leads", "number"),
        ("working_group", "working_groups", "number"),
    ):
        value = row.get(column)
        if value in (None, "", 0):
            continue
        if not fresh.database.execute(f"SELECT 1 FROM {table} WHERE {key} = ?", [value]).fetchone():
            return False
    return True
