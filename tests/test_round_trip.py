"""What `kb export --format md` writes, `kb build` reads back: same fields, same blocks, for the whole sample."""

import shutil
from pathlib import Path

import pytest

from ingest.document import Document
from kb.base import KnowledgeBase
from kb.export.markdown import record_markdown
from tests.conftest import Opener

SAMPLE = Path(__file__).parents[1] / "corpus"
SOURCES = ("*.md", "*.pdf", "*.pdf.yaml")


def told(document: Document) -> list[tuple[str, int, str]]:
    return [(b.kind, b.level, document.text[b.start : b.end]) for b in document.blocks]


@pytest.fixture
def sample(home: Path, open_base: Opener) -> KnowledgeBase:
    """The sample corpus, read into a register with an encoder that costs nothing."""
    for folder in (one for one in SAMPLE.iterdir() if one.is_dir() and one.name != "attachments"):
        shutil.copytree(folder, home / "corpus" / folder.name)
    for path in (one for pattern in SOURCES for one in SAMPLE.glob(pattern)):
        shutil.copy(path, home / "corpus" / path.name)
    base = open_base()
    base.build()
    return base


def test_every_record_of_the_sample_comes_back_as_it_was(
    sample: KnowledgeBase, tmp_path: Path, open_base: Opener
) -> None:
    again = tmp_path / "again"
    (again / "corpus").mkdir(parents=True)
    first = {}
    for record_id in sample.register.ids():
        revision = sample.register.published(record_id)
        assert revision is not None
        first[record_id] = revision
        (again / "corpus" / f"{record_id}.md").write_text(record_markdown(revision), encoding="utf-8")
    assert len(first) > 60

    second = open_base(again)
    report = second.build()

    assert [one for one in report.notes if one.note.level != "info"] == []
    for record_id, before in first.items():
        after = second.register.published(record_id)
        assert after is not None, record_id
        assert told(after.document) == told(before.document), record_id
        exclude = {"pages"}  # those of the source: a page of Markdown is none
        assert after.record.model_dump(exclude=exclude) == before.record.model_dump(exclude=exclude)
