"""Quality of the search on labelled questions: nDCG, recall and reciprocal rank of the first ten."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kb.base import OPERATOR, KnowledgeBase
from kb.errors import KbError

CUT = 10
MODES = ("lexical", "dense", "fused")


@dataclass(frozen=True, slots=True)
class LabelledQuestion:
    """A question with the grade of each relevant record, by identifier or source path; none: nothing answers it."""

    question: str
    relevant: Mapping[str, int]
    split: str = ""
    answer: tuple[str, ...] = ()
    kind: str = ""
    id: str = ""
    pair: str = ""


def read_questions(path: Path) -> tuple[LabelledQuestion, ...]:
    """The questions of a JSON Lines file. Raises KbError naming the line that is not one."""
    out = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            value: dict[str, Any] = json.loads(line)
            answer = value.get("answer") or ()
            out.append(
                LabelledQuestion(
                    str(value["question"]),
                    {str(key): int(grade) for key, grade in value["relevant"].items()},
                    str(value.get("split", "")),
                    (answer,) if isinstance(answer, str) else tuple(answer),
                    str(value.get("kind", "")),
                    str(value.get("id", "")),
                    str(value.get("pair", "")),
                )
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise KbError(
                f'{path.name}, ligne {number} : une ligne {{"question": …, "relevant": {{…}}}} est attendue.'
            ) from error
    return tuple(out)


def ndcg(ranked: Sequence[str], relevant: Mapping[str, int], cut: int = CUT) -> float:
    """Normalised discounted cumulative gain of the first `cut`, with gain 2^grade - 1 (Burges et al. 2005)."""
    gains = [(2 ** relevant.get(one, 0) - 1) / math.log2(rank + 1) for rank, one in enumerate(ranked[:cut], 1)]
    ideal = sorted(relevant.values(), reverse=True)[:cut]
    best = sum((2**grade - 1) / math.log2(rank + 1) for rank, grade in enumerate(ideal, 1))
    return sum(gains) / best if best else 0.0


def recall(ranked: Sequence[str], relevant: Mapping[str, int], cut: int = CUT) -> float:
    """Share of the relevant records that stand among the first `cut`."""
    wanted = {one for one, grade in relevant.items() if grade > 0}
    return len(wanted & set(ranked[:cut])) / len(wanted) if wanted else 0.0


def reciprocal_rank(ranked: Sequence[str], relevant: Mapping[str, int], cut: int = CUT) -> float:
    """One over the rank of the first relevant record, 0 when it is not among the first `cut`."""
    return next((1 / rank for rank, one in enumerate(ranked[:cut], 1) if relevant.get(one, 0) > 0), 0.0)


def ranked_names(base: KnowledgeBase, question: str, mode: str, relevant: Mapping[str, int]) -> list[str]:
    """Names of the first hits as the labels name them: by source path where the label is one, else by identifier."""
    names = []
    for hit in base.search(question, limit=CUT, mode=mode, reader=OPERATOR):
        source = hit.record.source or ""
        names.append(next((n for n in (source, source.removeprefix("corpus/")) if n in relevant), hit.record.id))
    return names


def evaluate_without_glossary(base: KnowledgeBase, questions: Sequence[LabelledQuestion]) -> Iterator[dict[str, Any]]:
    """The same lines as `evaluate`, of a search that knows no term: what the glossary adds is the difference."""
    for line in evaluate(base.with_words(replace(base.vocabulary, terms=())), questions):
        yield {**line, "glossary": False}


def evaluate(base: KnowledgeBase, questions: Sequence[LabelledQuestion]) -> Iterator[dict[str, Any]]:
    """One line per mode: {"mode", "questions", "ndcg@10", "recall@10", "mrr@10"}; unanswerable ones are left out."""
    answerable = [one for one in questions if one.relevant]
    for mode in MODES:
        lists = [ranked_names(base, one.question, mode, one.relevant) for one in answerable]
        n = max(len(lists), 1)
        pairs = list(zip(lists, answerable, strict=True))
        yield {
            "mode": mode,
            "questions": len(answerable),
            "ndcg@10": sum(ndcg(names, one.relevant) for names, one in pairs) / n,
            "recall@10": sum(recall(names, one.relevant) for names, one in pairs) / n,
            "mrr@10": sum(reciprocal_rank(names, one.relevant) for names, one in pairs) / n,
        }
