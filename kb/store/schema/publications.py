"""The schema of publications: which revision was open to readers, from when to when, and to whom."""

import re

from kb.store.engines.port import Database
from kb.store.files.database import ddl
from kb.store.files.kept_values import kept_json

REVISION = re.compile(r"révision (\d+)")


def publications(database: Database) -> None:
    """Each time that a revision was the one which readers find, and who they were.

    Bases made before are read from their audit log and the diffusion that each revision names. What these do not show
    to have been published stays out, and so is closed.
    """
    ddl(
        database,
        """
        CREATE TABLE publications (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            record_id TEXT NOT NULL REFERENCES records(id) ON DELETE CASCADE,
            revision INTEGER NOT NULL,
            audience TEXT NOT NULL,
            since TEXT NOT NULL,
            until TEXT NOT NULL DEFAULT '',
            withdrawn INTEGER NOT NULL DEFAULT 0
        );
        CREATE INDEX publications_by_record ON publications(record_id)
        """,
    )
    records = database.execute("SELECT id, published_revision, diffusion FROM records WHERE head > 0").fetchall()
    for record_id, published, diffusion in records:
        rows = _logged(database, record_id)
        standing = rows[-1][0] if rows and not rows[-1][3] else None
        if standing != published:
            rows = [] if published is None else [(published, _made(database, record_id, published), "", 0)]
        for revision, since, until, withdrawn in rows:
            audience = diffusion if revision == published and not until else _audience(database, record_id, revision)
            if audience:
                database.execute(
                    "INSERT INTO publications (record_id, revision, audience, since, until, withdrawn) "
                    "VALUES (?, ?, ?, ?, ?, ?)",
                    [record_id, revision, audience, since, until, withdrawn],
                )


def _logged(database: Database, record_id: str) -> list[tuple[int, str, str, int]]:
    """(revision, since, until, withdrawn) of each publication that the audit log tells, oldest first."""
    out: list[tuple[int, str, str, int]] = []
    for at, action, detail in database.execute(
        "SELECT at, action, detail FROM audit WHERE record_id = ? AND action IN ('publish', 'withdraw') "
        "ORDER BY number",
        [record_id],
    ).fetchall():
        found = REVISION.fullmatch(detail) if action == "publish" else None
        if out and not out[-1][2]:
            out[-1] = (*out[-1][:2], at, int(found is None))
        if found:
            out.append((int(found[1]), at, "", 0))
    return out


def _made(database: Database, record_id: str, revision: int) -> str:
    row = database.execute(
        "SELECT at FROM revisions WHERE record_id = ? AND number = ?", [record_id, revision]
    ).fetchone()
    return str(row[0]) if row else ""


def _audience(database: Database, record_id: str, revision: int) -> str:
    """Who a revision says may read it, "" for one that is not there: an open diffusion is stored as no word at all."""
    row = database.execute(
        "SELECT body FROM revisions WHERE record_id = ? AND number = ?", [record_id, revision]
    ).fetchone()
    if row is None:
        return ""
    body = kept_json(row[0])
    diffusion, groups = str(body.get("diffusion", "public")), body.get("groups") or ()
    return f"group:{'|'.join(sorted(map(str, groups)))}" if diffusion == "group" else diffusion


PUBLICATIONS = (publications,)
