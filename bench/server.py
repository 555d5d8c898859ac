"""The web app over 100,000 passages: seconds to its first page, and resident memory with ten open sessions."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.open_page import until_answered
from bench.synthetic import synthetic_home
from kb.resources import Resources

PORT = 8597
SESSIONS = 10


def resident(process: int) -> float:
    """Resident memory of a process and its children, in MiB."""
    total = 0.0
    children = subprocess.run(["pgrep", "-P", str(process)], capture_output=True, text=True, check=False).stdout.split()
    for one in [str(process), *children]:
        for line in Path(f"/proc/{one}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                total += int(line.split()[1]) / 1024
    return total


def main(passages: int = 100_000, keep: str | None = None) -> None:
    """Print both figures."""
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import CHROMIUM, FLAGS

    with tempfile.TemporaryDirectory() as temporary:
        home, _ = synthetic_home(Path(keep or temporary), passages, Resources())
        environment = {**os.environ, "KB_MODEL": str(home.model)}
        started = time.perf_counter()
        server = subprocess.Popen(
            [sys.executable, "-m", "kb", "serve", "--home", str(home.root), "--port", str(PORT)], env=environment
        )
        try:
            address = f"http://127.0.0.1:{PORT}"
            until_answered(address, server)
            with sync_playwright() as play:
                browser = play.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
                ready = time.perf_counter() - started
                page = browser.new_page()
                page.goto(address)
                page.get_by_role("button", name="Rechercher").wait_for(timeout=30_000)
                print(
                    f"answers after {ready:.1f} s, first page drawn after {time.perf_counter() - started:.1f} s (bar 5)"
                )
                pages = [browser.new_page() for _ in range(SESSIONS)]
                for number, one in enumerate(pages):
                    one.goto(f"{address}/?q=que+faire+quand+un+jeune+revient+{number}")
                    one.locator("h1").first.wait_for(timeout=60_000)
                time.sleep(2)
                print(f"{SESSIONS} sessions, {passages} passages: {resident(server.pid):.0f} MiB resident (bar 900)")
                browser.close()
        finally:
            server.terminate()
            server.wait(timeout=20)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000, sys.argv[2] if len(sys.argv) > 2 else None)
