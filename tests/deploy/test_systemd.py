"""The units are ones that systemd reads, and keep the program from all that it does not need."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

UNITS = Path(__file__).resolve().parents[2] / "deploy" / "systemd"
SERVICES = sorted(UNITS.glob("*.service"))
ANALYZE = shutil.which("systemd-analyze")
# Of systemd's own scale, 0 to 10: what it calls « OK » begins at 5, and a service without any protection has 9.6.
MOST_EXPOSED = 2.5
INSTALLED = "/opt/recits-partages"

pytestmark = pytest.mark.skipif(not ANALYZE, reason="systemd is not installed")


@pytest.fixture
def placed(tmp_path: Path) -> Path:
    """The units, with the program where they look for it."""
    place = tmp_path / "units"
    shutil.copytree(UNITS, place)
    for one in ("venv/bin/kb", "app/deploy/backup.sh"):
        program = tmp_path / "current" / one
        program.parent.mkdir(parents=True)
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
    for unit in place.glob("*.service"):
        unit.write_text(unit.read_text().replace(INSTALLED, str(tmp_path)))
    return place


def test_systemd_finds_nothing_to_say_of_them(placed: Path) -> None:
    units = sorted(placed.glob("*.service")) + sorted(placed.glob("*.timer"))
    named = [str(one).replace("@.", "@8501.") for one in units]
    for one in units:
        if "@." in one.name:
            one.rename(str(one).replace("@.", "@8501."))
    done = subprocess.run([str(ANALYZE), "verify", "--man=no", *named], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("service", [one.name for one in SERVICES])
def test_each_service_is_closed_to_what_it_does_not_need(service: str, placed: Path) -> None:
    done = subprocess.run(
        [str(ANALYZE), "security", "--offline=true", f"--threshold={int(10 * MOST_EXPOSED)}", str(placed / service)],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-300:] + done.stderr
    assert re.search(r"Overall exposure level for .*: ", done.stdout)


def test_each_timer_starts_a_service_that_is_there_at_a_time_that_comes() -> None:
    timers = sorted(UNITS.glob("*.timer"))
    assert [one.stem for one in timers] == ["kb-backup", "kb-rehearse"]
    for timer in timers:
        assert timer.with_suffix(".service") in SERVICES
        when = re.search(r"^OnCalendar=(.*)$", timer.read_text(), re.M)
        assert when
        done = subprocess.run([str(ANALYZE), "calendar", when[1]], capture_output=True, text=True)
        assert "Next elapse" in done.stdout


@pytest.mark.parametrize("service", [one for one in SERVICES if "@." in one.name], ids=lambda one: one.stem)
def test_what_runs_for_months_is_started_again_however_often_it_ended(service: Path) -> None:
    said = dict(re.findall(r"^(\w+)=(.*)$", service.read_text(), re.M))
    assert said["Restart"] == "always"
    assert said["StartLimitIntervalSec"] == "0"
    assert int(said["RestartSec"]) >= 5
