"""Honest silence, spelling and quotes, on the project's questions: the half never used for tuning, and the other."""

from pathlib import Path

import numpy as np

from kb.base import OPERATOR, KnowledgeBase
from kb.evaluation import LabelledQuestion, ndcg, ranked_names, read_questions
from kb.search.hits import confidence_of

QUESTIONS = Path(__file__).parent.parent / "tests" / "questions.jsonl"
SPLITS = ("tune", "held", "titles-tune", "titles-held")


def confidence(base: KnowledgeBase, question: str) -> float:
    """The score that flags weak matches."""
    with base.searcher.engine(OPERATOR) as engine:
        one = engine._find(question, {}, 10, "fused")
    return confidence_of(one.retrieved, one.found) if one.found else 0.0


def auc(high: np.ndarray, low: np.ndarray) -> float:
    """Chance that one of `high` is above one of `low`."""
    return float((high[:, None] > low[None]).mean() + 0.5 * (high[:, None] == low[None]).mean())


def silence(base: KnowledgeBase, questions: list[LabelledQuestion], split: str) -> None:
    """Print how well the score separates, and what the threshold flags."""
    scores = np.array([confidence(base, q.question) for q in questions])
    answerable = np.array([bool(q.relevant) for q in questions])
    flagged = np.array([base.page(q.question, reader=OPERATOR).weak for q in questions])
    print(
        f"{split}: AUC {auc(scores[answerable], scores[~answerable]):.3f} (bar 0.80); flagged "
        f"{flagged[~answerable].mean():.0%} of {(~answerable).sum()} unanswerable (bar 60 %), "
        f"{flagged[answerable].mean():.0%} of {answerable.sum()} answerable (bar 10 % at most)"
    )


def spelling(base: KnowledgeBase, questions: list[LabelledQuestion], split: str) -> None:
    """Print nDCG@10 of misspelt questions beside that of the correct ones they come from."""
    by_id = {q.id: q for q in questions}
    pairs = [(by_id[q.pair], q) for q in questions if q.pair]

    def mean(chosen: list[LabelledQuestion]) -> float:
        return float(np.mean([ndcg(ranked_names(base, q.question, "fused", q.relevant), q.relevant) for q in chosen]))

    right, wrong = mean([a for a, _ in pairs]), mean([b for _, b in pairs])
    print(
        f"{split}: {len(pairs)} pairs, nDCG@10 correct {right:.3f}, misspelt {wrong:.3f}: "
        f"{wrong / right:.0%} (bar 90 %)"
    )


def quotes(base: KnowledgeBase, questions: list[LabelledQuestion], split: str) -> None:
    """Print in how many questions a quoted sentence holds the words of the answer."""
    asked = [q for q in questions if q.answer and not q.pair]
    held = 0
    for q in asked:
        texts = " ".join(quote.text for quote in base.page(q.question, reader=OPERATOR).quotes)
        flat = " ".join(texts.casefold().replace("\u00a0", " ").replace("\u202f", " ").split())
        held += any(" ".join(words.casefold().split()) in flat for words in q.answer)
    print(f"{split}: a quoted sentence holds the answer in {held} of {len(asked)} questions (bar 70 %)")


def main() -> None:
    """Print the three for each half."""
    questions = read_questions(QUESTIONS)
    with KnowledgeBase.open() as base:
        for split in SPLITS:
            chosen = [q for q in questions if q.split == split]
            silence(base, chosen, split)
            spelling(base, chosen, split)
            quotes(base, chosen, split)


if __name__ == "__main__":
    main()
