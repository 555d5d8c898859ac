"""The installing script, which the Dockerfile calls: a version beside the other, and back."""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import urllib.request
from pathlib import Path

import pytest

from tests.browser.conftest import free_port

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "index" / "model"


def environment(place: Path) -> dict[str, str]:
    """What the steps are run with: packages come from the environment of the tests, for they weigh 700 MB."""
    return {
        **os.environ,
        "PIP_NO_DEPS": "1",
        "PYTHONPATH": sysconfig.get_path("purelib"),
        "PYTHON": sys.executable,
        "PREFIX": str(place / "opt"),
        "BASE": str(place / "var"),
        "HOME": str(place),
    }


def steps() -> list[str]:
    """The RUN lines of the Dockerfile, in order."""
    text = (ROOT / "deploy" / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
    return re.findall(r"^RUN (.*)$", text, re.M)


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder where the steps of the Dockerfile were run, but those of Debian's own commands."""
    place = tmp_path_factory.mktemp("image")
    ran = []
    for step in steps():
        if step.startswith(("apt-get", "useradd", "chown")):
            continue
        step = step.replace("/src/", f"{ROOT}/")
        subprocess.run(["sh", "-euc", step], env=environment(place), check=True, cwd=place)
        ran.append(step)
    assert len(ran) == 1
    # The process that reads files looks at no variable: there, packages are named by a file.
    (site,) = (place / "opt" / "current" / "venv" / "lib").glob("python*/site-packages")
    (site / "packages.pth").write_text(sysconfig.get_path("purelib"))
    return place


def test_the_other_steps_are_commands_that_debian_has() -> None:
    others = [step.split()[0] for step in steps() if "install.sh" not in step]
    assert others == ["apt-get", "useradd", "chown"]
    assert all(shutil.which(one) for one in others if one != "apt-get" or shutil.which("apt-get"))


def test_what_the_dockerfile_starts_is_in_the_image(image: Path) -> None:
    text = (ROOT / "deploy" / "Dockerfile").read_text("utf-8")
    for program in re.findall(r'CMD \["([^"]+)"', text):
        assert os.access(program.replace("/opt/recits-partages", str(image / "opt")), os.X_OK), program


@pytest.mark.skipif(not (MODEL / "model.onnx").exists(), reason="the encoder is not prepared: kb build")
def test_the_container_reads_its_corpus_serves_it_and_says_that_it_is_ready(image: Path) -> None:
    port = free_port()
    given = {**environment(image), "KB_MODEL": str(MODEL), "KB_PORT": str(port), "KB_LISTEN": "127.0.0.1"}
    (image / "var" / "corpus" / "mot.md").write_text(
        "---\ntitle: Un mot\nkind: experience\nfictional: true\n---\n\nRien que pour voir.\n", "utf-8"
    )
    deploy = image / "opt" / "current" / "app" / "deploy"
    started = subprocess.Popen(
        [deploy / "start.sh"], env={**given, "KB_LOG": "json"}, cwd=image, stderr=subprocess.PIPE, text=True
    )
    try:
        for _ in range(120):
            if subprocess.run([deploy / "healthy.sh"], env=given, capture_output=True).returncode == 0:
                break
            assert started.poll() is None
        else:
            raise AssertionError("never ready")
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            measured = answer.read().decode()
        assert re.findall("^kb_(?:records|base_readable) .*", measured, re.M) == [
            "kb_base_readable 1.0",
            "kb_records 1.0",
        ]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/app/static/style.css") as answer:
            assert answer.status == 200  # .streamlit/config.toml was found
    finally:
        started.terminate()
        log = started.communicate(timeout=30)[1]
    told = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    assert f"the pages are open on port {port}" in {one["said"] for one in told}
    # What kb build says before is for whoever looks; from the first line of the log on, all is JSON.
    begun = log.splitlines()[next(at for at, line in enumerate(log.splitlines()) if line.startswith("{")) :]
    assert [line for line in begun if not line.startswith("{")] == []


def test_one_goes_back_to_the_version_before_and_forward_again(image: Path) -> None:
    prefix = image / "opt"
    script = [str(ROOT / "deploy" / "install.sh"), "--prefix", str(prefix)]
    first = os.readlink(prefix / "current")
    refused = subprocess.run([*script, "--back"], env=environment(image), capture_output=True, text=True)
    assert refused.returncode == 1
    assert "no version before" in refused.stderr
    second = prefix / "releases" / "later"
    shutil.copytree(prefix / first, second, symlinks=True)
    (prefix / "before").write_text(first)
    (prefix / "current").unlink()
    (prefix / "current").symlink_to("releases/later")
    for expected in (first, "releases/later", first):
        subprocess.run([*script, "--back"], env=environment(image), check=True, capture_output=True)
        assert os.readlink(prefix / "current") == expected
        assert (prefix / "current" / "venv" / "bin" / "kb").exists()
