"""How many of the nearest passages the vector index finds, and how fast, at sizes where it no longer reads them all.

`python -m bench.approximate [PASSAGES]` (1,000,000). Vectors are those of the sample corpus with noise, questions those
of the tests; the search asks for twice as many as are wanted, as the program does before it compares their floats.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bench.speed import QUESTIONS
from bench.synthetic import seeds_of
from kb.encoder.served import Float32, unit_rows
from kb.evaluation import read_questions
from kb.home import find_home
from kb.index.vectors.dense import Vectors
from kb.resources import Resources

WANTED = 50
NOISE = 0.02  # as in bench.synthetic
PART = 50_000  # vectors made at once
TRAINED_ON = 200_000


def noisy_parts(seeds: Float32, count: int) -> Iterator[Float32]:
    """Noisy copies of the seeds, `count` in all, float32 of unit length, part by part; the same at each call."""
    random = np.random.default_rng(7)
    for first in range(0, count, PART):
        size = min(PART, count - first)
        rows = seeds[random.integers(0, len(seeds), size)]
        yield unit_rows(rows + NOISE * random.standard_normal(rows.shape).astype(np.float32))


def main(passages: int = 1_000_000) -> None:
    """Print the share of the 50 nearest that is found, the time of a question, and the size of the index."""
    resources = Resources()
    seeds = seeds_of(resources)
    questions = [one.question for one in read_questions(QUESTIONS)][:200]
    asked = resources.encoder(find_home().model).queries(questions)
    parts = list(noisy_parts(seeds, passages))
    started = time.perf_counter()
    index = Vectors.built(np.concatenate(parts[: max(1, TRAINED_ON // PART)]), passages)
    for part in parts:
        index.add(part)
    print(f"{passages} vectors of {seeds.shape[1]}: built in {time.perf_counter() - started:.0f} s")
    all_rows = np.concatenate(parts)
    found, took = [], []
    for question in asked:
        nearest = np.argpartition(-(all_rows @ question), WANTED)[:WANTED]
        started = time.perf_counter()
        slots, _ = index.search(question, 2 * WANTED, None)
        took.append(1000 * (time.perf_counter() - started))
        found.append(len(np.intersect1d(nearest, slots)) / WANTED)
    with tempfile.TemporaryDirectory() as folder:
        index.write(Path(folder) / "vectors")
        size = sum(one.stat().st_size for one in Path(folder).iterdir()) / 2**20
    print(f"of the {WANTED} nearest found: mean {np.mean(found):.3f}, worst question {min(found):.2f}")
    print(
        f"a question: median {np.median(took):.1f} ms, 95th {np.percentile(took, 95):.1f} ms; the index {size:.0f} MiB"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
