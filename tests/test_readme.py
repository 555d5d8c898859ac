"""The front door stays short, the command reference is generated, and each dependency is explained."""

import re
import tomllib
from pathlib import Path

from tools.command_reference import rewritten

ROOT = Path(__file__).parent.parent
COMMANDS = (ROOT / "docs" / "COMMANDS.md").read_text(encoding="utf-8")
DEPENDENCIES = (ROOT / "docs" / "DEPENDENCIES.md").read_text(encoding="utf-8")


def test_the_front_door_can_be_read_in_two_minutes() -> None:
    assert len((ROOT / "README.md").read_bytes()) < 9 * 1024


def test_the_command_reference_is_that_of_the_commands() -> None:
    assert rewritten(COMMANDS) == COMMANDS, "run: python -m tools.command_reference"


def test_each_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.split(r"[\[<>=; ]", one)[0].lower() for one in project["dependencies"]}
    told = {
        name.lower()
        for line in DEPENDENCIES.splitlines()
        if line.startswith("| `")
        for name in re.findall(r"`([^`]+)`", line.split("|")[1])
    }
    assert names - told == set()
