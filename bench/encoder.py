"""Measures the prepared encoder: opening, memory, one question, passages per second beside a bare session.

python bench/encoder.py [MODEL_FOLDER] [--texts N]
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from kb.encoder.preparation.check import SAMPLES
from kb.encoder.served import Encoder
from kb.encoder.spec import GRAPH_FILE, TOKENS_FILE
from kb.encoder.tokens import Tokens

LENGTHS = (60, 320)  # tokens of the shortest and the longest passage: 190 on average, as passages of this field
BATCHES = (1, 8, 16)
ROUNDS = 3

OPENING = """
import json, resource, sys, time
from pathlib import Path
import numpy
def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4 // 1024
before, started = resident(), time.perf_counter()
from kb.encoder.served import Encoder
encoder = Encoder.open(Path(sys.argv[1]))
opened, held = time.perf_counter() - started, resident()
encoder.queries(["Comment accueillir une personne qui consomme encore ?"])
first = time.perf_counter() - started
print(json.dumps({"open_s": round(opened, 3), "first_answer_s": round(first, 3), "numpy_mib": before,
                  "open_mib": held, "after_question_mib": resident(), "torch": "torch" in sys.modules}))
"""


def opening(folder: Path) -> dict[str, Any]:
    """Seconds and resident MiB of a fresh process that opens the encoder and asks one question."""
    done = subprocess.run([sys.executable, "-c", OPENING, str(folder)], capture_output=True, text=True, check=True)
    measures: dict[str, Any] = json.loads(done.stdout)
    return measures


def passages(count: int, tokens: Tokens) -> list[str]:
    """Invented passages of LENGTHS tokens, spread evenly."""
    words = " ".join(SAMPLES).split()
    rng = np.random.default_rng(0)
    wanted = np.linspace(*LENGTHS, count)
    rng.shuffle(wanted)
    ratio = len(tokens.identifiers(" ".join(words))) / len(words)
    return [" ".join(rng.choice(words, int(length / ratio))) for length in wanted]


def per_second(count: int, runs: Mapping[str, Callable[[], object]]) -> dict[str, float]:
    """The best of ROUNDS rates of each run over `count` texts; runs take turns, since others may use the machine."""
    rates = dict.fromkeys(runs, 0.0)
    for _ in range(ROUNDS):
        for name, run in runs.items():
            started = time.perf_counter()
            run()
            rates[name] = max(rates[name], count / (time.perf_counter() - started))
    return rates


def bare_session(folder: Path, threads: int) -> Any:
    """An ONNX Runtime session as most programs open one: one batch at a time, threads inside."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    return onnxruntime.InferenceSession(folder / GRAPH_FILE, options, providers=["CPUExecutionProvider"])


def run_batches(session: Any, framed: Sequence[list[int]], size: int) -> None:
    """Runs sorted batches of `size` texts, padded to the longest of each."""
    ordered = sorted(framed, key=len)
    for start in range(0, len(ordered), size):
        batch = ordered[start : start + size]
        longest = max(map(len, batch))
        ids = np.array([one + [1] * (longest - len(one)) for one in batch], np.int64)
        mask = np.array([[1] * len(one) + [0] * (longest - len(one)) for one in batch], np.int64)
        session.run(["sentence_embedding"], {"input_ids": ids, "attention_mask": mask})


def main() -> None:
    """Prints the measures, one a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path(os.environ.get("KB_MODEL", "index/model")))
    parser.add_argument("--texts", type=int, default=100)
    options = parser.parse_args()
    print("opening:", opening(options.folder))
    encoder, tokens = Encoder.open(options.folder), Tokens.open(options.folder / TOKENS_FILE)
    texts = passages(options.texts, tokens)
    lengths = encoder.count_tokens(texts)
    print(f"{len(texts)} passages, {np.mean(lengths):.0f} tokens on average, {os.cpu_count()} processors")
    encoder.passages(texts[:8])
    times = []
    for number in range(30):
        started = time.perf_counter()
        encoder.queries([f"Comment accueillir une personne qui consomme encore, cas {number} ?"])
        times.append(time.perf_counter() - started)
    print(
        f"one question: median {np.median(times) * 1000:.1f} ms, 95th percentile {np.quantile(times, 0.95) * 1e3:.1f}"
    )
    spans = [[(start, start + 120) for start in range(0, len(text), 120)] for text in texts]
    session = bare_session(options.folder, os.cpu_count() or 1)
    prompt = tokens.identifiers(encoder.spec.passage_prompt)
    framed = [[tokens.bos, *prompt, *tokens.identifiers(text), tokens.eos] for text in texts]
    runs: dict[str, Callable[[], object]] = {
        "encoder": partial(encoder.passages, texts),
        "encoder, with sentences": partial(encoder.passages, texts, spans),
        "tokens counted": partial(encoder.count_tokens, texts),
    }
    runs |= {f"bare session, batches of {size}": partial(run_batches, session, framed, size) for size in BATCHES}
    for name, rate in per_second(len(texts), runs).items():
        print(f"passages/s, {name}: {rate:.1f}")


if __name__ == "__main__":
    main()
