"""Records written into the index on a server: a publication replaces the rows of its record in one transaction."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kb.index.database.admitted import facet_rows
from kb.index.database.figures import apply, figures_of
from kb.index.database.schema import halfvec_text
from kb.index.encoding import Prepared, searched_of, spans_of
from kb.index.files.byte_formats import F32, pack_counts, pack_sentences, pack_vector, unpack_words
from kb.index.record_facts import from_json, head_text, to_json
from kb.index.service_rows import store_service
from kb.index.words.analysis import WORD, fold_word, gram_cells
from kb.index.words.lexicon import counted_words
from kb.index.words.tokens import term_counts
from kb.store.engines.port import ServerDatabase

# A longer word or term is no word: an index takes no key of several thousand bytes.
LONGEST_WORD: Final = 200
# Lengths and counts are kept in 16 bits: no passage comes near, since the encoder reads 512 tokens.
MOST: Final = 32_767


def kept_term(term: str) -> str:
    """A term as the table of terms holds it."""
    return term if len(term) <= LONGEST_WORD else f"{term[:32]}…{hashlib.sha256(term.encode()).hexdigest()}"


@dataclass(frozen=True, slots=True)
class _Counted:
    """The terms of a text (ascending), how often each stands in it, and how many it has."""

    ids: NDArray[np.uint32]
    counts: NDArray[np.int64]

    @property
    def length(self) -> int:
        return int(np.minimum(self.counts, 255).sum())

    def blob(self) -> bytes:
        return pack_counts(self.ids, self.counts, np.uint32)


class ServerWriter:
    """Puts records into the index on a server, in the transaction of whoever calls it."""

    def __init__(self, database: ServerDatabase, labels: Mapping[str, Mapping[str, str]]) -> None:
        self._database = database
        self._labels = labels
        self._terms: dict[str, int] = {}

    def forget_terms(self) -> None:
        """Forget the numbers of terms."""
        self._terms = {}

    def outdated(self) -> list[str]:
        """None: an earlier version of the program wrote no such index."""
        return []

    def remove(self, record_id: str) -> None:
        """Take a record out, if it is there."""
        row = self._database.execute(
            "SELECT number, class, summary, head, head_length FROM records WHERE id = ?", [record_id]
        ).fetchone()
        if row is None:
            return
        number, of, summary, head, head_length = row
        passages = self._database.execute(
            "SELECT s.words, s.grams, s.length, s.gram_length, p.text, p.section FROM signs s "
            "JOIN passages p ON p.id = s.passage WHERE s.record = ?",
            [number],
        ).fetchall()
        told = from_json(summary)
        of_head = unpack_words(head)[0].tolist()
        gone = figures_of(
            of,
            [one[:2] for one in passages],
            [one[2:4] for one in passages],
            (of_head, head_length),
            told.kind == "experience" and not told.fictional,
            short_words(counted_words(told.title, [(text, json.loads(section)) for *_, text, section in passages])),
        )
        terms = [*gone.terms, *of_head]
        for table in ("postings", "sheets"):
            self._database.execute(f"DELETE FROM {table} WHERE term = ANY(?::int[]) AND record = ?", [terms, number])
        apply(self._database, gone, -1)
        self._database.execute("DELETE FROM records WHERE number = ?", [number])

    def store(self, one: Prepared, vectors: F32, pooled: Sequence[F32], title_vector: F32 | None) -> None:
        """Put a record in that is not there."""
        searched = [searched_of(one, position) for position in range(len(one.passages))]
        head, *texts = self._counted([head_text(one.summary, one.title, self._labels), *searched])
        whole = _whole([head, *texts])
        of = self._class(one.summary.kind, one.revision.record.audience)
        title = None if title_vector is None else pack_vector(title_vector)
        number = self._record(one, of, whole, head, title)
        grams = [gram_cells(text) for text in searched]
        blobs = [
            (text.blob(), pack_counts(cells, counts, np.uint16))
            for text, (cells, counts) in zip(texts, grams, strict=True)
        ]
        lengths = [
            (text.length, int(np.minimum(counts, 255).sum())) for text, (_, counts) in zip(texts, grams, strict=True)
        ]
        slots = self._passages(one, number)
        sentences = [pack_sentences(spans_of(one, at), rows) for at, rows in enumerate(pooled)]
        self._signs(slots, number, of, blobs, lengths, sentences, vectors)
        self._postings(slots, number, of, texts)
        self._sheets(number, of, whole, head)
        self._facets(one, number)
        store_service(self._database, number, one.revision.record)
        apply(
            self._database,
            figures_of(
                of,
                blobs,
                lengths,
                (head.ids.tolist(), head.length),
                one.summary.kind == "experience" and not one.summary.fictional,
                short_words(counted_words(one.summary.title, [(each.text, each.section) for each in one.passages])),
            ),
            1,
        )

    def _class(self, kind: str, audience: str) -> int:
        known = self._database.execute("SELECT id FROM classes WHERE kind = ? AND audience = ?", [kind, audience])
        row = known.fetchone()
        if row is None:
            row = self._database.execute(
                "INSERT INTO classes (kind, audience) VALUES (?, ?) RETURNING id", [kind, audience]
            ).fetchone()
        return int(row[0])

    def _record(self, one: Prepared, of: int, whole: _Counted, head: _Counted, title: bytes | None) -> int:
        row = self._database.execute(
            "INSERT INTO records (id, class, revision, date, passages, text_sha256, summary, whole_length, "
            "head_length, whole, head, title_vector) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING number",
            [
                *(one.summary.id, of, one.revision.number, one.summary.date, len(one.passages)),
                *(one.revision.text_sha256, to_json(one.summary), int(whole.counts.sum()), head.length),
                whole.ids.tobytes() + np.minimum(whole.counts, 65_535).astype(np.uint16).tobytes(),
                *(head.blob(), title),
            ],
        ).fetchone()
        return int(row[0])

    def _passages(self, one: Prepared, number: int) -> list[int]:
        """The numbers of the passages of a record, ascending with its text."""
        rows = self._database.execute(
            "INSERT INTO passages (record, position, starts, ends, page, section, text) "
            "SELECT ?, p - 1, a, b, page, section, text FROM unnest(?::int[], ?::int[], ?::int[], ?::text[], "
            "?::text[]) WITH ORDINALITY AS new(a, b, page, section, text, p) ORDER BY p RETURNING id",
            [
                number,
                [each.start for each in one.passages],
                [each.end for each in one.passages],
                [each.page for each in one.passages],
                [json.dumps(each.section, ensure_ascii=False) for each in one.passages],
                [each.text for each in one.passages],
            ],
        )
        return sorted(row[0] for row in rows.fetchall())

    def _signs(
        self,
        slots: Sequence[int],
        number: int,
        of: int,
        blobs: Sequence[tuple[bytes, bytes]],
        lengths: Sequence[tuple[int, int]],
        sentences: Sequence[bytes],
        vectors: F32,
    ) -> None:
        self._database.execute(
            "INSERT INTO signs (passage, record, length, gram_length, words, grams, sentences) "
            "SELECT s, ?, l, g, w, c, n "
            "FROM unnest(?::int[], ?::int[], ?::int[], ?::bytea[], ?::bytea[], ?::bytea[]) AS new(s, l, g, w, c, n)",
            [
                *(number, slots),
                *([length for length, _ in lengths], [length for _, length in lengths]),
                *([words for words, _ in blobs], [grams for _, grams in blobs], list(sentences)),
            ],
        )
        self._database.execute(
            "INSERT INTO vectors (passage, record, class, vector) SELECT s, ?, ?, v::halfvec "
            "FROM unnest(?::int[], ?::text[]) AS new(s, v)",
            [number, of, slots, [halfvec_text(row) for row in vectors]],
        )

    def _postings(self, slots: Sequence[int], number: int, of: int, texts: Sequence[_Counted]) -> None:
        terms = [term for text in texts for term in text.ids.tolist()]
        owners = [slot for slot, text in zip(slots, texts, strict=True) for _ in range(len(text.ids))]
        counts = [count for text in texts for count in np.minimum(text.counts, 255).tolist()]
        lengths = [length for text in texts for length in [min(text.length, MOST)] * len(text.ids)]
        self._database.execute(
            "INSERT INTO postings (term, record, passage, class, count, length) SELECT t, ?, s, ?, c, l "
            "FROM unnest(?::int[], ?::int[], ?::smallint[], ?::smallint[]) AS new(t, s, c, l)",
            [number, of, terms, owners, counts, lengths],
        )

    def _sheets(self, number: int, of: int, whole: _Counted, head: _Counted) -> None:
        in_head = dict(zip(head.ids.tolist(), np.minimum(head.counts, 255).tolist(), strict=True))
        self._database.execute(
            "INSERT INTO sheets (term, record, class, count, length, head) SELECT t, ?, ?, c, ?, h "
            "FROM unnest(?::int[], ?::int[], ?::smallint[]) AS new(t, c, h)",
            [
                *(number, of, int(whole.counts.sum()), whole.ids.tolist(), whole.counts.tolist()),
                [in_head.get(term, 0) for term in whole.ids.tolist()],
            ],
        )

    def _facets(self, one: Prepared, number: int) -> None:
        pairs = facet_rows(one.summary)
        self._database.execute(
            "INSERT INTO facets (key, value, record) SELECT k, v, ? FROM unnest(?::text[], ?::text[]) AS new(k, v)",
            [number, [key for key, _ in pairs], [value for _, value in pairs]],
        )
        words = {fold_word(word) for word in WORD.findall(one.summary.title)}
        self._database.execute(
            "INSERT INTO title_words (word, record) SELECT w, ? FROM unnest(?::text[]) AS new(w)",
            [number, sorted(word for word in words if len(word) <= LONGEST_WORD)],
        )

    def _counted(self, texts: Sequence[str]) -> list[_Counted]:
        found = [{kept_term(term): count for term, count in term_counts(text).items()} for text in texts]
        self._know({term for counts in found for term in counts})
        out = []
        for counts in found:
            ids = np.array([self._terms[term] for term in counts], np.uint32)
            order = np.argsort(ids)
            out.append(_Counted(ids[order], np.array(list(counts.values()), np.int64)[order]))
        return out

    def _know(self, terms: Iterable[str]) -> None:
        """Have the numbers of these terms at hand; those that stand nowhere yet get one."""
        missing = sorted(term for term in terms if term not in self._terms)
        if not missing:
            return
        rows = self._database.execute("SELECT term, id FROM terms WHERE term = ANY(?::text[])", [missing])
        self._terms.update(rows.fetchall())
        # Looked for first: an insertion that is refused takes a number all the same.
        rows = self._database.execute(
            "INSERT INTO terms (term) SELECT t FROM unnest(?::text[]) AS new(t) ORDER BY t RETURNING term, id",
            [[term for term in missing if term not in self._terms]],
        )
        self._terms.update(rows.fetchall())


def short_words(words: Mapping[str, int]) -> dict[str, int]:
    """Those of these words that are words."""
    return {word: count for word, count in words.items() if len(word) <= LONGEST_WORD}


def _whole(parts: Sequence[_Counted]) -> _Counted:
    """What the passages of a record and its head hold together; of each part a term counts 255 times at most."""
    every = np.concatenate([part.ids for part in parts])
    counts = np.concatenate([np.minimum(part.counts, 255) for part in parts])
    ids, places = np.unique(every, return_inverse=True)
    return _Counted(ids, np.bincount(places, counts, len(ids)).astype(np.int64))
