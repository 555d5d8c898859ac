"""What people read of a search: hits, marks, quotes, facets, notices; and no question stops it."""

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kb.base import OPERATOR, PUBLIC, KnowledgeBase
from kb.encoder.served import Float32
from kb.errors import UnknownFilter
from kb.index.record_table import WHERE_KEYS
from kb.index.words.analysis import terms_of
from kb.resources import Resources
from kb.search.question import Alternative, Alternatives, Question
from kb.search.quotes import quotes_of
from kb.vocabulary.vocabulary import Term
from tests.conftest import Opener
from tests.fake_encoder import FakeEncoder
from tests.small_corpus import write

HOSTILE = [
    "'; DROP TABLE records; --",
    'c++ "(',
    "AND OR NEAR(",
    'NEAR(hall "laverie", 3) OR *',
    "hall* -laverie ^titre:hall",
    "🙂 laverie 🧺",
    "<script>alert(1)</script>",
    "%_\\ \x00 \u202e laverie",
    "{{7*7}} ${HOME} %s",
    "ａｂｃ ﬁlle ①",
    "e\u0301le\u0300ve",
    "\ud800",
]


@pytest.mark.parametrize("question", ["", " ", "\n\t", "\u00a0", "?", "…!", "🙂", '"("'])
def test_a_question_without_a_word_finds_nothing(base: KnowledgeBase, question: str) -> None:
    for mode in ("fused", "lexical", "dense"):
        assert base.search(question, mode=mode) == ()


@pytest.mark.parametrize("question", HOSTILE)
def test_no_question_whatever_stops_a_search(base: KnowledgeBase, question: str) -> None:
    for mode in ("fused", "lexical", "dense"):
        base.search(question, mode=mode)
    page = base.page(question, reader=PUBLIC, log=True)
    assert page.total <= 5
    assert base.status().records == 6


@pytest.mark.parametrize("value", [*HOSTILE, ""])
def test_no_filter_value_whatever_stops_a_search(base: KnowledgeBase, value: str) -> None:
    for key in set(WHERE_KEYS) - {"year"}:
        base.search("laverie", where={key: value})
    assert base.status().records == 6


def test_fifty_thousand_characters_are_answered_with_a_notice(base: KnowledgeBase) -> None:
    page = base.page("la laverie du quartier " * 2_200, reader=PUBLIC)
    assert page.hits[0].record.id == "EXP-2023-001"
    assert "seul son début" in page.notice
    assert base.page("la laverie", reader=PUBLIC).notice == ""


def test_an_empty_question_lists_the_records_newest_first(base: KnowledgeBase) -> None:
    page = base.page("  ", reader=OPERATOR, limit=3)
    assert [hit.record.id for hit in page.hits] == ["SRV-2024-001", "EXP-2023-001", "EXP-2021-001"]
    assert (page.total, page.near, page.weak, page.quotes) == (6, 6, False, ())


def test_the_same_text_in_two_files_gives_two_hits_and_the_second_names_the_first(
    home: Path, open_base: Opener
) -> None:
    for name in ("a", "b"):
        write(home, f"{name}.md", "# Le même\n\nLe texte est le même, mot pour mot, sur les deux rives.\n")
    base = open_base()
    base.build()
    first, second = base.search("le texte des deux rives")
    assert first.duplicate_of is None
    assert second.duplicate_of == first.record.id
    page = base.page("le texte des deux rives", reader=OPERATOR)
    assert len({quote.record.id for quote in page.quotes}) == len(page.quotes) <= 1


def test_a_passage_is_an_exact_slice_and_marks_stand_on_the_words_found(base: KnowledgeBase) -> None:
    for hit in base.page("médiateurs du hall", reader=OPERATOR).hits:
        view = base.record(hit.record.id, reader=OPERATOR)
        assert view is not None
        for passage in hit.passages:
            assert view.document.text[passage.start : passage.end] == passage.text
            if passage.sentence:
                assert 0 <= passage.sentence[0] < passage.sentence[1] <= len(passage.text)
    best = base.page("médiateurs du hall", reader=OPERATOR).hits[0].passage
    assert {best.text[a:b].casefold() for a, b in best.marks} == {"hall", "médiateurs"}


def test_a_quote_stands_word_for_word_where_it_says(base: KnowledgeBase) -> None:
    page = base.page("Deux éducatrices rencontrent des jeunes filles dans une laverie du quartier", reader=OPERATOR)
    for quote in page.quotes:
        view = base.record(quote.record.id, reader=OPERATOR)
        assert view is not None
        assert view.document.text[quote.start : quote.end].strip() == quote.text
        assert f"id={quote.record.id}" in quote.url


def test_a_record_that_is_quoted_opens_at_what_was_quoted(base: KnowledgeBase) -> None:
    page = base.page("Deux éducatrices rencontrent des jeunes filles dans une laverie du quartier", reader=OPERATOR)
    quotes = {quote.record.id: quote for quote in page.quotes}
    opened = [hit for hit in page.hits if hit.record.id in quotes]
    assert opened
    for hit in opened:
        passage, quote = hit.passage, quotes[hit.record.id]
        assert passage.sentence is not None
        assert passage.text[slice(*passage.sentence)] == quote.text
        assert f"de={passage.start}&a={passage.end}" in hit.url


def test_quotes_of_near_records_come_first_and_there_are_none_when_none_is_near(base: KnowledgeBase) -> None:
    text = "Deux éducatrices rencontrent des jeunes filles dans une laverie"
    asked = Question(text, text, (), (), ())
    found = base.search(asked.text)
    assert len(found) > 2

    def quoted(near: set[int]) -> list[tuple[str, bool]]:
        hits = [replace(hit, weak=place not in near) for place, hit in enumerate(found)]
        with base.index.held() as (index, _):
            return [(quote.record.id, quote.weak) for quote in quotes_of(index, hits, asked, FakeEncoder())]

    of_third = quoted({2})
    assert of_third[0] == (found[2].record.id, False)
    assert {weak for _, weak in of_third[1:]} == {True}
    assert len({record for record, _ in of_third}) == len(of_third) == min(len(found), 5)
    assert quoted(set()) == []


class Listening(FakeEncoder):
    """Keeps the questions it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def queries(self, texts: Sequence[str]) -> Float32:
        self.heard += texts
        return super().queries(texts)


def test_the_encoder_reads_a_misspelt_question_as_it_was_meant(base: KnowledgeBase) -> None:
    encoder = Listening()
    with KnowledgeBase.open(base.home, resources=Resources(lambda _: encoder)) as other:
        page = other.page("mediation dans une laverrie du quartier", reader=OPERATOR)
    assert page.question == "mediation dans une laverrie du quartier"
    assert set(encoder.heard) == {"médiation dans une laverie du quartier"}
    encoder.heard.clear()
    hits = [replace(hit, weak=False) for hit in page.hits]
    with base.index.held() as (index, _):
        quotes_of(index, hits, Question("laverrie", "laverie", (), (), ()), encoder)
    assert encoder.heard == ["laverie"]


class SameVectors(FakeEncoder):
    """All sentences are as near."""

    def sentences(self, texts: Sequence[str]) -> Float32:
        return self._rows(["la même"] * len(texts))


@pytest.mark.parametrize(("word", "other"), [("métro", "vélo"), ("vélo", "métro")])
def test_of_sentences_as_near_the_one_that_holds_words_of_the_question_is_quoted(
    home: Path, open_base: Opener, word: str, other: str
) -> None:
    write(home, "a.md", "# Deux\n\nLa maraude part du métro à huit heures.\n\nLe médecin vient en vélo le mardi.\n")
    base = open_base()
    base.build()
    group = Alternatives(word, tuple(Alternative(0, term, 1.0) for term in terms_of(word)))
    hits = [replace(hit, weak=False) for hit in base.search("maraude du médecin")]
    with base.index.held() as (index, _):
        (quote,) = quotes_of(index, hits, Question(word, word, (group,), (), ()), SameVectors())
    assert word in quote.text
    assert other not in quote.text


def test_an_address_names_the_record_its_revision_and_the_passage(base: KnowledgeBase) -> None:
    hit = base.search("laverie", mode="lexical")[0]
    assert hit.url == f"/lire?id=EXP-2023-001&rev=1&de={hit.passage.start}&a={hit.passage.end}"


def test_facets_count_records_and_say_which_value_is_chosen(base: KnowledgeBase) -> None:
    facets = {facet.key: facet for facet in base.facets({"kind": "experience"}, reader=OPERATOR)}
    assert [(value.code, value.count) for value in facets["outcome"].values] == [
        ("success", 1),
        ("mixed", 1),
        ("failure", 1),
    ]
    assert [(value.code, value.label, value.chosen) for value in facets["kind"].values] == [
        ("experience", "Expérience", True)
    ]


def test_a_chosen_value_that_no_record_has_stays_with_a_count_of_zero(base: KnowledgeBase) -> None:
    facets = {f.key: f for f in base.facets({"outcome": ["success", "ongoing"], "theme": "genre"}, reader=OPERATOR)}
    assert [(v.code, v.count, v.chosen) for v in facets["outcome"].values] == [
        ("success", 1, True),
        ("ongoing", 0, True),
    ]


def test_an_unknown_filter_lists_the_keys_there_are(base: KnowledgeBase) -> None:
    for ask in (lambda: base.search("x", where={"couleur": "bleu"}), lambda: base.summaries({"a": "b"}, reader=PUBLIC)):
        with pytest.raises(UnknownFilter, match=", ".join(WHERE_KEYS)):
            ask()


def test_a_correction_and_a_glossary_form_are_told(base: KnowledgeBase, open_base: Opener) -> None:
    term = Term("mediateur", "médiateurs sociaux", "Ils médient.", variants=("médiateurs", "correspondants"))
    vocabulary = dataclasses.replace(base.vocabulary, terms=(term,))
    resources = Resources(open_encoder=lambda folder: FakeEncoder())
    with KnowledgeBase(base.home, open_base().register, resources, vocabulary) as told:
        page = told.page("les correspondants de nuit", reader=PUBLIC)
        assert page.expanded == ("médiateurs",)
        assert told.search("correspondants", mode="lexical")[0].record.id == "EXP-2019-001"
        assert told.page("la lavverie", reader=PUBLIC).corrected == (("lavverie", "laverie"),)
    assert base.search("correspondants", mode="lexical") == ()


def test_neighbours_are_other_records_nearest_first_and_no_more_than_asked(base: KnowledgeBase) -> None:
    near = base.neighbours("EXP-2019-001", limit=2, reader=OPERATOR)
    assert len(near) == 2
    assert "EXP-2019-001" not in {one.id for one in near}
    assert len(base.neighbours("EXP-2019-001", limit=50, reader=OPERATOR)) == 5
    assert base.neighbours("EXP-1900-001", reader=OPERATOR) == ()


def test_an_empty_base_answers_everything_with_nothing(open_base: Opener) -> None:
    base = open_base()
    base.build()
    assert base.search("laverie") == ()
    assert base.page("laverie", reader=PUBLIC).total == 0
    assert base.page("", reader=PUBLIC).hits == ()
    assert base.summaries(reader=PUBLIC) == ()
    assert all(facet.values == () for facet in base.facets(reader=PUBLIC))
    assert base.neighbours("EXP-2019-001", reader=PUBLIC) == ()
    with pytest.raises(UnknownFilter):
        base.search("laverie", where={"couleur": "bleu"})


def test_a_record_without_a_text_is_listed_and_stops_no_search(home: Path, open_base: Opener) -> None:
    write(home, "vide.md", "", id="DOC-2020-001", title="Rien encore")
    write(home, "note.md", "# Une note\n\nLe goûter du mercredi.\n")
    base = open_base()
    base.build()
    assert "DOC-2020-001" in {one.id for one in base.summaries(reader=PUBLIC)}
    assert base.neighbours("DOC-2020-001", reader=PUBLIC) == ()
    assert len(base.search("rien du mercredi")) == 1


def test_a_reranker_reorders_the_first_records(home: Path, open_base: Opener) -> None:
    write(home, "a.md", "# Un\n\nLa maraude passe le soir sur la berge.\n")
    write(home, "b.md", "# Deux\n\nLa maraude passe le soir sur la berge, puis le matin au pont.\n")
    base = open_base()
    base.build()

    class LongestFirst:
        def scores(self, question: str, texts: Sequence[str]) -> np.ndarray:
            return np.array([len(text) for text in texts], np.float32)

    with base.searcher.engine(OPERATOR) as engine:
        engine._reranker = LongestFirst()
        assert [hit.record.title for hit in engine.search("maraude le soir", {}, limit=2)] == ["Deux", "Un"]


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """Twelve texts on a laundry, and two on something else."""
    home = tmp_path_factory.mktemp("dated")
    for number in range(12):
        body = f"# Note {number}\n\nLa laverie du quartier, vue le soir, numéro {number}.\n"
        facts = {"id": f"DOC-2020-{number:03d}", "date": f"{2000 + number}-05-01"}
        write(home, f"{number:02d}.md", body, summary=f"En bref {number}" if number % 2 else "", **facts)
    for number in (97, 98):
        body = f"# Autre {number}\n\nUn jardin pousse entre deux murs, numéro {number}.\n"
        write(home, f"{number}.md", body, id=f"DOC-1999-{number:03d}", date=f"20{number}-05-01")
    with KnowledgeBase.open(home, create=True, resources=Resources(lambda _: FakeEncoder())) as base:
        base.build()
        yield base


def test_a_misspelt_question_is_searched_as_it_was_meant_unless_it_is_literal(dated: KnowledgeBase) -> None:
    assert dated.search("laverrie", mode="lexical", limit=1)[0].terms == ("laverrie",)
    assert dated.page("laverrie", reader=PUBLIC).corrected == (("laverrie", "laverie"),)
    assert dated.page("laverrie", reader=PUBLIC, literal=True).corrected == ()


def test_a_list_shows_the_summary_of_each_record_or_its_title(dated: KnowledgeBase) -> None:
    page = dated.page("", {"id": ["DOC-2020-001", "DOC-2020-002"]}, reader=PUBLIC)
    assert [hit.record.title for hit in page.hits] == ["Note 2", "Note 1"]
    assert [hit.passage.text for hit in page.hits] == [page.hits[0].record.summary or "Note 2", "En bref 1"]
    for hit in page.hits:
        assert (hit.score, hit.weak, hit.lexical_rank, hit.dense_rank, hit.nearness) == (0.0, False, None, None, "")
        assert hit.url == f"/lire?id={hit.record.id}"
        assert (hit.passage.page, hit.passage.start, hit.passage.end) == (None, 0, 0)


@pytest.mark.parametrize(
    ("number", "shown", "titles"),
    [
        (1, 1, ["Autre 98", "Autre 97", "Note 11", "Note 10", "Note 9"]),
        (2, 2, ["Note 8", "Note 7", "Note 6", "Note 5", "Note 4"]),
        (3, 3, ["Note 3", "Note 2", "Note 1", "Note 0"]),
        (4, 3, ["Note 3", "Note 2", "Note 1", "Note 0"]),
        (99, 3, ["Note 3", "Note 2", "Note 1", "Note 0"]),
    ],
)
def test_a_list_has_pages_and_the_last_one_stands_for_those_after(
    dated: KnowledgeBase, number: int, shown: int, titles: list[str]
) -> None:
    page = dated.page("", reader=PUBLIC, limit=5, number=number)
    assert [hit.record.title for hit in page.hits] == titles
    assert [hit.rank for hit in page.hits] == list(range(5 * shown - 4, 5 * shown - 4 + len(titles)))
    assert (page.number, page.pages, page.total, page.near, page.weak) == (shown, 3, 14, 14, False)


def test_of_near_and_far_ones_each_stand_newest_first_when_asked_by_date(dated: KnowledgeBase) -> None:
    page = dated.page("la laverie du quartier", reader=PUBLIC, limit=50, by_date=True)
    assert page.near == 12
    assert [hit.record.date[:4] for hit in page.hits] == [*(str(2011 - n) for n in range(12)), "2098", "2097"]
    assert [hit.weak for hit in page.hits] == [False] * 12 + [True] * 2
    ranked = dated.page("la laverie du quartier", reader=PUBLIC, limit=50)
    assert {hit.record.id for hit in ranked.hits[:12]} == {hit.record.id for hit in page.hits[:12]}
    assert sum(value.count for facet in page.facets if facet.key == "year" for value in facet.values) == 12


def test_quotes_stand_on_the_first_page_alone(dated: KnowledgeBase) -> None:
    pages = [dated.page("la laverie du quartier", reader=PUBLIC, limit=5, number=number) for number in (1, 2, 3)]
    assert [bool(page.quotes) for page in pages] == [True, False, False]
    assert [page.number for page in pages] == [1, 2, 3]
    assert [hit.rank for page in pages for hit in page.hits] == list(range(1, 15))


@pytest.mark.parametrize(
    ("question", "near"),
    [('"laverie" numéro*', 12), ('"laverie" "quartier"', 12), ("lav* quart*", 12), ('"laverie" xyz*', 12)],
)
def test_all_that_holds_what_was_asked_exactly_is_near(dated: KnowledgeBase, question: str, near: int) -> None:
    page = dated.page(question, reader=PUBLIC, limit=50)
    assert (page.near, page.total, page.weak) == (near, near, False)
    assert not any(hit.weak for hit in page.hits)


def test_neighbours_are_as_many_as_asked_and_those_of_ones_own_subject_first(dated: KnowledgeBase) -> None:
    near = dated.neighbours("DOC-1999-097", limit=1, reader=PUBLIC)
    assert [one.title for one in near] == ["Autre 98"]
    assert len(dated.neighbours("DOC-2020-003", limit=13, reader=PUBLIC)) == 13
    every = [one.title for one in dated.neighbours("DOC-2020-003", limit=50, reader=PUBLIC)]
    assert "Note 3" not in every
    assert {*every[11:]} == {"Autre 97", "Autre 98"}


def test_a_reranker_reads_twenty_records_and_leaves_the_others_after_them(
    dated: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    class LastFirst:
        def scores(self, question: str, texts: Sequence[str]) -> np.ndarray:
            read.append(question)
            return np.arange(len(texts), dtype=np.float32)

    with dated.searcher.engine(OPERATOR) as engine:
        before = [hit.record.id for hit in engine.search("la laverrie du quartier", {}, limit=14)]
        monkeypatch.setattr("kb.search.engine.RERANKED", 3)
        engine._reranker = LastFirst()
        after = [hit.record.id for hit in engine.search("la laverrie du quartier", {}, limit=14)]
        assert engine.search("?!", {}, limit=3) == ()
    assert after == [*reversed(before[:3]), *before[3:]]
    assert read == ["la laverie du quartier"]
