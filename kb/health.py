"""What a base holds and what is wrong with it, as `kb check` and the Base page tell it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from ingest.ocr import tesseract_missing
from kb.build import SourceNote, notes_of
from kb.encoder import EncoderSpec
from kb.errors import KbError
from kb.index.schema import get_meta
from kb.index.writer import check_spec
from kb.store.register import Register


@dataclass(frozen=True, slots=True)
class BaseStatus:
    """What a base holds. `built` is ISO 8601, "" if never; `problems` are what `kb check` found wrong."""

    records: int
    passages: int
    kinds: Mapping[str, int]
    notes: tuple[SourceNote, ...]
    model: str
    built: str
    ocr: bool
    fictional_only: bool
    pending: int
    problems: tuple[str, ...] = ()


def status_of(register: Register, database: Database, spec: Callable[[], EncoderSpec]) -> BaseStatus:
    """The state of a base: its register, its open index, and the encoder that `spec` opens (it may raise KbError)."""
    kinds = dict(database.execute("SELECT kind, COUNT(*) FROM records GROUP BY kind ORDER BY kind"))
    real = database.execute(
        "SELECT COUNT(*) FROM records WHERE kind = 'experience' AND NOT json_extract(summary, '$.fictional')"
    ).fetchone()[0]
    encoder = get_meta(database, "encoder")
    return BaseStatus(
        records=sum(kinds.values()),
        passages=int(database.execute("SELECT COUNT(*) FROM passages").fetchone()[0]),
        kinds=kinds,
        notes=notes_of(register),
        model=str(json.loads(encoder)[0]) if encoder else "",
        built=get_meta(database, "built"),
        ocr=not tesseract_missing(),
        fictional_only=real == 0,
        pending=len(list(register.changes(int(get_meta(database, "sequence", "0"))))),
        problems=_problems(register, database, spec),
    )


def _problems(register: Register, database: Database, spec: Callable[[], EncoderSpec]) -> tuple[str, ...]:
    problems = []
    if database.execute("PRAGMA quick_check").fetchone()[0] != "ok":
        problems.append("Le fichier de l’index est abîmé. Supprimez index/ puis relancez « kb build ».")
    indexed = {row[0]: row[1] for row in database.execute("SELECT id, revision FROM records")}
    published = dict(
        register.database.execute("SELECT id, published_revision FROM records WHERE published_revision IS NOT NULL")
    )
    if indexed != published:
        problems.append("L’index n’est pas celui du registre. Lancez « kb build ».")
    try:
        check_spec(database, spec())
    except KbError as error:
        problems.append(str(error))
    return tuple(problems)
