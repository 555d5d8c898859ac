"""The schema of trails: the passages that somebody went through by association."""

from kb.store.engines.port import Database
from kb.store.files.database import ddl


def trails_and_steps(database: Database) -> None:
    """Trails by account, with the name given to them; steps are positions and hold no word of a record.

    `link` is the digest of the token that opens a trail to others, "" when it has none.
    """
    ddl(
        database,
        """
        CREATE TABLE trails (
            number INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, name TEXT NOT NULL,
            link TEXT NOT NULL DEFAULT '', created TEXT NOT NULL, changed TEXT NOT NULL
        );
        CREATE INDEX trails_by_account ON trails(account);
        CREATE INDEX trails_by_link ON trails(link);
        CREATE TABLE trail_steps (
            trail INTEGER NOT NULL REFERENCES trails(number) ON DELETE CASCADE, place INTEGER NOT NULL,
            record_id TEXT NOT NULL, revision INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
            PRIMARY KEY (trail, place)
        ) WITHOUT ROWID
        """,
    )


TRAILS = (trails_and_steps,)
