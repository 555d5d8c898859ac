"""What a base does on a disk that is full, or protected: run in a mount namespace of its own, with that disk.

`python -m tests.store.files.hindered full FOLDER` prints, as JSON, what was found and what was told.
"""

import errno
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner

from kb.base import KnowledgeBase
from kb.cli.main import main as commands
from kb.errors import KbError
from kb.readers import PUBLIC
from kb.resources import Resources
from kb.store.drafts.private import PrivateStore
from kb.store.records.sources import put_settings
from tests.fake_encoder import FakeEncoder
from tests.small_corpus import story, write_small_corpus


def fill(folder: Path) -> None:
    """Leave no byte of a disk."""
    with (folder / "filling").open("wb", buffering=0) as file:
        size = 1 << 16
        while size:
            try:
                file.write(bytes(size))
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise
                size //= 2


def told(action: Callable[[], object]) -> list[str]:
    """Kind and words of the error that an action ends with."""
    try:
        action()
    except KbError as error:
        return [type(error).__name__, str(error)]
    return ["", ""]


def main(mode: str, folder: Path) -> None:
    home = folder / "home"
    write_small_corpus(home)
    resources = Resources(open_encoder=lambda _: FakeEncoder())

    def opened() -> KnowledgeBase:
        return KnowledgeBase.open(home, resources=resources)

    before = Resources(open_encoder=lambda _: FakeEncoder())
    with KnowledgeBase.open(home, create=True, resources=before) as base:
        base.build()
    before.keep_open(folder)  # the process that built has ended: it holds nothing
    story(home, "nouveau.md", "## Contexte\nUn texte que personne n’a encore lu.\n", id="EXP-2024-009", title="Nouveau")
    if mode == "full":
        opened().close()  # the server has started
        fill(folder)
    else:
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
    with opened() as base:
        page = base.page("une laverie la nuit", reader=PUBLIC, log=True)
        found = [hit.record.id for hit in page.hits]
        text = base.record("EXP-2023-001", reader=PUBLIC)
        written = told(lambda: put_settings(base.register, {"name": "x" * 100_000}))
        private = told(lambda: PrivateStore.open(home, base.register.now).add_reason(
            1, "EXP-2023-001", author="a", status="submitted", text="y" * 100_000))  # fmt: skip
    checked = CliRunner().invoke(commands, ["check", "--home", str(home)])
    built = CliRunner().invoke(commands, ["build", "--home", str(home)])
    print(json.dumps([found, text is not None, written, private, checked.output, [built.exit_code, built.output]]))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
