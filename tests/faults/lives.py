"""What people do with a base while the machine fails: each life says, line by line, what was acknowledged."""

import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Self

import click
from PIL import Image

import kb.base
import kb.building.source_reader
from ingest.document import Reading
from ingest.sandbox.reader_process import _read
from kb.base import KnowledgeBase
from kb.cli.main import main
from kb.protection.persons.names import Tagger, TaggerMissing
from kb.resources import Resources
from kb.wiki.review import review
from kb.wiki.write import writing
from kb.wiki.write.attachments import attach
from tests.fake_encoder import FakeEncoder
from tests.small_corpus import story
from tests.wiki.people import AUTHOR, REVIEWER, YES, told

NEW = ("EXP-2024-801", "EXP-2024-802", "EXP-2024-803")


def said(*words: object) -> None:
    """Acknowledge something: from here on it must not be lost."""
    os.write(1, ("\t".join(map(str, words)) + "\n").encode())


class ReadersHere:
    """Reads files in the process that asks: starting another is most of a small build."""

    def __init__(self, **_: object) -> None: ...

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...

    def read(self, path: Path, *, kind: str, **options: Any) -> Reading:
        """What the reader of this kind makes of a file."""
        return _read({"path": str(path), "kind": kind, "options": options}, lambda _: None)


def no_tagger() -> Tagger:
    """The model of names takes seconds to load, and decides nothing here."""
    raise TaggerMissing("pas de modèle")


made = partial(Resources, open_encoder=lambda _: FakeEncoder(), open_tagger=no_tagger)


def prepare() -> None:
    """Have the command line of this process use an encoder and a reader that cost nothing."""
    kb.base.Resources = made  # type: ignore[misc, assignment]
    kb.building.source_reader.Readers = ReadersHere  # type: ignore[misc, assignment]


@contextmanager
def opened(home: Path) -> Iterator[KnowledgeBase]:
    with KnowledgeBase.open(home, create=True, resources=made()) as base:
        yield base


def command(*words: str) -> None:
    """A command of `kb`, as somebody types it; a failure ends this process with what the command says."""
    try:
        main.main(list(words), standalone_mode=False)
    except click.ClickException as error:
        raise SystemExit(error.format_message()) from error


def new_sources(home: Path) -> None:
    """Three files that no build has read."""
    for number, record_id in enumerate(NEW):
        words = f"## Contexte\nUne barge fictive, la {number + 1}e, accueille des familles au bord du canal.\n"
        story(home, f"barge-{number}.md", words, id=record_id, title=f"La barge {number + 1}", date="2024-05-01")


def picture() -> bytes:
    """A small PNG."""
    to = io.BytesIO()
    Image.new("RGB", (8, 8), (20, 90, 160)).save(to, "png")
    return to.getvalue()


def build(home: Path) -> None:
    command("build", "--home", str(home))
    for record_id in NEW:
        said("published", record_id)


def autosave(home: Path) -> None:
    with opened(home) as base:
        one = writing.start(base.wiki, AUTHOR, "experience")
        for turn in range(4):
            text = f"Une phrase fictive {turn}."
            writing.autosave(base.wiki, AUTHOR, one.number, {"context": text}, None)
            said("typed", one.number, text)
        writing.save(base.wiki, AUTHOR, one.number)
        said("drafted", one.number, text)


def publish(home: Path) -> None:
    with opened(home) as base:
        one = told(base)
        said("typed", one.number, "Il ne venait plus au collège depuis la rentrée.")
        writing.submit(base.wiki, AUTHOR, one.number, open_points=0)
        said("status", one.number, "submitted")
        review.take(base.wiki, REVIEWER, one.number)
        review.answer_grid(base.wiki, REVIEWER, one.number, YES)
        review.validate(base.wiki, REVIEWER, one.number)
        said("status", one.number, "validated")
        review.publish(base.wiki, REVIEWER, one.number)
        said("published", one.record_id)


def upload(home: Path) -> None:
    with opened(home) as base:
        one = writing.start(base.wiki, AUTHOR, "experience")
        said("typed", one.number, "")
        said("attached", one.number, attach(base.wiki, AUTHOR, one.number, "croquis.png", picture()).name)


def backup(home: Path) -> None:
    command("backup", str(home.parent / "nouvelle.zip"), "--private", "--home", str(home))
    said("archived", home.parent / "nouvelle.zip")


def restore(home: Path) -> None:
    command("restore", str(home.parent / "ancienne.zip"), "--replace", "--home", str(home))
    said("restored")


def export(home: Path) -> None:
    for form in ("md", "json", "docx"):
        folder = home.parent / f"export-{form}"
        command("export", "--all", "--format", form, "--output", str(folder), "--home", str(home))
        said("exported", folder)


LIVES: dict[str, Callable[[Path], None]] = {
    one.__name__: one for one in (build, autosave, publish, upload, backup, restore, export)
}
