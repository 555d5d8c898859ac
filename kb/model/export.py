"""Turns a folder of float weights into an ONNX graph. The only module that imports torch.

The network is written out here rather than taken from transformers, whose attention masks do not trace well; a check
against the packaged engine follows (kb/model/check.py).
"""

import warnings
from pathlib import Path

import torch
from safetensors import safe_open
from torch import Tensor, nn
from torch.nn import functional

from kb.model.folder import TENSORS_FILE
from kb.model.weights import Shape

OPSET = 17
STUB_WORDS = 32
WORD_TABLE = "embeddings.word_embeddings.weight"
MASKED = -10_000.0  # added to the attention score of padding: far below any score, and within float16


class _Layer(nn.Module):
    def __init__(self, shape: Shape, tensors: dict[str, Tensor], prefix: str) -> None:
        super().__init__()
        self.heads = shape.heads
        self.scale = (shape.hidden // shape.heads) ** -0.5
        self.epsilon = shape.epsilon
        for attribute, part in _PARTS.items():
            for suffix in ("weight", "bias"):
                self.register_buffer(f"{attribute}_{suffix}", tensors[f"{prefix}.{part}.{suffix}"])

    def _linear(self, name: str, rows: Tensor) -> Tensor:
        return functional.linear(rows, self.get_buffer(f"{name}_weight"), self.get_buffer(f"{name}_bias"))

    def _norm(self, name: str, rows: Tensor) -> Tensor:
        weight, bias = self.get_buffer(f"{name}_weight"), self.get_buffer(f"{name}_bias")
        return functional.layer_norm(rows, (weight.shape[0],), weight, bias, self.epsilon)

    def forward(self, rows: Tensor, penalty: Tensor) -> Tensor:
        batch, length, hidden = rows.shape
        split = (batch, length, self.heads, hidden // self.heads)
        query, key, value = (self._linear(name, rows).view(split).transpose(1, 2) for name in ("q", "k", "v"))
        scores = query @ key.transpose(-1, -2) * self.scale + penalty
        context = (scores.softmax(dim=-1) @ value).transpose(1, 2).reshape(batch, length, hidden)
        rows = self._norm("attended", self._linear("out", context) + rows)
        wide = functional.gelu(self._linear("widen", rows))
        return self._norm("layer", self._linear("narrow", wide) + rows)


_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "out": "attention.output.dense",
    "attended": "attention.output.LayerNorm",
    "widen": "intermediate.dense",
    "narrow": "output.dense",
    "layer": "output.LayerNorm",
}


class SentenceBert(nn.Module):
    """BERT, mean pooling over the mask, unit length. Gives (sentence_embedding, token_embeddings)."""

    def __init__(self, shape: Shape, tensors: dict[str, Tensor]) -> None:
        super().__init__()
        self.epsilon = shape.epsilon
        for name in (
            "word_embeddings.weight",
            "position_embeddings.weight",
            "token_type_embeddings.weight",
            "LayerNorm.weight",
            "LayerNorm.bias",
        ):
            self.register_buffer(name.replace(".", "_"), tensors[f"embeddings.{name}"])
        self.layers = nn.ModuleList(_Layer(shape, tensors, f"encoder.layer.{i}") for i in range(shape.layers))

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor]:
        mask = attention_mask.to(torch.float32)
        positions = self.get_buffer("position_embeddings_weight")[: input_ids.shape[1]]
        rows = functional.embedding(input_ids, self.get_buffer("word_embeddings_weight"))
        rows = rows + self.get_buffer("token_type_embeddings_weight")[0] + positions
        weight, bias = self.get_buffer("LayerNorm_weight"), self.get_buffer("LayerNorm_bias")
        rows = functional.layer_norm(rows, (weight.shape[0],), weight, bias, self.epsilon)
        penalty = (1.0 - mask)[:, None, None, :] * MASKED
        for layer in self.layers:
            rows = layer(rows, penalty)
        pooled = (rows * mask[:, :, None]).sum(dim=1) / mask.sum(dim=1, keepdim=True)
        return functional.normalize(pooled, dim=1), rows


def export_graph(model_folder: Path, shape: Shape, graph: Path) -> None:
    """Writes the float32 ONNX graph of the model in `model_folder` to `graph`, with a stub for its table of words.

    The table is four fifths of the weights: left out of the trace it is never copied, and `kb.model.graph` puts it
    back in its own 4 bits.
    """
    with safe_open(model_folder / TENSORS_FILE, "pt") as stored:
        tensors = {
            name: stored.get_slice(name)[:STUB_WORDS] if name == WORD_TABLE else stored.get_tensor(name)
            for name in stored.keys()  # noqa: SIM118 - the stored file is no mapping
        }
    both = {0: "texts", 1: "tokens"}
    with torch.inference_mode(), warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the newer exporter fixes the number of texts
        torch.onnx.export(
            SentenceBert(shape, tensors).eval(),
            (torch.tensor([[0, 10, 20, 2], [0, 30, 2, 1]]), torch.tensor([[1, 1, 1, 1], [1, 1, 1, 0]])),
            str(graph),
            input_names=["input_ids", "attention_mask"],
            output_names=["sentence_embedding", "token_embeddings"],
            dynamic_axes={
                "input_ids": both,
                "attention_mask": both,
                "sentence_embedding": {0: "texts"},
                "token_embeddings": both,
            },
            opset_version=OPSET,
            dynamo=False,
        )
