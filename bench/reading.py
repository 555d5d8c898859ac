"""Reading files by this checkout and by another one, in one run: CPU milliseconds a file, their ratio, by format.

`python -m bench.reading OTHER_CHECKOUT FILE…`. Each reads in a bounded process of its own, each file many times.
"""

import statistics
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

TURNS = 5
FEW, MANY = 3, 23  # readings of each file; what starting costs is in both, and goes with the difference
TASK = """
import os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from ingest.read import read
try:
    from ingest.sandbox.process import Readers
except ImportError:
    from ingest.process import Readers
with Readers() as readers:
    for _ in range(int(sys.argv[2])):
        for name in sys.argv[3:]:
            read(Path(name), readers=readers)
times = os.times()
print(times.user + times.system + times.children_user + times.children_system)
"""


def cost(checkout: Path, names: list[str]) -> float:
    """CPU milliseconds that one reading of one of the files takes."""
    spent = []
    for readings in (FEW, MANY):
        command = [sys.executable, "-c", TASK, str(checkout), str(readings), *names]
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=checkout)
        spent.append(float(done.stdout.split()[-1]))
    return 1_000 * (spent[1] - spent[0]) / (MANY - FEW) / len(names)


def main(other: Path, names: list[str]) -> None:
    """Print the cost of each format in both checkouts."""
    formats = defaultdict(list)
    for name in names:
        formats[Path(name).suffix.lower()].append(str(Path(name).resolve()))
    here = Path(__file__).resolve().parents[1]
    for extension, group in sorted(formats.items()):
        turns = [(cost(other, group), cost(here, group)) for _ in range(TURNS)]
        before, now = (statistics.median(one) for one in zip(*turns, strict=True))
        ratio = statistics.median(new / old for old, new in turns)
        print(f"{extension:8} {len(group):3} files   before {before:7.1f} ms   now {now:7.1f} ms   ratio {ratio:.2f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), sys.argv[2:])
