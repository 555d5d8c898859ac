"""The facade: opening a base, reading a record, its health."""

import contextlib
import datetime
import threading
from pathlib import Path

import pytest

import kb.base
from kb.base import OPERATOR, PUBLIC, KnowledgeBase
from kb.encoder.served import Encoder
from kb.errors import EncoderMissing, HomeMissing, IndexMissing, RecordNotFound
from kb.exporting import hit_json
from kb.home import Home, find_home
from kb.readers import PROFESSIONAL
from kb.resources import Resources
from tests.conftest import Opener
from tests.fake_encoder import FakeEncoder
from tests.small_corpus import story, write


def test_a_home_without_a_base_is_an_error_that_names_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(HomeMissing, match="kb build"):
        KnowledgeBase.open(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_base_whose_index_was_deleted_says_to_build(home: Path, open_base: Opener) -> None:
    base = open_base()
    with pytest.raises(IndexMissing, match="kb build"):
        base.search("laverie")


def test_a_base_without_a_prepared_encoder_says_so(base: KnowledgeBase) -> None:
    with KnowledgeBase.open(base.home) as other, pytest.raises(EncoderMissing, match="kb build"):
        other.search("laverie")


def test_only_the_encoder_of_this_program_needs_a_model_to_be_prepared(tmp_path: Path) -> None:
    assert Resources().needs_model(tmp_path)
    assert not Resources(open_encoder=lambda folder: FakeEncoder()).needs_model(tmp_path)
    (tmp_path / "model.json").write_text("{}")
    assert not Resources(Encoder.open).needs_model(tmp_path)


def test_two_builds_at_once_prepare_the_encoder_once(
    home: Path, open_base: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = open_base(), open_base()
    alone, waits = kb.base.alone, threading.Event()
    prepared: list[Path] = []
    turns: list[Path] = []
    second = threading.Thread(target=lambda: other._prepare_model(lambda *_: None))

    def turn(path: Path) -> contextlib.AbstractContextManager[None]:
        turns.append(path)
        if threading.current_thread() is second:
            waits.set()
        return alone(path)

    def prepare(model: Path, progress: object) -> None:
        if threading.current_thread() is not second:
            second.start()
            waits.wait(30)
        prepared.append(model)

    monkeypatch.setattr("kb.base.alone", turn)
    monkeypatch.setattr("kb.encoder.preparation.prepare.prepare", prepare)
    monkeypatch.setattr(Resources, "needs_model", lambda resources, folder: not prepared)
    one._prepare_model(lambda *_: None)
    second.join()
    assert prepared == [one.home.model]
    assert turns == [turns[0]] * 2


def test_the_home_is_the_one_named_then_the_setting_then_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here" / "corpus").mkdir(parents=True)
    monkeypatch.delenv("KB_MODEL", raising=False)
    monkeypatch.setenv("KB_HOME", str(tmp_path / "set"))
    assert find_home(tmp_path / "named").root == tmp_path / "named"
    assert find_home().root == tmp_path / "set"
    monkeypatch.delenv("KB_HOME")
    monkeypatch.chdir(tmp_path / "here")
    assert find_home() == Home(tmp_path / "here", tmp_path / "here" / "index" / "model")
    monkeypatch.setenv("KB_MODEL", str(tmp_path / "model"))
    assert find_home().model == tmp_path / "model"


def test_keys_stand_where_they_are_said_to_else_beside_the_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("KB_DATABASE", "KB_FILES", "KB_KEYS"):
        monkeypatch.delenv(name, raising=False)
    assert find_home(tmp_path).keys == ""
    monkeypatch.setenv("KB_DATABASE", "postgresql://base.example/recits")
    assert find_home(tmp_path).keys == ""
    monkeypatch.setenv("KB_FILES", "s3://recits/base/")
    assert find_home(tmp_path).keys == "s3://recits/base/keys"
    monkeypatch.setenv("KB_KEYS", "/srv/cles")
    assert find_home(tmp_path).keys == "/srv/cles"


def test_a_record_is_read_whole_with_its_links_both_ways_and_its_history(base: KnowledgeBase, home: Path) -> None:
    links = [{"type": "illustrates", "target": "DOC-2015-001"}, {"type": "uses", "target": "SRV-2024-001"}]
    story(home, "pont.md", "## Contexte\nSous le pont.\n", id="EXP-2020-005", title="Le pont", links=links)
    base.build()
    view = base.record("EXP-2020-005", reader=OPERATOR)
    assert view is not None
    assert view.document.text == "Contexte\n\nSous le pont."
    assert view.fields["context"] == "Sous le pont."
    assert [(link.label, link.record.id) for link in view.links] == [
        ("illustre", "DOC-2015-001"),
        ("utilise", "SRV-2024-001"),
    ]
    assert [(note.number, note.author) for note in view.revisions] == [(1, "kb build")]
    back = base.record("DOC-2015-001", reader=PUBLIC)
    assert back is not None
    assert [(link.label, link.record.id) for link in back.links] == [("illustré par", "EXP-2020-005")]


def test_a_link_to_a_record_that_the_reader_may_not_read_is_not_shown(base: KnowledgeBase, home: Path) -> None:
    links = [{"type": "uses", "target": "SRV-2024-001"}, {"type": "uses", "target": "DOC-1900-001"}]
    story(home, "pont.md", "## Contexte\nSous le pont.\n", id="EXP-2020-005", title="Le pont", links=links)
    base.build()
    for reader, count in ((PUBLIC, 0), (PROFESSIONAL, 1)):
        view = base.record("EXP-2020-005", reader=reader)
        assert view is not None
        assert len(view.links) == count


def test_notes_on_the_source_stand_beside_the_record(base: KnowledgeBase, home: Path) -> None:
    write(home, "note.md", "# Une note\n\nLe goûter.\n", id="DOC-2020-003", date="hier")
    base.build()
    view = base.record("DOC-2020-003", reader=OPERATOR)
    assert view is not None
    assert "« hier »" in view.notes[0].message


def test_a_source_file_outside_the_corpus_is_never_given(base: KnowledgeBase, home: Path, tmp_path: Path) -> None:
    assert base.source_file("DOC-2015-001", reader=PUBLIC) == home / "corpus" / "guides" / "accueil.md"
    secret = tmp_path / "secret.md"
    secret.write_text("secret", encoding="utf-8")
    path = home / "corpus" / "guides" / "accueil.md"
    path.unlink()
    path.symlink_to(secret)
    assert base.source_file("DOC-2015-001", reader=PUBLIC) is None
    path.unlink()
    assert base.source_file("DOC-2015-001", reader=PUBLIC) is None


def test_a_page_is_drawn_only_of_a_pdf(base: KnowledgeBase) -> None:
    with pytest.raises(RecordNotFound, match="DOC-2015-001"):
        base.page_image("DOC-2015-001", 1, reader=OPERATOR)
    assert base.passage_places("DOC-2015-001", 0, 10, reader=OPERATOR) == (None, ())


def test_status_tells_what_the_base_holds(base: KnowledgeBase) -> None:
    status = base.status()
    assert (status.records, status.kinds) == (6, {"document": 2, "experience": 3, "service": 1})
    assert (status.model, status.pending, status.problems, status.fictional_only) == ("fake", 0, (), True)
    datetime.datetime.fromisoformat(status.built)


def test_status_tells_an_index_that_is_not_level_with_the_register(base: KnowledgeBase) -> None:
    base.register.withdraw("EXP-2019-001", actor="anne", reason="doublon")
    status = base.status()
    assert status.pending == 1
    assert any("kb build" in problem for problem in status.problems)


def test_feedback_is_kept_beside_the_question(base: KnowledgeBase) -> None:
    base.page("la laverie", reader=PUBLIC, log=True)
    base.feedback("la laverie", helped=True)
    assert base.register.database.execute("SELECT helped FROM query_log").fetchall() == [(1,)]


def test_labels_are_french_and_an_unknown_code_is_told_as_it_is(base: KnowledgeBase) -> None:
    assert base.label("themes", "genre") == "Tensions de genre"
    assert base.label("themes", "inconnu") == "inconnu"
    assert base.territory_name("93") == "Seine-Saint-Denis"
    assert base.territory_name("99999") == "99999"
    assert list(base.language.terms(reader=PUBLIC)) == sorted(
        base.language.terms(reader=PUBLIC), key=lambda t: t.preferred.casefold()
    )


def test_a_hit_has_the_attributes_that_its_json_names(base: KnowledgeBase) -> None:
    hit = base.search("médiateurs")[0]
    told = hit_json(hit)
    for name in ("rank", "record_id", "kind", "title", "weak", "source", "url", "duplicate_of", "lexical_rank"):
        assert getattr(hit, name) == told[name], name
    assert hit.passage.text == told["passage"]["text"]
