"""Turns a folder of float weights into an ONNX graph. With network.py, all that imports torch."""

import warnings
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors import safe_open
from torch import Tensor

from kb.encoder.preparation.folder import TENSORS_FILE
from kb.encoder.preparation.network import SentenceBert
from kb.encoder.preparation.weights import Shape

OPSET = 17
WORD_TABLE = "embeddings.word_embeddings.weight"


def export_graph(model_folder: Path, shape: Shape, samples: Sequence[Sequence[int]], graph: Path) -> None:
    """Writes the float32 ONNX graph of the model in `model_folder` to `graph`, levelled on `samples`.

    Its table of words is a stub that holds the samples' words only: the table is four fifths of the weights, and left
    out of the trace it is never copied. `kb.encoder.preparation.graph` puts it back in its own 4 bits.
    """
    words = sorted({word for sample in samples for word in sample})
    place = {word: row for row, word in enumerate(words)}
    model = SentenceBert(shape, _tensors(model_folder / TENSORS_FILE, words)).eval()
    both = {0: "texts", 1: "tokens"}
    with torch.inference_mode(), warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the newer exporter fixes the number of texts
        model.level([place[word] for word in sample] for sample in samples)
        torch.onnx.export(
            model,
            (torch.tensor([[0, 1, 2, 3], [0, 2, 3, 1]]), torch.tensor([[1, 1, 1, 1], [1, 1, 1, 0]])),
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


def _tensors(path: Path, words: Sequence[int]) -> dict[str, Tensor]:
    with safe_open(path, "pt") as stored:
        tensors = {name: stored.get_tensor(name) for name in stored.keys() if name != WORD_TABLE}  # noqa: SIM118
        table = stored.get_slice(WORD_TABLE)
        tensors[WORD_TABLE] = torch.cat([table[word : word + 1] for word in words])
    return tensors
