"""The network in torch, for its export only.

It is written out here rather than taken from transformers, whose attention masks do not trace well; a check against
the packaged engine follows (kb/encoder/preparation/check.py).
"""

from collections.abc import Iterable, Mapping, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from kb.encoder.preparation.weights import Shape

MASKED = -10_000.0  # added to the attention score of padding: far below any score, and within float16

PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "out": "attention.output.dense",
    "attended": "attention.output.LayerNorm",
    "widen": "intermediate.dense",
    "narrow": "output.dense",
    "layer": "output.LayerNorm",
}
# The inputs that are levelled, and the matrices that read each.
LEVELLED = {"attend": ("q", "k", "v"), "widen": ("widen",), "narrow": ("narrow",)}
# How much of an input's outlying columns moves into the matrix (SmoothQuant, Xiao et al. 2023, equation 4). Measured
# on 120 French texts against float: none 0.9975 of cosine, 0.5 0.9985, 0.6 0.9993, 0.7 0.9991, 0.8 0.9987.
LEVELLING = 0.6
SMALLEST_FACTOR = 0.01


class Layer(nn.Module):
    """One layer of BERT. `peaks`, when it is a dictionary, collects the largest value of each levelled column."""

    def __init__(self, shape: Shape, tensors: Mapping[str, Tensor], prefix: str) -> None:
        super().__init__()
        self.heads = shape.heads
        self.scale = (shape.hidden // shape.heads) ** -0.5
        self.epsilon = shape.epsilon
        self.peaks: dict[str, Tensor] | None = None
        self.factors: dict[str, Tensor] = {}
        for attribute, part in PARTS.items():
            for suffix in ("weight", "bias"):
                self.register_buffer(f"{attribute}_{suffix}", tensors[f"{prefix}.{part}.{suffix}"])

    def forward(self, rows: Tensor, penalty: Tensor) -> Tensor:
        """The rows after attention and the two dense products."""
        batch, length, hidden = rows.shape
        split = (batch, length, self.heads, hidden // self.heads)
        level = self._level("attend", rows)
        query, key, value = (self._linear(name, level).view(split).transpose(1, 2) for name in ("q", "k", "v"))
        scores = query @ key.transpose(-1, -2) * self.scale + penalty
        context = (scores.softmax(dim=-1) @ value).transpose(1, 2).reshape(batch, length, hidden)
        rows = self._norm("attended", self._linear("out", context) + rows)
        wide = functional.gelu(self._linear("widen", self._level("widen", rows)))
        return self._norm("layer", self._linear("narrow", self._level("narrow", wide)) + rows)

    def level(self) -> None:
        """Divides the columns collected in `peaks` and multiplies the matrices that read them: the same product.

        8 bits share one scale over all columns of an input, and a few columns of BERT are a hundred times the others.
        """
        for name, peaks in (self.peaks or {}).items():
            matrices = [self.get_buffer(f"{matrix}_weight") for matrix in LEVELLED[name]]
            reach = torch.stack([matrix.abs().amax(dim=0) for matrix in matrices]).amax(dim=0)
            factors = peaks.clamp(min=1e-4) ** LEVELLING / reach.clamp(min=1e-5) ** (1 - LEVELLING)
            factors = (factors / factors.mean()).clamp(min=SMALLEST_FACTOR)
            for matrix in matrices:
                matrix.mul_(factors)
            self.factors[name] = 1 / factors
        self.peaks = None

    def _level(self, name: str, rows: Tensor) -> Tensor:
        if self.peaks is not None:
            peaks = rows.abs().amax(dim=(0, 1))
            self.peaks[name] = torch.maximum(self.peaks.get(name, peaks), peaks)
        return rows * self.factors[name] if name in self.factors else rows

    def _linear(self, name: str, rows: Tensor) -> Tensor:
        return functional.linear(rows, self.get_buffer(f"{name}_weight"), self.get_buffer(f"{name}_bias"))

    def _norm(self, name: str, rows: Tensor) -> Tensor:
        weight, bias = self.get_buffer(f"{name}_weight"), self.get_buffer(f"{name}_bias")
        return functional.layer_norm(rows, (weight.shape[0],), weight, bias, self.epsilon)


class SentenceBert(nn.Module):
    """BERT, mean pooling over the mask, unit length. Gives (sentence_embedding, token_embeddings)."""

    def __init__(self, shape: Shape, tensors: Mapping[str, Tensor]) -> None:
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
        self.layers = nn.ModuleList(Layer(shape, tensors, f"encoder.layer.{i}") for i in range(shape.layers))

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor]:
        """Rows of length 1 per text, and the rows of every token."""
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

    def level(self, samples: Iterable[Sequence[int]]) -> None:
        """Levels the inputs of every layer from what `samples` put through them. The results do not change."""
        layers = [layer for layer in self.layers if isinstance(layer, Layer)]
        for layer in layers:
            layer.peaks = {}
        for sample in samples:
            self(torch.tensor([sample]), torch.ones(1, len(sample), dtype=torch.int64))
        for layer in layers:
            layer.level()
