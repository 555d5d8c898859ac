"""Quality of the search: the project's own questions, and the labelled sets of KB_BENCH_DATA when it is set."""

import tempfile
from pathlib import Path

from bench.labelled import SETS, fill, outside_data, read_set
from kb.base import KnowledgeBase
from kb.evaluation import evaluate, read_questions
from kb.home import Home, find_home
from kb.resources import Resources

QUESTIONS = Path(__file__).parent.parent / "tests" / "questions.jsonl"


def show(name: str, base: KnowledgeBase, questions: tuple) -> None:  # type: ignore[type-arg]
    """Print one line per mode."""
    for line in evaluate(base, questions):
        figures = "  ".join(f"{k} {v:.3f}" for k, v in line.items() if isinstance(v, float))
        print(f"{name:12} {line['mode']:8} {line['questions']:5} questions  {figures}", flush=True)


def main() -> None:
    """Print nDCG@10, recall@10 and MRR@10 per set and mode."""
    resources = Resources()
    home = find_home()
    if QUESTIONS.exists():
        with KnowledgeBase.open(home, resources=resources) as base:
            questions = read_questions(QUESTIONS)
            for split in sorted({q.split for q in questions}):
                show(f"own/{split}", base, tuple(q for q in questions if q.split == split))
    data = outside_data()
    for name in SETS:
        if data is None:
            break
        documents, questions = read_set(data / "retrieval" / name)
        with tempfile.TemporaryDirectory() as folder:
            place = Home(Path(folder), home.model)
            with KnowledgeBase.open(place, create=True, resources=resources) as base:
                fill(base, documents)
                show(name, base, questions)


if __name__ == "__main__":
    main()
