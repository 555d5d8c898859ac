"""Labelled collections in BEIR layout, read into a base of their own."""

import json
import os
from collections import defaultdict
from pathlib import Path

from ingest.document import Document
from kb.base import KnowledgeBase
from kb.evaluation import LabelledQuestion
from kb.records.canonical import TextBuilder
from kb.records.kinds import DocumentRecord

SETS = ("cnil_aide", "piaf_v1", "covid_faq")


def outside_data() -> Path | None:
    """The folder that KB_BENCH_DATA names, or None."""
    named = os.environ.get("KB_BENCH_DATA")
    return Path(named) if named and Path(named).is_dir() else None


def read_set(folder: Path) -> tuple[list[dict[str, str]], tuple[LabelledQuestion, ...]]:
    """Documents and labelled questions of a folder."""
    documents = [json.loads(line) for line in (folder / "corpus.jsonl").read_text("utf-8").splitlines()]
    texts = {q["_id"]: q["text"] for q in map(json.loads, (folder / "queries.jsonl").read_text("utf-8").splitlines())}
    relevant: dict[str, dict[str, int]] = defaultdict(dict)
    for line in (folder / "qrels.tsv").read_text("utf-8").splitlines()[1:]:
        query, document, grade = line.split("\t")
        relevant[query][document] = int(grade)
    return documents, tuple(LabelledQuestion(texts[q], relevant[q]) for q in texts if q in relevant)


def text_document(text: str) -> Document:
    """A document of paragraphs, one per line."""
    builder = TextBuilder()
    for line in text.splitlines():
        builder.add(line)
    return builder.build()


def fill(base: KnowledgeBase, documents: list[dict[str, str]]) -> None:
    """Put documents into a base, published, and index them."""
    from kb.store.files.database import transaction

    with transaction(base.register.database):
        for one in documents:
            record = DocumentRecord(id=one["_id"], title=one.get("title") or "Sans titre")
            number = base.register.save(
                record, text_document(one["text"]), author="bench", summary="labelled set", base=None
            )
            base.register.publish(record.id, number, actor="bench")
    base.follow(cache=True)
