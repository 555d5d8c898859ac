"""Writes the unpacked weights as a folder that sentence-transformers can load."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from kb.encoder.preparation.weights import Float32, PackedWeights, Shape, UnigramVocabulary
from kb.encoder.spec import EncoderSpec

TENSORS_FILE = "model.safetensors"
TOKENIZER_FILE = "tokenizer.json"

# Name in the packed file of a layer's part -> its name in a BERT checkpoint.
LAYER_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
TABLES = {"emb.word": "word", "emb.pos": "position", "emb.type": "token_type"}


def write_model_folder(weights: PackedWeights, spec: EncoderSpec, target: Path) -> None:
    """Fills `target` with tensors, tokenizer and settings, float32, as sentence-transformers lays them out."""
    from safetensors.numpy import save_file

    (target / "1_Pooling").mkdir(parents=True)
    save_file(_tensors(weights), target / TENSORS_FILE, metadata={"format": "pt"})
    _write_json(target / TOKENIZER_FILE, tokenizer_settings(weights.vocabulary))
    for name, settings in _settings(weights.shape, weights.vocabulary, spec).items():
        _write_json(target / name, settings)


def checkpoint_name(packed: str) -> str:
    """Name in a BERT checkpoint of a tensor of the packed file."""
    if packed in TABLES:
        return f"embeddings.{TABLES[packed]}_embeddings.weight"
    suffix = {"w": "weight", "b": "bias"}[packed.rsplit(".", 1)[1]]
    if packed.startswith("emb.ln."):
        return f"embeddings.LayerNorm.{suffix}"
    layer, part, _ = packed.split(".")
    return f"encoder.layer.{layer.removeprefix('l')}.{LAYER_PARTS[part]}.{suffix}"


def tokenizer_settings(vocabulary: UnigramVocabulary) -> dict[str, Any]:
    """The content of `tokenizer.json`: XLM-RoBERTa's unigram with metaspace, `<s> … </s>` around.

    The normalisation map of the packed file is NFKC after NMT's clean-up, code point by code point (a test compares
    all of Unicode); written so, it also joins an accent that stands apart from its letter, as PDF producers leave it.
    """
    bos, eos = (vocabulary.pieces[i] for i in (vocabulary.bos, vocabulary.eos))
    special = [vocabulary.bos, vocabulary.pad, vocabulary.eos, vocabulary.unknown, len(vocabulary.pieces) - 1]
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {
                "id": i,
                "content": vocabulary.pieces[i],
                "single_word": False,
                "lstrip": False,
                "rstrip": False,
                "normalized": False,
                "special": True,
            }
            for i in sorted(special)
        ],
        "normalizer": {"type": "Sequence", "normalizers": [{"type": "Nmt"}, {"type": "NFKC"}]},
        "pre_tokenizer": {
            "type": "Sequence",
            "pretokenizers": [
                {"type": "WhitespaceSplit"},
                {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True},
            ],
        },
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [_special(bos), {"Sequence": {"id": "A", "type_id": 0}}, _special(eos)],
            "pair": [
                _special(bos),
                {"Sequence": {"id": "A", "type_id": 0}},
                _special(eos),
                _special(eos),
                {"Sequence": {"id": "B", "type_id": 0}},
                _special(eos),
            ],
            "special_tokens": {
                piece: {"id": piece, "ids": [i], "tokens": [piece]}
                for piece, i in ((bos, vocabulary.bos), (eos, vocabulary.eos))
            },
        },
        "decoder": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True},
        "model": {
            "type": "Unigram",
            "unk_id": vocabulary.unknown,
            "vocab": [list(pair) for pair in zip(vocabulary.pieces, vocabulary.scores.tolist(), strict=True)],
            "byte_fallback": False,
        },
    }


def _special(piece: str) -> dict[str, Any]:
    return {"SpecialToken": {"id": piece, "type_id": 0}}


def _tensors(weights: PackedWeights) -> dict[str, Float32]:
    hidden, wide = weights.shape.hidden, weights.shape.feed_forward
    vectors = (".b", "ln.w")  # biases and layer norms; all else is a matrix
    # The pooler is not in the packed file, and mean pooling does not use it: zeros keep loaders from guessing one.
    tensors = {
        "pooler.dense.weight": np.zeros((hidden, hidden), np.float32),
        "pooler.dense.bias": np.zeros(hidden, np.float32),
    }
    for name in weights.names():
        flat = weights.tensor(name)
        columns = wide if name.endswith(".fo.w") else hidden
        tensors[checkpoint_name(name)] = flat if name.endswith(vectors) else flat.reshape(-1, columns)
    return tensors


def _settings(shape: Shape, vocabulary: UnigramVocabulary, spec: EncoderSpec) -> Mapping[str, Any]:
    modules = [("0", "", "Transformer"), ("1", "1_Pooling", "Pooling"), ("2", "2_Normalize", "Normalize")]
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_act": "gelu",
            "hidden_size": shape.hidden,
            "num_hidden_layers": shape.layers,
            "num_attention_heads": shape.heads,
            "intermediate_size": shape.feed_forward,
            "vocab_size": shape.words,
            "max_position_embeddings": shape.positions,
            "type_vocab_size": shape.token_types,
            "layer_norm_eps": 1e-12,
            "pad_token_id": 0,
            "dtype": "float32",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": spec.max_tokens,
            "bos_token": vocabulary.pieces[vocabulary.bos],
            "eos_token": vocabulary.pieces[vocabulary.eos],
            "cls_token": vocabulary.pieces[vocabulary.bos],
            "sep_token": vocabulary.pieces[vocabulary.eos],
            "pad_token": vocabulary.pieces[vocabulary.pad],
            "unk_token": vocabulary.pieces[vocabulary.unknown],
            "mask_token": vocabulary.pieces[-1],
        },
        "sentence_bert_config.json": {"max_seq_length": spec.max_tokens, "do_lower_case": False},
        "modules.json": [
            {"idx": int(i), "name": i, "path": path, "type": f"sentence_transformers.models.{kind}"}
            for i, path, kind in modules
        ],
        "1_Pooling/config.json": {
            "word_embedding_dimension": spec.dimension,
            "pooling_mode_mean_tokens": True,
            "include_prompt": True,
        },
        "config_sentence_transformers.json": {
            "prompts": {"query": spec.query_prompt, "passage": spec.passage_prompt, "document": spec.passage_prompt},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }


def _write_json(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
