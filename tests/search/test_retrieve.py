"""Retrieval: what a reader asks for is found, inside the filters, in its three modes."""

from pathlib import Path

import pytest

from kb.base import OPERATOR, PUBLIC, KnowledgeBase
from kb.readers import PROFESSIONAL
from tests.conftest import Opener
from tests.small_corpus import write


def ids(base: KnowledgeBase, question: str, mode: str = "lexical", **where: str) -> list[str]:
    return [hit.record.id for hit in base.search(question, where=where, mode=mode, limit=50)]


@pytest.mark.parametrize(
    ("question", "record"),
    [
        ("securite", "DOC-2015-001"),
        ("SÉCURITÉ", "DOC-2015-001"),
        ("eleve arrete", "EXP-2021-001"),
        ("élèves arrêtés", "EXP-2021-001"),
        ("seringue sterile", "DOC-2015-001"),
        ("médiateur", "EXP-2019-001"),
        ("educatrice", "EXP-2023-001"),
        ("propriétaires", "DOC-2008-001"),
        ("messagerie", "EXP-2021-001"),
        ("laverie", "EXP-2023-001"),
    ],
)
def test_accents_case_and_number_do_not_matter(base: KnowledgeBase, question: str, record: str) -> None:
    assert ids(base, question)[0] == record
    assert record in ids(base, question, "fused")


def test_a_misspelt_word_is_found_corrected(base: KnowledgeBase) -> None:
    assert ids(base, "les médiatteurs")[0] == "EXP-2019-001"


def test_a_record_is_found_by_what_stands_in_its_head_only(home: Path, open_base: Opener) -> None:
    for number in range(100):
        write(home, f"{number:03d}.md", f"# Note {number}\n\nUne note sur le repas du soir, numéro {number}.\n")
    body = "# La buvette\n\nUn comptoir ouvert le matin.\n\n" + "## Suite\n\nEncore le comptoir du matin.\n\n" * 30
    write(home, "rive.md", body, id="DOC-2020-001", organisation="Association Rive Nord", themes=["genre"])
    write(home, "vide.md", "", id="DOC-2020-002", title="Rien", organisation="Rive Nord")
    base = open_base()
    base.build()
    for mode in ("lexical", "fused"):
        (hit,) = (hit for hit in base.search("Rive Nord", mode=mode, limit=150) if hit.record.id == "DOC-2020-001")
        assert hit.passage.position == 0
        assert (hit.terms, hit.lexical_rank) == (("rive", "nord"), 1)
    assert ids(base, "Rive Nord") == ["DOC-2020-001"]
    assert base.search("Rive Nord", mode="lexical", where={"theme": "squat"}) == ()
    assert base.search("Rive Nord", mode="lexical", where={"theme": "genre"})[0].record.id == "DOC-2020-001"
    (home / "corpus" / "rive.md").unlink()
    base.build()
    assert base.search("Rive Nord", mode="lexical") == ()


def test_each_mode_ranks_by_its_own_side(base: KnowledgeBase) -> None:
    for mode in ("lexical", "dense", "fused"):
        assert ids(base, "rencontrer des jeunes filles dans une laverie", mode)[0] == "EXP-2023-001"
    (hit, *_) = base.search("laverie", mode="lexical")
    assert hit.lexical_rank == 1
    assert hit.terms == ("laverie",)
    assert len(ids(base, "montgolfière", "lexical")) == 0
    assert len(ids(base, "montgolfière", "dense")) == 5  # the service stands apart


def test_a_question_finds_services_among_texts_only_where_a_filter_names_them(base: KnowledgeBase) -> None:
    question = "permanence confidentielle du mardi soir"
    assert "SRV-2024-001" not in ids(base, question)
    for where in ({"kind": ["service", "document"]}, {"id": "SRV-2024-001"}):
        assert base.search(question, where=where)[0].record.id == "SRV-2024-001"
    assert "SRV-2024-001" in {one.id for one in base.summaries(reader=PROFESSIONAL)}


def test_scores_go_down_and_ranks_go_up(base: KnowledgeBase) -> None:
    hits = base.search("les familles du quartier la nuit", limit=50)
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    for hit in hits:
        scores = [passage.score for passage in hit.passages]
        assert scores == sorted(scores, reverse=True)


def test_the_same_question_gives_the_same_answer_twice(base: KnowledgeBase, open_base: Opener) -> None:
    question = "un accueil pour les jeunes"
    assert base.search(question) == base.search(question) == open_base().search(question)


def test_filters_act_before_ranking_so_that_the_limit_is_reached(home: Path, open_base: Opener) -> None:
    for number in range(150):
        write(
            home, f"fort-{number:03d}.md", "# Squat\n\nSquat, squat, squat.\n", id=f"DOC-2020-{number:03d}", date="2020"
        )
    for number in range(12):
        body = f"Un long texte sur la cuisine du lieu {number}, où le mot squat vient une fois.\n"
        write(home, f"rare-{number:03d}.md", f"# Cuisine {number}\n\n{body}", id=f"DOC-2001-{number:03d}", date="2001")
    base = open_base()
    base.build()
    for mode in ("lexical", "dense", "fused"):
        hits = base.search("squat", where={"year": "2001"}, limit=10, mode=mode)
        assert len(hits) == 10
        assert {hit.record.year for hit in hits} == {2001}


def test_a_long_document_does_not_crowd_out_the_others(home: Path, open_base: Opener) -> None:
    parts = "".join(f"## Chapitre {n}\n\n{'Le squat du canal, encore le squat. ' * 30}\n\n" for n in range(120))
    write(home, "long.md", f"# Le squat\n\n{parts}", id="DOC-2020-001")
    for number in range(12):
        write(
            home,
            f"{number}.md",
            f"# Note {number}\n\nUne note qui dit squat une fois, parmi d’autres choses {number}.\n",
        )
    base = open_base()
    base.build()
    for mode in ("lexical", "dense", "fused"):
        assert len(base.search("le squat du canal", limit=10, mode=mode)) == 10
    assert base.page("le squat du canal", limit=10, reader=OPERATOR).total >= 10


@pytest.mark.parametrize(
    ("where", "count"),
    [
        ({"territory": "93"}, 1),
        ({"territory": "93048"}, 1),
        ({"territory": "75"}, 2),
        ({"territory": "75119"}, 1),
        ({"year": "2015..2021"}, 3),
        ({"year": "..2008"}, 1),
        ({"kind": "experience", "outcome": "failure"}, 1),
        ({"kind": ["document", "service"]}, 3),
        ({"theme": "genre", "outcome": "failure"}, 0),
        ({"source_type": "md", "kind": ["document", "experience", "service"]}, 6),
    ],
)
def test_filters_keep_what_passes_with_or_without_a_question(
    base: KnowledgeBase, where: dict[str, str | list[str]], count: int
) -> None:
    assert len(base.search("les jeunes du quartier", where=where, limit=50)) == count
    assert len(base.summaries(where, reader=OPERATOR)) == count


def test_a_reader_without_rights_gets_neither_text_nor_count(base: KnowledgeBase) -> None:
    hidden, question = "SRV-2024-001", "permanence confidentielle du mardi soir"
    every = {"kind": ["document", "experience", "service"]}
    assert base.search(question, where=every)[0].record.id == hidden
    assert hidden in {one.id for one in base.summaries(reader=PROFESSIONAL)}
    page, listing = base.page(question, every, reader=PUBLIC), base.page("", reader=PUBLIC)
    assert hidden not in {hit.record.id for hit in page.hits}
    assert page.total == listing.total == 5
    assert all("confidentielle" not in passage.text for hit in page.hits for passage in hit.passages)
    assert all("confidentielle" not in quote.text for quote in page.quotes)
    for facets in (page.facets, listing.facets, base.facets(reader=PUBLIC)):
        values = {(facet.key, value.code): value.count for facet in facets for value in facet.values if value.count}
        assert ("kind", "service") not in values
        assert ("theme", "acces-aux-soins") not in values
        assert sum(count for (key, _), count in values.items() if key == "kind") == 5
    assert base.page(question, {"diffusion": "professionals"}, reader=PUBLIC).total == 0
    assert base.page("", {"id": hidden}, reader=PUBLIC).total == 0
    assert base.record(hidden, reader=PUBLIC) is None
    assert base.source_file(hidden, reader=PUBLIC) is None
    assert base.neighbours(hidden, reader=PUBLIC) == ()
    for one in base.summaries(reader=PUBLIC):
        assert hidden not in {near.id for near in base.neighbours(one.id, limit=50, reader=PUBLIC)}


def test_a_removal_that_the_index_has_not_followed_is_masked_everywhere(base: KnowledgeBase) -> None:
    gone = "EXP-2023-001"
    base.register.withdraw(gone, actor="anne", reason="à la demande de l’équipe")
    assert gone not in ids(base, "laverie", "fused")
    page = base.page("laverie", reader=OPERATOR)
    assert gone not in {hit.record.id for hit in page.hits}
    assert base.page("", reader=OPERATOR).total == 5
    assert gone not in {one.id for one in base.summaries(reader=OPERATOR)}
    assert gone not in {one.id for one in base.neighbours("EXP-2019-001", limit=50, reader=OPERATOR)}
    assert ("success") not in {value.code for facet in base.facets(reader=OPERATOR) for value in facet.values}
    assert base.record(gone, reader=OPERATOR) is None
    assert base.status().pending == 1
    base.follow()
    assert base.status().pending == 0
    assert gone not in ids(base, "laverie", "fused")


def test_a_diffusion_narrowed_is_masked_before_the_index_follows(base: KnowledgeBase) -> None:
    revision = base.register.published("EXP-2023-001")
    assert revision is not None
    record = revision.record.model_copy(update={"diffusion": "professionals"})
    number = base.register.save(record, revision.document, author="anne", summary="restreinte", base=1)
    base.register.publish(record.id, number, actor="anne")
    assert base.page("laverie", {"id": record.id}, reader=PUBLIC).total == 0
    assert base.record(record.id, reader=PUBLIC) is None
    base.follow()
    assert base.page("laverie", {"id": record.id}, reader=PUBLIC).total == 0
    assert base.page("laverie", {"id": record.id}, reader=PROFESSIONAL).total == 1
