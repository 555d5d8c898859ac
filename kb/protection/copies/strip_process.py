"""Strips one file of its metadata, in a process with limits: `python -m kb.protection.copies.strip_process IN OUT`.

Prints, as JSON, the format of the file and what was taken out of it; a refusal goes to the error output, with status 1.
"""

import json
import subprocess
import sys
from pathlib import Path

from ingest.sandbox.process import MEMORY
from ingest.sandbox.reader_process import limit_memory
from kb.protection.copies.metadata import FileBroken, MetadataError, Stripped, strip

SECONDS = 30  # as for the reading of a source


def strip_apart(source: Path, target: Path, name: str) -> Stripped:
    """As `strip`, in a process of its own. Raises MetadataError, which names the file `name`."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "kb.protection.copies.strip_process", str(source), str(target)],
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise FileBroken(f"{name}\u00a0: ce fichier est trop long à lire. Enregistrez-en une copie allégée.") from error
    if done.returncode == 1 and done.stderr:
        raise MetadataError(done.stderr.strip().replace(source.name, name))
    if done.returncode:
        raise FileBroken(f"{name}\u00a0: ce fichier ne se laisse pas lire. Enregistrez-en une nouvelle copie.")
    kind, *removed = json.loads(done.stdout)
    return Stripped(kind, tuple(removed))


def main() -> int:
    """Status of the process."""
    limit_memory(MEMORY)
    try:
        done = strip(sys.argv[1], sys.argv[2])
        print(json.dumps([done.kind, *done.removed]))
    except MetadataError as error:
        print(error, file=sys.stderr)
        return 1
    except (MemoryError, RecursionError):
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
