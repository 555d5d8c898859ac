"""A register made by an older version keeps its accounts and links."""

from pathlib import Path

from kb.store.files.database import migrate, open_database, transaction
from kb.store.schema.accounts import accounts_and_sessions, mail_and_identities


def test_accounts_sessions_and_links_outlive_the_change_of_schema(tmp_path: Path) -> None:
    database = open_database(tmp_path / "register.sqlite3", [accounts_and_sessions], create=True)
    with transaction(database):
        database.execute("INSERT INTO accounts (id, login, name, created) VALUES ('c-1', 'aline', 'Aline', '2026')")
        database.execute("INSERT INTO sessions VALUES ('digest', 'c-1', '2026', '2026')")
        database.execute("INSERT INTO one_time_links VALUES ('other', 'reset', 'c-1', '[]', '[]', '2027')")
    migrate(database, [accounts_and_sessions, mail_and_identities])
    assert database.execute("SELECT login, email FROM accounts").fetchall() == [("aline", "")]
    assert database.execute("SELECT account FROM sessions").fetchall() == [("c-1",)]
    held = database.execute("SELECT token, purpose, account, email, expires FROM one_time_links").fetchall()
    assert held == [("other", "reset", "c-1", "", "2027")]
    database.execute("DELETE FROM accounts")
    assert database.execute("SELECT count(*) FROM one_time_links").fetchone() == (0,)
