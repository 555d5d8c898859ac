"""The schema of tokens that other programs show: what an account let a program do in its name, until when."""

from kb.store.engines.port import Database
from kb.store.files.database import ddl


def access_tokens(database: Database) -> None:
    """Tokens as digests. `used` is the day of the last use, and no more: when somebody's program asks is theirs."""
    ddl(
        database,
        """
        CREATE TABLE access_tokens (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            digest TEXT NOT NULL UNIQUE,
            account TEXT NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
            name TEXT NOT NULL, scopes TEXT NOT NULL, created TEXT NOT NULL, expires TEXT NOT NULL,
            used TEXT NOT NULL DEFAULT ''
        );
        CREATE INDEX access_tokens_by_account ON access_tokens(account)
        """,
    )


ACCESS_TOKENS = (access_tokens,)
