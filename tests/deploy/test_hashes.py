"""The list of an installation that takes nothing but files whose SHA-256 is known."""

import re
import subprocess
import sys
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LIST = ROOT / "deploy" / "requirements.hashed.txt"
# What an installation takes, as `make hashes` asks for it.
EXTRAS = ("oidc", "mcp", "shared")
# torch asks for them on Linux where it comes from PyPI itself; no environment of the tests has them.
CUDA = re.compile(r"nvidia-|cuda-|triton$")


def listed() -> dict[str, tuple[str, list[str]]]:
    """Version and hashes by name."""
    found: dict[str, tuple[str, list[str]]] = {}
    for block in re.split(r"\n(?=\S)", LIST.read_text("utf-8")):
        name, version = re.match(r"([A-Za-z0-9._-]+)==([^ ;]+)", block).groups()  # type: ignore[union-attr]
        found[canonicalize_name(name)] = version, re.findall(r"--hash=(sha256:[0-9a-f]{64})\b", block)
    return found


def needed() -> set[str]:
    """Names of all packages that the program needs here with its extras, through whatever needs them."""
    seen: set[tuple[str, str]] = set()
    waiting: list[tuple[str, str]] = [("recits-partages", extra) for extra in ("", *EXTRAS)]
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        made: Distribution = distribution(name)
        for line in made.requires or ():
            one = Requirement(line)
            if one.marker is None or one.marker.evaluate({**default_environment(), "extra": extra}):
                waiting += [(canonicalize_name(one.name), wanted) for wanted in ("", *one.extras)]
    return {name for name, _ in seen} - {"recits-partages"}


def test_all_that_an_installation_needs_stands_in_the_list_with_the_version_that_is_pinned() -> None:
    pinned = dict(line.split("==") for line in (ROOT / "constraints.txt").read_text("utf-8").split())
    versions = {canonicalize_name(name): version for name, version in pinned.items()}
    hashed = listed()
    assert {name for name in needed() if name not in hashed} == set()
    assert {name: version for name, (version, _) in hashed.items() if versions.get(name, version) != version} == {}
    loose = {name for name in hashed if name not in versions and not CUDA.match(name)}
    # Of other systems; or what makes an environment.
    assert loose <= {"colorama", "httpx2-jsfetch", "pip", "pywin32", "setuptools"}


def test_each_package_has_hashes_and_the_list_names_no_place_to_fetch_from() -> None:
    assert {name for name, (_, hashes) in listed().items() if not hashes} == set()
    assert not re.search(r"://|--index|--find-links|--trusted", LIST.read_text("utf-8"))


@pytest.mark.parametrize("changed", [False, True])
def test_a_package_that_is_not_the_one_listed_is_refused(tmp_path: Path, changed: bool) -> None:
    version, hashes = listed()["segno"]
    if changed:
        hashes = [one[:-8] + "0" * 8 for one in hashes]
    asked = tmp_path / "asked.txt"
    asked.write_text(f"segno=={version} " + " ".join(f"--hash={one}" for one in hashes), "utf-8")
    got = subprocess.run(
        [sys.executable, "-m", "pip", "download", "--no-deps", "--require-hashes", "-r", asked, "-d", tmp_path / "got"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (got.returncode == 0) is not changed, got.stderr
    assert ("DO NOT MATCH THE HASHES" in got.stderr) is changed


def test_with_a_wheel_of_torch_only_torch_and_what_it_asks_cuda_for_leave_the_list() -> None:
    script = (ROOT / "deploy" / "install.sh").read_text("utf-8")
    program = re.search(r"awk '([^']+)'", script)
    assert program
    left = subprocess.run(["awk", program[1], LIST], capture_output=True, text=True, check=True).stdout
    names = {canonicalize_name(one) for one in re.findall(r"^([A-Za-z0-9._-]+)==", left, re.M)}
    assert set(listed()) - names == {"torch", *(one for one in listed() if CUDA.match(one))}
    assert len(names) > 100
    assert left.count("--hash=") == sum(len(listed()[one][1]) for one in names)
