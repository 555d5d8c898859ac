"""The matrix of needs by services, drawn and exported: CPU seconds and sizes.

`python -m bench.matrix [NEEDS] [SERVICES]`
"""

import sys
import time
from collections.abc import Callable

from kb.html import matrix
from kb.needs import export
from kb.needs.matrix import Matrix
from kb.records.summary import RecordSummary
from kb.store.records.coverage import Judgement

RUNS = 5
JUDGED = 5  # one pair in five has a judgement


def made(needs: int, services: int) -> Matrix:
    """A matrix of that size, with titles as long as people write them."""
    lines = tuple(RecordSummary(f"B{n}", "need", f"Besoin {n} " + "x" * 40) for n in range(needs))
    columns = tuple(RecordSummary(f"S{n}", "service", f"Dispositif {n} " + "y" * 30) for n in range(services))
    cells = {
        (need.id, service.id): Judgement(
            1, need.id, service.id, "partial", "", "Un commentaire.", (), "c-1", "2026-01-01", 1
        )
        for n, need in enumerate(lines) for m, service in enumerate(columns) if (n + m) % JUDGED == 0
    }  # fmt: skip
    return Matrix(lines, columns, cells, {})


def median(task: Callable[[], object]) -> float:
    """Median CPU seconds of a task over some runs."""
    taken = []
    for _ in range(RUNS):
        started = time.process_time()
        task()
        taken.append(time.process_time() - started)
    return sorted(taken)[RUNS // 2]


def main(needs: int, services: int) -> None:
    """Print what each form of one matrix costs."""
    found = made(needs, services)
    print(f"{needs} needs × {services} services, {len(found.cells)} judgements; median CPU seconds of {RUNS}")
    print(f"  drawn  {median(lambda: matrix.table(found)):.2f} s, {len(matrix.table(found)) / 1e6:.1f} MB of HTML")
    print(f"  XLSX   {median(lambda: export.xlsx_file(found, {})):.2f} s")
    print(f"  CSV    {median(lambda: export.csv_file(found, {})):.2f} s")


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:3])) if len(sys.argv) > 2 else main(200, 500)
