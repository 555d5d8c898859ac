"""Question to ranked hits, in process, at 100,000 passages: encoding, words, meaning, filter and fusion included."""

import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from bench.memory import memory
from bench.synthetic import FILTER, synthetic_home
from kb.base import OPERATOR, KnowledgeBase
from kb.evaluation import read_questions
from kb.home import find_home
from kb.resources import Resources

QUESTIONS = Path(__file__).parent.parent / "tests" / "questions.jsonl"


def timed(run, questions: list[str]) -> np.ndarray:  # type: ignore[no-untyped-def]
    """Milliseconds of one call per question."""
    out = []
    for question in questions:
        started = time.perf_counter()
        run(question)
        out.append(1000 * (time.perf_counter() - started))
    return np.array(out)


def main(passages: int = 100_000, keep: str | None = None) -> None:
    """Print medians, 95th percentiles, and the ratio to the bare encoder."""
    resources = Resources()
    questions = [q.question for q in read_questions(QUESTIONS)][:200]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(keep or temporary)
        started = time.perf_counter()
        home, made = synthetic_home(folder, passages, resources)
        print(f"home of {passages} passages made in {time.perf_counter() - started:.0f} s")
        real = resources.encoder(find_home().model)
        with KnowledgeBase.open(home, resources=made) as base:
            base.search("pour commencer", reader=OPERATOR)
            bare = timed(lambda q: real.queries([q + " ?"]), questions)
            first = timed(lambda q: base.search(q, reader=OPERATOR), questions)
            plain = timed(lambda q: base.search(q + " encore", reader=OPERATOR), questions)
            filtered = timed(lambda q: base.search(q + " ", where=FILTER, reader=OPERATOR), questions)
            given = timed(lambda q: base.search(q, reader=OPERATOR), questions)
            given_filtered = timed(lambda q: base.search(q, where=FILTER, reader=OPERATOR), questions)
            own_memory, mapped = memory()
        for name, values in (
            ("encoder alone", bare),
            ("search, rows never read", first),
            ("search", plain),
            ("search, filter of 1 %", filtered),
            ("search, vector known", given),
            ("filter, vector known", given_filtered),
        ):
            ratio = np.median(values) / np.median(bare)
            print(
                f"{name:24} median {np.median(values):6.1f} ms  p95 {np.percentile(values, 95):6.1f} ms  "
                f"x{ratio:.1f} the encoder"
            )
        print(f"memory of the process: {own_memory} MiB of its own, {mapped} MiB of files mapped")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000, sys.argv[2] if len(sys.argv) > 2 else None)
