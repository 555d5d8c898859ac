"""Side by side in one run, at the same passages and questions: this program and three hybrids that users would pick.

`script` is SQLite FTS5 + FAISS flat, `duo` is tantivy's French + FAISS flat, both fused by reciprocal rank (k 60, depth
50), `lance` is LanceDB's own hybrid without a vector index: the exact engines that were the fastest when peers were
measured, each in a process of its own. The question's vector is given to all. FAISS has one thread in all; LanceDB
takes as many as there are.
"""

import importlib.util
import multiprocessing
import os
import sys
import tempfile
from collections.abc import Mapping
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path

import faiss
import numpy as np
from sqlite_utils import Database

from bench.memory import memory
from bench.speed import QUESTIONS, timed
from bench.synthetic import FILTER, synthetic_home
from kb.base import OPERATOR, KnowledgeBase
from kb.evaluation import read_questions
from kb.home import Home
from kb.index.words.analysis import STOP_WORDS, WORD, fold
from kb.resources import Resources
from kb.search.spelling import Spelling

DEPTH = 50
RRF = 60
LIMIT = 10
# Rows read at once.
PART = 20_000
# Questions asked of one engine before the next one has its turn.
BLOCK = 25
# Questions without a filter, and others with one: what was learnt of the first is of no help to these.
ASKED = 150
# Of a larger base than this, a third as many: FTS5 reads for seconds there.
LARGE = 100_000
# Passages of the bases that are compared, and where they stay.
SIZES = (10_000, 100_000, 1_000_000)
KEPT = Path(__file__).parent.parent / "artifacts" / "bench"


class Peer:
    """Rows and vectors of a base, for an engine to search: `kept` marks the rows that the filter lets through."""

    filters = True

    def __init__(self, base: KnowledgeBase) -> None:
        rows = base.index.database()
        count = rows.execute("SELECT COUNT(*) FROM passages").fetchone()[0]
        self.texts: list[str] = []
        self.kept = np.zeros(count, bool)
        read = rows.execute(
            "SELECT p.text, p.vector, r.facets LIKE '%75119%' FROM passages p JOIN records r ON r.number = p.record "
            "ORDER BY p.id"
        )
        # Part by part: a million vectors are held once.
        while part := list(islice(read, PART)):
            vectors = np.frombuffer(b"".join(row[1] for row in part), np.float32).reshape(len(part), -1)
            if not self.texts:
                self.flat = faiss.IndexFlatIP(vectors.shape[1])
            self.kept[len(self.texts) : len(self.texts) + len(part)] = [bool(row[2]) for row in part]
            self.flat.add(vectors)
            self.texts += [row[0] for row in part]

    @property
    def vectors(self) -> np.ndarray:
        """All vectors: float32, shape (n, dimension)."""
        return self.flat.reconstruct_n(0, self.flat.ntotal)  # type: ignore[no-any-return]

    def search(self, question: str, vector: np.ndarray, filtered: bool) -> list[int]:
        """Rows, best first."""
        raise NotImplementedError

    def dense(self, vector: np.ndarray, filtered: bool) -> list[int]:
        """The nearest rows."""
        if not filtered:
            return self.flat.search(vector[None], DEPTH)[1][0].tolist()  # type: ignore[no-any-return]
        selector = faiss.IDSelectorBatch(np.flatnonzero(self.kept))
        found = self.flat.search(vector[None], DEPTH, params=faiss.SearchParameters(sel=selector))[1][0]  # type: ignore[call-arg]
        return found.tolist()  # type: ignore[no-any-return]


def fused(*lists: list[int]) -> list[int]:
    """Reciprocal rank fusion."""
    scores: dict[int, float] = {}
    for ranked in lists:
        for rank, row in enumerate(ranked, 1):
            scores[row] = scores.get(row, 0.0) + 1 / (RRF + rank)
    return sorted(scores, key=lambda row: -scores[row])[:LIMIT]


class Script(Peer):
    """FTS5, words joined by OR, and FAISS flat. Without a filter: with one it takes more than ten seconds here."""

    filters = False

    def __init__(self, base: KnowledgeBase) -> None:
        super().__init__(base)
        self.database = Database(memory=True)
        self.database.execute("CREATE VIRTUAL TABLE texts USING fts5(text, tokenize='unicode61 remove_diacritics 2')")
        self.database.conn.executemany("INSERT INTO texts (rowid, text) VALUES (?, ?)", enumerate(self.texts))

    def search(self, question: str, vector: np.ndarray, filtered: bool) -> list[int]:
        """Rows, best first."""
        words = " OR ".join(f'"{word}"' for word in WORD.findall(question))
        rows = self.database.execute(
            f"SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT {DEPTH}", [words]
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

    def search(self, question: str, vector: np.ndarray, filtered: bool) -> list[int]:
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


class Lance(Peer):
    """LanceDB: its own French words and exact scan of vectors, fused by its own reciprocal rank."""

    def __init__(self, base: KnowledgeBase) -> None:
        super().__init__(base)
        os.environ.setdefault("LANCE_LOG", "error")  # it warns twice a question
        import lancedb
        import pyarrow
        from lancedb.index import FTS, Bitmap
        from lancedb.rerankers import RRFReranker

        rows = pyarrow.table(
            {
                "row": np.arange(len(self.texts)),
                "text": self.texts,
                "kept": self.kept.astype(np.int8),
                "vector": pyarrow.FixedSizeListArray.from_arrays(self.vectors.ravel(), self.flat.d),
            }
        )
        self.folder = tempfile.TemporaryDirectory()
        self.table = lancedb.connect(self.folder.name).create_table("passages", rows)
        self.table.create_index("text", config=FTS(language="French"))
        self.table.create_index("kept", config=Bitmap())
        self.reranker = RRFReranker(RRF)

    def search(self, question: str, vector: np.ndarray, filtered: bool) -> list[int]:
        """Rows, best first."""
        words = " ".join(WORD.findall(question))
        query = self.table.search(query_type="hybrid").vector(vector).text(words).distance_type("dot")
        if filtered:
            query = query.where("kept = 1", prefilter=True)
        found = query.rerank(self.reranker).limit(LIMIT).select(["row", "text"]).to_arrow()
        return found["row"].to_pylist()  # type: ignore[no-any-return]


PEERS: dict[str, type[Peer]] = {"script": Script, "duo": Duo, "lance": Lance}
# Packages, and the modules that they bring, that this program does not need itself.
NEEDED = {"duo": "tantivy", "lance": "lancedb"}
OWN = "this program"


def serve_engine(name: str, passages: int, home_path: str, pipe: Connection) -> None:
    """Hold one engine and answer turns of (questions, filtered) with their milliseconds, until told None.

    Each question comes with the text that the encoder reads, worked out in another process: an engine knows nothing of
    a question before it is asked, but its vector.
    """
    home, made = synthetic_home(Path(home_path), passages, Resources())
    with KnowledgeBase.open(home, resources=made) as base:
        encoder = made.encoder(home.model)
        vectors: dict[str, np.ndarray] = {}
        peer = PEERS[name](base) if name in PEERS else None
        while (turn := pipe.recv()) is not None:
            meant, filtered = turn
            for question, text in meant.items():
                if question not in vectors:
                    vectors[question] = encoder.queries([text])[0]
            if peer is None:
                warm(home)
            pipe.send(timed(lambda q, f=filtered: answer(base, peer, q, vectors[q], f), list(meant)))


def warm(home: Home) -> None:
    """Read the index through: pages of files that rested half a minute may be gone, those of memory never are."""
    for path in sorted(home.index.rglob("*")):
        if path.is_file() and "model" not in path.parts:
            with path.open("rb") as file:
                while file.read(1 << 22):
                    pass


def answer(base: KnowledgeBase, peer: Peer | None, question: str, vector: np.ndarray, filtered: bool) -> object:
    """What an engine finds; this program keeps the vectors of its last questions itself."""
    if peer is not None:
        return peer.search(question, vector, filtered)
    return base.search(question, where=FILTER if filtered else None, reader=OPERATOR)


class Engine:
    """One engine in a process of its own: memory that one leaves in pieces must not slow another."""

    def __init__(self, name: str, passages: int, home_path: str) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, other = context.Pipe()
        self._process = context.Process(target=serve_engine, args=(name, passages, home_path, other), daemon=True)
        self._process.start()
        other.close()

    def ask(self, questions: Mapping[str, str], *, filtered: bool) -> np.ndarray:
        """Milliseconds of each question, given with what the encoder reads of it."""
        self._pipe.send((questions, filtered))
        return self._pipe.recv()  # type: ignore[no-any-return]

    def memory(self) -> tuple[int, int]:
        """See `bench.memory`."""
        return memory(self._process.pid or 0)

    def end(self) -> None:
        """Let the process go."""
        self._pipe.send(None)
        self._process.join(30)


def at_all_sizes() -> None:
    """The same at each of SIZES; the bases stay in artifacts/, for the largest takes forty minutes to make."""
    for passages in SIZES:
        print(f"{passages} passages", flush=True)
        main(passages, str(KEPT / str(passages)))


def main(passages: int = 100_000, keep: str | None = None) -> None:
    """Print medians and 95th percentiles, vector given, and the ratio of each peer to this program.

    Engines take turns, block by block of questions, so that whatever else the machine does falls on all of them. The
    peers here hold all in memory; this program reads passages from its files, which the second round finds at hand.
    """
    asked_of_each = ASKED if passages <= LARGE else ASKED // 3
    questions = [q.question for q in read_questions(QUESTIONS)][: 2 * asked_of_each]
    with tempfile.TemporaryDirectory() as temporary:
        folder = keep or temporary
        home, made = synthetic_home(Path(folder), passages, Resources())
        with KnowledgeBase.open(home, resources=made) as base, base.searcher.engine(OPERATOR) as own:
            speller = own._index.lexicon(own._allowed({}), OPERATOR).speller()
            spelling = Spelling(base.vocabulary.words, lambda: speller)
            meant = {question: spelling.read(question) for question in questions}
        away = {name: package for name, package in NEEDED.items() if not importlib.util.find_spec(package)}
        for name, package in away.items():
            print(f"{name} is left out: pip install {package} adds it")
        engines = {name: Engine(name, passages, folder) for name in (OWN, *PEERS) if name not in away}
        for engine in engines.values():
            engine.ask({"pour commencer": "pour commencer"}, filtered=False)
        for filtered in (False, True):
            of = {
                name: engine for name, engine in engines.items() if name == OWN or PEERS[name].filters or not filtered
            }
            for asked in ("asked first", "asked again"):
                print(f"{'filter of 1 %' if filtered else 'no filter'}, {asked}")
                chosen = questions[asked_of_each:] if filtered else questions[:asked_of_each]
                show(in_turns(of, {question: meant[question] for question in chosen}, filtered=filtered))
        for name, engine in engines.items():
            own_memory, mapped = engine.memory()
            print(f"  {name:12}  {own_memory} MiB of memory, {mapped} MiB of files mapped")
            engine.end()


def in_turns(
    engines: Mapping[str, Engine],
    questions: Mapping[str, str],
    *,
    filtered: bool,
) -> dict[str, np.ndarray]:
    """Milliseconds of each engine at each question."""
    out: dict[str, list[np.ndarray]] = {name: [] for name in engines}
    pairs = list(questions.items())
    for first in range(0, len(pairs), BLOCK):
        for name, engine in engines.items():
            out[name].append(engine.ask(dict(pairs[first : first + BLOCK]), filtered=filtered))
    return {name: np.concatenate(values) for name, values in out.items()}


def show(values: Mapping[str, np.ndarray]) -> None:
    """Print one line per engine; the first is this program."""
    own = np.median(next(iter(values.values())))
    for name, of in values.items():
        print(
            f"  {name:12}  median {np.median(of):6.1f} ms  p95 {np.percentile(of, 95):6.1f} ms"
            f"  {np.median(of) / own:.2f} times ours",
            flush=True,
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000, sys.argv[2] if len(sys.argv) > 2 else None)
