"""Erased words stand in no file of the servers: a primary and its standby, a bucket that keeps versions, two homes.

What an operator does, or waits for, is done here by hand: segments of the journal, checkpoints, the bucket's volumes.
"""

import contextlib
import os
import subprocess
import time
import types
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from reportlab.pdfgen.canvas import Canvas

from kb.index.database.schema import open_server_index
from kb.readers import OPERATOR
from kb.store.drafts.private import PrivateStore
from kb.store.records import document_bytes
from kb.store.records.register import Register
from kb.wiki.admin.erasure import erase
from kb.wiki.news import discussion, letters, recognising, saved_searches
from kb.wiki.review import remarks, review
from kb.wiki.write import attachments, narrative, writing
from tests.bucket_server import BUCKET, BucketServer, bucket_server, give_access
from tests.engines import (
    HURRIED,
    Postgres,
    as_nobody,
    close_pools_of,
    free_port,
    postgres_server,
    programs,
    require_server,
)
from tests.small_corpus import story, write_small_corpus
from tests.test_shared import Machine
from tests.wiki.people import ADMIN, AUTHOR, OTHER, REVIEWER, YES
from tests.wiki.test_every_kind import filled

pytestmark = [pytest.mark.postgres, pytest.mark.bucket]

WORD = "zébulonesque"
# The word as people type it, as indexes cut it, as JSON may write it.
FORMS = (
    *(one.encode() for one in (WORD, WORD.upper(), WORD.capitalize(), "zebulonesq", "zébulonesq", "z\\u00e9bulonesq")),
    *(WORD.encode("latin-1"), WORD.encode("utf-16-le")),
)
# What OPERATIONS.md asks of a server whose base keeps words that people may want erased.
SETTINGS = (
    *HURRIED, "wal_level=replica", "max_wal_senders=4", "wal_keep_size=0", "wal_recycle=off", "min_wal_size=32MB",
    "hot_standby=on", "autovacuum=off",
)  # fmt: skip
WAITED = 60.0


@dataclass(frozen=True, slots=True)
class Place:
    """A primary and a standby of it, an S3 server, two machines over them."""

    primary: Postgres
    standby: Postgres
    bucket: BucketServer
    one: Machine
    other: Machine

    def folders(self) -> dict[str, Path]:
        return {
            "primary": self.primary.folder, "standby": self.standby.folder, "bucket": self.bucket.folder,
            "one": self.one.root, "other": self.other.root,
        }  # fmt: skip

    def holding(self) -> dict[str, list[str]]:
        """By folder, the files that hold the word in one of its forms."""
        return {
            name: [str(path.relative_to(folder)) for path in files_of(folder)]
            for name, folder in self.folders().items()
        }

    def checkpoint(self) -> None:
        """What servers do by themselves every five minutes: end a segment of the journal, drop those before."""
        for _ in range(2):
            self.primary.run("SELECT pg_switch_wal()", "CHECKPOINT")
            self.caught_up()
            self.standby.run("CHECKPOINT")

    def caught_up(self) -> None:
        """Wait until the standby holds what the primary does."""
        import psycopg

        until = time.monotonic() + WAITED
        with (
            psycopg.connect(self.primary.address(), autocommit=True) as ask,
            psycopg.connect(self.standby.address(), autocommit=True) as told,
        ):
            [at] = ask.execute("SELECT pg_current_wal_lsn()").fetchone() or [""]
            while not (told.execute("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", [at]).fetchone() or [False])[0]:
                assert time.monotonic() < until
                time.sleep(0.05)


def files_of(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        with contextlib.suppress(FileNotFoundError):
            if path.is_file() and any(form in path.read_bytes() + os.fsencode(path) for form in FORMS):
                yield path


@pytest.fixture(params=["memory", "database"])
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Place]:
    require_server()
    # Bytes that are looked through have to be as they were typed.
    monkeypatch.setattr(
        document_bytes,
        "zlib",
        types.SimpleNamespace(compress=lambda data, level: zlib.compress(data, 0), decompress=zlib.decompress),
    )
    with contextlib.ExitStack() as held:
        primary = held.enter_context(postgres_server(settings=SETTINGS))
        standby = standby_of(primary)
        held.callback(standby.stop)
        bucket = held.enter_context(bucket_server())
        give_access(bucket.address, monkeypatch)
        keep_versions(bucket)
        primary.run("CREATE DATABASE recits")
        address = primary.address("recits")
        held.callback(close_pools_of, address)
        with Register.open(tmp_path, address, create=True) as register:
            PrivateStore.open(tmp_path, register.now, address).close()
        if request.param == "database":
            open_server_index(address, create=True).close()
        stretched(primary)
        one, other = (
            Machine(tmp_path / name, address, f"s3://{BUCKET}/base", request.param) for name in ("one", "other")
        )
        held.callback(one.base.close)
        held.callback(other.base.close)
        write_small_corpus(one.root)
        one.base.build()
        other.base.build()
        yield Place(primary, standby, bucket, one, other)


def standby_of(primary: Postgres) -> Postgres:
    """A server that follows another, started."""
    one = Postgres(primary.folder.parent / "standby", free_port(), primary.settings)
    one.folder.mkdir()
    if as_nobody():
        import shutil

        shutil.chown(one.folder, "nobody")
    subprocess.run(
        [*as_nobody(), programs() / "pg_basebackup", "-d", primary.address(), "-D", one.folder / "data", "-R",
         "-X", "stream", "-c", "fast", "--no-sync"],
        check=True, capture_output=True,
    )  # fmt: skip
    one.start()
    return one


def keep_versions(bucket: BucketServer) -> None:
    from minio import Minio
    from minio.commonconfig import ENABLED
    from minio.versioningconfig import VersioningConfig

    from tests.bucket_server import KEY, SECRET

    Minio(bucket.address.removeprefix("http://"), KEY, SECRET, secure=False, region="us-east-1").set_bucket_versioning(
        BUCKET, VersioningConfig(ENABLED)
    )


def stretched(primary: Postgres) -> None:
    """Have PostgreSQL compress no value."""
    import psycopg

    with psycopg.connect(primary.address("recits"), autocommit=True) as connection:
        for schema, table, column in connection.execute(
            "SELECT table_schema, table_name, column_name FROM information_schema.columns "
            "WHERE table_schema IN ('recits', 'recits_prives', 'recits_index') AND data_type IN ('text', 'bytea')"
        ).fetchall():
            connection.execute(f'ALTER TABLE {schema}.{table} ALTER COLUMN "{column}" SET STORAGE EXTERNAL')  # type: ignore[arg-type]


def typed(value: Any) -> Any:
    """A value with the word in whatever somebody typed of it."""
    if isinstance(value, list):
        return [typed(one) for one in value]
    if isinstance(value, dict):
        return {name: typed(one) for name, one in value.items()}
    return f"{value} {WORD}" if isinstance(value, str) and (" " in value) else value


def pdf(tmp_path: Path) -> bytes:
    path = tmp_path / "plan.pdf"
    page = Canvas(str(path), pageCompression=0)
    page.drawString(80, 700, "Un plan zebulonesque, fictif.")
    page.save()
    return path.read_bytes()


def lived(place: Place, tmp_path: Path) -> str:
    """Identifier of a record in which, and around which, the word was written wherever people may."""
    wiki, other = place.one.base.wiki, place.other.base.wiki
    question = f"Un départ {WORD} et long à raconter."
    fields = typed(filled("experience")) | {"diffusion": "public", "context": f"{question}\n\nPuis la suite."}
    one = writing.start(wiki, AUTHOR, "experience")
    narrative.keep(wiki, AUTHOR, one.number, f"Ce qui fut raconté, {WORD} et tel quel.\n\nPuis la suite.", 0, "w")
    narrative.file_parts(wiki, AUTHOR, one.number)
    writing.autosave(other, AUTHOR, one.number, fields, {})
    attachments.attach(wiki, AUTHOR, one.number, f"plan {WORD}.pdf", pdf(tmp_path))
    wiki.private.put_raw(one.record_id, AUTHOR.account, f"Brut {WORD}.", purge_on="9999-01-01")
    wiki.private.put_treatments(one.record_id, AUTHOR.account, {f"person:{WORD}": "kept"}, purge_on="9999-01-01")
    writing.submit(wiki, AUTHOR, one.number, open_points=0)
    review.take(other, REVIEWER, one.number)
    remark = remarks.add(other, REVIEWER, one.number, field="title", quote=WORD, text=f"Que veut dire {WORD} ?")
    review.send_back(other, REVIEWER, one.number, f"À revoir : {WORD}.")
    remarks.answer(wiki, AUTHOR, one.number, remark, f"{WORD} se dit ici.")
    writing.submit(wiki, AUTHOR, one.number, open_points=0, reply=f"Repris, {WORD}.")
    review.take(other, REVIEWER, one.number)
    review.answer_grid(other, REVIEWER, one.number, {code: {**said, "note": WORD} for code, said in YES.items()})
    review.validate(other, REVIEWER, one.number)
    review.publish(other, REVIEWER, one.number, f"Résumé {WORD}.")
    record_id = one.record_id
    place.one.base.follow()
    discussion.comment(wiki, OTHER, record_id, f"Un commentaire {WORD}.")
    taken = discussion.comment(other, OTHER, record_id, f"Un commentaire {WORD} retiré.")
    discussion.edit(other, OTHER, taken, f"Un commentaire {WORD} changé.")
    discussion.take_back(other, OTHER, taken)
    letters.write_to_author(other, OTHER, record_id, f"Une lettre {WORD}.")
    saved_searches.save(wiki, OTHER, question, {})
    for machine in (place.one, place.other):
        machine.base.follow()
        machine.base.page(question, reader=OPERATOR, log=True)
        attachments.file_of(
            machine.base.wiki, AUTHOR, record_id, attachments.of_record(machine.base.wiki, AUTHOR, record_id)[0].name
        )
    # It takes the record away until somebody looked.
    recognising.recognise(other, None, record_id, f"C’est moi, {WORD}.", frozenset({REVIEWER.account}))
    return record_id


def test_erased_words_stand_in_no_file_of_any_server_nor_machine(place: Place, tmp_path: Path) -> None:
    record_id = lived(place, tmp_path)
    story(place.one.root, f"{WORD}.md", f"## Contexte\nUn quai {WORD}.\n", id="EXP-2024-700", title=f"Le quai {WORD}")
    place.one.base.build()
    place.other.base.follow()
    assert place.other.base.source_file("EXP-2024-700", reader=OPERATOR) is not None
    place.primary.run("ANALYZE", name="recits")  # what the server does by itself: it keeps samples of columns
    place.primary.run("CHECKPOINT")
    place.caught_up()
    assert {name for name, files in place.holding().items() if files} == {*place.folders()}
    assert erase(place.one.base.wiki, AUTHOR, record_id)
    assert erase(place.other.base.wiki, ADMIN, "EXP-2024-700")  # its file stands with the first machine
    assert place.one.base.forget_erased()
    place.caught_up()
    left = place.holding()
    # What has to be waited for, and nothing else: the journal of each server, and the volumes of the bucket.
    assert [one for one in (*left["primary"], *left["standby"]) if "/pg_wal/" not in one] == []
    assert [one for one in left["bucket"] if not one.endswith(".dat")] == []
    assert left["one"] == left["other"] == []
    place.checkpoint()
    place.bucket.compact()
    assert place.holding() == {name: [] for name in place.folders()}
