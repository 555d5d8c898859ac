"""What a small base answers changes only when somebody means it to.

`tests/search/answers.jsonl` says what was answered when it was last written: every number, bound and word of a page of
results, with an encoder that draws a direction per word. It judges nothing (`python -m bench.holds` does). After a
change that is meant, write it anew and look at what differs: `python -m tests.search.test_answers_stay`.
"""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kb.base import KnowledgeBase
from kb.readers import OPERATOR, PUBLIC
from kb.resources import Resources
from tests.fake_encoder import FakeEncoder
from tests.small_corpus import story, write, write_small_corpus

ANSWERS = Path(__file__).parent / "answers.jsonl"
NIGHT = "\n\n".join(
    (
        "# Une année de nuits (exemple fictif)",
        "## L’hiver",
        "La tournée part à vingt heures. Le véhicule longe le canal, puis le square. On sert du thé. "
        "Personne ne demande de nom.",
        "Est-ce que cela suffit ? Les retours disent que oui : on revient, on parle, on rit.",
        "## Le printemps",
        "| Mois | Passages |\n|---|---|\n| mars | 120 |\n| avril | 87 |",
        "Les jeunes majeurs viennent plus tôt. Une éducatrice note ce qui manque : des filtres, de l’eau, un abri.",
        "## L’été",
        "Le 19e arrondissement ferme le square. L’équipe s’installe au bord du canal ; les riverains saluent.",
        "",
    )
)
QUESTIONS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("hall jeunes", {}),
    ("les jeunes du hall et du canal", {"limit": 2}),
    ("les jeunes du hall et du canal", {"limit": 2, "number": 2}),
    ("les jeunes du hall et du canal", {"limit": 2, "number": 99}),
    ("les jeunes du hall et du canal", {"by_date": True}),
    ('squat "le juge" -mairie', {}),
    ('"au bord du canal"', {}),
    ('"au bord" canal -square', {}),
    ("médi* hall", {}),
    ("médi* square*", {}),
    ("xy* hall", {}),
    ('"de la" hall', {}),
    ("-hall", {}),
    ("où trouver des seringues stériles ?", {}),
    ("seringue sterile", {}),
    ("médaiteurs du hal", {}),
    ("médaiteurs du hal", {"literal": True}),
    ("educateurs de nuit", {}),
    ("éducatrice·s du 19e", {}),
    ("19ème arrondissement", {}),
    ("dix-neuvième arrondissement", {}),
    ("autosquare", {}),
    ("zzz", {}),
    ("le de la", {}),
    ("!!!", {}),
    ("", {}),
    ("", {"limit": 3, "number": 2}),
    ("hall", {"where": {"outcome": ["failure", "mixed"]}}),
    ("permanence", {"where": {"kind": "service"}}),
    ("permanence téléphone", {}),
    ("crack", {}),
    ("caillou", {}),
    ("le hall occupé", {}),
    ("machine à café en panne", {}),
    ("La tournée part à vingt heures", {}),
    ("ce qui manque : des filtres, de l’eau", {}),
    ("Une année de nuits", {}),
    ("RDR", {}),
    ("hall " * 500, {}),
)


def build(home: Path) -> KnowledgeBase:
    """The small corpus and a few longer texts, one of them twice."""
    (home / "corpus").mkdir(parents=True)
    write_small_corpus(home)
    write(home, "nuits.md", NIGHT, id="DOC-2022-001", title="Une année de nuits", date="2022", themes=["genre"])
    write(home, "nuits2.md", NIGHT, id="DOC-2022-002", title="Une année de nuits, copie", date="2022-02")
    long = "".join(
        f"## Étape {n}\n\n{'On marche, on écoute, on note. ' * 12}Le square {n} est vide.\n\n" for n in range(6)
    )
    write(home, "square.md", f"# Le square\n\n{long}", id="DOC-2020-001", title="Le square", date="2020-07")
    story(home, "crack.md", "## Contexte\nOn y fume du crack, le caillou passe de main en main près du square.\n",
          id="EXP-2020-001", title="Autour du square", outcome="ongoing", date="2020")  # fmt: skip
    resources = Resources(open_encoder=lambda folder: FakeEncoder())
    base = KnowledgeBase.open(home, create=True, resources=resources)
    base.build()
    return base


def answer(base: KnowledgeBase, question: str, asked: dict[str, Any]) -> dict[str, Any]:
    """All that a page says, numbers cut to three digits: machines add in other orders."""
    page = base.page(question, reader=OPERATOR, **asked)
    return {
        "hits": [
            [
                *(hit.rank, hit.record.id, round(hit.score, 3), hit.weak, hit.lexical_rank, hit.dense_rank, hit.terms),
                *(hit.nearness, hit.url, hit.duplicate_of),
                [[one.start, one.end, one.page, one.section, one.marks, one.sentence] for one in hit.passages],
            ]
            for hit in page.hits
        ],
        "counted": [page.total, page.near, page.weak, page.number, page.pages],
        "said": [page.question[:80], page.plain[:80], page.notice, page.expanded, page.corrected],
        "signs": [page.exact, page.without, page.beginning, page.missing, page.unread],
        "where": {key: list(values) for key, values in page.where.items()},
        "quotes": [[one.record.id, one.text, one.start, one.end, round(one.score, 3), one.weak] for one in page.quotes],
        "facets": [
            [one.key, one.label, [[v.code, v.label, v.count, v.chosen] for v in one.values]] for one in page.facets
        ],
        "visitors": [hit.record.id for hit in base.search(question, reader=PUBLIC, limit=4)],
        "by words": [
            [hit.record.id, round(hit.score, 3)]
            for hit in base.search(question, reader=OPERATOR, limit=6, mode="lexical")
        ],
        "by meaning": [
            [hit.record.id, round(hit.score, 3)]
            for hit in base.search(question, reader=OPERATOR, limit=6, mode="dense")
        ],
    }


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with build(tmp_path_factory.mktemp("answers") / "home") as base:
        yield base


@pytest.mark.parametrize("place", range(len(QUESTIONS)))
def test_a_question_is_answered_as_it_was(place: int, answered: KnowledgeBase) -> None:
    kept = json.loads(ANSWERS.read_text(encoding="utf-8").splitlines()[place])
    assert json.loads(json.dumps(answer(answered, *QUESTIONS[place]))) == kept


def test_what_is_suggested_begins_as_what_was_typed(answered: KnowledgeBase) -> None:
    def suggested(start: str) -> list[tuple[str, str]]:
        return [(one.text, one.kind) for one in answered.suggest(start, reader=OPERATOR)]

    assert ("Le hall occupé", "record") in suggested("hal occ")
    assert ("Permanence du mardi", "record") in suggested("perm")
    assert suggested("h") == []
    assert ("crack", "term") in suggested("crac") or ("Autour du square", "record") in suggested("squ aut")
    assert len([one for one in suggested("an") if one[1] == "term"]) <= 4


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, build(Path(folder) / "home") as base:
        lines = [json.dumps(answer(base, *one), ensure_ascii=False) for one in QUESTIONS]
        ANSWERS.write_text("\n".join(lines) + "\n", encoding="utf-8")
