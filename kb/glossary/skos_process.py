"""Reads one thesaurus in a process with limits: `python -m kb.glossary.skos_process FILE NAME TRADES`.

Prints the thesaurus as JSON; a refusal goes to the error output, with status 1.
"""

import dataclasses
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from ingest.sandbox.process import MEMORY
from ingest.sandbox.reader_process import limit_memory
from kb.glossary.concepts import Concept, ConceptFault, Thesaurus, ThesaurusRefused, TradeSense

SECONDS: Final = 60
ACCEPTED: Final = (".ttl", ".nt", ".jsonld", ".json", ".rdf", ".xml")
MOST_ANSWER: Final = 200_000_000  # bytes of JSON


def read_apart(data: bytes, name: str, trades: Mapping[str, str]) -> Thesaurus:
    """The thesaurus in the bytes of a file called `name`; `trades` is code → label. Raises ThesaurusRefused."""
    with tempfile.TemporaryDirectory(prefix="rp-skos-") as folder:
        # Never under the name that a stranger gave.
        path, answer = Path(folder) / "thesaurus", Path(folder) / "answer"
        path.write_bytes(data)
        with answer.open("wb") as out:
            done = _run(path, name, trades, out)
        if done.returncode == 1 and done.stderr:
            raise ThesaurusRefused(done.stderr.decode("utf-8", "replace").strip())
        if done.returncode or answer.stat().st_size > MOST_ANSWER:
            raise ThesaurusRefused(
                f"{name} : ce fichier est endommagé, trop imbriqué ou trop lourd. Enregistrez-le par parties."
            )
        return _thesaurus(json.loads(answer.read_bytes()))


def _run(path: Path, name: str, trades: Mapping[str, str], out: Any) -> "subprocess.CompletedProcess[bytes]":
    try:
        return subprocess.run(
            [sys.executable, "-m", "kb.glossary.skos_process", str(path), name, json.dumps(dict(trades))],
            stdout=out,
            stderr=subprocess.PIPE,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ThesaurusRefused(
            f"{name} : ce fichier demande plus de {SECONDS} secondes de lecture. Exportez-en une partie seulement."
        ) from None


def _thesaurus(plain: Mapping[str, Any]) -> Thesaurus:
    concepts = []
    for one in plain["concepts"]:
        lists = {name: tuple(value) for name, value in one.items() if isinstance(value, list)}
        senses = tuple(TradeSense(**sense) for sense in one["senses"])
        concepts.append(Concept(**{**one, **lists, "senses": senses}))
    faults = tuple(ConceptFault(**one) for one in plain["faults"])
    return Thesaurus(plain["name"], plain["licence"], tuple(concepts), faults)


def main() -> int:
    """Status of the process."""
    limit_memory(MEMORY)
    # Imported within the limits: nothing of the parser runs without them.
    from kb.glossary.skos_read import read_thesaurus

    path, name, trades = Path(sys.argv[1]), sys.argv[2], json.loads(sys.argv[3])
    try:
        print(json.dumps(dataclasses.asdict(read_thesaurus(path, name, trades)), ensure_ascii=True))
    except ThesaurusRefused as error:
        sys.stderr.buffer.write(str(error).encode())
        return 1
    except (MemoryError, RecursionError):
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
