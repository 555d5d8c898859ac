"""Who is told what of the watch: news, those told of a diffusion, subscriptions; phenomena, the last analysis."""

import json
from collections.abc import Collection, Mapping
from typing import Any

from kb.store.drafts.private import PrivateStore
from kb.store.files.database import transaction
from kb.store.files.kept_values import kept_json
from kb.store.files.statements import put
from kb.store.watch.signals import News


def tell(store: PrivateStore, accounts: Collection[str], signal: int, state: str, reason: str) -> None:
    """Tell these accounts what became of a signal."""
    with transaction(store.database):
        for account in sorted({*accounts} - {""}):
            store.database.execute(
                "INSERT INTO watch_news (account, signal, at, state, reason) VALUES (?, ?, ?, ?, ?)",
                [account, signal, store.now(), state, reason],
            )


def news_of(store: PrivateStore, account: str, limit: int = 100) -> tuple[News, ...]:
    """What an account was told, newest first."""
    rows = store.database.execute(
        "SELECT number, signal, at, state, reason, seen FROM watch_news WHERE account = ? ORDER BY number DESC LIMIT ?",
        [account, limit],
    )
    return tuple(News(row[0], row[1], row[2], row[3], row[4], bool(row[5])) for row in rows.fetchall())


def unseen_news(store: PrivateStore, account: str) -> int:
    """How many news an account has not seen."""
    return int(
        store.database.execute("SELECT COUNT(*) FROM watch_news WHERE account = ? AND seen = 0", [account]).fetchone()[
            0
        ]
    )


def see_news(store: PrivateStore, account: str, until: int) -> None:
    """Note that an account saw its news up to a number."""
    with transaction(store.database):
        store.database.execute("UPDATE watch_news SET seen = 1 WHERE account = ? AND number <= ?", [account, until])


def add_told(store: PrivateStore, signal: int, accounts: Collection[str]) -> None:
    """Note which accounts were told that a signal is diffused: a retraction goes to each."""
    with transaction(store.database):
        for account in sorted({*accounts} - {""}):
            store.database.execute("INSERT INTO watch_told VALUES (?, ?) ON CONFLICT DO NOTHING", [signal, account])


def told_of(store: PrivateStore, signal: int) -> frozenset[str]:
    """Accounts that were told of a signal."""
    rows = store.database.execute("SELECT account FROM watch_told WHERE signal = ?", [signal])
    return frozenset(row[0] for row in rows.fetchall())


def subscribe(store: PrivateStore, account: str, sort: str, target: str, *, on: bool = True) -> None:
    """Subscribe an account to a theme, a product, a territory or to all, or end it."""
    with transaction(store.database):
        if on:
            store.database.execute(
                "INSERT INTO watch_subscriptions VALUES (?, ?, ?) ON CONFLICT DO NOTHING", [account, sort, target]
            )
        else:
            store.database.execute(
                "DELETE FROM watch_subscriptions WHERE account = ? AND sort = ? AND target = ?", [account, sort, target]
            )


def subscriptions(store: PrivateStore, account: str) -> tuple[tuple[str, str], ...]:
    """(sort, target) of each subscription of an account."""
    rows = store.database.execute(
        "SELECT sort, target FROM watch_subscriptions WHERE account = ? ORDER BY sort, target", [account]
    )
    return tuple((row[0], row[1]) for row in rows.fetchall())


def subscribers(store: PrivateStore, targets: Mapping[str, Collection[str]]) -> frozenset[str]:
    """Accounts subscribed to one of these targets (sort → targets), or to all."""
    wanted = {(sort, target) for sort, named in targets.items() for target in named} | {("all", "")}
    rows = store.database.execute("SELECT account, sort, target FROM watch_subscriptions").fetchall()
    return frozenset(account for account, sort, target in rows if (sort, target) in wanted)


def take_unwritten(store: PrivateStore) -> dict[str, tuple[News, ...]]:
    """The news that no letter was written of, by account, oldest first; they count as written from here on."""
    out: dict[str, list[News]] = {}
    with transaction(store.database):
        rows = store.database.execute(
            "SELECT account, number, signal, at, state, reason, seen FROM watch_news WHERE written = 0 ORDER BY number"
        ).fetchall()
        for account, *row in rows:
            out.setdefault(account, []).append(News(row[0], row[1], row[2], row[3], row[4], bool(row[5])))
        store.database.execute("UPDATE watch_news SET written = 1 WHERE written = 0")
    return {account: tuple(told) for account, told in out.items()}


def letters_waiting(store: PrivateStore) -> int:
    """How many accounts have news that no letter was written of."""
    row = store.database.execute("SELECT COUNT(DISTINCT account) FROM watch_news WHERE written = 0").fetchone()
    return int(row[0])


def told_of_bulletin(store: PrivateStore, record_id: str) -> frozenset[str]:
    """Accounts that were told of a bulletin."""
    rows = store.database.execute("SELECT account FROM watch_news WHERE state = 'bulletin' AND reason = ?", [record_id])
    return frozenset(row[0] for row in rows.fetchall())


def name_phenomenon(store: PrivateStore, grouped: int, name: str, note: str) -> None:
    """Give a phenomenon a name and a note of the cell; an empty name takes them away."""
    with transaction(store.database):
        store.database.execute("DELETE FROM watch_phenomena WHERE grouped = ?", [grouped])
        if name:
            store.database.execute(
                "INSERT INTO watch_phenomena VALUES (?, ?, ?, ?)", [grouped, name, note, store.now()]
            )


def phenomena(store: PrivateStore) -> dict[int, tuple[str, str]]:
    """Name and note of each phenomenon that the cell named, by the signal that stands for it."""
    rows = store.database.execute("SELECT grouped, name, note FROM watch_phenomena").fetchall()
    return {row[0]: (row[1], row[2]) for row in rows}


def put_analysis(store: PrivateStore, name: str, body: Any) -> None:
    """Keep what the background worked out, in place of what it did before."""
    with transaction(store.database):
        store.database.execute(
            put("watch_analyses", "name, at, body", key="name"),
            [name, store.now(), json.dumps(body, ensure_ascii=False)],
        )


def analysis(store: PrivateStore, name: str) -> tuple[str, Any] | None:
    """When, and what, the background last worked out; None when it never did."""
    row = store.database.execute("SELECT at, body FROM watch_analyses WHERE name = ?", [name]).fetchone()
    return (row[0], kept_json(row[1])) if row else None
