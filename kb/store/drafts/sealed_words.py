"""Words that a server keeps sealed: AES-256-GCM, a key for each text, which stands outside of the server.

What a server wrote stays in its journal, in archives and standbys after it is deleted; without its key it says nothing.
A value is `kb1:<place of its key>:<base64 of nonce and ciphertext>`, of the text made smaller by zlib: what is sealed
is as random as can be, and PostgreSQL could not make it smaller any more. Table and column are authenticated with it.
"""

import base64
import contextlib
import os
import secrets
import zlib
from collections.abc import Collection, Mapping
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kb.errors import BaseDamaged, BaseUnavailable, BaseUnreachable
from kb.store.drafts.held_words import HELD, PrivateWords
from kb.store.engines.port import Database
from kb.store.files.database import transaction
from kb.store.files.kept_keys import KeptKeys
from kb.store.files.statements import marks_for, put

MARK: Final = "kb1"
RAW: Final = HELD["raw_texts"].sort
# Values without a word; statements tell a text that was filed from one that was not by them.
EMPTY: Final = ("", "[]", "{}")
KEY_BITS: Final = 256
NONCE_BYTES: Final = 12  # what NIST SP 800-38D asks of nonces given by chance
# The key that seals nothing: where it does not stand, those of this base do not.
WITNESS: Final = "temoin"
# Rows sealed, or keys destroyed, before others may write.
AT_ONCE: Final = 50
GONE: Final = (
    "La clé d’un texte privé n’est pas là où KB_KEYS la cherche. Ou bien ce texte a été effacé depuis (d’une base "
    "remise d’une sauvegarde, effacez-le de nouveau), ou bien KB_KEYS ne nomme pas les clés de cette base. Rien n’a "
    "été changé."
)
LOST: Final = (
    "Des textes privés n’ont plus leur clé là où KB_KEYS la cherche ({count}). Si la base revient d’une sauvegarde, "
    "ils ont été effacés depuis : effacez-les de nouveau. Sinon, nommez dans KB_KEYS les clés de cette base, ou "
    "remettez-les."
)
ELSEWHERE: Final = (
    "Les clés des textes privés ne sont pas là où KB_KEYS les cherche sur cette machine : un dossier partagé n’y est "
    "pas monté, ou un autre est nommé. Rien n’a été écrit ni détruit. Montez-le, ou corrigez KB_KEYS ; si les clés "
    "sont perdues, ou reviennent d’une copie ancienne, docs/SCALING.md dit comment continuer."
)
CHANGED: Final = (
    "Un texte privé n’est plus celui qui a été gardé, ou sa clé ne l’est plus. N’écrivez plus rien, et remettez la "
    "dernière sauvegarde saine du serveur et des clés (KB_KEYS) à côté de celle-ci."
)


class SealedWords(PrivateWords):
    """Words of one private schema, each text's sealed by a key of its own that `keys` holds."""

    def __init__(self, database: Database, keys: KeptKeys) -> None:
        self._database = database
        self._keys = keys

    def kept(self, table: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """A row whose words are sealed. Raises BaseUnavailable, with nothing kept."""
        held = HELD.get(table)
        words = [] if held is None else [one for one in held.columns if values.get(one, "") not in EMPTY]
        if held is None or not words:
            return dict(values)
        place, key = self._key_of(_name(held.sort, values[held.owner], *([values[held.apart]] if held.apart else [])))
        return {**values, **{one: _sealed(table, one, place, key, values[one]) for one in words}}

    def told(self, table: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """A row whose words can be read; those written before there were keys are told as they stand."""
        held = HELD.get(table)
        words = [] if held is None else [one for one in held.columns if str(values.get(one, "")).startswith(f"{MARK}:")]
        return {**values, **{one: self._opened(table, one, values[one]) for one in words}}

    def end(self, owners: Collection[tuple[str, Any]]) -> None:
        """Note which keys are to be destroyed once the removal of their words is kept: no row names their place."""
        for column, owner in owners:
            for sort in dict.fromkeys(held.sort for held in HELD.values() if held.owner == column):
                for place, _ in self._living(_name(sort, owner)):
                    if not self._needs(column, owner, place):
                        self._database.execute("UPDATE text_keys SET ended = 1 WHERE place = ?", [place])

    def destroy_ended(self) -> int:
        """Number of keys destroyed where they stand; one that ended is used by nobody, whatever machine they are on."""
        count = 0
        while places := self._ended():
            self._require_ours()
            for place in places:
                self._keys.destroy(place)
            with transaction(self._database):
                self._database.execute(f"DELETE FROM text_keys WHERE place IN ({marks_for(places)})", places)
            count += len(places)
        return count

    def seal_rest(self) -> int:
        """Number of rows sealed. Killed at it, the next call goes on."""
        count = 0
        for (table,) in self._database.execute("SELECT name FROM unsealed_tables ORDER BY name").fetchall():
            while done := self._seal_some(table):
                count += done
            with transaction(self._database):
                self._database.execute("DELETE FROM unsealed_tables WHERE name = ?", [table])
        return count + self._part_shared()

    def faults(self) -> tuple[str, ...]:
        """How many texts have no key where it should be, or why that cannot be known."""
        held = {row[0] for row in self._database.execute("SELECT place FROM text_keys WHERE ended = 0").fetchall()}
        try:
            lost = held - self._keys.places() if held else set()
        except BaseUnavailable as error:
            return (str(error),)
        if any(one.startswith(WITNESS) for one in lost):
            return (ELSEWHERE,)
        return (LOST.format(count=len(lost)),) if lost else ()

    def _part_shared(self) -> int:
        """Number of rows sealed anew that share a key: all that was raw of a record once did, with its treatments."""
        count = 0
        for _, name in self._living(RAW):
            _, owner, *apart = name.split(" ")
            if not apart:
                with contextlib.suppress(BaseDamaged):  # `faults` tells of a key that is lost
                    count += self._part(owner)
        return count

    def _part(self, record_id: str) -> int:
        with transaction(self._database):
            count = sum(self._seal(table, "record_id = ?", [record_id]) for table in ("raw_texts", "treatments"))
            self.end([("record_id", record_id)])
        return count

    def _seal_some(self, table: str) -> int:
        held = HELD[table]
        bare = " OR ".join(f"({one} NOT IN ({marks_for(EMPTY)}) AND substr({one}, 1, 4) <> ?)" for one in held.columns)
        with transaction(self._database):
            return self._seal(table, f"{bare} LIMIT {AT_ONCE}", [*EMPTY, f"{MARK}:"] * len(held.columns))

    def _seal(self, table: str, where: str, values: list[Any]) -> int:
        held = HELD[table]
        columns = [*dict.fromkeys((*held.key, held.owner, *held.columns))]
        rows = self._database.execute(f"SELECT {', '.join(columns)} FROM {table} WHERE {where}", values).fetchall()
        for row in rows:
            here = dict(zip(columns, row, strict=True))
            kept = self.kept(table, self.told(table, here))
            self._database.execute(
                f"UPDATE {table} SET {', '.join(f'{one} = ?' for one in held.columns)} "
                f"WHERE {' AND '.join(f'{one} = ?' for one in held.key)}",
                [*(kept[one] for one in held.columns), *(here[one] for one in held.key)],
            )
        return len(rows)

    def _living(self, name: str) -> list[tuple[str, str]]:
        """(place, name) of the keys of this name, and of those whose name goes on from it."""
        rows = self._database.execute(
            "SELECT place, name FROM text_keys WHERE ended = 0 AND (name = ? OR (name > ? AND name < ?)) ORDER BY 1",
            [name, f"{name} ", f"{name}!"],  # the character after the space
        )
        return [(row[0], row[1]) for row in rows.fetchall()]

    def _needs(self, column: str, owner: Any, place: str) -> bool:
        begins = f"{MARK}:{place}:"
        return any(
            self._database.execute(
                f"SELECT 1 FROM {table} WHERE {column} = ? AND ? IN "
                f"({', '.join(f'substr({one}, 1, {len(begins)})' for one in held.columns)}) LIMIT 1",
                [owner, begins],
            ).fetchone()
            for table, held in HELD.items()
            if held.owner == column
        )

    def _ended(self) -> list[str]:
        rows = self._database.execute(f"SELECT place FROM text_keys WHERE ended = 1 ORDER BY place LIMIT {AT_ONCE}")
        return [row[0] for row in rows.fetchall()]

    def _key_of(self, name: str) -> tuple[str, bytes]:
        """Where the key of some words stands, and the key; made where there is none.

        One machine at a time writes, so that none makes a second. One made by a transaction that is undone seals
        nothing, and no other ever takes its place: it is as long as 128 bits of chance are.
        """
        assert self._database.conn.in_transaction
        row = self._database.execute("SELECT place FROM text_keys WHERE name = ? AND ended = 0", [name]).fetchone()
        if row is not None:
            return row[0], self._key_at(row[0])
        self._require_ours()
        return self._made(name, secrets.token_hex(16))

    def _made(self, name: str, place: str) -> tuple[str, bytes]:
        key = AESGCM.generate_key(KEY_BITS)
        self._keys.put(place, key)
        self._database.execute(put("text_keys", "place, name", key="place"), [place, name])
        return place, key

    def _require_ours(self) -> None:
        """Raise BaseUnreachable where keys stand that are not those of this base, or none.

        Destroying a key that is not there, and making one that no other machine finds, would both be told as done.
        """
        with transaction(self._database):
            row = self._database.execute("SELECT place FROM text_keys WHERE name = ?", [WITNESS]).fetchone()
            if row is None:
                known = {one[0] for one in self._database.execute("SELECT place FROM text_keys").fetchall()}
                ours = not known or not known.isdisjoint(self._keys.places())
            else:
                ours = self._keys.get(row[0]) is not None
            if not ours:
                raise BaseUnreachable(ELSEWHERE)
            if row is None:
                self._made(WITNESS, f"{WITNESS}-{secrets.token_hex(16)}")

    def _key_at(self, place: str) -> bytes:
        key = self._keys.get(place)
        if key is None:
            raise BaseDamaged(GONE)
        return key

    def _opened(self, table: str, column: str, value: str) -> str:
        _, place, body = value.split(":", 2)
        sealed = base64.b64decode(body)
        try:
            text = AESGCM(self._key_at(place)).decrypt(
                sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _bound(table, column)
            )
        except (InvalidTag, ValueError) as error:
            raise BaseDamaged(CHANGED) from error
        return zlib.decompress(text).decode()


def _name(*parts: object) -> str:
    return " ".join(str(one) for one in parts)


def _bound(table: str, column: str) -> bytes:
    return f"{table}.{column}".encode()


def _sealed(table: str, column: str, place: str, key: bytes, text: str) -> str:
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, zlib.compress(text.encode(), 1), _bound(table, column))
    return f"{MARK}:{place}:{base64.b64encode(nonce + sealed).decode()}"
