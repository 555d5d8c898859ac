"""Passages: exact slices, near the target, within the limit, along the document's own joints."""

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.assembly import Assembly
from ingest.document import Block, Document, Passage
from ingest.passages import LIMIT, PROMPT_TOKENS, TINY, context, cut


def count_words(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def count_pieces(texts: Sequence[str]) -> list[int]:
    """Like a tokenizer of pieces: a token per four characters of each word, and one to begin it."""
    return [sum(1 + len(word) // 4 for word in text.split()) for text in texts]


def words(n: int, of: str = "mot") -> str:
    return " ".join([of] * (n - 1)) + f" {of}."


def document(*parts: tuple[int, str] | str) -> Document:
    assembly = Assembly()
    for part in parts:
        if isinstance(part, str):
            assembly.add(part)
        else:
            assembly.heading(part[1], part[0])
    return assembly.build()


def paged(*pages: str) -> Document:
    blocks, at = [], 0
    for number, page in enumerate(pages, 1):
        blocks.append(Block(at, at + len(page), "paragraph", 0, number))
        at += len(page) + 2
    return Document("\n\n".join(pages), tuple(blocks))


def sizes(passages: Sequence[Passage]) -> list[int]:
    return count_words([passage.text for passage in passages])


def test_no_text_gives_no_passage() -> None:
    assert cut(Document("", ()), count_words, title="Rien") == ()
    assert cut(document("***"), count_words, title="Rien") == ()


def test_a_short_document_is_one_passage() -> None:
    short = document("Une phrase. Une autre.")

    assert cut(short, count_words, title="Titre") == (Passage(0, 22, "Une phrase. Une autre."),)


def test_a_long_section_is_cut_between_paragraphs_near_the_target() -> None:
    text = document(*[" ".join(words(20) for _ in range(5)) for _ in range(8)])

    passages = cut(text, count_words, title="")

    assert sizes(passages) == [200, 200, 200, 200]
    assert all(passage.text.endswith(".") for passage in passages)


def test_a_passage_never_crosses_the_heading_of_another_section() -> None:
    text = document((1, "Un"), words(80), (1, "Deux"), words(90))

    passages = cut(text, count_words, title="Titre")

    assert [(passage.section, sizes([passage])[0]) for passage in passages] == [(("Un",), 80), (("Deux",), 90)]


def test_tiny_neighbours_of_one_parent_share_a_passage_with_their_headings() -> None:
    text = document((1, "Équipe"), (2, "Lundi"), words(10), (2, "Mardi"), words(12))

    passages = cut(text, count_words, title="Titre")

    assert [passage.section for passage in passages] == [("Équipe",)]
    assert "Lundi" in passages[0].text
    assert "Mardi" in passages[0].text


def test_tiny_sections_of_different_parents_stay_apart() -> None:
    text = document((1, "A"), (2, "B"), words(30), (1, "C"), (2, "D"), words(32))

    assert [passage.section for passage in cut(text, count_words, title="")] == [("A", "B"), ("C", "D")]


def test_a_crumb_joins_its_neighbour_whatever_the_section() -> None:
    text = document((1, "A"), (2, "B"), words(5), (1, "C"), (2, "D"), words(100))

    passages = cut(text, count_words, title="")

    assert [passage.section for passage in passages] == [()]
    assert passages[0].text.startswith("A\n\nB\n\nmot")


def test_figures_alone_are_no_passage() -> None:
    assert [passage.text for passage in cut(paged("2025", "Oui."), count_words, title="")] == ["Oui."]


def test_a_heading_without_text_is_never_a_passage_of_its_own_beside_others() -> None:
    text = document((1, "A"), words(30), (1, "Vide"))

    passages = cut(text, count_words, title="")

    assert len(passages) == 1
    assert passages[0].text.endswith("Vide")


def test_a_document_of_headings_alone_is_still_found() -> None:
    assert [passage.text for passage in cut(document((1, "Une"), (1, "Deux")), count_words, title="")] == [
        "Une\n\nDeux"
    ]


def test_a_passage_stays_on_its_page() -> None:
    passages = cut(paged(words(30), words(30), words(30)), count_words, title="")

    assert [passage.page for passage in passages] == [1, 2, 3]


def test_a_sentence_over_two_pages_belongs_to_the_page_where_it_starts() -> None:
    text = paged("Une phrase commence ici et", "se termine là. Une autre suit sur la même page.")

    passages = cut(text, count_words, title="")

    assert [(passage.page, passage.text) for passage in passages] == [
        (1, "Une phrase commence ici et\n\nse termine là."),
        (2, "Une autre suit sur la même page."),
    ]


def test_a_list_is_not_cut_from_the_line_that_announces_it() -> None:
    text = document(words(95), words(95), words(9).replace("mot.", "mot :"), *[words(20) for _ in range(6)])

    passages = cut(text, count_words, title="")

    assert not any(passage.text.endswith(":") for passage in passages)


def test_a_sentence_too_long_for_the_encoder_is_split_between_words() -> None:
    passages = cut(document(words(2000)), count_words, title="")

    assert sum(sizes(passages)) == 2000
    assert max(sizes(passages)) <= 300


def test_a_word_too_long_for_the_encoder_is_split() -> None:
    passages = cut(document("x" * 9000), count_pieces, title="")

    assert "".join(passage.text for passage in passages) == "x" * 9000
    assert max(count_pieces([passage.text for passage in passages])) <= LIMIT - PROMPT_TOKENS


def test_context_names_the_title_once_and_the_innermost_headings_longest() -> None:
    assert context("Le plan", ("Le plan", "Axes", "Hébergement")) == "Le plan – Axes – Hébergement"
    assert context("Le plan", ("a" * 130, "b" * 110)) == "Le plan – " + "b" * 110
    assert len(context("mot " * 100, ["titre " * 50] * 5)) <= 260
    assert context("", ()) == ""


SENTENCES = st.integers(1, 60).map(words) | st.sampled_from(
    ["Où ?", "***", "« Non ! »", "x" * 700, "1. Un", words(700)]
)
PARTS = st.tuples(
    st.integers(1, 4), st.sampled_from(["Un titre", "Un autre titre assez long", "Objectifs"])
) | st.lists(SENTENCES, min_size=1, max_size=8).map(" ".join)


@settings(deadline=None, max_examples=60)
@given(st.lists(PARTS, max_size=25), st.sampled_from([count_words, count_pieces]), st.sampled_from(["", "Un récit"]))
def test_passages_are_exact_ordered_slices_within_the_limit_that_leave_no_text_out(parts, count, title) -> None:  # type: ignore[no-untyped-def]
    text = document(*parts)

    passages = cut(text, count, title=title)

    assert all(text.text[passage.start : passage.end] == passage.text for passage in passages)
    assert all(before.end <= after.start for before, after in pairwise(passages))
    assert all(n <= LIMIT - PROMPT_TOKENS for n in count([context(title, p.section) + "\n" + p.text for p in passages]))
    assert all(any(c.isalnum() for c in passage.text) for passage in passages)
    covered = {place for passage in passages for place in range(passage.start, passage.end)}
    for block in text.blocks:
        if block.kind != "heading":
            left = {place for place in range(block.start, block.end) if text.text[place].isalnum()} - covered
            assert not left


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(1, 400), min_size=1, max_size=12))
def test_a_tiny_passage_stands_alone_only_when_its_section_is_tiny(lengths: list[int]) -> None:
    passages = cut(document(*[words(n) for n in lengths]), count_words, title="")

    assert len(passages) == 1 or min(sizes(passages)) >= TINY
