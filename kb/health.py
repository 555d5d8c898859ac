"""What a base holds and what is wrong with it, as `kb check` and the Base page tell it."""

import contextlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from ingest.pdf.images.ocr import tesseract_missing
from kb.building.build import SourceNote, notes_of
from kb.encoder.served import EncoderSpec
from kb.errors import KbError
from kb.index.indexer import check_spec
from kb.index.queries import counts_of, is_whole, revisions_of
from kb.index.repair import damaged_records, is_of
from kb.index.schema import get_meta, open_index
from kb.store.files.soundness import base_faults, is_sound
from kb.store.records.erasures import unfinished
from kb.store.records.register import Register
from kb.store.records.webhooks import messages_waiting


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


@dataclass(frozen=True, slots=True)
class BaseMeasures:
    """What is counted of a base while it is served: the index, records that wait for it, messages that wait."""

    records: int
    passages: int
    behind: int
    messages: int


def measures(register: Register, folder: Path) -> BaseMeasures:
    """What is counted of a base whose index stands in `folder`. Raises IndexMissing, IndexBroken."""
    with contextlib.closing(open_index(folder)) as database:
        counts = counts_of(database)
    return BaseMeasures(counts.records, counts.passages, behind(register, folder), messages_waiting(register))


def behind(register: Register, folder: Path) -> int:
    """How many records changed since the index of a folder followed the register; 0 when it is level.

    Raises IndexMissing when there is none to follow.
    """
    with contextlib.closing(open_index(folder)) as database:
        if not is_of(database, register):
            return max(1, len(register.ids()))
        return len(register.visibility_since(int(get_meta(database, "sequence", "0"))))


def status_of(
    register: Register, database: Database, spec: Callable[[], EncoderSpec], thorough: Path | None = None
) -> BaseStatus:
    """The state of a base: its register, its open index, and the encoder that `spec` opens (it may raise KbError).

    `thorough` is the home whose files are read whole, each compared with the digests kept of it; a page that anybody
    opens does without.
    """
    counts = counts_of(database)
    encoder = get_meta(database, "encoder")
    return BaseStatus(
        records=counts.records,
        passages=counts.passages,
        kinds=counts.kinds,
        notes=notes_of(register),
        model=str(json.loads(encoder)[0]) if encoder else "",
        built=get_meta(database, "built"),
        ocr=not tesseract_missing(),
        fictional_only=counts.fictional_only,
        pending=len(list(register.changes(int(get_meta(database, "sequence", "0"))))),
        problems=_problems(register, database, spec, thorough),
    )


def _problems(
    register: Register, database: Database, spec: Callable[[], EncoderSpec], thorough: Path | None
) -> tuple[str, ...]:
    problems = list(base_faults(thorough)) if thorough else []
    if not thorough and not is_sound(register.database):
        problems.append("Le registre est abîmé. Gardez tous les fichiers, et lancez « kb check » sur la machine.")
    if not is_whole(database):
        problems.append("Le fichier de l’index est abîmé. Lancez « kb build », qui le refait.")
    elif thorough and (damaged := damaged_records(database)):
        problems.append(f"L’index de {len(damaged)} fiches est abîmé. Lancez « kb build », qui le refait.")
    if revisions_of(database) != register.published_revisions():
        problems.append("L’index n’est pas celui du registre. Lancez « kb build ».")
    if unfinished(register):
        problems.append("Des mots effacés tiennent peut-être encore dans des fichiers. Lancez « kb build ».")
    try:
        check_spec(database, spec())
    except KbError as error:
        problems.append(str(error))
    return tuple(problems)
