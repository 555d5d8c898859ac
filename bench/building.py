"""Building: how busy the encoder is kept, what an unchanged corpus costs, and how memory grows."""

import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from ingest.french.sentences import sentences
from ingest.passages import context, cut
from ingest.read import read
from kb.base import KnowledgeBase
from kb.encoder.served import Encoder
from kb.home import Home, find_home
from kb.resources import Resources

FILES = 120
ROUNDS = 3
UNCHANGED = 2_000


def write_sources(folder: Path, files: int, seed: int = 5) -> None:
    """Markdown files made of the sample corpus's sentences, shuffled: about ten passages each."""
    rng = random.Random(seed)
    pool: list[str] = []
    for path in sorted(find_home().corpus.rglob("*.md")):
        pool += [s for s in re.split(r"(?<=[.!?])\s+", path.read_text("utf-8").split("---", 2)[-1]) if len(s) > 30]
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(files):
        parts = [f"# Récit de mesure {number}"]
        for section in range(6):
            text = " ".join(rng.choice(pool).replace("#", "").replace("\n", " ") for _ in range(14))
            parts.append(f"## Partie {section}\n\n{text}")
        (folder / f"{number:05d}.md").write_text("\n\n".join(parts), encoding="utf-8")


def throughput() -> None:
    """Passages a second of a build, and of the encoder alone on the same passages, length-sorted."""
    model = find_home().model
    ratios = []
    for round_number in range(ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            home = Home(Path(folder), model)
            write_sources(home.corpus, FILES, seed=round_number)
            encoder = Encoder.open(model)
            inputs, spans = [], []
            for path in sorted(home.corpus.iterdir()):
                document = read(path).document
                assert document is not None
                title = path.stem
                for passage in cut(document, encoder.count_tokens, title=title):
                    head = context(title, passage.section) + "\n"
                    inputs.append(head + passage.text)
                    spans.append([(a + len(head), b + len(head)) for a, b in sentences(passage.text)])
            order = sorted(range(len(inputs)), key=lambda i: len(inputs[i]))
            started = time.perf_counter()
            encoder.passages([inputs[i] for i in order], [spans[i] for i in order])
            bare = len(inputs) / (time.perf_counter() - started)
            with KnowledgeBase.open(home, create=True, resources=Resources()) as base:
                started = time.perf_counter()
                report = base.build()
                built = report.passages / (time.perf_counter() - started)
            ratios.append(built / bare)
            print(f"build {built:6.1f} passages/s   encoder alone {bare:6.1f}   ratio {built / bare:.2f}", flush=True)
    print(f"median ratio {statistics.median(ratios):.2f} (bar 0.85)")


def unchanged() -> None:
    """Seconds to check a corpus of 2,000 files of which none changed."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder), find_home().model)
        home.corpus.mkdir(parents=True)
        for number in range(UNCHANGED):
            (home.corpus / f"{number:05d}.md").write_text(f"# Note {number}\n\nUne note brève, la {number}.", "utf-8")
        with KnowledgeBase.open(home, create=True) as base:
            base.build()
            times = []
            for _ in range(ROUNDS):
                started = time.perf_counter()
                report = base.build()
                times.append(time.perf_counter() - started)
                assert (report.read, report.unchanged) == (0, UNCHANGED)
        print(f"unchanged corpus of {UNCHANGED} files: median {statistics.median(times):.2f} s (bar 3 s)")


CHILD = """
import sys
from pathlib import Path
from bench.synthetic import synthetic_home
from kb.resources import Resources
synthetic_home(Path(sys.argv[1]), int(sys.argv[2]), Resources())
# The peak of this process alone: `ru_maxrss` begins at what the parent held when it started it.
print(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])
"""


def memory() -> None:
    """Peak memory of indexing 5,000 and 50,000 passages, each in a process of its own."""
    peaks = {}
    for passages in (5_000, 50_000):
        with tempfile.TemporaryDirectory() as folder:
            out = subprocess.run(
                [sys.executable, "-c", CHILD, folder, str(passages)],
                capture_output=True,
                text=True,
                check=True,
                env={**os.environ, "PYTHONPATH": os.getcwd()},
            )
            peaks[passages] = int(out.stdout.split()[-1]) / 1024
    allowed = peaks[5_000] + 45_000 * 2 / 1024 + 100
    print(f"peak of 5,000 passages {peaks[5_000]:.0f} MiB, of 50,000 {peaks[50_000]:.0f} MiB (bar {allowed:.0f} MiB)")


def main() -> None:
    """Print the three."""
    throughput()
    unchanged()
    memory()


if __name__ == "__main__":
    main()
