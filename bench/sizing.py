"""How large a base with its index on PostgreSQL gets, and what it asks of its machines, up to 100 million passages.

`python -m bench.sizing` prints the table of docs/SCALING.md. Nothing is invented: UNITS are what `python -m
bench.shared` measured at 100,000 passages, and each function says by which formula the rest is computed from them. Put
other figures there when it prints others.
"""

import math
from dataclasses import dataclass
from typing import Final

# What was measured with is far from what is asked: no cache is cold, and nobody else is served.
MEASURED_AT: Final = 100_000
SIZES: Final = (100_000, 1_000_000, 10_000_000, 100_000_000)


@dataclass(frozen=True)
class Units:
    """Measured at MEASURED_AT passages of 130 words, five to a record, 384 dimensions, on a busy machine of 2 cores.

    Bytes are of a passage, tables with their keys; `postings` and `sheets` hold its words, `register` all that is no
    index. Milliseconds of a processor are of a question by a reader who may read nine records in ten: of the program,
    of the server for words, and for all else.
    """

    graph: int = 1_218
    vectors: int = 946
    postings: int = 8_463
    sheets: int = 7_159
    signs: int = 2_754
    others: int = 1_850
    register: int = 3_111
    # Passages a second, without encoding; seconds of a graph of 100,000 vectors with two processors.
    written: float = 138.0
    graph_seconds: float = 53.0
    program_ms: float = 6.8
    words_ms: float = 11.3
    rest_ms: float = 4.5


UNITS: Final = Units()
# Postings that a question reads at most (kb/index/database/candidates.py), and the mean share of the passages that it
# would read without (bench.shared).
MOST_POSTINGS: Final = 10_000
SHARE_READ: Final = 0.193


def disk(passages: int, units: Units = UNITS) -> float:
    """GiB of the tables: in proportion, for each passage has as many words and one vector."""
    bytes_each = (
        units.graph + units.vectors + units.postings + units.sheets + units.signs + units.others + units.register
    )
    return passages * bytes_each / 2**30


def memory(passages: int, units: Units = UNITS) -> float:
    """GiB that the server should hold: the graph and the rows beside it, which questions walk through at random."""
    return passages * (units.graph + units.vectors) / 2**30


def graph_hours(passages: int, units: Units = UNITS) -> float:
    """Hours of making the graph in memory: each vector is put in by a search, which takes as the logarithm."""
    longer = math.log(passages) / math.log(MEASURED_AT)
    return units.graph_seconds * passages / MEASURED_AT * longer / 3600


def written_hours(passages: int, units: Units = UNITS) -> float:
    """Hours of writing all rows once, by the one machine that does: in proportion."""
    return passages / units.written / 3600


def server_ms(passages: int, units: Units = UNITS) -> float:
    """Milliseconds of a processor of the server for a question: words by postings read, all else as the logarithm."""
    read = min(SHARE_READ * passages, MOST_POSTINGS)
    measured = min(SHARE_READ * MEASURED_AT, MOST_POSTINGS)
    return units.words_ms * read / measured + units.rest_ms * math.log(passages) / math.log(MEASURED_AT)


def questions_a_second(passages: int, cores: int, units: Units = UNITS) -> float:
    """Questions a second of one host that does both, its processors busy all the time."""
    return 1000 * cores / (units.program_ms + server_ms(passages, units))


def main() -> None:
    """Print the table."""
    print(
        "passages      disk, GiB  in memory, GiB  rows written, h  graph made, h  server, ms  questions/s of 16 cores"
    )
    for passages in SIZES:
        print(
            f"{passages:11,}  {disk(passages):9,.1f}  {memory(passages):14,.1f}  {written_hours(passages):15,.1f}  "
            f"{graph_hours(passages):13,.2f}  {server_ms(passages):10.1f}  {questions_a_second(passages, 16):23.0f}"
        )
    print(f"the first line is measured at {MEASURED_AT:,}, all others are computed; a vocabulary and gigabytes of")
    print("postings that do not fit in memory cost a reading of the disk each, which is in none of these figures")


if __name__ == "__main__":
    main()
