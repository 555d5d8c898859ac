"""The encoder that is served. Tests marked `encoder` need the prepared model (KB_MODEL, else index/model)."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from kb.encoder.served import QUESTIONS_KEPT, Encoder, EncoderSpec, pool_spans, require_same, unit_rows
from kb.encoder.spec import SERVED_FILES, damaged_files, read_spec
from kb.errors import EncoderMismatch, EncoderMissing
from tests.fake_encoder import FakeEncoder

CHECKOUT = Path(__file__).resolve().parents[2]
MODEL = Path(os.environ.get("KB_MODEL", CHECKOUT / "index" / "model"))
PASSAGES = (
    "La réduction des risques ne juge pas. Elle accueille ceux qui consomment encore.",
    "Pour la tarte, battre les œufs avec le sucre puis ajouter les pommes.",
    "Chaque jeudi, une infirmière propose un dépistage du VIH sans rendez-vous.",
)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    if not (MODEL / "model.json").is_file():
        pytest.skip(f"no prepared encoder in {MODEL}: run kb build")
    return Encoder.open(MODEL)


@pytest.mark.encoder
def test_rows_are_float32_of_length_one(encoder: Encoder) -> None:
    rows = encoder.passages(PASSAGES)
    assert rows.dtype == np.float32
    assert rows.shape == (3, encoder.spec.dimension)
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1.0, abs=1e-5)


@pytest.mark.encoder
def test_a_question_is_nearest_to_the_passage_that_answers_it(encoder: Encoder) -> None:
    asked = ["Qui accueille les usagers sans les juger ?", "Comment faire un dessert ?", "Où faire un test du sida ?"]
    questions = encoder.queries(asked)
    assert (questions @ encoder.passages(PASSAGES).T).argmax(axis=1).tolist() == [0, 1, 2]


@pytest.mark.encoder
def test_a_passage_gets_the_same_row_whatever_stands_next_to_it(encoder: Encoder) -> None:
    together = encoder.passages(PASSAGES)
    alone = np.concatenate([encoder.passages([text]) for text in PASSAGES])
    assert np.array_equal(together, alone)


@pytest.mark.encoder
def test_sentences_come_from_the_same_run_as_their_passage(encoder: Encoder) -> None:
    rows, sentences = encoder.passages(PASSAGES, [[(0, 37), (38, 80)], [], [(0, 74)]])
    assert np.array_equal(rows, encoder.passages(PASSAGES))
    assert [matrix.shape for matrix in sentences] == [(2, 384), (0, 384), (1, 384)]
    nearest = sentences[0] @ encoder.queries(["ne pas juger les gens"])[0]
    assert nearest.argmax() == 0


@pytest.mark.encoder
def test_a_sentence_past_the_limit_gets_its_passages_row(encoder: Encoder) -> None:
    text = "mot " * 2000
    rows, sentences = encoder.passages([text], [[(0, 400), (7000, 7400)]])
    assert np.array_equal(sentences[0][1], unit_rows(rows)[0])
    assert not np.array_equal(sentences[0][0], sentences[0][1])


@pytest.mark.encoder
def test_no_text_gives_no_row(encoder: Encoder) -> None:
    assert encoder.queries([]).shape == (0, 384)
    assert encoder.passages([]).shape == (0, 384)
    assert encoder.passages([], []) == (pytest.approx(np.zeros((0, 384))), [])
    assert encoder.count_tokens([]) == []


@pytest.mark.encoder
def test_odd_texts_are_encoded_all_the_same(encoder: Encoder) -> None:
    odd = ["", "   \n", "\ud800 orphelin", "🙂🙃", "a" * 5000, "<s></s>", "\x00\x01"]
    assert np.isfinite(encoder.passages(odd)).all()
    assert np.isfinite(encoder.queries(odd)).all()


@pytest.mark.encoder
def test_a_question_asked_again_is_remembered_and_the_oldest_is_forgotten(encoder: Encoder) -> None:
    first = encoder.queries(["première question"])
    assert np.array_equal(encoder.queries(["  première question "]), first)
    encoder.queries([f"question {number}" for number in range(QUESTIONS_KEPT)])
    assert "première question" not in encoder._asked._known
    assert len(encoder._asked._known) == QUESTIONS_KEPT


@pytest.mark.encoder
def test_changing_a_row_that_was_returned_does_not_change_the_memory(encoder: Encoder) -> None:
    encoder.queries(["question stable"])[:] = 0
    assert np.linalg.norm(encoder.queries(["question stable"])) == pytest.approx(1.0, abs=1e-5)


@pytest.mark.encoder
def test_tokens_are_counted_without_prompt_or_marks(encoder: Encoder) -> None:
    assert encoder.count_tokens(["", "le", "le risque"]) == [0, 1, 2]


@pytest.mark.encoder
def test_serving_imports_no_torch(encoder: Encoder) -> None:
    code = (
        "import sys; from pathlib import Path; from kb.encoder.served import Encoder\n"
        "Encoder.open(Path(sys.argv[1])).queries(['essai'])\n"
        "print(sorted({'torch', 'transformers', 'sentence_transformers', 'onnx'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(MODEL)], capture_output=True, text=True, check=True, cwd=CHECKOUT
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.encoder
def test_a_damaged_file_is_named(encoder: Encoder, tmp_path: Path) -> None:
    assert damaged_files(MODEL) == ()
    for name in (*SERVED_FILES, "model.json"):
        (tmp_path / name).symlink_to(MODEL / name)
    (tmp_path / "tokens.bin").unlink()
    (tmp_path / "tokens.bin").write_bytes(b"KBT1")
    assert damaged_files(tmp_path) == ("tokens.bin",)
    with pytest.raises(EncoderMissing, match=r"abîmé : tokens\.bin\. Lancez"):
        Encoder.open(tmp_path)


def test_opening_a_folder_without_encoder_names_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(EncoderMissing, match="kb build"):
        Encoder.open(tmp_path / "absent")


@pytest.mark.parametrize("card", ["{", "[]", '{"name": "x"}'])
def test_an_unreadable_identity_card_names_the_remedy(tmp_path: Path, card: str) -> None:
    (tmp_path / "model.json").write_text(card)
    with pytest.raises(EncoderMissing, match="kb build"):
        read_spec(tmp_path)


def test_another_encoder_than_the_indexs_is_refused() -> None:
    small, large = EncoderSpec("small", 384), EncoderSpec("large", 1024)
    require_same(small, EncoderSpec("small", 384))
    with pytest.raises(EncoderMismatch, match=r"small.*large"):
        require_same(small, large)


def test_a_span_is_the_mean_of_the_tokens_whose_middle_it_holds() -> None:
    tokens = np.array([[1, 0], [0, 1], [0, -1]], np.float32)
    offsets = np.array([[0, 4], [4, 10], [10, 12]])
    rows = pool_spans(tokens, offsets, [(0, 10), (10, 12), (20, 30)], np.array([0.6, 0.8], np.float32))
    half = np.sqrt(0.5)
    assert rows == pytest.approx(np.array([[half, half], [0, -1], [0.6, 0.8]]))


def test_the_fake_encoder_puts_texts_that_share_words_near() -> None:
    fake = FakeEncoder()
    near, far = (fake.queries(["Médiation de rue"]) @ fake.passages(["la MEDIATION", "autre chose"]).T)[0]
    assert near > 0.4 > far
    assert fake.encoded == ["la MEDIATION", "autre chose"]
