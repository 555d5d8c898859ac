"""What must hold of a base once its machine failed: what was acknowledged is there, and a build mends the rest."""

import zipfile
from collections.abc import Sequence
from pathlib import Path

from click.testing import CliRunner, Result

from kb.cli.main import main
from kb.home import find_home
from kb.readers import OPERATOR
from kb.store.drafts.proposals import proposal
from kb.store.files.kept_files import bytes_at
from kb.store.files.soundness import base_faults
from kb.store.records.attachments import attachments_of
from kb.wiki.write import writing
from tests.faults.lives import opened
from tests.wiki.people import AUTHOR

Acknowledged = Sequence[Sequence[str]]
IN_THE_ARCHIVE = 6
# Words of a traceback, or of an error of a library, that nobody should be told.
ENGLISH = ("Traceback", "Error", "errno", "No space", "sqlite3.", "disk image", "line ")


def check(home: Path) -> Result:
    """`kb check` of a home."""
    return CliRunner().invoke(main, ["check", "--home", str(home)])


def assert_nothing_lost(home: Path, acknowledged: Acknowledged) -> None:
    """Everything that was acknowledged is in the base, which opens, and what it kept is sound."""
    find_home(home)
    assert base_faults(home) == ()
    with opened(home) as base:
        for what, *words in acknowledged:
            if what == "published":
                assert base.published(words[0]) is not None, words
            elif what in ("typed", "drafted"):
                fields = writing.open_writing(base.wiki, AUTHOR, int(words[0])).fields
                assert fields.get("context", "") >= words[1], words
            elif what == "status":
                steps = ("draft", "submitted", "in_review", "validated", "published")
                now = proposal(base.register, int(words[0])).status
                assert steps.index(now) >= steps.index(words[1])
            elif what == "attached":
                record_id = proposal(base.register, int(words[0])).record_id
                (kept,) = [one for one in attachments_of(base.register, record_id) if one.name == words[1]]
                assert bytes_at(home, kept.sha256).stat().st_size == kept.size
            elif what == "archived":
                with zipfile.ZipFile(words[0]) as archive:
                    assert archive.testzip() is None
            elif what == "restored":
                assert base.published("EXP-2024-700") is None
            elif what == "exported":
                assert len(list(Path(words[0]).iterdir())) >= IN_THE_ARCHIVE


def assert_mended(home: Path) -> None:
    """`kb check` says in French what is so, and the next build mends it: the whole corpus is found again."""
    first = check(home)
    assert first.exit_code == 0 or "kb build" in first.output, first.output
    assert not [word for word in ENGLISH if word in first.output], first.output
    with opened(home) as base:
        base.build()
        barges = {f"EXP-2024-80{1 + int(path.stem[-1])}" for path in (home / "corpus").glob("barge-*.md")}
        assert {one for one in base.register.ids() if one.startswith("EXP-2024-80")} == barges
        found = {hit.record.id for hit in base.search("barge fictive", reader=OPERATOR, limit=50)}
        assert found >= barges
        assert base.status(thorough=True).problems == ()
    assert check(home).exit_code == 0
