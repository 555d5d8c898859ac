"""What was closed in a base since a backup of it was made, closed again in what the backup restores.

Threat answered: a restoration that puts online again what somebody had asked to withdraw, lets in whoever was shut out,
or takes an old password again. Texts come back as the backup has them; doors stay as they are today.
"""

import json
from typing import Final

from kb.readers import common_audience
from kb.store.drafts.private import PrivateStore
from kb.store.drafts.proposals import OPEN
from kb.store.files.database import transaction
from kb.store.records.erasures import withdrawal, withdrawal_reason
from kb.store.records.publications import publications_of
from kb.store.records.register import Register, Revision
from kb.store.records.sources import get_setting, put_settings

ACTOR: Final = "restore"
SINCE: Final = "fermée depuis la sauvegarde qui a été remise en place"
# Settings of which one value closes: name, what holds while nobody chose, the value that closes.
CLOSING_SETTINGS: Final = (
    ("visitors", "yes", "no"),
    ("suspend_recognised", "yes", "yes"),
    ("query_log", "on", "off"),
    ("watch_senders", "nobody", "nobody"),
)
# A number that closes the more the larger it is: name, and what holds while nobody chose.
MASKING: Final = ("watch_smallest", 5)
SAID_OF_SETTINGS: Final = {
    "visitors": "la lecture sans compte reste fermée",
    "suspend_recognised": "« Je me reconnais » suspend toujours la fiche aussitôt",
    "query_log": "le journal des questions reste éteint",
    "watch_senders": "qui a envoyé un signal de veille n’est toujours dit à personne",
}


def keep_closed(standing: Register, fresh: Register, private: PrivateStore) -> tuple[str, ...]:
    """What stays closed in `fresh`, the restored register, as it is in the one that it replaces: French lines."""
    with transaction(fresh.database):
        said = [*_settings(standing, fresh), *_records(standing, fresh), *_accounts(standing, fresh)]
        _reports(standing, fresh)
        said += _comments(standing, fresh)
        if _descends(standing, fresh):
            said += _taken_out(standing, fresh)
            said += _given_up(standing, fresh, private)
    return tuple(said)


def _descends(standing: Register, fresh: Register) -> bool:
    """Whether the standing base is the one of the backup, later on: only then is what it lacks taken out of it."""
    last = fresh.database.execute(
        "SELECT number, at, actor, action FROM audit WHERE actor <> ? ORDER BY number DESC LIMIT 1", [ACTOR]
    ).fetchone()
    return last is not None and bool(
        standing.database.execute(
            "SELECT 1 FROM audit WHERE number = ? AND at = ? AND actor = ? AND action = ?", [*last]
        ).fetchone()
    )


def _settings(standing: Register, fresh: Register) -> list[str]:
    said = []
    for name, usual, closing in CLOSING_SETTINGS:
        if get_setting(standing, name, usual) == closing != get_setting(fresh, name, usual):
            put_settings(fresh, {name: closing})
            said.append(SAID_OF_SETTINGS[name])
    name, least = MASKING
    today = int(get_setting(standing, name, str(least)))
    if today > int(get_setting(fresh, name, str(least))):
        put_settings(fresh, {name: str(today)})
        said.append(f"les effectifs de la veille de moins de {today} restent masqués")
    return said


# Records.


def _records(standing: Register, fresh: Register) -> list[str]:
    said = []
    for record_id in fresh.ids():
        restored, entry = fresh.published(record_id), fresh.entry(record_id)
        left = _open_today(standing, restored) if restored else None
        if restored is None or entry is None or left is None:
            continue
        audience = common_audience(entry.diffusion, left)
        if not audience:
            _withdraw(standing, fresh, record_id)
            said.append(f"{record_id} reste retirée de la lecture")
        elif audience != entry.diffusion:
            _narrow(fresh, restored, audience)
            said.append(f"{record_id} garde sa diffusion plus étroite")
    return said


def _open_today(standing: Register, restored: Revision) -> str | None:
    """Who may read this text in the standing base: an audience, "" for nobody, None where it knows no such record."""
    entry = standing.entry(restored.record_id)
    if entry is None:
        return None
    if entry.published_revision is None:
        return ""
    left = entry.diffusion
    if not _holds(standing, restored):
        return left
    for one in reversed(publications_of(standing, restored.record_id)):
        left = common_audience(left, one.audience)
        if one.withdrawn or one.revision < restored.number:
            return ""  # taken away, or gone back on: what is open today is another text
        if one.revision == restored.number:
            return left
    return ""


def _holds(register: Register, revision: Revision) -> bool:
    """Whether this very text stands in a register, under its number."""
    row = register.database.execute(
        "SELECT at, text_sha256 FROM revisions WHERE record_id = ? AND number = ?",
        [revision.record_id, revision.number],
    ).fetchone()
    return row is not None and (row[0], row[1]) == (revision.at, revision.text_sha256)


def _withdraw(standing: Register, fresh: Register, record_id: str) -> None:
    """Take a record away again: for the reason, by whom and when it was."""
    at, actor = withdrawal(standing, record_id)
    fresh.withdraw(record_id, actor=ACTOR, reason=withdrawal_reason(standing, record_id) or SINCE)
    if at:
        fresh.database.execute(
            "INSERT INTO audit (at, actor, action, record_id, detail) VALUES (?, ?, 'withdraw', ?, ?)",
            [at, actor, record_id, "depuis la sauvegarde"],
        )


def _narrow(fresh: Register, restored: Revision, audience: str) -> None:
    """Publish the restored text to fewer readers, as one more revision: no text is changed where it stands."""
    diffusion, _, groups = audience.partition(":")
    changed = {"diffusion": diffusion, "groups": tuple(groups.split("|")) if groups else ()}
    entry = fresh.entry(restored.record_id)
    number = fresh.save(
        restored.record.model_copy(update=changed),
        restored.document,
        author=ACTOR,
        summary="diffusion d’aujourd’hui gardée",
        base=entry.head if entry else None,
        wiki=True,  # its file, restored too, names the wider diffusion: it must not replace this
    )
    fresh.publish(restored.record_id, number, actor=ACTOR)


# Accounts.


def _accounts(standing: Register, fresh: Register) -> list[str]:
    """Each account with what it may do in both bases, and with today's password and address."""
    fields = "id, name, roles, groups, password, email, disabled"
    today = {row[0]: row for row in standing.database.execute(f"SELECT {fields} FROM accounts").fetchall()}
    then = [row for row in fresh.database.execute(f"SELECT {fields} FROM accounts").fetchall() if row[0] in today]
    said = []
    taken = {row[5] for row in today.values()} - {""}
    for account_id, _, _, _, _, email, _ in fresh.database.execute(f"SELECT {fields} FROM accounts").fetchall():
        if account_id in today or email in taken:
            fresh.database.execute("UPDATE accounts SET email = '' WHERE id = ?", [account_id])
    for account_id, name, roles, groups, password, email, disabled in then:
        now = today[account_id]
        kept_roles, kept_groups = _both(roles, now[2]), _both(groups, now[3])
        fresh.database.execute(
            "UPDATE accounts SET roles = ?, groups = ?, password = ?, email = ?, disabled = ? WHERE id = ?",
            [kept_roles, kept_groups, now[4], now[5], max(disabled, now[6]), account_id],
        )
        closed = [
            *(["compte fermé"] if now[6] > disabled else []),
            *(["rôles retirés"] if json.loads(kept_roles) != json.loads(roles) else []),
            *(["groupes retirés"] if json.loads(kept_groups) != json.loads(groups) else []),
            *(["mot de passe d’aujourd’hui"] if now[4] != password else []),
            *(["adresse d’aujourd’hui"] if now[5] != email else []),
        ]
        if closed:
            said.append(f"{name} : {', '.join(closed)}")
    _identities(standing, fresh, frozenset(today))
    return [*said, *_an_administrator(standing, fresh)]


def _both(then: str, now: str) -> str:
    return json.dumps(sorted(set(json.loads(then)) & set(json.loads(now))), ensure_ascii=False)


def _identities(standing: Register, fresh: Register, known: frozenset[str]) -> None:
    """Forget who vouched for an account and does not any more."""
    tied = {tuple(row) for row in standing.database.execute("SELECT issuer, subject, account FROM identities")}
    for row in fresh.database.execute("SELECT issuer, subject, account FROM identities").fetchall():
        if row[2] in known and tuple(row) not in tied:
            fresh.database.execute("DELETE FROM identities WHERE issuer = ? AND subject = ?", [row[0], row[1]])


def _an_administrator(standing: Register, fresh: Register) -> list[str]:
    """Whoever administers today goes on doing so, where nobody else would be left to."""
    able = "SELECT id, name, roles FROM accounts WHERE NOT disabled"
    if any("administrator" in json.loads(row[2]) for row in fresh.database.execute(able)):
        return []
    today = {row[0] for row in standing.database.execute(able) if "administrator" in json.loads(row[2])}
    found = [row for row in fresh.database.execute(able).fetchall() if row[0] in today]
    for account_id, _, roles in found:
        fresh.database.execute(
            "UPDATE accounts SET roles = ? WHERE id = ?",
            [json.dumps(sorted({*json.loads(roles), "administrator"})), account_id],
        )
    if found or not fresh.database.execute("SELECT 1 FROM accounts").fetchone():
        return []
    return ["personne n’administre plus cette base : « kb account add », sur la machine, en nomme un"]


# What people said, and what was taken out.


def _reports(standing: Register, fresh: Register) -> None:
    """Reports made since, and what was answered: whoever holds a number reads on."""
    known = {row[0] for row in fresh.database.execute("SELECT receipt FROM reports").fetchall()}
    fields = "receipt, day, record_id, outcome, closed_by, suspended"
    rows = standing.database.execute(f"SELECT {fields} FROM reports").fetchall()
    for receipt, day, record_id, outcome, closed_by, suspended in rows:
        if receipt in known:
            fresh.database.execute(
                "UPDATE reports SET outcome = ?, closed_by = ?, record_id = ? WHERE receipt = ?",
                [outcome, closed_by, record_id, receipt],
            )
        else:
            fresh.database.execute(
                f"INSERT INTO reports ({fields}) VALUES (?, ?, ?, ?, ?, ?)",
                [receipt, day, record_id, outcome, closed_by, suspended],
            )


def _comments(standing: Register, fresh: Register) -> list[str]:
    hidden = standing.database.execute("SELECT number, author, at FROM comments WHERE hidden").fetchall()
    count = 0
    for row in hidden:
        count += fresh.database.execute(
            "UPDATE comments SET hidden = 1 WHERE number = ? AND author = ? AND at = ? AND NOT hidden", [*row]
        ).rowcount
    return [f"commentaires masqués depuis : {count}"] if count else []


def _taken_out(standing: Register, fresh: Register) -> list[str]:
    """Comments taken back, files detached and co-authors who are no more, of records that stand today."""
    said = []
    for table, key, what in (
        ("comments", "number, record_id, at", "commentaires retirés depuis"),
        ("attachments", "number, record_id, sha256", "pièces jointes retirées depuis"),
        ("coauthors", "record_id, account", "coauteurs qui ne le sont plus"),
    ):
        today = {tuple(row) for row in standing.database.execute(f"SELECT {key} FROM {table}").fetchall()}
        names = key.split(", ")
        count = 0
        for row in fresh.database.execute(f"SELECT {key} FROM {table}").fetchall():
            if tuple(row) in today or standing.entry(row[names.index("record_id")]) is None:
                continue
            where = " AND ".join(f"{name} = ?" for name in names)
            if table == "comments":
                fresh.database.execute("UPDATE comments SET answers = NULL WHERE answers = ?", [row[0]])
            fresh.database.execute(f"DELETE FROM {table} WHERE {where}", [*row])
            count += 1
        if count:
            said.append(f"{what} : {count}")
    return said


def _given_up(standing: Register, fresh: Register, private: PrivateStore) -> list[str]:
    """Drafts that their authors gave up, and reviewers who gave a text back."""
    dropped, left = 0, 0
    rows = standing.database.execute("SELECT number, record_id, created, status, reviewer FROM proposals").fetchall()
    marks = ",".join("?" * len(OPEN))
    for number, record_id, created, status, reviewer in rows:
        same = [number, record_id, created, *OPEN]
        where = f"number = ? AND record_id = ? AND created = ? AND status IN ({marks})"
        if status == "dropped":
            found = fresh.database.execute(f"UPDATE proposals SET status = 'dropped' WHERE {where}", same).rowcount
            if found:
                private.forget_proposal(number)
            dropped += found
        else:
            left += fresh.database.execute(
                "UPDATE proposals SET reviewer = '', validated_by = '', status = "
                "CASE WHEN status IN ('in_review', 'validated') THEN 'submitted' ELSE status END "
                f"WHERE {where} AND reviewer NOT IN ('', ?)",
                [*same, reviewer],
            ).rowcount
    said = [f"brouillons abandonnés depuis : {dropped}"] if dropped else []
    return [*said, *([f"relectures rendues depuis : {left}"] if left else [])]
