"""Somebody writes until the power goes: `python -m … HOME ARCHIVE` says what is kept, and dies."""

import os
import signal
import sys
from pathlib import Path

from kb.backup import backup
from kb.base import KnowledgeBase
from kb.resources import Resources
from kb.store.files.kept_files import put_bytes
from kb.store.records.sources import put_settings
from kb.wiki.write import writing
from tests.fake_encoder import FakeEncoder
from tests.small_corpus import story
from tests.wiki.people import AUTHOR


def said(*words: object) -> None:
    """Acknowledge something: from here on it must not be lost."""
    print(*words, sep="\t", flush=True)


def main(home: Path, archive: Path) -> None:
    base = KnowledgeBase.open(home, resources=Resources(open_encoder=lambda _: FakeEncoder()))
    started = writing.start(base.wiki, AUTHOR, "experience")
    for turn in range(4):
        writing.autosave(base.wiki, AUTHOR, started.number, {"context": f"Une phrase fictive {turn}."}, None)
        said("text", started.number, f"Une phrase fictive {turn}.")
    writing.save(base.wiki, AUTHOR, started.number)
    said("draft", started.number)
    said("file", put_bytes(home, b"Une image fictive."))
    put_settings(base.register, {"name": "Une base fictive"})
    said("setting", "Une base fictive")
    story(home, "barge.md", "Une barge fictive accueille des familles.", id="EXP-2024-900", title="La barge")
    base.build()
    said("built", "EXP-2024-900")
    backup(home, archive)
    said("archive", archive.name)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
