"""The indexer: follows the outbox of the register, one transaction per record, encoding outside of it."""

import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

import numpy as np
from sqlite_utils import Database

from ingest.french.sentences import sentences
from ingest.passages import context, cut
from kb.encoder.served import EncoderSpec, TextEncoder, require_same
from kb.index.encoding import Made, Prepared, encode
from kb.index.files.byte_formats import F32, pack_counts, pack_sentences, pack_vector
from kb.index.files.digests import note_digest
from kb.index.live import LiveIndex
from kb.index.record_facts import facets_of, head_text, summarise, to_json
from kb.index.schema import get_meta, put_meta
from kb.index.service_rows import services_without_facts, store_service
from kb.index.shelf import VectorShelf
from kb.index.vectors.commonplace import Commonplace, commonplace_of, store_commonplace, stored_commonplace
from kb.index.words.analysis import gram_cells
from kb.index.words.lexicon import count_words
from kb.index.words.titles import searched_title, telling_title
from kb.index.words.tokens import term_counts
from kb.store.files.database import transaction
from kb.store.records.register import Change, Register
from kb.store.records.sources import source_of

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


class Indexer:
    """Takes the changes of a register into an index. Safe to run in several processes at once."""

    def __init__(
        self,
        register: Register,
        database: Database,
        encoder: TextEncoder,
        labels: Mapping[str, Mapping[str, str]],
    ) -> None:
        # A register that several machines share keeps what one of them encoded.
        self._shelf = VectorShelf(register, encoder) if register.served else None
        self._register = register
        self._database = database
        self._encoder = encoder
        self._labels = labels
        # Numbers of terms as the index file has them at this epoch: a scrub by another process gives them up.
        self._terms: dict[str, int] = {}
        self._epoch = ""

    def drain(self, progress: Progress = lambda done, total: None) -> int:
        """Number of passages encoded; afterwards the index holds all that the outbox told when this began."""
        check_spec(self._database, self._encoder.spec)
        self._renew()
        common = self._commonplace()
        self._epoch = ""  # a transaction undone, the last time, took numbers of terms back
        changes = list(self._register.changes(int(get_meta(self._database, "sequence", "0"))))
        encoded, done = 0, 0
        # Three windows at once: one is cut into passages, one is encoded (here), one is written.
        with ThreadPoolExecutor(1) as cutting, ThreadPoolExecutor(1) as writing:
            written: Future[None] | None = None
            for window in _ahead(cutting, self._windows(changes)):
                raw = self._shelf.encode(window) if self._shelf else encode(self._encoder, window)
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
            if written is not None:
                written.result()
                progress(done, len(changes))
        return encoded

    def _renew(self) -> None:
        """Ask for every record again when another version of this program made the index."""
        if get_meta(self._database, "version") == INDEX_VERSION:
            if before := services_without_facts(self._database):
                self._register.announce_all(before)
            return
        with transaction(self._database):
            if get_meta(self._database, "version") != INDEX_VERSION:  # another process may have been here first
                if int(get_meta(self._database, "sequence", "0")):
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
            prepared = self._prepare(change)
            window.append(prepared)
            held += len(prepared.passages)
            if held >= WINDOW or len(window) >= 4 * WINDOW:
                yield window
                window, held = [], 0
        if window:
            yield window

    def _prepare(self, change: Change) -> Prepared:
        revision = self._register.published(change.record_id)
        if revision is None:
            return Prepared(change, None, None, "", (), (), ())  # type: ignore[arg-type]
        source = source_of(self._register, change.record_id)
        record, document = revision.record, revision.document
        summary = summarise(
            record,
            source=source.path if source else None,
            pages=len(document.pages) or None,
            revision=revision.number,
            published=revision.at,
        )
        title = telling_title(record.title, document, summary.source)
        passages = cut(document, self._encoder.count_tokens, title=title)
        inputs, spans = [], []
        for passage in passages:
            # The title is in each passage's context: a heading that repeats it is not.
            head = context(title, passage.section)
            head += "\n" if head else ""
            inputs.append(head + passage.text)
            spans.append(tuple((a + len(head), b + len(head)) for a, b in sentences(passage.text)))
        return Prepared(change, revision, summary, title, passages, tuple(inputs), tuple(spans))

    def _write(self, window: Sequence[Prepared], made: Made) -> None:
        at = 0
        for one, title_vector in zip(window, made.titles, strict=True):
            n = len(one.passages)
            with transaction(self._database):
                if (epoch := get_meta(self._database, "epoch")) != self._epoch:
                    self._terms, self._epoch = {}, epoch
                # Another process may have been here first.
                if int(get_meta(self._database, "sequence", "0")) < one.change.sequence:
                    self._remove(one.change.record_id)
                    if one.revision is not None:
                        self._store(one, made.passages[at : at + n], made.sentences[at : at + n], title_vector)
                    put_meta(self._database, "sequence", str(one.change.sequence))
            at += n

    def _remove(self, record_id: str) -> None:
        row = self._database.execute("SELECT number FROM records WHERE id = ?", [record_id]).fetchone()
        if row is None:
            return
        count_words(self._database, row[0], -1)
        self._database.execute(
            "INSERT INTO tombstones (passage, record) SELECT id, NULL FROM passages WHERE record = ? ORDER BY id", row
        )
        self._database.execute("INSERT INTO tombstones (passage, record) VALUES (NULL, ?)", row)
        self._database.execute("DELETE FROM records WHERE number = ?", row)

    def _store(self, one: Prepared, vectors: F32, pooled: Sequence[F32], title_vector: F32 | None) -> None:
        head = head_text(one.summary, one.title, self._labels)
        cursor = self._database.execute(
            "INSERT INTO records (id, kind, revision, diffusion, text_sha256, summary, facets, words, grams, "
            "title_vector) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                one.summary.id,
                one.summary.kind,
                one.revision.number,
                one.revision.record.audience,
                one.revision.text_sha256,
                to_json(one.summary),
                json.dumps(facets_of(one.summary), ensure_ascii=False),
                self._words(head),
                b"",  # of a version that compared grams of titles
                None if title_vector is None else pack_vector(title_vector),
            ],
        )
        for position, passage in enumerate(one.passages):
            head_length = len(one.inputs[position]) - len(passage.text)
            spans = [(a - head_length, b - head_length) for a, b in one.spans[position]]
            # Section headings are found by words too, without being part of the passage.
            searched = passage.text + "\n" + " ".join(passage.section)
            if not position and not one.title:
                # Whoever remembers the name of a file finds it by it, as by words of its text.
                searched += "\n" + searched_title(one.summary.title, one.revision.document)
            self._database.execute(
                "INSERT INTO passages (record, position, start, end, page, section, text, words, grams, vector, "
                "sentences) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    cursor.lastrowid,
                    position,
                    passage.start,
                    passage.end,
                    passage.page,
                    json.dumps(passage.section, ensure_ascii=False),
                    passage.text,
                    self._words(searched),
                    pack_counts(*gram_cells(searched), np.uint16),
                    np.asarray(vectors[position], np.float32).tobytes(),
                    pack_sentences(spans, pooled[position]),
                ],
            )
        number = int(cursor.lastrowid or 0)
        store_service(self._database, number, one.revision.record)
        count_words(self._database, number, 1)
        note_digest(self._database, number)

    def _words(self, text: str) -> bytes:
        counts = term_counts(text)
        ids = np.array([self._term(term) for term in counts], np.uint32)
        order = np.argsort(ids)
        return pack_counts(ids[order], np.array(list(counts.values()), np.int64)[order], np.uint32)

    def _term(self, term: str) -> int:
        known = self._terms.get(term)
        if known is None:
            self._database.execute("INSERT OR IGNORE INTO terms (term) VALUES (?)", [term])
            row = self._database.execute("SELECT id FROM terms WHERE term = ?", [term]).fetchone()
            known = self._terms[term] = int(row[0])
        return known


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


def refresh_cache(live: LiveIndex, database: Database, *, always: bool = False) -> bool:
    """Write the cache when it is far behind the index file (or `always`); true when it was written."""
    before = live.cached_passages
    live.catch_up(database)
    with live.lock:
        if live.dead_share > (0 if always and live.slots <= EXACT_UP_TO else DEAD_TOO_MANY):
            live.reload(database)
        elif not always and live.slots - before < max(CACHE_BEHIND, int(CACHE_BEHIND_SHARE * live.slots)):
            return False
        return live.write_cache(database)
