"""The schema of the shared watch, in the private database: what people report is not fit for others before the cell."""

from kb.store.engines.port import Database
from kb.store.files.database import ddl


def private_watch(database: Database) -> None:
    """Signals as they came, what was done of each, who says the same, who was told; phenomena and subscriptions.

    `key` is what the sender's device gave a report, so that it is taken once. `grouped` is the oldest signal that it
    is like, as the program finds it; `chosen` the one that the cell put it with. `record_id` is set once diffused.
    """
    ddl(
        database,
        """
        CREATE TABLE watch_signals (
            number INTEGER PRIMARY KEY AUTOINCREMENT, sender TEXT NOT NULL, key TEXT NOT NULL,
            structure TEXT NOT NULL, at TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'received' CHECK (state IN
                ('received', 'verified', 'evaluated', 'diffused', 'closed', 'retracted')),
            day TEXT NOT NULL, territory TEXT NOT NULL, fields TEXT NOT NULL, vector BLOB NOT NULL,
            grouped INTEGER NOT NULL DEFAULT 0, chosen INTEGER NOT NULL DEFAULT 0, grid TEXT NOT NULL DEFAULT '{}',
            audience TEXT NOT NULL DEFAULT '', record_id TEXT NOT NULL DEFAULT '', deadline TEXT NOT NULL DEFAULT '',
            expires TEXT NOT NULL DEFAULT '', UNIQUE (sender, key)
        );
        CREATE INDEX watch_signals_by_state ON watch_signals(state);
        CREATE INDEX watch_signals_by_record ON watch_signals(record_id);
        CREATE TABLE watch_steps (
            number INTEGER PRIMARY KEY AUTOINCREMENT, signal INTEGER NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL,
            state TEXT NOT NULL, reason TEXT NOT NULL
        );
        CREATE INDEX watch_steps_by_signal ON watch_steps(signal);
        CREATE TABLE watch_same (
            signal INTEGER NOT NULL, account TEXT NOT NULL, structure TEXT NOT NULL, at TEXT NOT NULL,
            PRIMARY KEY (signal, account)
        ) WITHOUT ROWID;
        CREATE TABLE watch_told (
            signal INTEGER NOT NULL, account TEXT NOT NULL, PRIMARY KEY (signal, account)
        ) WITHOUT ROWID;
        CREATE TABLE watch_news (
            number INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, signal INTEGER NOT NULL, at TEXT NOT NULL,
            state TEXT NOT NULL, reason TEXT NOT NULL, seen INTEGER NOT NULL DEFAULT 0
        );
        CREATE INDEX watch_news_by_account ON watch_news(account);
        CREATE TABLE watch_phenomena (
            grouped INTEGER PRIMARY KEY, name TEXT NOT NULL, note TEXT NOT NULL, at TEXT NOT NULL
        );
        CREATE TABLE watch_subscriptions (
            account TEXT NOT NULL, sort TEXT NOT NULL CHECK (sort IN ('theme', 'substance', 'territory', 'all')),
            target TEXT NOT NULL, PRIMARY KEY (account, sort, target)
        ) WITHOUT ROWID;
        CREATE TABLE watch_analyses (name TEXT PRIMARY KEY, at TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID
        """,
    )


def private_watch_letters(database: Database) -> None:
    """Which news were written of by letter; those that stand here already are not."""
    ddl(database, "ALTER TABLE watch_news ADD COLUMN written INTEGER NOT NULL DEFAULT 0")
    database.execute("UPDATE watch_news SET written = 1")
