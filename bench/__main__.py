"""`make bench`: every figure of docs/BENCHMARKS.md, with the machine's name."""

import functools
import os
import platform
from pathlib import Path

from bench import (
    building,
    choosing,
    exporting,
    holds,
    load,
    peers,
    protection,
    quality,
    server,
    shared,
    silence,
    speed,
    telling,
    thinking,
)


def processor() -> str:
    """Name of the processor, as Linux tells it."""
    path = Path("/proc/cpuinfo")
    lines = path.read_text().splitlines() if path.exists() else []
    return next(
        (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.processor()
    )


def main() -> None:
    """Print the machine, then each benchmark."""
    print(f"{processor()}, {os.cpu_count()} processors, Python {platform.python_version()}, load {os.getloadavg()}")
    for name, run in (
        ("quality", quality.main),
        ("ranking beside plain rankings", functools.partial(holds.main, ["--table"])),
        ("silence, spelling, quotes", silence.main),
        ("protection of people", protection.main),
        ("fields of what is told", telling.main),
        ("choosing", choosing.main),
        ("comparing and associating", thinking.main),
        ("building", building.main),
        ("speed", speed.main),
        ("several machines", shared.main),
        ("peers", peers.at_all_sizes),
        ("server", server.main),
        ("fifty readers, five writers", load.main),
        ("exporting", exporting.main),
    ):
        print(f"\n== {name}", flush=True)
        run()


if __name__ == "__main__":
    main()
