"""Several machines over one base on a PostgreSQL server: each has a folder of its own, and what one does all see."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kb.base import KnowledgeBase
from kb.home import Home
from kb.readers import OPERATOR
from kb.resources import Resources
from kb.store.drafts.private import PrivateStore
from kb.store.drafts.sealed_words import WITNESS
from kb.store.records.erased_sources import erased_sources
from kb.wiki.admin.erasure import erase_words, finish_erasing
from kb.wiki.write import attachments, writing
from kb.wiki.write.protection_choices import seal, state_of, write_state
from tests.bucket_server import files_address, s3
from tests.engines import Postgres, new_database, server
from tests.fake_encoder import FakeEncoder
from tests.small_corpus import story, write_small_corpus
from tests.wiki.people import AUTHOR, published, told
from tests.wiki.write.test_attaching import photograph

__all__ = ["files_address", "s3", "server"]

pytestmark = pytest.mark.postgres

CHECKOUT = Path(__file__).resolve().parents[1]
QUAY = "Un quai fictif où l’on attend le dernier bateau."


class Machine:
    """A folder, an encoder and a base of its own over the shared server; the keys stand beside, in one place."""

    def __init__(self, root: Path, address: str, files: str = "", retrieval: str = "") -> None:
        (root / "corpus").mkdir(parents=True, exist_ok=True)
        self.root = root
        self.encoder = FakeEncoder()
        keys = f"{files}/keys" if files else f"file://{root.parent}/keys"
        shared = {"database": address, "private_database": address, "files": files, "keys": keys}
        self.home = Home(root, root / "model", **shared, retrieval=retrieval)
        self.resources = Resources(open_encoder=lambda folder: self.encoder)
        self.base = KnowledgeBase.open(self.home, create=True, resources=self.resources)

    def again(self) -> KnowledgeBase:
        """Its base, opened once more, as by another visit."""
        return KnowledgeBase.open(self.home, resources=self.resources)

    def found(self, question: str) -> list[tuple[str, float]]:
        """What a question finds on this machine, with scores."""
        return [(hit.record.id, hit.score) for hit in self.base.search(question, reader=OPERATOR)]


@pytest.fixture
def address(server: Postgres) -> Iterator[str]:
    with new_database(server, "empty_base") as one:
        yield one


@pytest.fixture
def two(address: str, tmp_path: Path) -> Iterator[tuple[Machine, Machine]]:
    """Two machines; the first gave the small corpus."""
    one, other = Machine(tmp_path / "one", address), Machine(tmp_path / "other", address)
    write_small_corpus(one.root)
    one.base.build()
    yield one, other
    one.base.close()
    other.base.close()


def test_a_machine_that_joins_finds_the_same_and_encodes_nothing_again(two: tuple[Machine, Machine]) -> None:
    one, other = two
    assert one.encoder.encoded != []
    report = other.base.build()
    assert (report.read, report.removed) == (0, 0)
    assert other.encoder.encoded == []
    for question in ("sortie de cure", "le collège"):
        assert [found for found, _ in other.found(question)] == [found for found, _ in one.found(question)]
        assert [score for _, score in other.found(question)] == pytest.approx(
            [score for _, score in one.found(question)]
        )
    assert one.found("sortie de cure") != []


def test_a_text_that_changed_is_encoded_where_it_changed_alone(two: tuple[Machine, Machine]) -> None:
    one, other = two
    other.base.build()
    story(one.root, "quai.md", f"## Contexte\n{QUAY}\n", id="EXP-2024-700", title="Le quai")
    before = len(one.encoder.encoded)
    one.base.build()
    assert len(one.encoder.encoded) == before + 1
    other.base.follow()
    assert other.encoder.encoded == []
    assert other.found("dernier bateau")[0][0] == "EXP-2024-700"


def test_another_encoder_uses_nothing_of_the_first(two: tuple[Machine, Machine], address: str, tmp_path: Path) -> None:
    third = Machine(tmp_path / "third", address)
    third.encoder = FakeEncoder(name="another")
    third.base.build()
    assert third.encoder.encoded != []
    third.base.close()


def test_what_one_machine_withdraws_no_other_shows_before_its_index_follows(two: tuple[Machine, Machine]) -> None:
    one, other = two
    other.base.build()
    gone = other.found("sortie de cure")[0][0]
    one.base.register.withdraw(gone, actor="operator", reason="un essai")
    assert gone not in [found for found, _ in other.found("sortie de cure")]


@pytest.fixture
def with_bucket(two: tuple[Machine, Machine], address: str, files_address: str) -> Iterator[tuple[Machine, Machine]]:
    """The two machines, which keep their files in one bucket."""
    roots = [one.root for one in two]
    one, other = (Machine(root, address, files_address) for root in roots)
    one.base.build()
    other.base.build()
    yield one, other
    one.base.close()
    other.base.close()


@pytest.mark.bucket
def test_a_file_attached_on_one_machine_is_given_by_the_other(with_bucket: tuple[Machine, Machine]) -> None:
    one, other = with_bucket
    proposal = told(one.base)
    name = attachments.attach(one.base.wiki, AUTHOR, proposal.number, "plan.jpg", photograph()).name
    path = attachments.file_of(other.base.wiki, AUTHOR, proposal.record_id, name)[1]
    assert path.is_relative_to(other.root)
    assert path.read_bytes() == attachments.file_of(one.base.wiki, AUTHOR, proposal.record_id, name)[1].read_bytes()


@pytest.mark.bucket
def test_the_source_of_a_record_is_given_by_a_machine_that_never_held_it(with_bucket: tuple[Machine, Machine]) -> None:
    one, other = with_bucket
    given = one.base.source_file("EXP-2023-001", reader=OPERATOR)
    brought = other.base.source_file("EXP-2023-001", reader=OPERATOR)
    assert given is not None
    assert brought is not None
    assert (brought.name, brought.read_bytes()) == ("laverie.md", given.read_bytes())
    assert brought.is_relative_to(other.root)
    other.base.register.withdraw("EXP-2023-001", actor="operator", reason="un essai")
    assert other.base.source_file("EXP-2023-001", reader=OPERATOR) is None


@pytest.mark.bucket
def test_a_record_erased_on_another_machine_leaves_the_file_that_it_came_from(
    with_bucket: tuple[Machine, Machine],
) -> None:
    one, other = with_bucket
    assert other.base.source_file("EXP-2023-001", reader=OPERATOR) is not None
    assert holds(one.root, "laverie")
    assert holds(other.root, "laverie")
    erase_words(other.base.wiki, "EXP-2023-001", actor="operator")
    assert not holds(other.root, "laverie")
    assert one.base.forget_erased()
    assert not holds(one.root, "laverie")
    assert other.base.files.source(source_digest("laverie"), "laverie.md") is None
    one.base.build()
    assert one.base.register.entry("EXP-2023-001") is None
    assert erased_sources(one.base.register) == ()


def source_digest(name: str) -> str:
    """SHA-256 of a file of the small corpus."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "corpus").mkdir()
        write_small_corpus(Path(folder))
        return hashlib.sha256((Path(folder) / "corpus" / f"{name}.md").read_bytes()).hexdigest()


def test_a_build_before_the_next_look_brings_nothing_back(two: tuple[Machine, Machine]) -> None:
    one, other = two
    other.base.build()
    erase_words(other.base.wiki, "EXP-2023-001", actor="operator")
    assert "laverie" not in str(erased_sources(one.base.register))
    one.base.build()
    assert one.base.register.entry("EXP-2023-001") is None
    assert not (one.root / "corpus" / "laverie.md").exists()


def test_a_file_that_an_earlier_version_had_removed_by_its_name_goes(two: tuple[Machine, Machine]) -> None:
    one, _ = two
    one.base.register.database.execute("INSERT INTO erased_sources VALUES ('corpus/laverie.md', '')")
    assert one.base.forget_erased()
    assert not (one.root / "corpus" / "laverie.md").exists()
    assert erased_sources(one.base.register) == ()


def test_words_erased_on_one_machine_leave_the_files_of_the_others(two: tuple[Machine, Machine]) -> None:
    one, other = two
    story(one.root, "quai.md", f"## Contexte\n{QUAY}\n", id="EXP-2024-700", title="Le quai")
    one.base.build()
    other.base.build()
    assert holds(other.root, "bateau")
    erase_words(one.base.wiki, "EXP-2024-700", actor="operator")
    rows = one.base.register.database.execute("SELECT COUNT(*) FROM kept_vectors WHERE record_id = ?", ["EXP-2024-700"])
    assert rows.fetchone()[0] == 0
    assert other.base.forget_erased()
    assert not holds(other.root, "bateau")
    assert not holds(one.root, "bateau")
    assert other.found("sortie de cure") != []


@pytest.mark.parametrize("moment", ["forget_here", "follow"])
def test_what_is_erased_while_a_machine_rids_its_files_of_another_erasure_is_owed_still(
    two: tuple[Machine, Machine], monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    one, other = two
    story(one.root, "quai.md", f"## Contexte\n{QUAY}\n", id="EXP-2024-700", title="Le quai")
    one.base.build()
    other.base.build()
    erase_words(one.base.wiki, "EXP-2023-001", actor="operator")
    at: Any = other.base.index if moment == "follow" else other.base.files
    kept = getattr(at, moment)

    def meanwhile(*given: object) -> object:
        done = kept(*given)
        monkeypatch.undo()
        assert erase_words(one.base.wiki, "EXP-2024-700", actor="operator")
        return done

    monkeypatch.setattr(at, moment, meanwhile)
    assert other.base.forget_erased()
    assert other.base.index.owes_erasing()
    assert other.base.forget_erased()
    assert not other.base.index.owes_erasing()
    assert not holds(other.root, "bateau")


def test_publication_destroys_the_key_of_what_was_put_in_place_of_names(two: tuple[Machine, Machine]) -> None:
    wiki = two[0].base.wiki
    write_state(wiki, "EXP-2023-001", "c-1", {"choices": [{"action": "replace", "texts": ["Karim"]}]})
    before = keys_in(two[0].root)
    seal(wiki, "EXP-2023-001")
    assert before != []
    assert set(before).isdisjoint(keys_in(two[0].root))
    assert state_of(two[1].base.wiki, "EXP-2023-001")["choices"][0]["texts"] == []


def keys_in(root: Path) -> list[Path]:
    """The keys of private texts beside the folder of a machine."""
    found = (root.parent / "keys").rglob("*")
    return [path for path in found if path.is_file() and not path.name.startswith(WITNESS)]


def private_rows(machine: Machine) -> str:
    """Every row of the private schema."""
    database = machine.base.wiki.private.database
    tables = database.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'recits_prives'").fetchall()
    return repr([database.execute(f"SELECT * FROM {table}").fetchall() for (table,) in tables])


def test_a_text_begun_on_one_machine_goes_on_on_the_other_and_reads_on_no_server(
    two: tuple[Machine, Machine],
) -> None:
    one, other = two
    proposal = told(one.base, title="Le quai des hortensias")
    writing.autosave(other.base.wiki, AUTHOR, proposal.number, {"title": "Le quai des hortensias bleus"}, {"title": 1})
    copy = one.base.wiki.private.working_copy(proposal.number, AUTHOR.account)
    assert copy is not None
    assert copy.fields["title"] == "Le quai des hortensias bleus"
    assert "hortensias" not in private_rows(one)
    assert len(keys_in(one.root)) == 1


def test_erasing_on_one_machine_destroys_the_keys_of_all(two: tuple[Machine, Machine]) -> None:
    one, other = two
    proposal = told(one.base)
    other.base.wiki.private.put_raw(proposal.record_id, AUTHOR.account, "Brut.", purge_on="9999-01-01")
    assert len(keys_in(one.root)) == 2
    assert erase_words(other.base.wiki, proposal.record_id, actor="operator")
    assert keys_in(one.root) == []


def test_an_erasure_whose_keys_are_out_of_reach_says_so_and_ends_later(two: tuple[Machine, Machine]) -> None:
    one, other = two
    proposal = told(one.base)
    keys = one.root.parent / "keys"
    keys.rename(keys.with_name("elsewhere"))
    assert not erase_words(one.base.wiki, proposal.record_id, actor="operator")
    keys.with_name("elsewhere").rename(keys)
    other.base.build()
    assert keys_in(one.root) == []
    assert finish_erasing(one.base.wiki)


def test_a_text_given_up_takes_its_key_with_it(two: tuple[Machine, Machine]) -> None:
    one, _ = two
    for proposal in (told(one.base), writing.propose(one.base.wiki, AUTHOR, published(one.base))):
        writing.autosave(one.base.wiki, AUTHOR, proposal.number, {"title": "Autrement"}, {})
        before = len(keys_in(one.root))
        writing.drop(one.base.wiki, AUTHOR, proposal.number)
        assert len(keys_in(one.root)) == before - 1


def test_a_build_seals_what_an_earlier_version_wrote(two: tuple[Machine, Machine]) -> None:
    one, other = two
    private = one.base.wiki.private
    PrivateStore(private.database, private.now).put_raw("EXP-2023-001", "c-9", "hortensias", purge_on="9999-01-01")
    private.database.execute("INSERT INTO unsealed_tables VALUES ('raw_texts')")
    assert "hortensias" in private_rows(one)
    other.base.build()
    assert "hortensias" not in private_rows(one)
    assert private.raw("EXP-2023-001", "c-9") == "hortensias"


def test_a_check_says_which_keys_are_not_there(two: tuple[Machine, Machine]) -> None:
    one, _ = two
    told(one.base)
    published(one.base)
    assert not [found for found in one.base.status(thorough=True).problems if "KB_KEYS" in found]
    keys_in(one.root)[0].unlink()
    [said] = [found for found in one.base.status(thorough=True).problems if "KB_KEYS" in found]
    assert "(1)" in said
    keys = one.root.parent / "keys"
    keys.rename(keys.with_name("elsewhere"))
    [said] = [found for found in one.base.status(thorough=True).problems if "KB_KEYS" in found]
    assert "ne peuvent pas être lues" in said


def holds(root: Path, word: str) -> bool:
    return any(word.encode() in path.read_bytes() for path in root.rglob("*") if path.is_file())


FOLLOWING = """
import asyncio, sys
from kb import visit
from kb.readers import OPERATOR
from kb.resources import Resources
from kb.background.following import Follower
from kb.background.rounds import again
from kb.web.warming import SHARED_EVERY
from tests.fake_encoder import FakeEncoder

resources = Resources(open_encoder=lambda folder: FakeEncoder())
visit.shared = lambda: resources

async def follow():
    task = asyncio.create_task(again(SHARED_EVERY, Follower().look, "not followed"))
    print("ready", flush=True)
    while True:
        with visit.open_base() as base:
            if [hit for hit in base.search("dernier bateau", reader=OPERATOR) if not hit.weak]:
                break
        await asyncio.sleep(0.1)
    print("found", flush=True)
    task.cancel()

asyncio.run(follow())
"""


def test_another_process_finds_what_this_one_publishes(two: tuple[Machine, Machine], address: str) -> None:
    one, other = two
    other.base.build()
    environment = os.environ | {"KB_HOME": str(other.root), "KB_DATABASE": address}
    with subprocess.Popen(
        [sys.executable, "-c", FOLLOWING], cwd=CHECKOUT, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            story(one.root, "quai.md", f"## Contexte\n{QUAY}\n", id="EXP-2024-700", title="Le quai")
            one.base.build()
            assert process.stdout.readline() == "found\n"
        finally:
            process.kill()


def test_a_machine_whose_folder_was_lost_begins_again_from_the_server(
    two: tuple[Machine, Machine], address: str, tmp_path: Path
) -> None:
    other = two[1]
    other.base.build()
    other.base.close()
    shutil.rmtree(other.root)
    again = Machine(tmp_path / "again", address)
    again.base.build()
    assert again.encoder.encoded == []
    assert again.found("sortie de cure") != []
    again.base.close()
