"""Several machines, side by side in one run: a base in its folder, on PostgreSQL with an index in memory, and with the
index on the server (`KB_RETRIEVAL=database`).

`python -m bench.shared [PASSAGES] [FOLDER]`; what stands in FOLDER is not made again. The server is that of the tests,
on this machine: what a network adds is not in these figures. Every way is a process of its own and is told the vectors
of its questions; ways take turns, block by block, so that whatever else the machine does falls on all of them.
"""

import contextlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from unittest import mock

import numpy as np

from bench.cached_encoder import CachedEncoder
from bench.labelled import SETS, outside_data, read_set
from bench.labelled import fill as fill_labelled
from bench.shared_engines import SearchingProcess, Told, Turn
from bench.synthetic import FILTER, SyntheticEncoder, fill, seeds_of
from kb.base import KnowledgeBase
from kb.encoder.hub import open_encoder
from kb.encoder.served import Encoder, Float32
from kb.evaluation import LabelledQuestion, evaluate, read_questions
from kb.home import Home, find_home
from kb.index.database import candidates, upkeep
from kb.index.vectors.commonplace import STATEMENTS
from kb.moving import to_server
from kb.readers import OPERATOR, Person, Reader
from kb.resources import Resources
from kb.search.lexical import asked_words
from tests.engines import Postgres

QUESTIONS = Path(__file__).parent.parent / "tests" / "questions.jsonl"
ASKED = 200
# Questions asked of one way before the next one has its turn.
BLOCK = 20
# These sets are so small that all vectors are compared: from so few on the graph is asked, to see what that loses.
GRAPH_FROM = 100
# As a server of 4 GiB would be set; nothing has to survive a power cut.
SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=1GB", "work_mem=32MB")
# Nine records in ten: what is open to a group of others is not.
SOMEBODY: Reader = Person("bench", "Bench").reader
EMBEDDED, MEMORY, DATABASE = "embedded", "stage A", "stage B"


class CheapTitles(SyntheticEncoder):
    """Titles too get a real passage's vector with noise: encoding 20,000 takes minutes and measures nothing here."""

    def sentences(self, texts: Sequence[str]) -> Float32:
        """The real encoder's rows of the few texts that an index is made with, noise for all others."""
        return super().sentences(texts) if set(texts) <= set(STATEMENTS) else self.passages(texts)


def made(folder: Path, passages: int, one: Postgres, real: Encoder) -> dict[str, Home]:
    """The three homes over one base of so many passages; each says how long making its index took."""
    model, address = find_home().model, one.address("shared")
    homes = {
        EMBEDDED: Home(folder / "embedded", model),
        MEMORY: Home(folder / "memory", model, database=address, private_database=address),
        DATABASE: Home(folder / "database", model, database=address, private_database=address, retrieval="database"),
    }
    if (folder / "made").exists():
        return homes

    def resources() -> Resources:
        encoder = CheapTitles(real, seeds_of(Resources()))
        return Resources(open_encoder=lambda _: encoder)

    with KnowledgeBase.open(homes[EMBEDDED], create=True, resources=resources()) as base:
        started = time.perf_counter()
        fill(base, passages, closed=True)
        print(f"register of {passages} passages filled in {time.perf_counter() - started:.0f} s", flush=True)
        _followed(EMBEDDED, base)
    one.run("CREATE DATABASE shared")
    started = time.perf_counter()
    to_server(homes[EMBEDDED], address)
    print(f"register moved to the server in {time.perf_counter() - started:.0f} s", flush=True)
    (homes[MEMORY].root / "corpus").mkdir(parents=True)
    shutil.copytree(homes[EMBEDDED].index, homes[MEMORY].index)
    (homes[DATABASE].root / "corpus").mkdir(parents=True)
    with KnowledgeBase.open(homes[DATABASE], resources=resources()) as base:
        _followed(DATABASE, base)
        for table, size in base.index.database().execute(
            "SELECT relname, pg_total_relation_size(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace "
            "WHERE nspname = 'recits_index' AND relkind = 'r' ORDER BY 2 DESC LIMIT 8"
        ):
            print(f"  {table:12} {size / 2**20:7.0f} MiB  {size / passages:7.0f} bytes a passage")
        graph = base.index.database().execute("SELECT pg_relation_size(to_regclass('vectors_by_nearness'))").fetchone()
        print(f"  its graph    {(graph[0] or 0) / 2**20:7.0f} MiB  {(graph[0] or 0) / passages:7.0f} bytes a passage")
    (folder / "made").touch()
    return homes


def _followed(name: str, base: KnowledgeBase) -> None:
    started = time.perf_counter()
    base.index.follow(cache=True)
    seconds, count = time.perf_counter() - started, base.index.counts().passages
    print(
        f"{name}: index of {count} passages made in {seconds:.0f} s, {count / seconds:.0f} passages a second",
        flush=True,
    )


def known(home: Home, questions: Sequence[str], real: Encoder) -> dict[str, Float32]:
    """The vectors of all that these questions have the encoder read."""
    scout = SearchingProcess(home, real.spec)
    texts = dict.fromkeys(scout.ask(Turn(questions, {}, OPERATOR)).missing)
    scout.end()
    return {text: real.queries([text])[0] for text in texts}


def speeds(homes: Mapping[str, Home], real: Encoder, one: Postgres) -> None:
    """Print medians and 95th percentiles of each way, what it finds beside the first, and its memory."""
    questions = [one.question for one in read_questions(QUESTIONS)][:ASKED]
    vectors = known(homes[EMBEDDED], questions, real)
    ways = {name: SearchingProcess(home, real.spec) for name, home in homes.items()}
    for way in ways.values():
        way.tell(vectors)
        way.ask(Turn(["pour commencer"], {}, SOMEBODY))
        way.ask(Turn(["pour commencer"], FILTER, SOMEBODY))
    for name, where, new in (
        ("rights, first asked", {}, True),
        ("rights", {}, False),
        ("rights and 1 %, first asked", FILTER, True),
        ("rights and 1 %", FILTER, False),
    ):
        asked = [f"{question} " for question in questions] if where and new else questions
        told: dict[str, list[Told]] = {each: [] for each in ways}
        served = dict.fromkeys(ways, 0.0)
        for first in range(0, len(asked), BLOCK):
            for each, process in ways.items():
                before = served_seconds(one)
                told[each].append(process.ask(Turn(asked[first : first + BLOCK], where, SOMEBODY)))
                served[each] += served_seconds(one) - before
        _print_speeds(name, told, served)
    _print_rows(homes[DATABASE], questions)
    for name, process in ways.items():
        print(f"{name:9} {process.ask(Turn(questions[:1], {}, SOMEBODY)).memory:6.0f} MiB of memory of its own")
        process.end()


def _print_rows(home: Home, questions: Sequence[str]) -> None:
    """Print how many postings a question has the server read, and which share of the passages that is."""
    resources = Resources(open_encoder=lambda _: open_encoder(home.model))
    with KnowledgeBase.open(home, resources=resources) as base, base.searcher.engine(OPERATOR) as engine:
        index = engine._index
        rows = []
        for question in questions:
            words = asked_words(index, engine._find(question, {}, 1, "lexical").asked)
            rows.append(int(index.frequencies(words.terms)[0].sum()))
        shares = np.array(rows) / index.slots
    print(
        f"postings read a question: median {np.median(rows):.0f}, p95 {np.percentile(rows, 95):.0f}; as shares of the "
        f"passages {np.median(shares):.3f}, {np.percentile(shares, 95):.3f}, in the mean {shares.mean():.3f}"
    )


def served_seconds(one: Postgres) -> float:
    """Seconds that the processes of the server have worked, those of its connections included."""
    assert one.process is not None
    ticks = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = path.read_text().rpartition(")")[2].split()
            ticks += sum(map(int, fields[11:13])) if int(fields[1]) == one.process.pid else 0
    return ticks / os.sysconf("SC_CLK_TCK")


def _print_speeds(name: str, told: Mapping[str, Sequence[Told]], served: Mapping[str, float]) -> None:
    times = {way: np.concatenate([one.times for one in of]) for way, of in told.items()}
    found = {way: [ids for one in of for ids in one.found] for way, of in told.items()}
    middle, late = np.median(times[EMBEDDED]), np.percentile(times[EMBEDDED], 95)
    for way, of in times.items():
        pairs = zip(found[way], found[EMBEDDED], strict=True)
        same = np.mean([len(set(one) & set(other)) / max(len(other), 1) for one, other in pairs])
        print(
            f"{name:28} {way:9} median {np.median(of):6.1f} ms (x{np.median(of) / middle:.2f})  "
            f"p95 {np.percentile(of, 95):6.1f} ms (x{np.percentile(of, 95) / late:.2f})  same records {same:.2f}  "
            f"processor {1000 * sum(one.cpu for one in told[way]) / len(of):5.1f} ms, of the server "
            f"{1000 * served[way] / len(of):5.1f} ms",
            flush=True,
        )


def qualities(one: Postgres) -> None:
    """Print nDCG@10 of the labelled sets, embedded and with the index on the server."""
    encoder = CachedEncoder(open_encoder(find_home().model))
    resources = Resources(open_encoder=lambda _: encoder)
    own = read_questions(QUESTIONS)
    with tempfile.TemporaryDirectory() as temporary:
        one.run("CREATE DATABASE own")
        to_server(find_home(), one.address("own"))
        _print_quality("own", find_home(), _on_server(Path(temporary), one.address("own")), own, resources)
        one.run("DROP DATABASE own WITH (FORCE)")
        data = outside_data()
        for name in SETS if data is not None else ():
            assert data is not None
            documents, questions = read_set(data / "retrieval" / name)
            home = Home(Path(temporary) / name, find_home().model)
            with KnowledgeBase.open(home, create=True, resources=resources) as base:
                fill_labelled(base, documents)
            one.run(f"CREATE DATABASE {name}")
            to_server(home, one.address(name))
            _print_quality(name, home, _on_server(Path(temporary), one.address(name)), questions, resources)
            one.run(f"DROP DATABASE {name} WITH (FORCE)")


def _on_server(folder: Path, address: str) -> Home:
    root = folder / f"server-{address.rpartition('/')[2]}"
    (root / "corpus").mkdir(parents=True)
    return Home(root, find_home().model, database=address, private_database=address, retrieval="database")


def _print_quality(
    name: str, embedded: Home, shared: Home, questions: tuple[LabelledQuestion, ...], resources: Resources
) -> None:
    from tests.engines import close_pools_of

    lines = []
    for home, exact in ((embedded, candidates.EXACT_UP_TO), (shared, candidates.EXACT_UP_TO), (shared, GRAPH_FROM)):
        with (
            mock.patch.object(candidates, "EXACT_UP_TO", exact),
            mock.patch.object(upkeep, "EXACT_UP_TO", exact),
            KnowledgeBase.open(home, resources=resources) as base,
        ):
            base.index.follow(cache=True)
            if exact == GRAPH_FROM:  # of so few rows the server would read all
                base.index.database().execute("SET enable_seqscan = off")
            lines.append({line["mode"]: line for line in evaluate(base, questions)})
    close_pools_of(shared.database)
    for mode in lines[0]:
        here, there, by_graph = (line[mode]["ndcg@10"] for line in lines)
        print(
            f"{name:10} {mode:8} {lines[0][mode]['questions']:5} questions  nDCG@10 embedded {here:.4f}  on the server "
            f"{there:.4f} ({100 * (there - here):+.2f} points), by its graph {by_graph:.4f} "
            f"({100 * (by_graph - here):+.2f})",
            flush=True,
        )


def main(passages: int = 100_000, keep: str | None = None) -> None:
    """Print sizes, times and qualities."""
    real = open_encoder(find_home().model)
    assert isinstance(real, Encoder)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(keep or temporary)
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)
        with Postgres(folder / "server", settings=SETTINGS).running() as one:
            speeds(made(folder, passages, one, real), real, one)
            qualities(one)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000, sys.argv[2] if len(sys.argv) > 2 else None)
