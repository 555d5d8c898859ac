"""Any other model, loaded by sentence-transformers: a folder, or a hub name where there is a connection."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, overload

import numpy as np

from kb.encoder.served import Encoder, Float32, Spans, TextEncoder, pool_spans, unit_rows
from kb.encoder.spec import SPEC_FILE, EncoderSpec
from kb.errors import EncoderMissing

BATCH = 16  # texts per run, sorted by length by the library
PASSAGE_PROMPTS = ("passage", "document")  # names that model folders give to the prompt of what is searched


class SentenceTransformersEncoder:
    """An encoder with the interface of `kb.encoder.served.Encoder`. Imports torch when it is opened."""

    def __init__(self, spec: EncoderSpec, model: Any) -> None:
        self.spec = spec
        self._model = model

    @classmethod
    def open(cls, name: str | Path) -> "SentenceTransformersEncoder":
        """The model of that folder or hub name; EncoderMissing, naming the remedy, when it cannot be loaded."""
        try:
            from sentence_transformers import SentenceTransformer

            model = SentenceTransformer(str(name), device="cpu")
        except (ImportError, OSError, ValueError) as error:
            raise EncoderMissing(
                f"Le modèle « {name} » ne peut pas être chargé ({_first_line(error)}). Vérifiez le nom ou le dossier ; "
                "sans connexion, nommez un dossier sentence-transformers complet."
            ) from error
        return cls(_spec_of(str(name), model), model)

    def queries(self, texts: Sequence[str]) -> Float32:
        """Embeddings of questions: float32, shape (n, dimension), rows of length 1."""
        return self._rows(texts, self.spec.query_prompt)

    def sentences(self, texts: Sequence[str]) -> Float32:
        """Embeddings of sentences as short passages: float32, shape (n, dimension), rows of length 1."""
        return self._rows(texts, self.spec.passage_prompt)

    @overload
    def passages(self, texts: Sequence[str], spans: None = None) -> Float32: ...
    @overload
    def passages(self, texts: Sequence[str], spans: Sequence[Spans]) -> tuple[Float32, list[Float32]]: ...
    def passages(
        self, texts: Sequence[str], spans: Sequence[Spans] | None = None
    ) -> Float32 | tuple[Float32, list[Float32]]:
        """Embeddings of passages, and with `spans` one matrix of sentences per text: see `Encoder.passages`."""
        if spans is None:
            return self._rows(texts, self.spec.passage_prompt)
        if len(spans) != len(texts):
            raise ValueError(f"{len(texts)} texts, spans of {len(spans)}")
        prompt = self.spec.passage_prompt
        seen = (
            self._model.encode(
                [prompt + text for text in texts],
                prompt="",
                batch_size=BATCH,
                output_value=None,
                show_progress_bar=False,
            )
            if texts
            else []
        )
        rows = [_array(one["sentence_embedding"]) for one in seen]
        matrix = unit_rows(np.stack(rows)) if rows else self._rows([], prompt)
        pools = [
            self._sentences(prompt + text, _array(one["token_embeddings"]), of_text, row)
            for text, one, of_text, row in zip(texts, seen, spans, matrix, strict=True)
        ]
        return matrix, pools

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Number of tokens of each text, without prompt and without the marks of beginning and end."""
        if not texts:
            return []
        return [len(ids) for ids in self._model.tokenizer(list(texts), add_special_tokens=False)["input_ids"]]

    def _rows(self, texts: Sequence[str], prompt: str) -> Float32:
        if not texts:
            return np.zeros((0, self.spec.dimension), np.float32)
        rows = self._model.encode(
            [prompt + text for text in texts],
            prompt="",
            batch_size=BATCH,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return np.asarray(rows, dtype=np.float32)

    def _sentences(self, prompted: str, tokens: Float32, spans: Spans, fallback: Float32) -> Float32:
        if tokens.shape[1] != fallback.shape[0] or not self._model.tokenizer.is_fast:
            return np.tile(fallback, (len(spans), 1))  # nothing says where its tokens stand, or what they mean
        found = self._model.tokenizer(
            prompted,
            truncation=True,
            max_length=self.spec.max_tokens,
            return_offsets_mapping=True,
            return_special_tokens_mask=True,
        )
        own = np.flatnonzero(np.array(found["special_tokens_mask"]) == 0)
        offsets = np.array(found["offset_mapping"], dtype=np.int64).reshape(-1, 2) - len(self.spec.passage_prompt)
        return pool_spans(tokens[own], offsets[own], spans, fallback)


def open_encoder(model: Path) -> TextEncoder:
    """The encoder prepared in the folder `model`, else any sentence-transformers model there or on the hub.

    Raises EncoderMissing, naming the remedy.
    """
    if (model / SPEC_FILE).is_file() or not is_other_model(model):
        return Encoder.open(model)
    return SentenceTransformersEncoder.open(model)


def is_other_model(model: Path) -> bool:
    """Whether `model` names something that sentence-transformers loads: a folder of its making, or a hub name."""
    if any((model / name).is_file() for name in ("modules.json", "config.json")):
        return not (model / SPEC_FILE).is_file()
    return not model.is_absolute() and not model.exists() and len(model.parts) == 2


def _spec_of(name: str, model: Any) -> EncoderSpec:
    prompts = {key: prompt for key, prompt in (model.prompts or {}).items() if prompt}
    is_e5 = "e5" in Path(name).name.lower() and not prompts  # its checkpoints say their prompts in the card only
    passage = next((prompts[key] for key in PASSAGE_PROMPTS if key in prompts), "passage: " if is_e5 else "")
    return EncoderSpec(
        name=name,
        dimension=int(model.get_embedding_dimension()),
        query_prompt=prompts.get("query", "query: " if is_e5 else ""),
        passage_prompt=passage,
        max_tokens=int(model.max_seq_length or 512),
    )


def _array(tensor: Any) -> Float32:
    return np.asarray(tensor.detach().cpu().numpy(), dtype=np.float32)


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
