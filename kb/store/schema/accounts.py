"""The schema of accounts: who may sign in, where they are signed in, and links that serve once."""

from kb.store.engines.port import Database
from kb.store.files.database import ddl


def accounts_and_sessions(database: Database) -> None:
    """Accounts, sessions, one-time links and failed attempts. No token and no password stands here, only digests."""
    ddl(
        database,
        """
        CREATE TABLE accounts (
            id TEXT PRIMARY KEY,
            login TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            trade TEXT NOT NULL DEFAULT '',
            organisation TEXT NOT NULL DEFAULT '',
            roles TEXT NOT NULL DEFAULT '["reader"]',
            groups TEXT NOT NULL DEFAULT '[]',
            password TEXT NOT NULL DEFAULT '',
            disabled INTEGER NOT NULL DEFAULT 0,
            created TEXT NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE sessions (
            token TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
            created TEXT NOT NULL, seen TEXT NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX sessions_by_account ON sessions(account);
        CREATE TABLE one_time_links (
            token TEXT PRIMARY KEY, purpose TEXT NOT NULL CHECK (purpose IN ('first', 'invite', 'reset')),
            account TEXT REFERENCES accounts(id) ON DELETE CASCADE, roles TEXT NOT NULL DEFAULT '[]',
            groups TEXT NOT NULL DEFAULT '[]', expires TEXT NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE attempts (who TEXT PRIMARY KEY, failures INTEGER NOT NULL, last TEXT NOT NULL) WITHOUT ROWID
        """,
    )


def mail_and_identities(database: Database) -> None:
    """E-mail addresses, which are confirmed ones only; links that confirm one or invite it; who vouches for whom."""
    ddl(
        database,
        """
        ALTER TABLE accounts ADD COLUMN email TEXT NOT NULL DEFAULT '';
        CREATE UNIQUE INDEX accounts_by_email ON accounts(email) WHERE email <> '';
        CREATE TABLE links_with_email (
            token TEXT PRIMARY KEY, purpose TEXT NOT NULL CHECK (purpose IN ('first', 'invite', 'reset', 'email')),
            account TEXT REFERENCES accounts(id) ON DELETE CASCADE, roles TEXT NOT NULL DEFAULT '[]',
            groups TEXT NOT NULL DEFAULT '[]', email TEXT NOT NULL DEFAULT '', expires TEXT NOT NULL
        ) WITHOUT ROWID;
        INSERT INTO links_with_email (token, purpose, account, roles, groups, expires)
            SELECT token, purpose, account, roles, groups, expires FROM one_time_links;
        DROP TABLE one_time_links;
        ALTER TABLE links_with_email RENAME TO one_time_links;
        CREATE TABLE identities (
            issuer TEXT NOT NULL, subject TEXT NOT NULL,
            account TEXT NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
            PRIMARY KEY (issuer, subject)
        ) WITHOUT ROWID;
        CREATE UNIQUE INDEX identities_by_account ON identities(account, issuer)
        """,
    )


ACCOUNTS = (accounts_and_sessions, mail_and_identities)
