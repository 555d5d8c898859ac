"""Fields are named in kb/records alone: elsewhere a field is asked of its description, or stands in the list below."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from kb.records.catalogue import every_field

CHECKOUT = Path(__file__).resolve().parents[1]
# Rooms that are about one kind of record: its fields are what they work on.
OF_ONE_KIND = frozenset({"directory", "glossary", "needs", "watch", "workshops", "workshop", "store"})
# Names that are ordinary words or names of other things as well: keys of files, parameters, addresses, columns.
# fmt: off
ORDINARY = frozenset(
    {
        "title", "setting", "date", "address", "source", "summary", "pages", "language", "authors", "phone", "form",
        "topics", "subject", "duration", "period", "context", "town", "contact", "website", "results", "steps",
        "description", "definition", "zone", "notes", "glossary", "pieces", "diffusion", "groups", "access",
        "state", "expires", "email", "method", "level", "night", "brief", "training", "latitude", "longitude",
        "postcode", "organisation", "fee", "preferred", "acronyms", "domain", "status", "place", "weeks",
        "signals", "structures", "origin",
    }
)
# fmt: on
NAMED = {
    "kb/base.py": "territories are a list of their own",
    "kb/export/booklet/layout.py": "what a booklet has, under names that a record's fields have too",
    "kb/export/results.py": "columns of a table of results, which other programs read",
    "kb/programs/answers.py": "names that other programs read, which do not change with a form",
    "kb/programs/description.py": "names that other programs read, which do not change with a form",
    "kb/programs/dublin_core.py": "which element of Dublin Core a field is",
    "kb/language.py": "territories are a list of their own",
    "kb/vocabulary/of_base.py": "a published term becomes an entry of the vocabulary",
    "kb/vocabulary/vocabulary.py": "the keys of the vocabulary's files",
    "kb/related/select.py": "weights of the likeness of records, measured on these facts",
    "kb/related/differences.py": "the facts that records are set apart by, measured",
    "kb/related/paragraphs.py": "fields that speak of the same thing, as alignments were measured",
    "kb/views/compare/selection.py": "sentences about what a choice of records lacks",
    "kb/views/write/page.py": "the hours of a service are typed in a form of their own",
    "kb/views/parts/facets.py": "the four issues have a drawing of their own",
    "kb/views/search/home.py": "the home page shows what failed, and themes",
    "kb/views/news/saved.py": "themes and territories are what one follows",
    "kb/views/packs/editor.py": "the form of a pack is its own",
    "kb/views/read/article.py": "who said the words of a quote",
    "kb/views/review/recognise_page.py": "the outcome of a report, not of a record",
    "kb/views/review/page.py": "the queue is sorted by theme",
    "kb/html/glossary_terms.py": "trades are a list of their own",
    "kb/html/matrix.py": "the list whose codes stand over the matrix",
    "kb/views/compare/trail.py": "outcomes have a drawing of their own",
    "kb/wiki/write/forms.py": "what the program fills, and the type that has a form of its own",
    "kb/wiki/news/follows.py": "themes and territories are what one follows",
    "kb/wiki/packs/pieces.py": "the pieces of a pack stand under its rubrics",
    "kb/wiki/packs/rubrics.py": "the pieces of a pack stand under its rubrics",
    "kb/wiki/people.py": "trades are a list of their own",
    "kb/wiki/review/review.py": "publishing signs the check of anonymity",
    "kb/wiki/news/follow_ups.py": "a follow-up begins with what it takes from its record",
    "kb/wiki/write/terms.py": "the actions of the glossary, on its one kind",
    "kb/wiki/write/writing.py": "the queue is sorted by theme",
}


def named() -> Iterator[tuple[str, str]]:
    """(module, name) of each field that stands as a literal outside of kb/records."""
    names = set(every_field()) - ORDINARY
    for path in sorted(CHECKOUT.glob("kb/**/*.py")):
        module = path.relative_to(CHECKOUT).as_posix()
        if not module.startswith("kb/records/") and OF_ONE_KIND.isdisjoint(re.split(r"[/_.]", module)):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and node.value in names:
                    yield module, str(node.value)


def test_no_field_is_named_outside_of_its_kind_without_a_reason() -> None:
    assert {(module, name) for module, name in named() if module not in NAMED} == set()
