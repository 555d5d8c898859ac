"""Fit what proposes the field of a paragraph told in one go: `python -m tools.fit_fields`, after `kb build`.

Learns from the narratives of corpus/, whose fields are known, and from the `tune` half of tests/narratives.jsonl, told
freely and labelled paragraph by paragraph. Writes kb/data/fields.npz. Needs scikit-learn, which sentence-transformers
brings.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from kb.base import KnowledgeBase
from kb.records.kinds import Experience, text_fields
from kb.resources import Resources
from kb.telling.field_model import WEIGHTS
from kb.telling.words import signs

CHECKOUT = Path(__file__).parents[1]
TOLD = CHECKOUT / "tests" / "narratives.jsonl"
# Signs met in fewer paragraphs than this say nothing of a field.
LEAST = 2
# Inverse strengths of regularisation, and the weight of a freely told paragraph beside one of corpus/, by
# cross-validation over the tune half.
WORDS_C, VECTORS_C = 4.0, 60.0
FREELY = 3.0


Paragraph = tuple[str, str]  # its words, its field


def told_in_corpus() -> Iterator[Paragraph]:
    """The paragraphs of the narratives of the checkout's base."""
    with KnowledgeBase.open(CHECKOUT) as base:
        revisions = [base.register.published(one) for one in base.register.ids()]
    for revision in revisions:
        if revision is not None and isinstance(revision.record, Experience):
            for name, _ in text_fields(Experience):
                yield from ((text, name) for text in _texts(name, getattr(revision.record, name)) if name != "notes")


def _texts(name: str, value: Any) -> list[str]:
    if name == "voices":
        return [f"« {one.words} »" for one in value]
    pieces = (
        [value] if isinstance(value, str) else [one.text for one in value] if name == "steps" else [" ".join(value)]
    )
    return [text.strip() for piece in pieces for text in piece.split("\n\n") if text.strip()]


def told_freely(split: str) -> list[list[Paragraph]]:
    """The narratives of one half of tests/narratives.jsonl, paragraph by paragraph."""
    rows = [json.loads(line) for line in TOLD.read_text("utf-8").splitlines()] if TOLD.exists() else []
    return [[(one["text"], one["field"]) for one in row["paragraphs"]] for row in rows if row["split"] == split]


def by_third(told: Sequence[Sequence[Paragraph]], fields: Sequence[str]) -> Any:
    """Log-probability of each field in each third of a narrative told freely, one paragraph of each added."""
    counts = np.ones((3, len(fields)))
    for narrative in told:
        for at, (_, field) in enumerate(narrative):
            counts[min(2, 3 * at // max(1, len(narrative) - 1)), fields.index(field)] += 1
    return np.log(counts / counts.sum(axis=1, keepdims=True))


def fitted(known: Sequence[Paragraph], told: Sequence[Sequence[Paragraph]], encoder: Any) -> dict[str, Any]:
    """The arrays of a FieldModel."""
    freely = [one for narrative in told for one in narrative]
    paragraphs = [*known, *freely]
    weights = [1.0] * len(known) + [FREELY] * len(freely)
    counted = [Counter(signs(text)) for text, _ in paragraphs]
    met = Counter(sign for one in counted for sign in one)
    kept = sorted(sign for sign, times in met.items() if times >= LEAST)
    places = {sign: place for place, sign in enumerate(kept)}
    idf = np.log((1 + len(paragraphs)) / (1 + np.array([met[sign] for sign in kept]))) + 1
    rows = np.zeros((len(paragraphs), len(kept)), np.float32)
    for row, one in enumerate(counted):
        for sign, times in one.items():
            if sign in places:
                rows[row, places[sign]] = (1 + np.log(times)) * idf[places[sign]]
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    names = [field for _, field in paragraphs]
    vectors = encoder.sentences([text for text, _ in paragraphs])
    centre = vectors.mean(axis=0)
    by_words = LogisticRegression(C=WORDS_C, max_iter=3000, class_weight="balanced").fit(rows, names, weights)
    by_vector = LogisticRegression(C=VECTORS_C, max_iter=3000, class_weight="balanced")
    by_vector.fit(vectors - centre, names, weights)
    return {
        "fields": by_words.classes_.astype(str),
        "signs": np.array(kept),
        "idf": idf.astype(np.float16),
        "word_weights": np.vstack([by_words.coef_.T, by_words.intercept_]).astype(np.float16),
        "encoder": np.array(encoder.spec.name),
        "centre": centre.astype(np.float32),
        "by_third": by_third(told, by_words.classes_.tolist()).astype(np.float32),
        "vector_weights": np.vstack([by_vector.coef_.T, by_vector.intercept_]).astype(np.float32),
    }


def main() -> None:
    """Write the weights."""
    known = list(told_in_corpus())
    told = told_freely("tune")
    with KnowledgeBase.open(CHECKOUT) as base:
        encoder = Resources().encoder(base.home.model)
    np.savez_compressed(WEIGHTS, **fitted(known, told, encoder))
    print(f"{len(known)} paragraphs of corpus/, {len(told)} narratives told freely")


if __name__ == "__main__":
    main()
