"""The worked examples of CONTRIBUTING.md are done as it says, to a copy of the program, and work."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]
GUIDE = (CHECKOUT / "CONTRIBUTING.md").read_text(encoding="utf-8")
EXPERIENCE = "kb/records/kinds/experience.py"

# Where the new field is found, with nothing else touched: form, publication, filter, facet, card, export, import,
# comparison, and the words that are searched.
FOUND = """
import sys
from pathlib import Path, PurePosixPath

import kb
from ingest.document import Document
from kb.base import KnowledgeBase
from kb.export.facts import card_facts
from kb.export.markdown import record_markdown
from kb.readers import OPERATOR
from kb.records.front_matter import record_of
from kb.resources import Resources
from kb.vocabulary.vocabulary import load_vocabulary
from kb.wiki.review import review
from kb.wiki.write import writing
from kb.wiki.write.forms import questions
from tests.fake_encoder import FakeEncoder
from tests.wiki.people import AUTHOR, REVIEWER, send, told

assert Path(kb.__file__).is_relative_to(sys.argv[1]), kb.__file__
asked = next(question for question in questions("experience") if "setting" in question.fields)
assert asked.fields.index("frame") == asked.fields.index("setting") + 1

home = Path(sys.argv[1], "home")
(home / "corpus").mkdir(parents=True)
base = KnowledgeBase.open(home, create=True, resources=Resources(open_encoder=lambda folder: FakeEncoder()))
base.build()
ids = []
for frame in (["street"], ["street", "home"]):
    one = told(base, frame=frame)
    send(base, one)
    review.publish(base.wiki, REVIEWER, one.number)
    ids.append(one.record_id)

assert {r.id for r in base.summaries({"frame": "home"}, reader=OPERATOR)} == {ids[1]}
facet = next(one for one in base.facets({}, reader=OPERATOR) if one.key == "frame")
assert (facet.label, [(v.label, v.count) for v in facet.values]) == ("Cadre", [("Dans la rue", 2), ("À domicile", 1)])
assert [hit.record.id for hit in base.search("domicile", mode="lexical", reader=OPERATOR)][:1] == [ids[1]]

view = base.record(ids[1], reader=OPERATOR)
revision = base.register.published(ids[1])
assert ("Cadre", "Dans la rue, À domicile") in card_facts(type(revision.record), view.fields, base.vocabulary.label)
row = next(row for row in base.related.compare(tuple(ids), reader=OPERATOR).facts if row.name == "frame")
assert (row.shared, row.own) == (("street",), ((), ("home",)))

assert "frame:\\n- street\\n- home\\n" in record_markdown(revision)
words = load_vocabulary()
for key in ("frame", "Cadre", "cadre d’intervention"):
    card = {"kind": "experience", "title": "Un récit", key: ["À domicile", "remote", "au grenier"]}
    document = Document("", (), metadata={"front_matter": card})
    read = record_of(PurePosixPath("a.md"), document, words.labels, frozenset())
    assert read.record.frame == ("home", "remote"), key
    assert any("au grenier" in note.message for note in read.notes)
base.close()
print("found everywhere")
"""


def blocks(heading: str) -> list[str]:
    """The Python of a section."""
    section = GUIDE.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return re.findall(r"```python\n(.*?)```", section, re.S)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the program, to be changed."""
    shutil.copytree(CHECKOUT / "kb", tmp_path / "kb", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def run(copy: Path, code: str) -> str:
    """What a script prints that runs in the copy; the tests' own modules and the readers are those of the checkout."""
    env = {**os.environ, "PYTHONPATH": f"{copy}{os.pathsep}{CHECKOUT}"}
    done = subprocess.run(
        [sys.executable, "-c", code, str(copy)], cwd=copy, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_field_with_a_filter_is_added_in_one_file_and_found_everywhere(copy: Path) -> None:
    codes, field = blocks("Add a field with a filter")
    module = copy / EXPERIENCE
    source = module.read_text("utf-8")
    place = re.compile(r"^    setting: .*\n", re.M)
    source = place.sub(
        lambda line: line[0] + field, source.replace("\n\nclass Step", f"\n{codes}\n\nclass Step", 1), count=1
    )
    module.write_text(source, "utf-8")
    assert run(copy, FOUND).strip() == "found everywhere"


def test_a_kind_is_added_in_a_file_and_a_line(copy: Path) -> None:
    (code,) = blocks("Add a kind of record")
    kinds = copy / "kb/records/kinds"
    (kinds / "meeting.py").write_text(code, "utf-8")
    gathered = (
        (kinds / "__init__.py")
        .read_text("utf-8")
        .replace('    "term": TermRecord,\n', '    "term": TermRecord,\n    "meeting": Meeting,\n')
    )
    gathered = gathered.replace(
        "from kb.records.kinds.need", "from kb.records.kinds.meeting import Meeting\nfrom kb.records.kinds.need", 1
    )
    (kinds / "__init__.py").write_text(gathered, "utf-8")
    guided = copy / "kb/data/guided.yaml"
    asked = '  - {part: Réunion, fields: [title], required: [title], ask: "Quelle réunion ?", help: "", example: ""}\n'
    guided.write_text(guided.read_text("utf-8") + f"meeting:\n{asked}", "utf-8")
    said = run(
        copy,
        "from kb.wiki.write.forms import questions\nfrom kb.wiki.rights import WRITERS\n"
        "from kb.records.card_keys import kind_named\nfrom kb.search.facets import facet_of\n"
        "print(questions('meeting')[0].fields, WRITERS['meeting'], kind_named('Réunion'))",
    )
    assert said.strip() == "('title', 'agreed') frozenset({'contributor'}) meeting"


def test_every_place_that_the_guide_names_is_there() -> None:
    named = {one for one in re.findall(r"`([\w/.]+/[\w/.]*)`", GUIDE) if not one.startswith(".")}
    assert named
    assert [one for one in sorted(named) if not (CHECKOUT / one).exists()] == []
    for module, name in re.findall(r"`([A-Z]+)` (?:of|in) `?([\w/.]+)`?", GUIDE):
        assert re.search(rf"^{module}\b", (CHECKOUT / name).read_text("utf-8"), re.M), (module, name)
