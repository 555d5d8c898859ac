"""The guide of whoever runs the site names commands, variables, files and measures that are there."""

import re
from pathlib import Path

from prometheus_client import CollectorRegistry

from kb.cli.main import main
from kb.web.app import routes
from kb.web.environment import Environment

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "OPERATIONS.md").read_text("utf-8")


def test_the_commands_that_it_names_are_there() -> None:
    named = set(re.findall(r"\bkb ([a-z]+)\b", GUIDE)) - {"account"}
    known = set(main.list_commands(None))  # type: ignore[arg-type]
    assert {"build", "check", "backup", "restore", "serve"} <= named
    assert named <= known


def test_the_files_that_it_names_are_there() -> None:
    named = set(re.findall(r"\bdeploy/[\w./*-]+\w", GUIDE))
    assert len(named) >= 6
    assert [one for one in named if not list(ROOT.glob(one))] == []


def test_the_units_and_variables_that_it_names_are_there() -> None:
    units = {path.name for path in (ROOT / "deploy" / "systemd").iterdir()}
    for unit in re.findall(r"\bkb-\w+\.timer", GUIDE):
        assert unit in units
    sources = "".join(path.read_text("utf-8") for path in (*ROOT.glob("kb/**/*.py"), *ROOT.glob("deploy/*.sh")))
    for variable in set(re.findall(r"\bKB_[A-Z_]+", GUIDE)):
        assert variable in sources, variable


def test_the_addresses_and_measures_that_it_names_are_there() -> None:
    paths = {one.path for one in routes(Environment(), CollectorRegistry())}  # type: ignore[attr-defined]
    assert set(re.findall(r"8501(/\w+)", GUIDE)) <= paths
    metrics = (ROOT / "kb" / "web" / "operating" / "metrics.py").read_text("utf-8")
    counting = (ROOT / "kb" / "web" / "operating" / "counting.py").read_text("utf-8")
    for name in set(re.findall(r"`(kb_[a-z_]+)`", GUIDE)):
        assert f'"{name.removesuffix("_total")}"' in metrics + counting, name
