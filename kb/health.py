"""What a base holds and what is wrong with it, as `kb check` and the Base page tell it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ingest.pdf.images.ocr import tesseract_missing
from kb.building.build import SourceNote, notes_of
from kb.encoder.served import EncoderSpec
from kb.errors import KbError
from kb.index.indexer import check_spec
from kb.index.queries import Counts
from kb.index.schema import followed, get_meta
from kb.store.drafts.private import PrivateStore
from kb.store.engines.port import Database
from kb.store.files.soundness import base_faults, is_sound
from kb.store.records.erasures import unfinished
from kb.store.records.register import Register
from kb.store.records.webhooks import messages_waiting
from kb.store.working.workers import WorkersSeen, living, workers_seen


@dataclass(frozen=True, slots=True)
class BaseStatus:
    """What a base holds. `built` is ISO 8601, "" if never; `problems` are what `kb check` found wrong.

    `workers` says how many `kb worker` live.
    """

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
    workers: int = 0


@dataclass(frozen=True, slots=True)
class BaseMeasures:
    """What is counted of a base while it is served: the index, records that wait for it, messages that wait."""

    records: int
    passages: int
    behind: int
    messages: int
    workers: WorkersSeen


class IndexState(Protocol):
    """The index of a base, wherever it is: what is counted of it, and what is wrong with it."""

    def database(self) -> Database:
        """Its tables. Raises IndexMissing."""

    def counts(self) -> Counts:
        """How much it holds."""

    def revisions(self) -> Mapping[str, int]:
        """The revision of each of its records."""

    def behind(self) -> int:
        """How many records changed since it followed the register."""

    def faults(self, *, thorough: bool) -> list[str]:
        """What is wrong with it, in French; `thorough` reads every row."""


def measures(register: Register, index: IndexState) -> BaseMeasures:
    """What is counted of a base. Raises IndexMissing, IndexBroken."""
    counts = index.counts()
    return BaseMeasures(
        counts.records, counts.passages, index.behind(), messages_waiting(register), workers_seen(register)
    )


def status_of(
    register: Register,
    index: IndexState,
    spec: Callable[[], EncoderSpec],
    thorough: Path | None = None,
    private: PrivateStore | None = None,
) -> BaseStatus:
    """The state of a base: its register, its index, and the encoder that `spec` opens (it may raise KbError).

    `thorough` is the home whose files are read whole, each compared with the digests kept of it; a page that anybody
    opens does without. So are the keys of the texts of `private`, where a server keeps them.
    """
    counts, database = index.counts(), index.database()
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
        pending=len(list(register.changes(followed(database)))),
        problems=(*_problems(register, index, spec, thorough), *(private.words.faults() if private else ())),
        workers=len(living(register)),
    )


def _problems(
    register: Register, index: IndexState, spec: Callable[[], EncoderSpec], thorough: Path | None
) -> tuple[str, ...]:
    problems = list(base_faults(thorough)) if thorough else []
    if not thorough and not is_sound(register.database):
        problems.append("Le registre est abîmé. Gardez tous les fichiers, et lancez « kb check » sur la machine.")
    problems += index.faults(thorough=thorough is not None)
    if index.revisions() != register.published_revisions():
        problems.append("L’index n’est pas celui du registre. Lancez « kb build ».")
    if unfinished(register):
        problems.append("Des mots effacés tiennent peut-être encore dans des fichiers. Lancez « kb build ».")
    try:
        check_spec(index.database(), spec())
    except KbError as error:
        problems.append(str(error))
    return tuple(problems)
