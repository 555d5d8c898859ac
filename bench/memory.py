"""Memory of processes, as Linux tells it."""

import re
from pathlib import Path


def memory(process: int | str = "self") -> tuple[int, int]:
    """MiB that a process holds of its own, and of files, which the system takes back when it needs the room."""
    told = Path(f"/proc/{process}/status").read_text()
    own, mapped = (int(re.search(rf"{name}:\s+(\d+)", told)[1]) for name in ("RssAnon", "RssFile"))  # type: ignore[index]
    return own // 1024, mapped // 1024
