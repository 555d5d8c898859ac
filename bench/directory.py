"""« Qui peut… » : precision and recall on labelled questions about a person, and what facts must exclude.

`python -m bench.directory` prints the tuning half and the half that was kept from tuning; `--each` each question;
`--import` how long an import of 50,000 services takes, `--asking [FOLDER]` a question over as many, kept in FOLDER.
"""

import datetime
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.base import OPERATOR, KnowledgeBase
from kb.directory.hours.opening import PARIS
from kb.home import Home, find_home

QUESTIONS = Path("tests/services.jsonl")
# When the labels were written: a Monday, in the morning.
NOW = datetime.datetime(2026, 11, 30, 10, 0, tzinfo=PARIS)
SHOWN, DEEP = 5, 10


@dataclass(frozen=True, slots=True)
class ServiceQuestion:
    """A question, the services that suit it (none: nothing does), and those that its facts exclude."""

    id: str
    question: str
    split: str
    relevant: tuple[str, ...]
    excluded: tuple[str, ...]


def read_service_questions(path: Path = QUESTIONS) -> tuple[ServiceQuestion, ...]:
    """The labelled questions of a file."""
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return tuple(
        ServiceQuestion(one["id"], one["question"], one["split"], tuple(one["relevant"]), tuple(one["excluded"]))
        for one in lines
    )


def found_by(base: KnowledgeBase, question: str) -> list[str]:
    """Identifiers of the services shown as suiting, best first."""
    return [one.facts.id for one in base.directory.services_for(question, reader=OPERATOR, now=NOW).suiting]


def precision(found: Sequence[str], relevant: Sequence[str], cut: int = SHOWN) -> float:
    """Share of the first `cut` shown that suit; 1 when nothing suits and nothing is shown."""
    shown = found[:cut]
    return len(set(shown) & set(relevant)) / len(shown) if shown else float(not relevant)


def recall(found: Sequence[str], relevant: Sequence[str], cut: int = DEEP) -> float:
    """Share of those that suit which stand among the first `cut`."""
    return len(set(found[:cut]) & set(relevant)) / len(relevant) if relevant else 1.0


def measured(base: KnowledgeBase, asked: Sequence[ServiceQuestion]) -> Iterator[tuple[ServiceQuestion, list[str]]]:
    """Each question with what it found."""
    for one in asked:
        yield one, found_by(base, one.question)


def main(arguments: Sequence[str] = ()) -> None:
    """Print the figures of docs/BENCHMARKS.md, over the sample corpus; of many services with `--import`, `--asking`."""
    if "--import" in arguments or "--asking" in arguments:
        from bench import many_services

        if "--import" in arguments:
            many_services.importing()
        else:
            many_services.asking(keep=next((one for one in arguments if one != "--asking"), ""))
        return
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        shutil.copytree("corpus/dispositifs", home / "corpus" / "dispositifs")
        with KnowledgeBase.open(Home(home, find_home(Path()).model), create=True) as base:
            base.build()
            for split in ("tune", "held"):
                asked = [one for one in read_service_questions() if one.split == split]
                results = list(measured(base, asked))
                p = sum(precision(found, one.relevant) for one, found in results) / len(results)
                r = sum(recall(found, one.relevant) for one, found in results) / len(results)
                wrong = sum(len(set(found) & set(one.excluded)) for one, found in results)
                print(
                    f"{split}: {len(results)} questions, precision@5 {p:.3f}, recall@10 {r:.3f}, excluded shown {wrong}"
                )
                if "--each" in arguments:
                    _each(base, results)


def _each(base: KnowledgeBase, results: Sequence[tuple[ServiceQuestion, list[str]]]) -> None:
    for one, found in results:
        p, r = precision(found, one.relevant), recall(found, one.relevant)
        mark = " " if p == r == 1 else "*"
        print(f" {mark} {one.id} {p:.2f} {r:.2f} {one.question}")
        if mark == "*":
            for record_id in dict.fromkeys([*found[:8], *one.relevant]):
                view = base.record(record_id, reader=OPERATOR)
                shown = found.index(record_id) + 1 if record_id in found else "-"
                title = view.summary.title if view else record_id
                print(f"      {shown} {'+' if record_id in one.relevant else ' '} {title}")


if __name__ == "__main__":
    main(sys.argv[1:])
