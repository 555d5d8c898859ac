"""The `kb` command: data on stdout, speech on stderr, exit codes 0, 1 and 2."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kb.base import KnowledgeBase
from kb.cli import main as cli
from kb.resources import Resources
from tests.fake_encoder import FakeEncoder
from tests.small_corpus import write, write_small_corpus

Kb = Callable[..., Result]


@pytest.fixture
def kb(home: Path, monkeypatch: pytest.MonkeyPatch) -> Kb:
    """Runs the command on `home`, with an encoder that costs nothing."""
    monkeypatch.setattr("kb.base.Resources", lambda: Resources(open_encoder=lambda folder: FakeEncoder()))
    monkeypatch.setenv("KB_HOME", str(home))
    return lambda *arguments: CliRunner().invoke(cli.main, arguments)


@pytest.fixture
def built(kb: Kb, home: Path) -> Kb:
    write_small_corpus(home)
    assert kb("build").exit_code == 0
    return kb


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_build_speaks_on_stderr_and_says_what_it_did(kb: Kb, home: Path) -> None:
    write_small_corpus(home)
    write(home, "note.md", "# Note\n\nLe goûter.\n", date="hier")
    first = kb("build")
    assert (first.exit_code, first.stderr.count("« hier »")) == (0, 1)
    assert "corpus/note.md" in first.stderr
    assert "7 fichiers lus, 0 inchangés, 0 retirés. 7 fiches" in first.output
    assert "0 fichiers lus, 7 inchangés" in kb("build").output


def test_build_without_a_corpus_fails_with_the_remedy_and_creates_nothing(kb: Kb, tmp_path: Path) -> None:
    result = kb("build", "--home", str(tmp_path / "none"))
    assert result.exit_code == 1
    assert "Créez-le" in result.stderr
    assert not (tmp_path / "none").exists()


def test_build_without_the_corpus_of_before_removes_nothing(built: Kb, home: Path) -> None:
    (home / "corpus").rename(home / "away")
    assert built("build").exit_code == 1
    (home / "away").rename(home / "corpus")
    assert "0 fichiers lus, 6 inchangés, 0 retirés" in built("build").output


def test_search_writes_one_json_line_per_hit_with_the_names_of_the_contract(built: Kb) -> None:
    result = built("search", "la laverie", "--mode", "lexical", "--json")
    (hit,) = lines(result)
    assert (result.exit_code, hit["rank"], hit["record_id"], hit["kind"]) == (0, 1, "EXP-2023-001", "experience")
    assert set(hit) == {
        *("rank", "record_id", "kind", "title", "score", "weak", "source", "url", "duplicate_of"),
        *("passages", "passage", "lexical_rank", "dense_rank", "terms"),
    }
    assert set(hit["passage"]) == {"text", "page", "section", "start", "end"}
    assert hit["passages"][0] == hit["passage"]
    assert hit["source"] == "corpus/laverie.md"


def test_search_for_people_names_the_record_and_that_it_is_fictional(built: Kb) -> None:
    result = built("search", "la laverie", "--mode", "lexical")
    assert "1. Rencontres à la laverie [EXP-2023-001] · exemple fictif" in result.stdout


def test_search_takes_filters_and_a_limit(built: Kb) -> None:
    where = ("--where", "territory=75", "--where", "territory=93")
    found = lines(built("search", "les jeunes du quartier", "--json", *where))
    assert {hit["record_id"] for hit in found} == {"EXP-2023-001", "EXP-2021-001", "DOC-2015-001"}
    assert len(lines(built("search", "les jeunes du quartier", "--json", "--limit", "2"))) == 2


def test_an_empty_question_prints_nothing_and_succeeds(built: Kb) -> None:
    result = built("search", "", "--json")
    assert (result.exit_code, result.stdout) == (0, "")


def test_search_tells_of_signs_that_were_asked_in_vain(built: Kb) -> None:
    assert "Aucune fiche ne contient « mots nulle part »" in built("search", '"mots nulle part"').stderr.replace(
        "\u00a0", " "
    )
    assert "-zorglub" in built("search", "--", "-zorglub").stderr


@pytest.mark.parametrize("question", ["'; DROP TABLE records; --", 'c++ "(', "AND OR NEAR(", "🙂", "\udcff"])
def test_no_question_whatever_stops_the_command(built: Kb, question: str) -> None:
    assert built("search", question, "--json").exit_code == 0


def test_an_unknown_filter_fails_and_lists_those_there_are(built: Kb) -> None:
    result = built("search", "laverie", "--where", "couleur=bleu")
    assert (result.exit_code, result.stdout) == (1, "")
    assert all(f" {one}," in result.stderr for one in ("territory", "theme", "public"))
    assert built("search", "laverie", "--where", "year=hier").exit_code == 1


@pytest.mark.parametrize(
    "arguments",
    [("search", "x", "--where", "couleur"), ("search", "x", "--limit", "0"), ("search", "x", "--mode", "y"), ("fly",)],
)
def test_wrong_usage_exits_with_two(built: Kb, arguments: tuple[str, ...]) -> None:
    assert built(*arguments).exit_code == 2


def test_show_prints_a_record_or_fails(built: Kb) -> None:
    assert "Des médiateurs sociaux" in built("show", "EXP-2019-001").stdout
    (shown,) = lines(built("show", "EXP-2019-001", "--json"))
    assert shown["summary"]["title"] == "Le hall occupé"
    missing = built("show", "EXP-1900-001")
    assert (missing.exit_code, missing.stderr.strip()) == (1, "Aucune fiche publiée EXP-1900-001.")


def test_check_succeeds_on_a_sound_base_and_fails_on_another(built: Kb, home: Path) -> None:
    assert built("check").exit_code == 0
    with KnowledgeBase.open(home) as base:
        base.register.withdraw("EXP-2019-001", actor="anne", reason="doublon")
    result = built("check")
    assert result.exit_code == 1
    assert "kb build" in result.stderr


def test_eval_measures_the_three_modes(built: Kb, tmp_path: Path) -> None:
    questions = tmp_path / "q.jsonl"
    questions.write_text('{"question": "la laverie", "relevant": {"EXP-2023-001": 1}}\n')
    assert [line["mode"] for line in lines(built("eval", str(questions), "--json"))] == ["lexical", "dense", "fused"]
    assert "ndcg@10 1.000" in built("eval", str(questions)).stdout


@pytest.mark.parametrize("command", ["search x", "show EXP-2019-001", "check"])
def test_a_home_without_a_base_fails_with_the_remedy(kb: Kb, command: str) -> None:
    result = kb(*command.split())
    assert result.exit_code == 1
    assert "kb build" in result.stderr


def test_a_full_disk_is_told_in_one_line(built: Kb, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "index/cache")

    monkeypatch.setattr("kb.index.files.cache.write_segment", full)
    write(home, "quai.md", "# Le quai\n\nUne barge.\n")
    result = built("build")
    assert result.exit_code == 1
    assert "index/cache" in result.stderr
    assert "Traceback" not in result.output


def test_scripts_in_a_record_are_printed_as_text(kb: Kb, home: Path) -> None:
    write(home, "page.txt", "Avant <script>alert(1)</script> après, dans un long texte.\n")
    kb("build")
    (hit,) = lines(kb("search", "long texte", "--json"))
    assert "<script>alert(1)</script>" in hit["passage"]["text"]
    assert "<script>alert(1)</script>" in kb("show", hit["record_id"]).stdout
