"""Three sets of sixty invented cards as people write them in a room, sorted by hand before any program saw them."""

import json
from pathlib import Path

SETS: dict[str, dict[str, list[str]]] = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))


def cards(name: str) -> tuple[list[str], list[int]]:
    """The cards of a set in an order that tells nothing of the heaps, and the heap of each."""
    told = [(text, at) for at, heap in enumerate(SETS[name].values()) for text in heap]
    told.sort(key=lambda one: one[0][::-1])
    return [text for text, _ in told], [at for _, at in told]
