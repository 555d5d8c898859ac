"""The bill of materials names all that is installed, and nothing is installed that is not pinned."""

import json
import re
import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# What makes an environment, and this program.
OURS = frozenset({"pip", "setuptools", "wheel", "recits-partages"})


def plain(name: str) -> str:
    """A name of a package as PyPI compares them."""
    return re.sub(r"[-_.]+", "-", name).lower()


INSTALLED = {plain(one.metadata["Name"]): one.version for one in distributions() if one.metadata["Name"]}


@pytest.fixture(scope="module")
def bill(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Versions by name, in the bill that the command of `make sbom` writes."""
    place = tmp_path_factory.mktemp("sbom") / "sbom.json"
    command = re.search(r"cyclonedx-py (environment (?:.|\n)*?) -o", (ROOT / "Makefile").read_text("utf-8"))
    assert command
    options = command[1].replace("\\\n", " ").split()
    tool = Path(sys.executable).with_name("cyclonedx-py")
    subprocess.run([tool, *options, "-o", place, sys.executable], cwd=ROOT, check=True, capture_output=True)
    told = json.loads(place.read_text("utf-8"))
    assert told["bomFormat"] == "CycloneDX"
    assert told["metadata"]["component"]["name"] == "recits-partages"
    return {plain(one["name"]): one["version"] for one in told["components"]}


def test_every_package_stands_in_the_bill_with_its_version(bill: dict[str, str]) -> None:
    expected = {name: version for name, version in INSTALLED.items() if name != "recits-partages"}
    assert {name: version for name, version in expected.items() if bill.get(name) != version} == {}


def test_every_package_that_the_environment_needs_is_pinned_to_what_is_installed() -> None:
    pinned = dict(line.split("==") for line in (ROOT / "constraints.txt").read_text("utf-8").split())
    plain_pins = {plain(name): version for name, version in pinned.items()}
    loose = set(INSTALLED) - set(plain_pins) - OURS
    assert {one for one in loose if not one.startswith(("nvidia-", "cuda-", "triton"))} == set()
