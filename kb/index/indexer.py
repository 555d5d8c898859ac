"""The indexer: follows the outbox of the register, one transaction per record, encoding outside of it."""

import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Protocol

import numpy as np
from sqlite_utils import Database as IndexFile

from kb.encoder.served import EncoderSpec, TextEncoder, require_same
from kb.index.encoding import Made, Prepared, encode, prepare
from kb.index.files.byte_formats import F32
from kb.index.live import LiveIndex
from kb.index.schema import followed, get_meta, put_meta
from kb.index.shelf import VectorShelf
from kb.index.vectors.commonplace import Commonplace, commonplace_of, store_commonplace, stored_commonplace
from kb.store.engines.port import Database
from kb.store.files.database import transaction
from kb.store.records.register import Change, Register

# Raise it when passages are cut otherwise, or when what is stored of them is another: an index made before is then made
# anew, record by record, by the next build.
INDEX_VERSION = "6"
# Passages encoded at a time: enough to keep every processor busy, few enough to report progress and hold memory.
WINDOW = 256
# New slots after which a process that writes refreshes the cache that the next process starts from: so many, and such
# a share of all, for a cache is written whole (3 s at 100,000 passages).
CACHE_BEHIND = 500
CACHE_BEHIND_SHARE = 0.02
# Share of dead slots from which the cache is made anew.
DEAD_TOO_MANY = 0.2
# Up to this many slots a build makes it anew as soon as one is dead, which takes a second: what is gone then weighs
# nothing in how rare a word is, and an updated index ranks as one built from scratch.
EXACT_UP_TO = 20_000


Progress = Callable[[int, int], None]


def check_spec(database: Database, spec: EncoderSpec) -> None:
    """Raise EncoderMismatch when the index was built with another encoder; note this one in a new index."""
    here = json.dumps([spec.name, spec.dimension, spec.query_prompt, spec.passage_prompt])
    there = get_meta(database, "encoder")
    if not there:
        with transaction(database):
            there = get_meta(database, "encoder")  # another process may have been here first
            if not there:
                put_meta(database, "encoder", here)
                put_meta(database, "epoch", secrets.token_hex(8))
                return
    name, dimension, query_prompt, passage_prompt = json.loads(there)
    recorded = replace(spec, name=name, dimension=dimension, query_prompt=query_prompt, passage_prompt=passage_prompt)
    require_same(recorded, spec)


class RecordWriter(Protocol):
    """Puts records into an index, in the transaction of whoever calls it."""

    def remove(self, record_id: str) -> None:
        """Take a record out, if it is there."""

    def store(self, one: Prepared, vectors: F32, pooled: Sequence[F32], title_vector: F32 | None) -> None:
        """Put a record in that is not there: its vectors, those of its sentences (a matrix a passage), its title's."""

    def forget_terms(self) -> None:
        """Forget the numbers of terms: they are others from now on, or were never kept."""

    def outdated(self) -> list[str]:
        """Records that an earlier version of the program wrote otherwise."""


class Indexer:
    """Takes the changes of a register into an index. Safe to run in several processes at once."""

    def __init__(self, register: Register, database: Database, encoder: TextEncoder, writer: RecordWriter) -> None:
        # A register that several machines share keeps what one of them encoded.
        self._shelf = VectorShelf(register, encoder) if register.served else None
        self._register = register
        self._database = database
        self._encoder = encoder
        self._writer = writer
        self._epoch = ""

    def drain(self, progress: Progress = lambda done, total: None, *, encodes: bool = True) -> int:
        """Number of passages taken in; afterwards the index holds all that the outbox told when this began.

        Without `encodes`, for a register on a server, it stops before the first record that no machine encoded yet.
        """
        check_spec(self._database, self._encoder.spec)
        self._renew()
        common = self._commonplace()
        self._epoch = ""  # a transaction undone, the last time, took numbers of terms back
        changes = list(self._register.changes(followed(self._database)))
        encoded, done = 0, 0
        # Three windows at once: one is cut into passages, one is encoded (here), one is written.
        with ThreadPoolExecutor(1) as cutting, ThreadPoolExecutor(1) as writing:
            written: Future[None] | None = None
            for window in _ahead(cutting, self._windows(changes)):
                asked = len(window)
                window, raw = self._made(window, encodes=encodes)
                if not window:
                    break
                made = Made(
                    common.off_statements(raw.passages),
                    [common.off_statements(rows) for rows in raw.sentences],
                    _off_titles(common, raw.titles),
                )
                if written is not None:
                    written.result()
                    progress(done, len(changes))
                written = writing.submit(self._write, window, made)
                encoded += sum(len(one.inputs) for one in window)
                done += len(window)
                if len(window) < asked:
                    break
            if written is not None:
                written.result()
                progress(done, len(changes))
        return encoded

    def _made(self, window: list[Prepared], *, encodes: bool) -> tuple[list[Prepared], Made]:
        if self._shelf is None:
            return window, encode(self._encoder, window)
        return (window, self._shelf.encode(window)) if encodes else self._shelf.ready(window)

    def _renew(self) -> None:
        """Ask for every record again when another version of this program made the index."""
        if get_meta(self._database, "version") == INDEX_VERSION:
            if before := self._writer.outdated():
                self._register.announce_all(before)
            return
        with transaction(self._database):
            if get_meta(self._database, "version") != INDEX_VERSION:  # another process may have been here first
                if followed(self._database):
                    self._register.announce_all(self._register.ids())
                put_meta(self._database, "version", INDEX_VERSION)

    def _commonplace(self) -> Commonplace:
        """What this index's vectors are made with; made when the index is, or made anew."""
        stored = stored_commonplace(self._database)
        if stored is None:
            stored = commonplace_of(self._encoder)
            store_commonplace(self._database, stored)
        return stored

    def _windows(self, changes: Iterable[Change]) -> Iterator[list[Prepared]]:
        window: list[Prepared] = []
        held = 0
        for change in changes:
            prepared = prepare(self._register, change, self._encoder.count_tokens)
            window.append(prepared)
            held += len(prepared.passages)
            if held >= WINDOW or len(window) >= 4 * WINDOW:
                yield window
                window, held = [], 0
        if window:
            yield window

    def _write(self, window: Sequence[Prepared], made: Made) -> None:
        at = 0
        for one, title_vector in zip(window, made.titles, strict=True):
            n = len(one.passages)
            with transaction(self._database):
                if (epoch := get_meta(self._database, "epoch")) != self._epoch:
                    self._writer.forget_terms()
                    self._epoch = epoch
                # Another process may have been here first.
                if followed(self._database) < one.change.sequence:
                    self._writer.remove(one.change.record_id)
                    if one.revision is not None:
                        self._writer.store(one, made.passages[at : at + n], made.sentences[at : at + n], title_vector)
                    put_meta(self._database, "sequence", str(one.change.sequence))
                    put_meta(self._database, "mark", f"{one.change.sequence} {one.change.mark}")
            at += n


def _off_titles(common: Commonplace, titles: Sequence[F32 | None]) -> list[F32 | None]:
    told = [one for one in titles if one is not None]
    rows = iter(common.off_statements(np.stack(told)) if told else ())
    return [None if one is None else next(rows) for one in titles]


def _ahead(pool: ThreadPoolExecutor, windows: Iterator[list[Prepared]]) -> Iterator[list[Prepared]]:
    """The windows, each cut into passages while the one before is encoded (which lets go of the interpreter)."""
    following: Future[list[Prepared] | None] = pool.submit(next, windows, None)
    while (window := following.result()) is not None:
        following = pool.submit(next, windows, None)
        yield window


def refresh_cache(live: LiveIndex, database: IndexFile, *, always: bool = False) -> bool:
    """Write the cache when it is far behind the index file (or `always`); true when it was written."""
    before = live.cached_passages
    live.catch_up(database)
    with live.lock:
        if live.dead_share > (0 if always and live.slots <= EXACT_UP_TO else DEAD_TOO_MANY):
            live.reload(database)
        elif not always and live.slots - before < max(CACHE_BEHIND, int(CACHE_BEHIND_SHARE * live.slots)):
            return False
        return live.write_cache(database)
