"""Side by side in one run, at the same passages and questions: this program and two hybrids that users would pick.

`script` is SQLite FTS5 + FAISS flat, `duo` is tantivy's French + FAISS flat, both fused by reciprocal rank (k 60, depth
50): the exact engines that were the fastest when peers were measured. The question's vector is given to all.
"""

import sys
import tempfile
import time
from pathlib import Path

import faiss
import numpy as np
from sqlite_utils import Database

from bench.speed import QUESTIONS, timed
from bench.synthetic import FILTER, synthetic_home
from kb.base import OPERATOR, KnowledgeBase
from kb.evaluation import read_questions
from kb.index.analysis import STOP_WORDS, WORD, fold
from kb.resources import Resources

DEPTH = 50
RRF = 60
LIMIT = 10


class Peer:
    """Rows and vectors of a base, for an engine to search: `kept` marks the rows that the filter lets through."""

    def __init__(self, base: KnowledgeBase) -> None:
        rows = base._database.execute(
            "SELECT p.id, p.text, p.vector, r.facets LIKE '%75119%' FROM passages p "
            "JOIN records r ON r.number = p.record ORDER BY p.id"
        ).fetchall()
        self.texts = [row[1] for row in rows]
        self.vectors = np.frombuffer(b"".join(row[2] for row in rows), np.float32).reshape(len(rows), -1)
        self.kept = np.array([bool(row[3]) for row in rows])
        self.flat = faiss.IndexFlatIP(self.vectors.shape[1])
        self.flat.add(self.vectors)

    def dense(self, vector: np.ndarray, filtered: bool) -> list[int]:  # type: ignore[type-arg]
        """The nearest rows."""
        if not filtered:
            return self.flat.search(vector[None], DEPTH)[1][0].tolist()  # type: ignore[no-any-return]
        selector = faiss.IDSelectorBatch(np.flatnonzero(self.kept))
        found = self.flat.search(vector[None], DEPTH, params=faiss.SearchParameters(sel=selector))[1][0]
        return found.tolist()  # type: ignore[no-any-return]


def fused(*lists: list[int]) -> list[int]:
    """Reciprocal rank fusion."""
    scores: dict[int, float] = {}
    for ranked in lists:
        for rank, row in enumerate(ranked, 1):
            scores[row] = scores.get(row, 0.0) + 1 / (RRF + rank)
    return sorted(scores, key=lambda row: -scores[row])[:LIMIT]


class Script(Peer):
    """FTS5, words joined by OR, and FAISS flat."""

    def __init__(self, base: KnowledgeBase) -> None:
        super().__init__(base)
        self.database = Database(memory=True)
        self.database.execute("CREATE TABLE tags (row INTEGER PRIMARY KEY, kept INTEGER)")
        self.database.execute("CREATE VIRTUAL TABLE texts USING fts5(text, tokenize='unicode61 remove_diacritics 2')")
        self.database.conn.executemany("INSERT INTO texts (rowid, text) VALUES (?, ?)", enumerate(self.texts))
        self.database.conn.executemany("INSERT INTO tags VALUES (?, ?)", enumerate(self.kept.astype(int).tolist()))

    def search(self, question: str, vector: np.ndarray, filtered: bool) -> list[int]:  # type: ignore[type-arg]
        """Rows, best first."""
        words = " OR ".join(f'"{word}"' for word in WORD.findall(question))
        only = "AND rowid IN (SELECT row FROM tags WHERE kept)" if filtered else ""
        rows = self.database.execute(
            f"SELECT rowid FROM texts WHERE texts MATCH ? {only} ORDER BY rank LIMIT {DEPTH}", [words]
        )
        ids = [row[0] for row in rows]
        self.database.execute(f"SELECT text FROM texts WHERE rowid IN ({','.join(map(str, ids[:LIMIT])) or 0})")
        return fused(ids, self.dense(vector, filtered))


class Duo(Peer):
    """tantivy's French analysis and FAISS flat."""

    def __init__(self, base: KnowledgeBase) -> None:
        super().__init__(base)
        import tantivy

        self.tantivy = tantivy
        schema = tantivy.SchemaBuilder()
        schema.add_text_field("text", tokenizer_name="french", stored=True)
        schema.add_unsigned_field("row", stored=True, indexed=True, fast=True)
        schema.add_unsigned_field("kept", indexed=True, fast=True)
        self.index = tantivy.Index(schema.build())
        french = (
            tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
            .filter(tantivy.Filter.lowercase())
            .filter(tantivy.Filter.stemmer("french"))
            .build()
        )
        self.index.register_tokenizer("french", french)
        writer = self.index.writer(200_000_000, 1)
        for row, text in enumerate(self.texts):
            document = tantivy.Document()
            document.add_text("text", text)
            document.add_unsigned("row", row)
            document.add_unsigned("kept", int(self.kept[row]))
            writer.add_document(document)
        writer.commit()
        self.index.reload()
        self.searcher = self.index.searcher()

    def search(self, question: str, vector: np.ndarray, filtered: bool) -> list[int]:  # type: ignore[type-arg]
        """Rows, best first."""
        t = self.tantivy
        words = " ".join(w for w in WORD.findall(question.lower()) if fold(w) not in STOP_WORDS)
        query = self.index.parse_query(words or "rien", ["text"])
        if filtered:
            keep = t.Query.term_query(self.index.schema, "kept", 1)
            query = t.Query.boolean_query([(t.Occur.Must, query), (t.Occur.Must, keep)])
        hits = self.searcher.search(query, DEPTH).hits
        ids = [int(self.searcher.doc(address)["row"][0]) for _, address in hits]
        return fused(ids, self.dense(vector, filtered))


def main(passages: int = 100_000, keep: str | None = None) -> None:
    """Print medians and 95th percentiles, vector given, and the ratio of each peer to this program."""
    resources = Resources()
    questions = [q.question for q in read_questions(QUESTIONS)][:150]
    with tempfile.TemporaryDirectory() as temporary:
        home, made = synthetic_home(Path(keep or temporary), passages, resources)
        with KnowledgeBase.open(home, resources=made) as base:
            encoder = made.encoder(home.model)
            vectors = {q: encoder.queries([q])[0] for q in questions}
            peers: dict[str, Peer] = {"script": Script(base)}
            try:
                peers["duo"] = Duo(base)
            except ImportError:
                print("tantivy is not installed: pip install tantivy adds the second peer")
            base.search("pour commencer", reader=OPERATOR)
            for filtered in (False, True):
                where = FILTER if filtered else None
                started = time.perf_counter()
                own = timed(lambda q, w=where: base.search(q, where=w, reader=OPERATOR), questions)
                print(f"{'filter of 1 %' if filtered else 'no filter'} ({time.perf_counter() - started:.0f} s)")
                print(f"  this program  median {np.median(own):6.1f} ms  p95 {np.percentile(own, 95):6.1f} ms")
                for name, peer in peers.items():
                    if filtered and name == "script":
                        continue  # FTS5 with a set of rows to keep takes more than ten seconds a question here
                    values = timed(lambda q, p=peer, f=filtered: p.search(q, vectors[q], f), questions)  # type: ignore[attr-defined]
                    ratio = np.median(values) / np.median(own)
                    print(
                        f"  {name:12}  median {np.median(values):6.1f} ms  p95 {np.percentile(values, 95):6.1f} ms"
                        f"  {ratio:.2f} times ours"
                    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000, sys.argv[2] if len(sys.argv) > 2 else None)
