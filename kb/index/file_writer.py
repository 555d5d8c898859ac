"""Records written into the index file."""

import json
from collections.abc import Mapping, Sequence

import numpy as np
from sqlite_utils import Database

from kb.index.encoding import Prepared, searched_of, spans_of
from kb.index.files.byte_formats import F32, pack_counts, pack_sentences, pack_vector
from kb.index.files.digests import note_digest
from kb.index.record_facts import facets_of, head_text, to_json
from kb.index.service_rows import services_without_facts, store_service
from kb.index.words.analysis import gram_cells
from kb.index.words.lexicon import count_words
from kb.index.words.tokens import term_counts


class FileWriter:
    """Puts records into an index file, in the transaction of whoever calls it."""

    def __init__(self, database: Database, labels: Mapping[str, Mapping[str, str]]) -> None:
        self._database = database
        self._labels = labels
        # Numbers of terms as the index file has them at this epoch: a scrub by another process gives them up.
        self._terms: dict[str, int] = {}

    def forget_terms(self) -> None:
        """Forget the numbers of terms."""
        self._terms = {}

    def outdated(self) -> list[str]:
        """Services that an earlier version of the program indexed."""
        return services_without_facts(self._database)

    def remove(self, record_id: str) -> None:
        """Take a record out, if it is there."""
        row = self._database.execute("SELECT number FROM records WHERE id = ?", [record_id]).fetchone()
        if row is None:
            return
        count_words(self._database, row[0], -1)
        self._database.execute(
            "INSERT INTO tombstones (passage, record) SELECT id, NULL FROM passages WHERE record = ? ORDER BY id", row
        )
        self._database.execute("INSERT INTO tombstones (passage, record) VALUES (NULL, ?)", row)
        self._database.execute("DELETE FROM records WHERE number = ?", row)

    def store(self, one: Prepared, vectors: F32, pooled: Sequence[F32], title_vector: F32 | None) -> None:
        """Put a record in that is not there."""
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
            searched = searched_of(one, position)
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
                    pack_sentences(spans_of(one, position), pooled[position]),
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
