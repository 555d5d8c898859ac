"""What the signs of a question leave to be found: records, and the passages of them that are shown."""

from collections.abc import Iterator

import pytest

from kb.base import OPERATOR, PUBLIC, KnowledgeBase
from kb.resources import Resources
from kb.search.narrowing import MOST_BEGUN, terms_beginning
from tests.fake_encoder import FakeEncoder
from tests.small_corpus import write

FILLER = "On y parle du repas et des clefs, puis de la pluie qui tombe sur la cour. " * 12
TEXTS = {
    "lavoir.md": "# Le lavoir\n\nUn lavoir sert encore le lundi.\n",
    "lavande.md": "# Les champs\n\nDe la lavande pousse le lundi.\n",
    "livre.md": "# Le livre\n\nUn livre se prête le lundi.\n",
    "laine.md": "# La laine\n\nDe la laine se file le lundi.\n",
    "long.md": f"# La péniche\n\n## Un\n\n{FILLER}\n\n## Deux\n\nUn moulin tourne. {FILLER}\n\n## Trois\n\n{FILLER}\n",
    "moulin.md": f"# Le moulin\n\n## Un\n\n{FILLER}\n\n## Deux\n\n{FILLER}\n",
}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    home = tmp_path_factory.mktemp("narrowed")
    for name, text in TEXTS.items():
        write(home, name, text)
    with KnowledgeBase.open(home, create=True, resources=Resources(open_encoder=lambda folder: FakeEncoder())) as base:
        base.build()
        yield base


def titles(base: KnowledgeBase, question: str) -> set[str]:
    return {hit.record.title for hit in base.page(question, reader=PUBLIC, limit=50).hits}


MONDAY = {"Le lavoir", "Les champs", "Le livre", "La laine"}


@pytest.mark.parametrize(
    ("question", "left_out"),
    [
        ('"lundi" -lav*', {"Le lavoir", "Les champs"}),
        ('"lundi" -lavoir', {"Le lavoir"}),
        ('"lundi" -lavoirs', {"Le lavoir"}),  # any form of the word
        ('"lundi" -"le livre"', {"Le livre"}),  # the title says it
        ('"lundi" -"livre le"', set()),
        ('"lundi" -lav* -laine', {"Le lavoir", "Les champs", "La laine"}),
        ('"lundi" -absent', set()),
        ('"lundi"', set()),
    ],
)
def test_what_is_left_out_is_all_that_holds_it_and_nothing_else(
    base: KnowledgeBase, question: str, left_out: set[str]
) -> None:
    assert titles(base, question) == MONDAY - left_out


@pytest.mark.parametrize(
    ("question", "found", "missing"),
    [
        ('"lundi" lav*', {"Le lavoir", "Les champs"}, ()),
        ('lav* "lundi" "sert encore"', {"Le lavoir"}, ()),
        ('lav* liv* "lundi"', {"Le lavoir", "Les champs"}, ("liv*",)),  # no text holds both
        ('"lundi" "mardi matin"', MONDAY, ("«\u00a0mardi matin\u00a0»",)),
        ('"lundi" zz* xyz*', MONDAY, ("xyz*",)),
        ('"lundi" xyz* "mardi matin"', MONDAY, ("«\u00a0mardi matin\u00a0»", "xyz*")),
    ],
)
def test_what_was_asked_exactly_is_in_all_that_is_found_but_for_what_no_text_holds(
    base: KnowledgeBase, question: str, found: set[str], missing: tuple[str, ...]
) -> None:
    page = base.page(question, reader=PUBLIC, limit=50)
    assert {hit.record.title for hit in page.hits} == found
    assert page.missing == missing
    assert (page.near, page.weak) == (len(found), False)
    assert not any(hit.weak for hit in page.hits)


def test_when_no_text_holds_anything_of_what_was_asked_exactly_what_is_near_is_found_as_usual(
    base: KnowledgeBase,
) -> None:
    page = base.page('"mardi matin" xyz*', reader=PUBLIC, limit=50)
    assert page.missing == ("«\u00a0mardi matin\u00a0»", "xyz*")
    assert page.total == len(TEXTS)
    assert page.near < page.total


def test_passages_that_hold_it_are_shown_and_all_of_a_record_whose_title_alone_does(base: KnowledgeBase) -> None:
    by_title = {hit.record.title: hit for hit in base.page('"moulin"', reader=PUBLIC, limit=50).hits}
    assert set(by_title) == {"La péniche", "Le moulin"}
    assert {one.section[-1] for one in by_title["La péniche"].passages} == {"Deux"}
    assert {one.section[-1] for one in by_title["Le moulin"].passages} == {"Un", "Deux"}


def test_a_beginning_weighs_as_many_words_as_a_question_can_the_most_frequent_first(base: KnowledgeBase) -> None:
    class Words:
        def beginning(self, start: str) -> list[str]:
            return [f"{start}{number:03d}" for number in range(2 * MOST_BEGUN)]

    class Known:
        def speller(self) -> Words:
            return Words()

    terms = terms_beginning("ABC", Known())  # type: ignore[arg-type]
    assert terms == tuple(f"abc{number:03d}" for number in range(MOST_BEGUN))
    assert {hit.record.title for hit in base.page("lav*", reader=OPERATOR, limit=50).hits} == {
        "Le lavoir",
        "Les champs",
    }
