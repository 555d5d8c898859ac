"""A step of both schemas of a server: its statistics keep no words. Tables made since are made so."""

from kb.store.engines.port import Database, ServerDatabase


def no_samples(database: Database) -> None:
    """Have a server keep no values of columns that may hold words among its statistics: they outlive their rows."""
    assert isinstance(database, ServerDatabase)
    for table in database.tables():
        database.keep_no_samples(table)
