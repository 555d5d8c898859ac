"""The process that reads untrusted files: one request a line on its input, one answer a line on its output.

Run by `ingest.sandbox.process` as `python -m ingest.sandbox.reader_process`, never by hand. Its memory is limited by
the system before the first file is opened; its time, by the process that started it.
"""

import contextlib
import importlib
import json
import logging
import os
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ingest.cards.sidecars import with_cards
from ingest.document import Reading
from ingest.formats import OF_KIND
from ingest.packed_formats import kind_in_zip
from ingest.sandbox.json_values import to_plain
from ingest.sniffing import ZIPPED


def main() -> None:
    """Answer requests until the input ends."""
    # Libraries that print would garble the answers: they keep the output's place, and answers go to a copy of it.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    logging.disable(logging.CRITICAL)
    sys.setrecursionlimit(2_000)

    def answer(value: dict[str, Any]) -> None:
        answers.write(json.dumps(value, ensure_ascii=True) + "\n")
        answers.flush()

    for line in sys.stdin:
        request = json.loads(line)
        limit_memory(request["memory"])
        try:
            reading = _read(request, answer)
            answer({"reading": to_plain(reading)})
        except MemoryError:
            answer({"failed": "memory"})
            return  # what is left of the heap is not to be trusted
        except RecursionError:
            answer({"failed": "depth"})
        except Exception as error:  # noqa: BLE001  (the boundary of untrusted files: every failure becomes a note)
            answer({"failed": type(error).__name__})


def limit_memory(size: int) -> None:
    """Have the system refuse memory beyond `size` bytes to this process and to those that it starts."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = size if hard == resource.RLIM_INFINITY else min(size, hard)
    with contextlib.suppress(ValueError, OSError):  # macOS knows the limit but refuses to set it
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read(request: dict[str, Any], answer: Callable[[dict[str, Any]], None]) -> Reading:
    path = Path(request["path"])
    kind = (kind_in_zip(path) if request["kind"] in ZIPPED else None) or request["kind"]
    module, name = OF_KIND[kind].reader  # imported when the first such file comes: a PDF does not pay for HTML
    reader = getattr(importlib.import_module(module), name)
    options: dict[str, Any] = dict(request["options"])
    cards = options.pop("cards", None)
    if kind == "pdf":
        options["progress"] = lambda page: answer({"page": page, "of": page, "scan": True})
        options["alive"] = lambda page, count: answer({"page": page, "of": count, "scan": False})
        for folder in ("ocr_cache", "kept"):
            options[folder] = Path(options[folder]) if options.get(folder) else None
    reading: Reading = reader(path.read_bytes() if OF_KIND[kind].of_bytes else path, **options)
    if kind == "pdf" and reading.document is not None and (count := len(reading.document.pages)):
        answer({"page": count, "of": count, "scan": False})  # the words of a thousand pages take long to be sent
    return with_cards(path, reading, None if cards is None else [Path(card) for card in cards])


if __name__ == "__main__":
    main()
